//! Many endpoints side by side: `run --targets`.

use std::{fs, thread, time::Duration};

use rstest::rstest;
use serde_json::Value;

use super::{
    Home, Outcome, Port, YES,
    live::{CREDENTIALS, Server},
    read_json, server,
};

/// The file of a fleet of three: a region with OAuth 1.0a, one with a bearer token that is a mutant, and the reference.
fn fleet(eu: &Server, us: &Server) -> String {
    format!(
        "[[target]]\nname = \"eu\"\nendpoint = \"{}\"\nconsumer-key-env = \"EU_KEY\"\n\
         consumer-secret-env = \"EU_KEY_SECRET\"\naccess-token-env = \"EU_TOKEN\"\n\
         access-token-secret-env = \"EU_TOKEN_SECRET\"\nmax-wait = 5\n\
         [[target]]\nname = \"us\"\nendpoint = \"{}\"\nuser-bearer-env = \"US_BEARER\"\nmax-requests = 200\n\
         [[target]]\nname = \"reference\"\n",
        eu.url, us.url
    )
}

const VARIABLES: [(&str, &str); 5] = [
    ("EU_KEY", "consumer-key"),
    ("EU_KEY_SECRET", "consumer-s3cret"),
    ("EU_TOKEN", "access-token"),
    ("EU_TOKEN_SECRET", "token-s3cret"),
    ("US_BEARER", "bearer-s3cret"),
];

fn verdicts(overview: &Value) -> Vec<(&str, i64, &str)> {
    let rows = overview["targets"].as_array().expect("targets").iter();
    rows.map(|row| {
        let text = |key: &str| row[key].as_str().expect("a text");
        (text("name"), row["exit_code"].as_i64().expect("a number"), text("verdict"))
    })
    .collect()
}

#[test]
fn each_endpoint_has_its_credentials_its_reports_and_its_row() {
    let home = Home::new();
    let eu = Server::with_accounts(&home, &CREDENTIALS[..4], &[]);
    let us =
        Server::with_accounts(&home, &[("FINALIZE_USER_BEARER", "bearer-s3cret")], &["--mutant", "string-rounded"]);
    let home = home.with("fleet.toml", fleet(&eu, &us));
    let arguments = ["run", "--targets", "fleet.toml", "--clause", "RSP-3", "RES-2", "RES-4", "--format", "all"];
    let outcome = home.run_with(&VARIABLES, &arguments);
    assert_eq!((outcome.code, outcome.err.as_str()), (1, ""), "{}", outcome.out);
    assert!(outcome.out.ends_with("\nFAIL  2 of 3 targets conformant, 1 not\n"), "{}", outcome.out);
    assert!(outcome.out.contains("failed RSP-3"), "{}", outcome.out);

    let overview = read_json(&home.path("reports/overview.json"));
    assert_eq!(verdicts(&overview), [("eu", 0, "pass"), ("us", 1, "fail"), ("reference", 0, "pass")]);
    for row in overview["targets"].as_array().expect("targets") {
        let files = row["reports"].as_array().expect("paths");
        assert_eq!(files.len(), 7);
        for file in files {
            assert!(home.path("reports").join(file.as_str().expect("a path")).exists(), "{file}");
        }
        let report = read_json(&home.path(&format!("reports/{}/report.json", row["name"].as_str().expect("a name"))));
        assert_eq!((&report["exit_code"], &report["target"]), (&row["exit_code"], &row["target"]));
        assert!(!home.path(&format!("reports/{}/journal.jsonl", row["name"].as_str().expect("a name"))).exists());
    }
    assert_no_secret(&home);
}

/// Not in any file, whichever endpoint it belongs to.
fn assert_no_secret(home: &Home) {
    for directory in ["reports", "reports/eu", "reports/us", "reports/reference"] {
        let entries =
            fs::read_dir(home.path(directory)).expect("a directory").map(|entry| entry.expect("an entry").path());
        for path in entries.filter(|path| path.is_file()) {
            let text = fs::read_to_string(&path).expect("text");
            assert!(!text.contains("s3cret"), "{}", path.display());
        }
    }
}

