//! Many machines: the shards of a run, cut and joined as the README says.

use std::{fs, process::Command};

use serde_json::Value;

use super::{Home, finish, read_json};

const README: &str = include_str!("../../README.md");
const PARTS: usize = 4;

/// The shell line of the Kubernetes manifest, as written.
fn line() -> &'static str {
    let mut lines = README.lines().skip_while(|line| line.trim() != "args:").skip(1);
    lines.next().and_then(|line| line.trim().strip_prefix("- ")).expect("the manifest has a line")
}

/// Runs the line with the variable that Kubernetes sets.
fn run_part(home: &Home, index: usize) -> i32 {
    // Without arguments of the program's own: the shell finds it by its name.
    let program = home.command(&[]);
    let directory = std::path::Path::new(program.get_program()).parent().expect("it is in a directory");
    let mut shell = Command::new("sh");
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.current_dir(home.path("")).args(["-c", line()]).env("JOB_COMPLETION_INDEX", index.to_string());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = [directory.to_owned()].into_iter().chain(std::env::split_paths(&path));
    let outcome = finish(shell.env("PATH", std::env::join_paths(paths).expect("no path has a colon")));
    assert_eq!(outcome.err, "");
    outcome.code
}

#[test]
fn all_parts_of_the_job_together_are_the_whole_run() {
    for parts in [format!("completions: {PARTS}\n"), format!("parallelism: {PARTS}\n"), format!("))/{PARTS}\"")] {
        assert!(README.contains(&parts), "{parts}");
    }
    let home = Home::new();
    for index in 0..PARTS {
        assert_eq!(run_part(&home, index), 0, "part {index}");
    }
    let parts: Vec<String> = (0..PARTS).map(|index| format!("{index}/report.json")).collect();
    let mut arguments = vec!["report", "merge", "--report-dir", "merged"];
    arguments.extend(parts.iter().map(String::as_str));
    let merged = home.run(&arguments);
    assert_eq!((merged.code, merged.err.as_str()), (0, ""), "{}", merged.out);
    assert_eq!(home.run(&["run", "-q"]).code, 0);

    let (mut merged, mut whole) = (read_json(&home.path("merged/report.json")), home.report());
    // Every machine finds out for itself whether uploads work, with the same requests.
    let sent = |report: &Value| report["summary"]["requests"].as_u64().expect("a number");
    let more = sent(&merged) - sent(&whole);
    assert!(more > 0 && more.is_multiple_of(PARTS as u64 - 1) && more < 10 * PARTS as u64, "{more}");
    for report in [&mut merged, &mut whole] {
        report["summary"]["requests"] = Value::Null;
        report["target"]["endpoint"] = Value::Null;
        normalize(report);
    }
    let lines = |report: &Value| format!("{report:#}").lines().map(str::to_owned).collect::<Vec<_>>();
    let differs = lines(&merged).into_iter().zip(lines(&whole)).find(|(merged, whole)| merged != whole);
    assert_eq!(differs, None);
    assert!(merged == whole);
    let missing = home.run(&[&arguments[..3], &["other"], &arguments[4..arguments.len() - 1]].concat());
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("the report of shard 4/4 is missing"), "{}", missing.err);
    assert!(!fs::exists(home.path("other/report.json")).expect("the directory can be read"));
}

/// Takes out what differs between two runs that are alike: times, and what was sent and answered at those times.
fn normalize(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), &field) {
                    ("duration_ms" | "started_at", _) => *field = Value::Null,
                    ("exchanges", Value::Array(exchanges)) => {
                        let outline =
                            |it: &Value| serde_json::json!([it["request"]["method"], it["response"]["status"]]);
                        *field = exchanges.iter().map(outline).collect();
                    }
                    _ => normalize(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(normalize),
        _ => {}
    }
}
