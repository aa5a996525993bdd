use rstest::rstest;

use super::*;

fn spec(sample: Sample, segments: usize, extent: Extent) -> Spec {
    Spec { segments, extent, ..Spec::whole(sample, None) }
}

#[rstest]
fn segments_together_are_the_file(#[values(1, 2, 3, 4, 9)] segments: usize) {
    for sample in Sample::ALL {
        let parts = spec(sample, segments, Extent::Whole).parts();
        assert_eq!(parts.len(), segments, "{sample}");
        assert_eq!(parts.iter().map(|(index, _)| *index).collect::<Vec<_>>(), (0..segments).collect::<Vec<_>>());
        assert_eq!(parts.iter().flat_map(|(_, bytes)| *bytes).copied().collect::<Vec<_>>(), sample.bytes());
        let last = parts[segments - 1].1.len();
        assert!(parts[..segments - 1].iter().all(|(_, bytes)| bytes.len() > last), "the last is the shortest");
    }
}

#[rstest]
fn a_segment_that_is_left_out_leaves_the_others_where_they_are(#[values(0, 1, 2)] missing: usize) {
    for sample in Sample::ALL {
        let whole = spec(sample, 3, Extent::Whole).parts();
        let parts = spec(sample, 3, Extent::AllBut(missing)).parts();
        let others: Vec<_> = whole.into_iter().filter(|(index, _)| *index != missing).collect();
        assert_eq!(parts, others, "{sample}");
        assert_eq!(parts.len(), 2);
    }
}

#[test]
fn the_other_extents() {
    for sample in Sample::ALL {
        assert_eq!(spec(sample, 1, Extent::Nothing).parts(), []);
        let bytes = sample.bytes();
        assert_eq!(spec(sample, 1, Extent::OneByteShort).parts(), [(0, &bytes[..bytes.len() - 1])]);
    }
}

#[test]
fn the_usual_upload_is_whole_and_has_a_category() {
    let usual = Spec::usual();
    assert!(usual.sample.is_still() && usual.category.is_some());
    assert_eq!((usual.segments, usual.extent), (1, Extent::Whole));
}

#[test]
fn an_upload_without_a_key_skips_what_needs_one() {
    let mut upload = Upload { spec: Spec::usual(), media_id: "7".to_owned(), media_key: None, finalized: None };
    assert_eq!(upload.key(), Err(Stop::Skip("INIT returned no media_key".to_owned())));
    upload.media_key = Some("3_7".to_owned());
    assert_eq!(upload.key(), Ok("3_7".to_owned()));
}

#[rstest]
#[case(b"", "")]
#[case(b"{\n  \"error\": \"no\"\n}", "{ \"error\": \"no\" }")]
#[case(b"\xff no", "\u{fffd} no")]
fn a_body_is_quoted_in_one_line(#[case] body: &'static [u8], #[case] expected: &str) {
    let response = Response { status: 400, headers: Vec::new(), body: body.into() };
    assert_eq!(excerpt(&response), expected);
}

#[test]
fn a_long_body_is_cut_between_characters() {
    let response = Response { status: 400, headers: Vec::new(), body: "é".repeat(161).into() };
    assert_eq!(excerpt(&response), format!("{}…", "é".repeat(160)));
}
