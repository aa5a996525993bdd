use std::{cell::Cell, fs, future::pending, time::Duration};

use cucumber::when;
use rstest::rstest;
use tokio::time::Instant;

use super::*;
use crate::{
    client::{Masker, Transport, TransportOptions},
    credentials::Credentials,
    judgement::attribution::Method,
    media::Sample,
    scenario::{
        catalogue,
        selection::{self, Selection},
    },
    suite::{Plan, target::Target},
    world::Spec,
};

thread_local! {
    /// How many scenarios of a test are waiting, and how many of those must be alone.
    static WAITING: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

#[when(regex = r"^(\d+) s go by( alone)?$")]
async fn go_by(world: &mut World, seconds: u64, alone: String) {
    let (all, of_them) = WAITING.get();
    let alone = usize::from(!alone.is_empty());
    assert!(all == 0 || of_them + alone == 0, "nobody is beside one that must be alone");
    WAITING.set((all + 1, of_them + alone));
    world.wait(Duration::from_secs(seconds)).await;
    let (all, of_them) = WAITING.get();
    WAITING.set((all - 1, of_them - alone));
}

/// A run against an endpoint that nobody asks anything: scenarios only wait.
fn run() -> Arc<Run> {
    let endpoint: url::Url = "http://127.0.0.1:9/".parse().expect("a URL");
    let transport = Transport::new(TransportOptions::default(), &endpoint).expect("a client");
    let credentials = Credentials::default();
    let masker = Masker::new(&credentials, &[]);
    let run = Run::new(
        Target::Live { endpoint, credentials, transport },
        Selection::default(),
        masker,
        Duration::from_secs(60),
    );
    run.baseline.set(Baseline::Ready(Spec::whole(Sample::Png, None), Method::USUAL)).expect("nobody has asked yet");
    Arc::new(run)
}

/// The scenarios of a feature, and no others.
fn scenarios(feature: &str) -> Vec<Arc<Planned>> {
    let home = tempfile::tempdir().expect("a directory");
    fs::write(home.path().join("waits.feature"), feature).expect("written");
    let plan = Plan::new(catalogue::load(Some(home.path())).expect("it can be read")).expect("its steps are defined");
    let name = Some(selection::name_pattern("^it waits").expect("a pattern"));
    plan.select(&Selection { name, ..Selection::default() })
}

async fn time_taken(feature: &str, repeat: usize, places: usize) -> Duration {
    let (run, scenarios) = (run(), scenarios(feature));
    let begin = Instant::now();
    let driven = drive(&run, &scenarios, repeat, places, pending(), |_| ()).await;
    let reasons: Vec<_> = driven.finished.iter().filter_map(|it| it.result.reason.as_ref()).collect();
    assert!(reasons.iter().all(|reason| !reason.contains("the suite itself failed")), "{reasons:?}");
    begin.elapsed()
}

/// The clock stands still while anybody works, so that the time taken is that of the waits alone.
#[rstest]
#[tokio::test(start_paused = true)]
async fn waits_go_on_side_by_side(#[values(1, 2, 16)] places: usize, #[values(1, 3)] repeat: usize) {
    let mut feature = "Feature: F\n".to_owned();
    for seconds in 1..=40 {
        let scenario = "  @observation\n  Scenario: it waits";
        feature += &format!("{scenario} {seconds}\n    When {seconds} s go by\n    And {} s go by\n", 50 - seconds);
    }
    feature += "  @observation\n  Scenario: it waits longest\n    When 60 s go by\n";
    let taken = time_taken(&feature, repeat, places).await;
    assert_eq!(taken.as_secs(), 60, "the longest of the waits, and not their sum");
}

#[tokio::test(start_paused = true)]
async fn one_that_must_be_alone_is_so_even_while_it_waits() {
    let scenario = |tags, name, step| format!("  {tags}\n  Scenario: it waits {name}\n    When {step}\n");
    let feature = "Feature: F\n".to_owned()
        + &scenario("@observation", "before", "9 s go by")
        + &scenario("@observation @alone", "by itself", "2 s go by alone")
        + &scenario("@observation @alone", "by itself too", "3 s go by alone")
        + &scenario("@observation", "after", "7 s go by");
    assert_eq!(time_taken(&feature, 1, 16).await.as_secs(), 2 + 3 + 9);
}
