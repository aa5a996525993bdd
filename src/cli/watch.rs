//! A run in the eyes of whoever started it.

use std::{cell::RefCell, env, ffi::OsStr, io, time::Duration};

use futures::{FutureExt as _, future::FusedFuture as _};

use super::args::RunOptions;
use crate::{
    Suite,
    fleet::Fleet,
    report::{
        console::{Console, Verbosity},
        model::Report,
        progress::Line,
        text::brief,
    },
};

/// How often the progress is shown.
const PULSE: Duration = Duration::from_millis(100);

/// Standard output, with as much on it as was asked for.
pub fn console(options: &RunOptions) -> Console<Box<dyn io::Write>> {
    let verbosity = match (options.quiet, options.verbose) {
        (Some(true), _) => Verbosity::Quiet,
        (_, Some(true)) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    let color = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let console: Console<Box<dyn io::Write>> = Console::new(Box::new(io::stdout().lock()), verbosity, color);
    console.with_line(if verbosity == Verbosity::Quiet { None } else { line() })
}

/// Where the verdict is all that is printed, what a reader must know before believing it.
pub fn warn<'a>(options: &RunOptions, warnings: impl IntoIterator<Item = &'a String>) {
    if options.quiet == Some(true) {
        for warning in warnings {
            anstream::eprintln!("warning: {}", brief(warning, 500));
        }
    }
}

/// The line for the progress. CI servers keep what they are told, and a dumb terminal cannot erase.
fn line() -> Option<Line> {
    let is = |name, unfit: fn(&OsStr) -> bool| env::var_os(name).is_some_and(|value| unfit(&value));
    let unfit = is("CI", |value| !value.is_empty()) || is("TERM", |value| value == "dumb");
    if unfit { None } else { Line::of_terminal() }
}

/// Runs the suite and shows what comes of it as it comes.
pub async fn watched(suite: &Suite, console: &mut Console<Box<dyn io::Write>>) -> Report {
    let console = RefCell::new(console);
    let run = suite.run_until(super::interrupted(), |result| {
        // A closed pipe must not keep the reports from being written.
        console.borrow_mut().scenario(result).ok();
    });
    tokio::pin!(run);
    let mut pulse = tokio::time::interval(PULSE);
    loop {
        tokio::select! {
            report = &mut run => return report,
            _ = pulse.tick() => console.borrow_mut().progress(&suite.progress()),
        }
    }
}

/// Waits for a fleet to end and shows what comes of it as it comes; the first Ctrl-C ends those under way.
pub async fn fleet<T: Send + 'static>(
    mut fleet: Fleet<T>,
    console: &mut Console<Box<dyn io::Write>>,
    mut each: impl FnMut(&mut Console<Box<dyn io::Write>>, usize, T),
) {
    let mut pulse = tokio::time::interval(PULSE);
    let mut interrupt = std::pin::pin!(super::interrupted().fuse());
    loop {
        tokio::select! {
            ended = fleet.next() => match ended {
                Some((at, ended)) => each(console, at, ended),
                None => return,
            },
            () = &mut interrupt, if !interrupt.is_terminated() => fleet.interrupt(),
            _ = pulse.tick() => console.progress(&fleet.progress()),
        }
    }
}
