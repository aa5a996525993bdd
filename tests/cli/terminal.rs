//! What a terminal shows that a pipe does not: colour, and a line with the progress.

use std::{fs::File, io::Read as _, process::Stdio, thread, time::Duration};

use nix::pty::{OpenptyResult, Winsize, openpty};
use rstest::rstest;

use super::{Home, answering};

/// Asks for a second of patience, which makes for a wait that somebody can watch.
const LATER: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";
/// To the begin of the line, and erase it.
const ERASE: &str = "\r\u{1b}[2K";

/// Runs the program on a terminal of so many columns and gives all that was written to it.
fn on_terminal(columns: u16, variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let home = Home::new();
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let OpenptyResult { master, slave } = openpty(&size, None).expect("a terminal");
    let mut command = home.command(arguments);
    command.env("TERM", "xterm").envs(variables.iter().copied());
    command.stdout(Stdio::from(slave.try_clone().expect("another handle"))).stderr(Stdio::from(slave));
    let mut child = command.spawn().expect("it starts");
    // The command keeps this end of the terminal open otherwise.
    drop(command);
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        // Linux reports the end of a terminal as an error.
        File::from(master).read_to_end(&mut bytes).ok();
        bytes
    });
    child.wait().expect("it ends");
    String::from_utf8(reader.join().expect("it reads")).expect("text")
}

#[test]
fn the_progress_is_a_line_that_leaves_no_trace() {
    // So late that the line is there before the wait begins.
    let endpoint = answering(|_| {
        thread::sleep(Duration::from_millis(300));
        LATER.to_owned()
    });
    let arguments = ["run", "--endpoint", &endpoint, "--clause", "RSP-6", "--max-requests", "2", "--color", "never"];
    let text = on_terminal(80, &[], &arguments);
    assert!(text.contains(&format!("0 of 1 scenario done{ERASE}0 of 1 scenario done, longest wait 1 s")), "{text:?}");
    for (position, _) in text.match_indices(" scenario done") {
        let behind = &text[position..];
        let end = behind.find(ERASE).unwrap_or_else(|| panic!("it stays: {behind:?}"));
        assert!(!behind[..end].contains('\n'), "{behind:?}");
    }
    assert!(text.contains(&format!("{ERASE}\r\nResponse")), "{text:?}");
}

#[test]
fn the_progress_fits_into_a_narrow_terminal() {
    let text = on_terminal(20, &[], &["run", "--clause", "RSP-6"]);
    assert!(text.contains("0 of 1 scenario do…"), "{text:?}");
}

#[rstest]
#[case::quiet(&[], &["-q"])]
#[case::ci(&[("CI", "true")], &[])]
#[case::dumb(&[("TERM", "dumb")], &[])]
fn nobody_watches(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str]) {
    let text = on_terminal(80, variables, &[&["run", "--clause", "RSP-6"], arguments].concat());
    assert!(text.contains("PASS") && !text.contains(" done") && !text.contains(ERASE), "{text:?}");
}

#[rstest]
#[case::a_terminal(&[], &[], true)]
#[case::no_colour(&[("NO_COLOR", "1")], &[], false)]
#[case::never(&[], &["--color", "never"], false)]
#[case::switched_off(&[("CLICOLOR", "0")], &[], false)]
#[case::forced(&[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")], &[], true)]
#[case::dumb(&[("TERM", "dumb")], &[], false)]
#[case::auto(&[], &["--color", "auto"], true)]
fn a_terminal_is_coloured(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str], #[case] coloured: bool) {
    let text = on_terminal(80, variables, &[&["run", "--clause", "RSP-6"], arguments].concat());
    assert!(text.contains("PASS"), "{text:?}");
    assert_eq!(text.contains("\u{1b}[32m"), coloured, "{text:?}");
}
