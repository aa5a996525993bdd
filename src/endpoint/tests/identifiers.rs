//! PAR-4 to PAR-13: what names a media, and what does not.

use rstest::rstest;

use super::bench::{Bench, Issued, assert_accepted, assert_refused};
use crate::{
    endpoint::settings::{Disagreement, Keys},
    http::Response,
    media::Sample,
};

fn uploaded() -> (Bench, Issued) {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Png, Some("tweet_image"));
    (bench, issued)
}

fn both(bench: &mut Bench, id: &str, key: &str) -> Response {
    bench.query("POST", &[("command", "FINALIZE"), ("media_id", id), ("media_key", key)])
}

#[test]
fn id_or_key_or_both_name_a_media() {
    let (mut bench, Issued { id, key }) = uploaded();
    let key = key.unwrap();
    assert_eq!(key, format!("3_{id}"));
    for answer in [bench.finalize(&id), bench.finalize_key(&key), both(&mut bench, &id, &key)] {
        let answer = assert_accepted(&answer);
        assert_eq!(answer["media_id"].to_string(), id);
        assert_eq!(answer["media_key"], key);
    }
}

#[test]
fn neither_is_refused() {
    let (mut bench, _) = uploaded();
    assert_refused(&bench.query("POST", &[("command", "FINALIZE")]));
}

#[rstest]
#[case::prefix("7_{}")]
#[case::blank_before(" {}")]
#[case::blank_behind("{} ")]
#[case::sign("+{}")]
#[case::quoted("\"{}\"")]
#[case::letter("{}a")]
#[case::fraction("{}.0")]
#[case::exponent("{}e0")]
#[case::zero("0{}")]
#[case::list("{},{}")]
fn an_id_in_another_spelling_is_refused(#[case] spelling: &str) {
    let (mut bench, Issued { id, key }) = uploaded();
    assert_refused(&bench.finalize(&spelling.replace("{}", &id)));
    assert_refused(&bench.finalize_key(&spelling.replace("{}", &key.unwrap())));
    assert_refused(&bench.metadata(&id));
}

#[rstest]
#[case("")]
#[case("_")]
#[case("3")]
#[case("3_")]
#[case("x_1")]
#[case("3_abc")]
#[case("3_1_1")]
#[case("3_710511363345354753")]
fn a_key_that_init_did_not_give_is_refused(#[case] key: &str) {
    let (mut bench, _) = uploaded();
    assert_refused(&bench.finalize_key(key));
}

#[test]
fn neighbours_of_an_id_and_2_to_the_64_and_an_id_are_refused() {
    let (mut bench, Issued { id, key }) = uploaded();
    let number: u128 = id.parse().unwrap();
    for other in [number - 1, number + 1, number + (1 << 64), number << 1, number & 0xffff_ffff] {
        assert_refused(&bench.finalize(&other.to_string()));
        assert_refused(&bench.finalize_key(&format!("3_{other}")));
    }
    assert_refused(&bench.finalize(&key.unwrap()));
    assert_refused(&bench.finalize(&format!("{number:#x}")));
    assert_refused(&bench.finalize_key(&id));
}

#[test]
fn zeros_in_front_of_an_id_may_be_ignored() {
    let mut bench = Bench::with(|settings| settings.leading_zeros = true);
    let id = bench.upload(Sample::Png, None).id;
    assert_accepted(&bench.finalize(&format!("00{id}")));
    assert_refused(&bench.finalize("000"));
}

#[rstest]
#[case(Disagreement::Refuse, [false, false, false])]
#[case(Disagreement::TakeId, [true, true, false])]
#[case(Disagreement::TakeKey, [true, false, true])]
fn what_disagrees_is_decided_by_the_setting(#[case] disagreement: Disagreement, #[case] accepted: [bool; 3]) {
    let (mut bench, first) = uploaded();
    let second = bench.upload(Sample::Png, Some("tweet_image"));
    bench.endpoint.settings.disagreement = disagreement;
    let two_media = both(&mut bench, &first.id, &second.key.clone().unwrap());
    let bad_key = both(&mut bench, &first.id, "3_1");
    let bad_id = both(&mut bench, "1", &second.key.unwrap());
    assert_eq!([two_media, bad_key, bad_id].map(|answer| answer.is_success()), accepted);
}

#[rstest]
#[case(Keys::Never, [false, false])]
#[case(Keys::WithCategory, [false, true])]
#[case(Keys::Always, [true, true])]
fn init_gives_keys_by_the_setting(#[case] keys: Keys, #[case] expected: [bool; 2]) {
    let mut bench = Bench::new();
    bench.endpoint.settings.keys = keys;
    let given = [None, Some("tweet_gif")].map(|category| bench.init(Sample::Gif, category).key.is_some());
    assert_eq!(given, expected);
}
