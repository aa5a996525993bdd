//! This program's own recordings of the reference endpoint, its variants and its mutants: what was right is found right, and
//! what is found wrong is what the mutant breaks.

use std::{
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::super::{Options, Recording, judge};
use crate::{
    Suite,
    clause::{Clause, Level},
    endpoint::{Host, mutants::mutants, variants::variants},
    mutation::Deviation,
    report::format::Format,
    scenario::{catalogue, selection::Selection},
    suite::Plan,
    verdict::Verdict,
};

/// Mutants that show in an ordinary upload or in a wrong request, of each clause that a recording can show as broken.
const SHOWN: [&str; 26] = [
    "amplify-video-sync",
    "dm-gif-sync",
    "categorised-image-async",
    "info-list",
    "check-float",
    "ahead-of-itself",
    "error-bytes-behind",
    "early-finalize",
    "command-defaults",
    "any-case",
    "command-abbreviated",
    "latest-by-default",
    "empty-id-latest",
    "empty-key-latest",
    "any-method",
    "answer-cut",
    "id-decimal-point",
    "string-missing",
    "number-32-bits",
    "both-rounded",
    "key-as-number",
    "lifetime-exponent",
    "size-float",
    "video-codec",
    "status-byte-order-mark",
    "status-both-rounded",
];

/// What a recording of the embedded endpoint cannot tell: a wrong signature from a right one, and, since it has no times, a
/// media that has expired from a living one. What shows then is what is wrong with a success that should not be there.
const NOT_TOLD_APART: [&str; 2] = ["bad-signature-made-up", "unknown-id-nothing"];

/// What is found wrong in the recording of a run of some scenarios against a deviation.
async fn found(plan: &Plan, host: &Arc<Host>, deviation: Deviation, clauses: &[Clause]) -> Vec<Clause> {
    let (settings, behaviour) = deviation.endpoint();
    let selection = Selection { clauses: clauses.to_vec(), ..Selection::default() };
    let suite = Suite::builder().plan(plan.clone()).host(host.clone()).selection(selection);
    let run = suite.deviation(settings, behaviour).build().await.expect("it can run").run().await;
    let recording = Recording::parse("own.har", &Format::Har.render(&run)).expect("it can be read");
    let report = judge(&[recording], &Options::default()).expect("it has FINALIZEs");
    let failed = report.clauses.iter().filter(|clause| clause.verdict == Verdict::Fail && clause.level != Level::May);
    failed.map(|clause| clause.id).collect()
}

fn plan() -> Plan {
    Plan::new(catalogue::load(None).expect("features")).expect("a plan")
}

#[tokio::test]
async fn what_a_mutant_breaks_is_found_in_its_recording() {
    let (plan, host) = (plan(), Arc::new(Host::start().await));
    for name in SHOWN {
        let mutant = mutants().find(|mutant| mutant.name == name).expect(name);
        assert_eq!(found(&plan, &host, Deviation::Mutant(mutant), &[mutant.clause]).await, [mutant.clause], "{name}");
    }
}

#[tokio::test]
async fn what_is_right_is_found_right_in_its_recording() {
    let (plan, host) = (plan(), Arc::new(Host::start().await));
    for variant in variants().step_by(3) {
        let clauses = [Clause::Rsp9, Clause::Asy6];
        assert_eq!(found(&plan, &host, Deviation::Variant(variant), &clauses).await, [], "{}", variant.name);
    }
}

/// `cargo test --release --lib the_whole_matrix -- --ignored --nocapture` prints what is found of every mutant.
#[test]
#[ignore = "takes minutes"]
fn the_whole_matrix() {
    let plan = plan();
    let all: Vec<Deviation> = mutants().map(Deviation::Mutant).chain(variants().map(Deviation::Variant)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let host = Arc::new(Host::start().await);
            let mut rows = Vec::new();
            while let Some(deviation) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                rows.push((*deviation, found(&plan, &host, *deviation, &[]).await));
            }
            rows
        })
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let rows: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|worker| worker.join().expect("it ends")).collect()
    });
    let (mut right, mut wrong) = (0, Vec::new());
    for (deviation, found) in &rows {
        let is_right = found.iter().all(|clause| deviation.breaks(*clause));
        right += usize::from(is_right && !found.is_empty());
        if !is_right && !NOT_TOLD_APART.contains(&deviation.name()) {
            wrong.push(deviation.name());
        }
        println!("{:<40} {:<8} {found:?}", deviation.name(), deviation.clause().map_or("variant", Clause::id));
    }
    println!("{right} of {} mutants are found", mutants().count());
    assert_eq!(wrong, Vec::<&str>::new());
}
