//! Runs scenarios side by side and hands over each result in the order of the features.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use futures::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    baseline,
    plan::Planned,
    run::{Baseline, Run},
    tally::{self, Finished},
};
use crate::world::{
    World,
    record::{Record, Stop},
};

/// What came of all scenarios.
pub struct Driven {
    /// One for each, in order; those that did not come to their end are inconclusive.
    pub finished: Vec<Finished>,
    /// Whether the run was interrupted.
    pub interrupted: bool,
}

/// What happens while scenarios run.
pub enum Event<'a> {
    /// A run of a scenario has ended.
    Ended(&'a Finished),
    /// All runs of a scenario have ended, and so have those of all scenarios before it in the features.
    InOrder(&'a Finished),
}

/// Runs all scenarios so many times, so many at once, and tells what happens. A scenario that waits gives its place away,
/// so that all waits go on side by side; those that must be alone come first, when nobody waits yet. When `interrupt` comes,
/// those under way are dropped.
pub async fn drive(
    run: &Arc<Run>,
    scenarios: &[Arc<Planned>],
    repeat: usize,
    places: usize,
    interrupt: impl Future<Output = ()>,
    mut tell: impl FnMut(Event<'_>),
) -> Driven {
    let places = Arc::new(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)));
    let (alone, together): (Vec<_>, Vec<_>) =
        scenarios.iter().enumerate().partition(|(_, planned)| planned.scenario.is_alone());
    let mut waiting = [alone, together].into_iter().flat_map(|part| (0..repeat).flat_map(move |_| part.clone()));
    let mut next = waiting.next();
    let mut one_is_alone = false;
    let mut running = FuturesUnordered::new();
    let mut done: Vec<(usize, Option<Finished>)> = scenarios.iter().map(|_| (0, None)).collect();
    let (mut told, mut interrupted) = (0, false);
    tokio::pin!(interrupt);
    while next.is_some() || !running.is_empty() {
        tokio::select! {
            () = &mut interrupt => {
                interrupted = true;
                break;
            }
            place = places.clone().acquire_owned(), if next.is_some() && (running.is_empty() || !one_is_alone) => {
                let place = place.expect("the semaphore is never closed");
                if let Some((position, planned)) = next {
                    one_is_alone = planned.scenario.is_alone();
                    running.push(execute(run, planned, place).map(move |finished| (position, finished)));
                }
                next = waiting.next();
            }
            Some((position, finished)) = running.next(), if !running.is_empty() => {
                run.finished_one();
                tell(Event::Ended(&finished));
                let (runs, kept) = &mut done[position];
                *runs += 1;
                match kept {
                    Some(kept) => kept.join(finished),
                    None => *kept = Some(finished),
                }
                while let Some((runs, Some(finished))) = done.get(told)
                    && *runs == repeat
                {
                    tell(Event::InOrder(finished));
                    told += 1;
                }
            }
        }
    }
    let ended = done.into_iter().map(|(_, finished)| finished).zip(scenarios);
    let finished =
        ended.map(|(finished, planned)| finished.unwrap_or_else(|| tally::cut_short(run.rules(), &planned.scenario)));
    Driven { finished: finished.collect(), interrupted }
}

async fn execute(run: &Arc<Run>, planned: &Planned, place: OwnedSemaphorePermit) -> Finished {
    let begin = Instant::now();
    let mut record = Record::default();
    record.stop = reason_not_to_run(run, planned, &mut record).await;
    if record.stop.is_none() {
        record = perform(run, planned, place, record).await;
    }
    tally::finish(run.rules(), &planned.scenario, record, begin.elapsed())
}

/// Why a scenario is not to run. What the first upload of the run met on its way belongs to no scenario, and is put on the
/// record of the one that waited for it.
async fn reason_not_to_run(run: &Arc<Run>, planned: &Planned, record: &mut Record) -> Option<Stop> {
    let scenario = &planned.scenario;
    if let Some(reason) = run.selection.skip_reason(scenario) {
        return Some(Stop::Skip(reason));
    }
    if scenario.is_embedded_only() && !run.target.is_embedded() {
        return Some(Stop::Skip("only on the embedded endpoint".to_owned()));
    }
    match run.baseline.get_or_init(|| baseline::establish(run.clone(), record)).await {
        Baseline::Unreachable(reason) => Some(Stop::Inconclusive(reason.clone())),
        Baseline::Ready(..) | Baseline::NoUpload(_) => None,
    }
}

async fn perform(run: &Arc<Run>, planned: &Planned, place: OwnedSemaphorePermit, record: Record) -> Record {
    let mut world = World::with(run.clone(), record);
    world.take_place(place);
    for (step, context) in planned.steps().iter() {
        let outcome = AssertUnwindSafe(step(&mut world, context.clone())).catch_unwind().await;
        if outcome.is_err() {
            let reason = format!("the suite itself failed in the step \"{}\"", context.step.value);
            world.settle(Err(Stop::Inconclusive(reason)));
        }
        if world.has_stopped() {
            break;
        }
    }
    world.into_record()
}

#[cfg(test)]
mod tests;
