//! The first upload of a run: whether the endpoint can be reached, whether uploads work, and which way of finalizing the
//! scenarios can rely on that are about something else.

use std::sync::Arc;

use super::run::{Baseline, Run};
use crate::{
    exchange::Exchange,
    judgement::{
        attribution::{Encoding, Identifier, Method},
        status_code,
    },
    media::Sample,
    world::{
        Spec, World,
        record::{Record, Stop},
    },
};

/// Finds out, and adds to a record what was met on the way: what was not answered, or not at once.
pub async fn establish(run: Arc<Run>, met: &mut Record) -> Baseline {
    let mut failure = String::new();
    // Another kind of upload where the first is not taken, and a second try where the first was lost.
    let others = [
        Spec::whole(Sample::Png, None),
        Spec::whole(Sample::Jpeg, Some("tweet_image")),
        Spec::whole(Sample::Mp4, Some("tweet_video")),
        Spec::whole(Sample::Mp4, None),
        Spec::whole(Sample::Gif, Some("tweet_gif")),
    ];
    for spec in [Spec::usual()].into_iter().chain(others) {
        let mut world = World::new(run.clone());
        let outcome = find_method(&mut world, &spec).await;
        let record = world.into_record();
        let nothing_came = record.exchanges.iter().all(|exchange| exchange.unanswered().is_some());
        let troubled = |exchange: &Exchange| {
            exchange.unanswered().is_some() || exchange.was_limited() || exchange.retried().is_some()
        };
        record.exchanges.into_iter().filter(troubled).for_each(|exchange| met.take_over(exchange));
        match outcome {
            Ok(method) => return Baseline::Ready(spec, method),
            Err(Stop::Inconclusive(reason) | Stop::Skip(reason)) => failure = reason,
            Err(Stop::Broken) => unreachable!("nothing is judged here"),
        }
        if nothing_came && spec != Spec::usual() {
            return Baseline::Unreachable(failure);
        }
    }
    Baseline::NoUpload(failure)
}

/// The first way of finalizing that is accepted; the usual one where none is.
async fn find_method(world: &mut World, spec: &Spec) -> Result<Method, Stop> {
    for identifier in [Identifier::Id, Identifier::Both, Identifier::Key] {
        for encoding in Encoding::ALL {
            let method = Method { encoding, identifier };
            match world.control_of(spec.clone(), method).await {
                Ok((_, response)) if status_code::is_accepted(&response) => return Ok(method),
                Ok(_) | Err(Stop::Skip(_)) => {}
                Err(stop) => return Err(stop),
            }
        }
    }
    Ok(Method::USUAL)
}
