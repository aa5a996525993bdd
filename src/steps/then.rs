//! What a scenario judges.

use cucumber::then;

use super::words::Form;
use crate::{clause::Clause, world::World};

#[then("the endpoint accepts the request")]
async fn accepts(world: &mut World) {
    let outcome = world.accept().await;
    world.settle(outcome);
}

#[then(regex = r"^the endpoint refuses (?:the|every) request$")]
async fn refuses(world: &mut World) {
    let outcome = world.refuse().await;
    world.settle(outcome);
}

#[then("the same upload can still be finalized")]
async fn still_finalizable(world: &mut World) {
    let outcome = world.still_finalizable().await;
    world.settle(outcome);
}

#[then("its media is as usable as another")]
async fn as_usable(world: &mut World) {
    let outcome = world.as_usable_as_another().await;
    world.settle(outcome);
}

#[then("the refusal finalized nothing")]
async fn finalized_nothing(world: &mut World) {
    let outcome = world.finalized_nothing().await;
    world.settle(outcome);
}

#[then(regex = r"^either outcome (?:conforms|is worth a note)$")]
fn either(world: &mut World) {
    let outcome = world.note_outcome();
    world.settle(outcome);
}

#[then("rate limits are noted")]
fn rate_limits(world: &mut World) {
    let outcome = world.note_rate_limit();
    world.settle(outcome);
}

#[then("without processing info its media id is usable at once")]
async fn ready_at_once(world: &mut World) {
    let outcome = world.ready_at_once().await;
    world.settle(outcome);
}

/// The judgement of the answer has decided a clause that the scenario names.
fn confirm(world: &mut World, clause: Clause, otherwise: &str) {
    let outcome = world.confirm(clause, otherwise);
    world.settle(outcome);
}

macro_rules! confirmation {
    ($step:ident: $text:literal => $clause:ident, $otherwise:literal) => {
        #[then($text)]
        fn $step(world: &mut World) {
            confirm(world, Clause::$clause, $otherwise);
        }
    };
}

confirmation!(labelled: "the answer is labelled and formed as JSON" => Res1, "");
confirmation!(integer_id: "its media_id is a 64-bit integer" => Rsp1, "");
confirmation!(string_id: "its media_id_string is a string" => Rsp2, "");
confirmation!(same_digits: "both spell the same digits" => Rsp3, "");
confirmation!(right_media: "they name the media that was uploaded" => Rsp4, "");
confirmation!(key_comes_back: "the media key of the request comes back unchanged" => Rsp5, "");
confirmation!(key_unasked: "a media key that was not sent is noted" => Rsp6, "");
confirmation!(lifetime: "its lifetime is a positive integer" => Rsp7, "");
confirmation!(size: "its size is the number of bytes uploaded" => Rsp8, "");
confirmation!(video_type: "a synchronous answer names the video type" => Rsp9, "the video is finalized asynchronously here");
confirmation!(either_way: "either way of processing is noted" => Asy4, "");
confirmation!(known_state: "its processing info has a known state" => Asy5, "it is finalized synchronously here");
confirmation!(time_to_check: "until it has ended there is a time to check again" => Asy6, "it is finalized synchronously here");
confirmation!(good_status: "every STATUS answer is right" => Sta1, "it is finalized synchronously here");
confirmation!(same_media: "every STATUS answer names the media" => Sta2, "it is finalized synchronously here");
confirmation!(never_back: "the state never goes back" => Asy7, "it is finalized synchronously here");
confirmation!(error_form: "the refusal is formed as an error" => Err1, "");

#[then(regex = r"^the answer announces (no )?processing$")]
fn announces(world: &mut World, no: String) {
    let outcome = world.confirm_synchrony(no.is_empty());
    world.settle(outcome);
}

#[then("processing succeeds and the media id is usable")]
async fn succeeds(world: &mut World) {
    let outcome = world.succeeded().await;
    world.settle(outcome);
}

#[then("its media id is still usable")]
async fn still_usable(world: &mut World) {
    let outcome = world.still_usable().await;
    world.settle(outcome);
}

#[then("its media id is refused in another call")]
async fn refused_in_other_call(world: &mut World) {
    let outcome = world.refused_in_other_call().await;
    world.settle(outcome);
}

#[then("its media id is refused in STATUS")]
async fn refused_in_status(world: &mut World) {
    let outcome = world.refused_in_status().await;
    world.settle(outcome);
}

#[then(
    regex = r"^its media id is refused in another FINALIZE(?: (as multipart|as a urlencoded form|in the query string))?$"
)]
async fn refused_in_finalize(world: &mut World, form: Form) {
    let outcome = world.refused_in_finalize(Clause::Life6, form.0).await;
    world.settle(outcome);
}

#[then(regex = r"^its media key is refused(?: (as multipart|as a urlencoded form|in the query string))?$")]
async fn key_refused(world: &mut World, form: Form) {
    let outcome = world.refused_in_finalize(Clause::Life7, form.0).await;
    world.settle(outcome);
}
