//! `completions` and `man`: what shells and manuals make of the command definitions.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::{
    Failure,
    args::{Cli, CompletionsArgs, ManArgs},
};

pub fn complete(arguments: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    io::stdout().write_all(&script).ok();
    Ok(0)
}

pub fn read(arguments: &ManArgs) -> Result<u8, Failure> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    match &arguments.out {
        None => {
            io::stdout().write_all(&page(&program)?).ok();
        }
        Some(directory) => fs::create_dir_all(directory)
            .and_then(|()| write(&program, directory))
            .map_err(|error| format!("cannot write to {}: {error}", directory.display()))?,
    }
    Ok(0)
}

/// Writes the page of a command and those of its own commands.
fn write(command: &clap::Command, directory: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    fs::write(directory.join(format!("{name}.1")), page(command)?)?;
    command.get_subcommands().try_for_each(|subcommand| write(subcommand, directory))
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(text) = command.get_after_help() {
        page.extend(as_it_is("NOTES", &text.to_string()).into_bytes());
    }
    Ok(page)
}

/// A section whose lines stay as they are, so that examples can be copied.
fn as_it_is(title: &str, text: &str) -> String {
    let line = |line: &str| {
        let text = line.replace('\\', "\\e").replace('-', "\\-");
        // At the begin of a line, a dot or an apostrophe would be a request.
        if text.starts_with(['.', '\'']) { format!("\\&{text}\n") } else { text + "\n" }
    };
    format!(".SH {title}\n.nf\n{}.fi\n", text.lines().map(line).collect::<String>())
}
