//! What a scenario does: it sends FINALIZE, in right and wrong ways, and waits.

use cucumber::when;
use reqwest::Method as HttpMethod;

use super::words::{By, Form};
use crate::{
    clause::Clause,
    judgement::{attribution::Identifier, refusal},
    world::{
        Attempt, Flaw, Moment, World,
        protocol::{COMMAND, MEDIA_ID, MEDIA_KEY},
        record::Stop,
        values::{Spelling, unescape},
    },
};

#[when(
    regex = r"^it is finalized(?: (as multipart|as a urlencoded form|in the query string))?(?: by (its media id|its media key|its media id and its media key))?$"
)]
async fn finalized(world: &mut World, form: Form, by: By) {
    let method = world.method(form.0, by.0);
    let outcome = world.finalize(method).await;
    world.settle(outcome);
}

#[when("it is finalized once more")]
async fn once_more(world: &mut World) {
    let method = world.method(None, None);
    let outcome = world.repeat(method).await;
    world.settle(outcome);
}

/// Sends a FINALIZE that is like a right one but for one thing.
async fn send(world: &mut World, form: Form, by: By, change: impl FnOnce(&World, Attempt) -> Result<Attempt, Stop>) {
    let method = world.method(form.0, by.0);
    let changed = world.attempt(method).and_then(|attempt| change(world, attempt));
    let outcome = match changed {
        Ok(attempt) => world.send(attempt, method).await,
        Err(stop) => Err(stop),
    };
    world.settle(outcome);
}

#[when(
    regex = r"^it is finalized with the method (GET|PUT|DELETE) (as multipart|as a urlencoded form|in the query string)$"
)]
async fn with_method(world: &mut World, http_method: HttpMethod, form: Form) {
    send(world, form, By(None), |_, attempt| Ok(Attempt { http_method, wrong: Some(Clause::Req4), ..attempt })).await;
}

#[when("it is finalized with a JSON body")]
async fn as_json(world: &mut World) {
    send(world, Form(None), By(None), |_, attempt| {
        Ok(Attempt { as_json: true, ..attempt }.noted(Some(Clause::Req5), "FINALIZE with a JSON body"))
    })
    .await;
}

#[when(
    regex = r"^it is finalized without a command(?: (as multipart|as a urlencoded form|in the query string))?(?: by (its media id|its media key|its media id and its media key))?$"
)]
async fn without_command(world: &mut World, form: Form, by: By) {
    send(world, form, by, |_, mut attempt| {
        attempt.remove(COMMAND);
        Ok(Attempt { wrong: Some(Clause::Par1), ..attempt })
    })
    .await;
}

#[when(
    regex = r#"^it is finalized with the command "([^"]*)"(?: (as multipart|as a urlencoded form|in the query string))?(?: by (its media id|its media key|its media id and its media key))?$"#
)]
async fn with_command(world: &mut World, command: String, form: Form, by: By) {
    send(world, form, by, |world, attempt| Ok(world.with_command(attempt, &unescape(&command)))).await;
}

#[when(regex = r"^it is finalized with every casing of the command, ([0-7]) of 8 letters capital$")]
async fn every_casing(world: &mut World, capitals: u32) {
    let outcome = world.every_casing_with(capitals).await;
    world.settle(outcome);
}

#[when("it is refused in several ways")]
async fn several_refusals(world: &mut World) {
    let outcome = world.several_refusals().await;
    world.settle(outcome);
}

#[when(regex = r"^it is finalized with the parameter names in (capital letters|a capital initial)$")]
async fn renamed(world: &mut World, style: String) {
    send(world, Form(None), By(None), |_, mut attempt| {
        for (name, _) in &mut attempt.parameters {
            let capitals = if style == "capital letters" { name.len() } else { 1 };
            name[..capitals].make_ascii_uppercase();
        }
        Ok(attempt.noted(None, "FINALIZE with parameter names in another case"))
    })
    .await;
}

#[when(regex = r"^it is finalized with (command|media_id) given twice$")]
async fn repeated(world: &mut World, name: String) {
    send(world, Form(None), By(Some(Identifier::Id)), |world, mut attempt| {
        let other = if name == COMMAND { "finalize".to_owned() } else { world.unknown_id(None, 0)? };
        attempt.parameters.push((name.clone(), other));
        Ok(attempt.noted(None, "FINALIZE with a parameter given twice, first right, then wrong,"))
    })
    .await;
}

#[when(regex = r"^it is finalized without an identifier(?: (as multipart|as a urlencoded form|in the query string))?$")]
async fn without_identifier(world: &mut World, form: Form) {
    send(world, form, By(None), |_, mut attempt| {
        attempt.remove(MEDIA_ID);
        attempt.remove(MEDIA_KEY);
        Ok(Attempt { wrong: Some(Clause::Par4), ..attempt })
    })
    .await;
}

#[when(
    regex = r"^FINALIZE is sent for (an|another) unknown media (id|key)(?: (as multipart|as a urlencoded form|in the query string))?$"
)]
async fn unknown(world: &mut World, which: String, kind: String, form: Form) {
    let turn = u32::from(which == "another");
    send(world, form, By(None), |world, attempt| match kind.as_str() {
        "id" => Ok(attempt.only(MEDIA_ID, world.unknown_id(None, turn)?, Clause::Par8)),
        _ => Ok(attempt.only(MEDIA_KEY, world.unknown_key(turn)?, Clause::Par10)),
    })
    .await;
}

