//! The order of a whole run, put together from the orders of its shards.

use crate::report::model::{Report, ScenarioResult};

/// Every scenario, feature files in an order that all shards agree with, and the scenarios of a file by line.
pub fn scenarios(shards: &[Report]) -> Vec<ScenarioResult> {
    let files = files(shards);
    let place = |scenario: &ScenarioResult| files.iter().position(|file| *file == scenario.file);
    let mut scenarios: Vec<_> = shards.iter().flat_map(|shard| shard.scenarios.iter().cloned()).collect();
    scenarios.sort_by_key(|scenario| (place(scenario), scenario.line));
    scenarios
}

/// The feature files, each before those that follow it in any shard; where no shard tells, by path.
fn files(shards: &[Report]) -> Vec<&str> {
    let mut waiting: Vec<Vec<&str>> = shards.iter().map(files_of).collect();
    let mut order = Vec::new();
    loop {
        waiting.retain(|files| !files.is_empty());
        let Some(next) = next(&waiting) else { return order };
        waiting.iter_mut().for_each(|files| files.retain(|file| *file != next));
        order.push(next);
    }
}

fn files_of(shard: &Report) -> Vec<&str> {
    let mut files: Vec<&str> = Vec::new();
    for scenario in &shard.scenarios {
        if !files.contains(&scenario.file.as_str()) {
            files.push(&scenario.file);
        }
    }
    files
}

/// Of the files that are first in a shard, one that no other shard has later on.
fn next<'a>(waiting: &[Vec<&'a str>]) -> Option<&'a str> {
    let heads = || waiting.iter().filter_map(|files| files.first().copied());
    let free = heads().filter(|head| !waiting.iter().any(|files| files.iter().skip(1).any(|file| file == head)));
    // Shards that disagree were not cut from one run; any order is as good then.
    free.min().or_else(|| heads().min())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::report::sample;

    fn shard(files: &str) -> Report {
        let scenarios = files.chars().map(|file| ScenarioResult { file: file.to_string(), ..sample::passed() });
        Report { scenarios: scenarios.collect(), ..sample::empty() }
    }

    #[rstest]
    #[case(&["ac", "b"], "abc")]
    #[case(&["zb", "bc", "zc"], "zbc")]
    #[case(&["aabb", "bcc"], "abc")]
    #[case(&["ab", "ba"], "ab")]
    #[case(&["", ""], "")]
    fn files_stand_where_every_shard_has_them(#[case] shards: &[&str], #[case] expected: &str) {
        let shards: Vec<_> = shards.iter().map(|files| shard(files)).collect();
        assert_eq!(files(&shards).concat(), expected);
    }
}
