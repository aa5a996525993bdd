//! What a scenario begins with.

use cucumber::given;

use super::words::{Category, Missing};
use crate::{
    media::Sample,
    world::{Spec, World},
};

#[given("an upload with every byte appended")]
async fn usual(world: &mut World) {
    let outcome = world.usual_upload().await;
    world.settle(outcome);
}

#[given("an upload with a media key")]
async fn with_a_key(world: &mut World) {
    let outcome = world.usual_upload().await.and_then(|()| world.needs_key());
    world.settle(outcome);
}

#[given(regex = r"^an? (PNG|JPEG|animated GIF|MP4) uploaded for (no category|[a-z_]+)(?: in ([0-9]) segments?)?$")]
async fn uploaded(world: &mut World, sample: Sample, category: Category, segments: String) {
    let mut spec = Spec::whole(sample, category.0.as_deref());
    spec.segments = segments.parse().unwrap_or(1);
    let outcome = world.upload(spec).await;
    world.settle(outcome);
}

#[given(regex = r"^an? (PNG|JPEG|animated GIF|MP4) of which ([a-z ]+)$")]
async fn incomplete(world: &mut World, sample: Sample, missing: Missing) {
    let category = if sample.is_still() {
        "tweet_image"
    } else if sample == Sample::Gif {
        "tweet_gif"
    } else {
        "tweet_video"
    };
    let (segments, extent) = missing.0;
    let outcome = world.upload(Spec { segments, extent, ..Spec::whole(sample, Some(category)) }).await;
    world.settle(outcome);
}

#[given(regex = r"^a media (id|key) given as expired$")]
fn given_as_expired(world: &mut World, kind: String) {
    let outcome = world.given_as_expired(kind == "key");
    world.settle(outcome);
}