#[test]
fn each_endpoint_has_its_own_budgets() {
    let (one, other) = (server(YES), server(YES));
    let target = |name, url, rest| format!("[[target]]\nname = \"{name}\"\nendpoint = \"{url}\"\n{rest}\n");
    let file = target("short", &one, "max-requests = 5") + &target("long", &other, "");
    let home = Home::new().with("fleet.toml", file);
    let outcome = home.run(&["run", "-q", "--targets", "fleet.toml", "--clause", "PAR-2", "--max-requests", "50"]);
    assert_eq!(outcome.out.lines().count(), 1, "{}", outcome.out);
    let overview = read_json(&home.path("reports/overview.json"));
    let sent: Vec<_> =
        overview["targets"].as_array().expect("targets").iter().map(|it| &it["summary"]["requests"]).collect();
    assert_eq!(sent, [&Value::from(5), &Value::from(50)]);
}

#[rstest]
#[case::no_file(&["--targets", "nowhere.toml"], &["nowhere.toml"])]
#[case::an_endpoint_too(&["--targets", "good.toml", "--endpoint", "http://127.0.0.1:1"], &["--targets", "--endpoint"])]
#[case::an_expired_id(&["--targets", "good.toml", "--expired-media-id", "7"], &["--expired-media-id", "into the file"])]
#[case::unset(&["--targets", "unset.toml"], &["unset.toml", "\"eu\"", "EU_BEARER", "not set"])]
#[case::no_url(&["--targets", "no-url.toml"], &["\"eu\"", "is no URL"])]
#[case::in_the_clear(&["--targets", "clear.toml"], &["\"eu\"", "plain HTTP"])]
#[case::nothing_selected(&["--targets", "good.toml", "--name", "^no such name$"], &["no scenario is selected"])]
#[case::not_writable(&["--targets", "good.toml", "--report-dir", "good.toml"], &["reports cannot be written to"])]
fn what_is_wrong_is_told_before_anything_is_sent(#[case] arguments: &[&str], #[case] named: &[&str]) {
    let port = Port::new();
    let good = format!("[[target]]\nname = \"first\"\nendpoint = \"{}\"\n", port.url());
    let with = |rest: &str| format!("{good}[[target]]\nname = \"eu\"\n{rest}");
    let home = Home::new()
        .with("good.toml", &good)
        .with("unset.toml", with("endpoint = \"https://eu.test\"\nuser-bearer-env = \"EU_BEARER\"\n"))
        .with("no-url.toml", with("endpoint = \"eu\"\n"))
        .with("clear.toml", with("endpoint = \"http://eu.test\"\nuser-bearer-env = \"HELD\"\n"));
    let outcome = home.run_with(&[("HELD", "s3cret")], &[&["run"], arguments].concat());
    let Outcome { code, out, err } = &outcome;
    assert_eq!((*code, out.as_str()), (2, ""), "{err}");
    assert!(err.starts_with("error: ") && err.lines().count() == 1 && !err.contains("s3cret"), "{err}");
    for text in named {
        assert!(err.contains(text), "{text:?} is not in {err}");
    }
    assert_eq!(port.connections(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_all_of_them_and_every_report_is_written() {
    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    let port = Port::new();
    let home = Home::new().with(
        "fleet.toml",
        format!("[[target]]\nname = \"silent\"\nendpoint = \"{}\"\n[[target]]\nname = \"own\"\n", port.url()),
    );
    let mut command = home.command(&["run", "--targets", "fleet.toml", "--clause", "RSP-3"]);
    let mut child = command.stdout(std::process::Stdio::null()).spawn().expect("it starts");
    // The one has ended, the other waits for an answer that never comes.
    while !home.path("reports/own/report.json").exists() {
        assert!(child.try_wait().expect("its state").is_none(), "it ended before it was interrupted");
        thread::sleep(Duration::from_millis(10));
    }
    kill(Pid::from_raw(i32::try_from(child.id()).expect("a process id")), Signal::SIGINT).expect("sent");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let overview = read_json(&home.path("reports/overview.json"));
    assert_eq!(verdicts(&overview), [("silent", 130, "inconclusive"), ("own", 0, "pass")]);
    assert_eq!(read_json(&home.path("reports/silent/report.json"))["exit_code"], 130);
}
