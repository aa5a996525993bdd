//! Help, manual pages and completions.

use std::{fs, process::Command};

use rstest::rstest;

use super::Home;

const COMMANDS: [&str; 10] =
    ["run", "serve", "mutants", "list", "explain", "diff", "report", "schemas", "completions", "man"];

#[test]
fn the_help_of_every_command_has_examples() {
    let home = Home::new();
    let all = home.run(&["--help"]).out;
    for command in COMMANDS {
        assert!(all.contains(&format!("\n  {command} ")), "{command} in {all}");
        for arguments in [&[command, "--help"], &["help", command]] {
            let outcome = home.run(arguments);
            let example = format!("\n  finalize-conformance {command}");
            assert!(outcome.code == 0 && outcome.out.contains(&example), "{command}: {}", outcome.out);
        }
    }
}

#[test]
fn the_examples_of_run_are_options_that_there_are() {
    let home = Home::new();
    let help = home.run(&["run", "--help"]).out;
    let (options, examples) = help.split_once("Examples:").expect("examples");
    let words = examples.split_whitespace().filter(|word| word.starts_with("--"));
    for option in words {
        assert!(options.contains(option), "{option}");
    }
}

#[test]
fn help_shows_no_secret() {
    let outcome = Home::new().run_with(&[("FINALIZE_HEADER", "X-Api-Key: s3cret")], &["run", "--help"]);
    assert!(outcome.code == 0 && !outcome.out.contains("s3cret"), "{}", outcome.out);
}

#[rstest]
#[case("bash")]
#[case("zsh")]
#[case("fish")]
#[case("powershell")]
#[case("elvish")]
fn every_shell_gets_its_script(#[case] shell: &str) {
    let outcome = Home::new().run(&["completions", shell]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    for word in ["known-failures", "serve", "fail-on-drift"] {
        assert!(outcome.out.contains(word), "{word} for {shell}");
    }
}

#[cfg(unix)]
#[rstest]
#[case(&["run", "--en"], "--endpoint")]
#[case(&["exp"], "explain")]
#[case(&["run", "--fail-on", "sh"], "should")]
#[case(&["report", "mer"], "merge")]
fn bash_completes(#[case] words: &[&str], #[case] expected: &str) {
    let home = Home::new();
    let script = home.run(&["completions", "bash"]).out;
    let typed = [&["finalize-conformance"], words].concat();
    let (last, before) = (typed[typed.len() - 1], typed[typed.len() - 2]);
    let ask = format!(
        "{script}\nCOMP_WORDS=({}); COMP_CWORD={}\n\
         function=$(complete -p finalize-conformance | sed 's/.*-F \\([^ ]*\\).*/\\1/')\n\
         $function finalize-conformance '{last}' '{before}' && printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        typed.join(" "),
        words.len(),
    );
    let output = Command::new("bash").args(["--norc", "-c", &ask]).output().expect("bash starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), expected, "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_command_has_a_page() {
    let home = Home::new();
    let outcome = home.run(&["man", "--out", "share/man1"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    for command in COMMANDS {
        let page =
            fs::read_to_string(home.path(&format!("share/man1/finalize-conformance-{command}.1"))).expect("a page");
        assert!(page.contains(".SH SYNOPSIS") && page.contains("\\fBfinalize\\-conformance"), "{page}");
    }
    let page = fs::read_to_string(home.path("share/man1/finalize-conformance.1")).expect("a page");
    assert_eq!(page, home.run(&["man"]).out);
}