#[when(regex = r"^FINALIZE is sent for the media id ([0-9]+)$")]
async fn numbered(world: &mut World, id: u64) {
    send(world, Form(None), By(None), |world, attempt| {
        Ok(attempt.only(MEDIA_ID, world.unknown_id(Some(id), 0)?, Clause::Par8))
    })
    .await;
}

#[when(
    regex = r"^FINALIZE is sent for a media (id|key) (next to the real one|as a double keeps it|with the same low bits)$"
)]
async fn neighbour(world: &mut World, kind: String, which: String) {
    let value = match which.as_str() {
        "next to the real one" => world.neighbour().await,
        "with the same low bits" => world.id_with_the_same_low_bits(),
        _ => world.rounded_neighbour().await,
    };
    send(world, Form(None), By(None), |world, attempt| match kind.as_str() {
        "id" => Ok(attempt.only(MEDIA_ID, value?, Clause::Par8)),
        _ => Ok(attempt.only(MEDIA_KEY, world.key_with_id(&value?)?, Clause::Par10)),
    })
    .await;
}

#[when(
    regex = r#"^FINALIZE is sent for the media (id|key) "([^"]*)"(?: (as multipart|as a urlencoded form|in the query string))?$"#
)]
async fn malformed(world: &mut World, kind: String, value: String, form: Form) {
    let value = unescape(&value);
    send(world, form, By(None), |_, attempt| match kind.as_str() {
        "id" => Ok(attempt.only(MEDIA_ID, value.clone(), refusal::clause_for_media_id(&value))),
        _ => Ok(attempt.only(MEDIA_KEY, value.clone(), refusal::clause_for_media_key(&value))),
    })
    .await;
}

#[when(regex = r"^FINALIZE is sent for its media (id|key) as media (id|key)$")]
async fn mistaken(world: &mut World, real: String, name: String) {
    send(world, Form(None), By(None), |world, attempt| {
        let value = world.real(if real == "key" { Identifier::Key } else { Identifier::Id })?;
        let name = if name == "key" { MEDIA_KEY } else { MEDIA_ID };
        Ok(attempt.only(name, value, Clause::Par13))
    })
    .await;
}

#[when(
    regex = r"^FINALIZE is sent for its media (id|key) ((?:with|in|plus|percent)[- ].*?)(?: (as multipart|as a urlencoded form|in the query string))?$"
)]
async fn respelled(world: &mut World, kind: String, spelling: Spelling, form: Form) {
    send(world, form, By(None), |world, attempt| {
        let (name, identifier) = if kind == "key" { (MEDIA_KEY, Identifier::Key) } else { (MEDIA_ID, Identifier::Id) };
        let attempt = attempt.only(name, spelling.apply(&world.real(identifier)?), Clause::Par13);
        let zeros = spelling == Spelling::LEADING_ZEROS;
        Ok(if zeros { attempt.noted(None, "FINALIZE with leading zeros") } else { attempt })
    })
    .await;
}

#[when(
    regex = r"^it is finalized by (its media id|the media id of another|an unknown media id|a malformed media id|an empty media id) beside (its media key|the media key of another|an unknown media key|a malformed media key|an empty media key)$"
)]
async fn contradictory(world: &mut World, id: String, key: String) {
    let other = world.another().await;
    send(world, Form(None), By(Some(Identifier::Both)), |world, mut attempt| {
        let other = other?;
        attempt.set(
            MEDIA_ID,
            match id.split(' ').next() {
                Some("its") => world.real(Identifier::Id)?,
                Some("the") => other.media_id.clone(),
                _ if id.contains("unknown") => world.unknown_id(None, 0)?,
                _ if id.contains("malformed") => "abc".to_owned(),
                _ => String::new(),
            },
        );
        attempt.set(
            MEDIA_KEY,
            match key.split(' ').next() {
                Some("its") => world.real(Identifier::Key)?,
                Some("the") => other.key()?,
                _ if key.contains("unknown") => world.unknown_key(0)?,
                _ if key.contains("malformed") => "abc".to_owned(),
                _ => String::new(),
            },
        );
        Ok(attempt.noted(Some(Clause::Par12), "FINALIZE with identifiers that disagree"))
    })
    .await;
}

#[when(
    regex = r"^it is finalized with (no credentials|an empty authorization header|application-only credentials|a wrong consumer secret|a wrong token secret|an unknown token|another consumer's key|no user token|a signature over another body|a signature over another query|an unknown bearer token|a stale time stamp)(?: (as multipart|as a urlencoded form|in the query string))?$"
)]
async fn flawed(world: &mut World, flaw: Flaw, form: Form) {
    send(world, form, By(None), |world, attempt| world.with_flaw(attempt, flaw)).await;
}

#[when("it is finalized with a repeated nonce")]
async fn replayed(world: &mut World) {
    let outcome = world.replay_nonce().await;
    world.settle(outcome);
}

#[when("its processing is followed to the end")]
async fn followed(world: &mut World) {
    let outcome = world.follow().await;
    world.settle(outcome);
}

#[when("any processing has ended")]
async fn until_ready(world: &mut World) {
    let outcome = world.until_ready().await;
    world.settle(outcome);
}

#[when("its media id has become usable")]
async fn usable_from_the_start(world: &mut World) {
    let outcome = world.usable_from_the_start().await;
    world.settle(outcome);
}

#[when(regex = r"^(three quarters of its lifetime have|all but a second of its lifetime has|its lifetime has) passed$")]
async fn time_passes(world: &mut World, moment: Moment) {
    let outcome = world.wait_until(moment).await;
    world.settle(outcome);
}
