//! The values of one field over a whole run, and whether they keep to another range than before.

use std::{collections::BTreeSet, fmt};

use serde_json::Value;

use super::list;
use crate::report::{json::compact, text::brief};

/// From fewer values, nobody can tell a range.
const ENOUGH: usize = 3;
/// A value that was the same so often is expected to be so again.
const STEADY: usize = 10;
/// Numbers closer than this are the same: a lifetime that counts down loses a second.
const TOLERANCE: f64 = 0.01;
/// Ids grow by a digit now and then; by a quarter of their length they do not.
const GROWTH: f64 = 1.25;
/// How much of one word is shown.
const MAX_TEXT: usize = 100;
/// How many words stand for a range of them.
const MAX_WORDS: usize = 3;
/// Words in the names of fields that never have the same value twice.
const CHANGING: [&str; 12] =
    ["id", "ids", "key", "token", "uuid", "guid", "hash", "etag", "time", "timestamp", "date", "at"];

/// A number, a text, or a truth value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scalar {
    text: String,
    quoted: bool,
}

impl Scalar {
    /// The value, unless it is made of others or null.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Scalar { text: text.clone(), quoted: true }),
            Value::Number(_) | Value::Bool(_) => Some(Scalar { text: value.to_string(), quoted: false }),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn number(&self) -> Option<f64> {
        if self.quoted { None } else { self.text.parse().ok() }
    }

    fn length(&self) -> usize {
        self.text.chars().count()
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted { f.write_str(&compact(&brief(&self.text, MAX_TEXT))) } else { f.write_str(&self.text) }
    }
}

/// Whether a field is named like one whose values change by nature: an id, a time.
pub fn changes_by_nature(pointer: &str) -> bool {
    let name = pointer.rsplit('/').find(|step| *step != "*").unwrap_or_default();
    words(name).any(|word| CHANGING.contains(&word.as_str()))
}

/// The words of `media_id`, `mediaId` and `media-id`.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
    }
    spaced.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// A field that keeps to another range.
pub struct Moved {
    /// The range before, in words.
    pub before: String,
    /// The range now.
    pub after: String,
    /// Which of the values now lie outside of the range before.
    pub strays: Vec<usize>,
}

/// Whether the values keep to another range now: where no value lies in the range of those before, or where one value
/// does not that was always the same.
pub fn change(pointer: &str, before: &[Scalar], after: &[Scalar]) -> Option<Moved> {
    if before.len().min(after.len()) < ENOUGH {
        return None;
    }
    let by_nature = changes_by_nature(pointer) || mostly_different(before) || mostly_different(after);
    let (from, to) = (Range::of(before, by_nature), Range::of(after, by_nature));
    let strays: Vec<_> = (0..after.len()).filter(|index| !from.holds(&after[*index])).collect();
    let steady = before.len() >= STEADY && !by_nature && before.iter().all(|value| *value == before[0]);
    let moved = strays.len() == after.len() || steady && !strays.is_empty();
    moved.then(|| Moved { before: from.to_string(), after: to.to_string(), strays })
}

fn mostly_different(values: &[Scalar]) -> bool {
    values.iter().collect::<BTreeSet<_>>().len() * 2 > values.len()
}

/// What values keep to.
enum Range {
    /// Numbers between two.
    Numbers(f64, f64),
    /// One of these texts.
    Words(BTreeSet<Scalar>),
    /// Texts of so many characters.
    Lengths(usize, usize),
}

impl Range {
    fn of(values: &[Scalar], by_nature: bool) -> Self {
        if by_nature {
            let lengths = || values.iter().map(Scalar::length);
            return Range::Lengths(lengths().min().unwrap_or_default(), lengths().max().unwrap_or_default());
        }
        match values.iter().map(Scalar::number).collect::<Option<Vec<_>>>() {
            Some(numbers) => Range::Numbers(
                numbers.iter().copied().fold(f64::INFINITY, f64::min),
                numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            ),
            None => Range::Words(values.iter().cloned().collect()),
        }
    }

    fn holds(&self, value: &Scalar) -> bool {
        match self {
            Range::Numbers(low, high) => value.number().is_some_and(|number| {
                let tolerance = TOLERANCE * low.abs().max(high.abs());
                (low - tolerance..=high + tolerance).contains(&number)
            }),
            Range::Words(words) => words.contains(value),
            Range::Lengths(low, high) => {
                let length = value.length() as f64;
                (*low as f64 / GROWTH..=*high as f64 * GROWTH).contains(&length)
            }
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Range::Numbers(low, high) if low == high => write!(f, "{low}"),
            Range::Numbers(low, high) => write!(f, "{low} to {high}"),
            Range::Words(words) => {
                let shown: Vec<_> = words.iter().take(MAX_WORDS).map(Scalar::to_string).collect();
                let more = if words.len() > MAX_WORDS { " or others" } else { "" };
                write!(f, "{}{more}", list(shown))
            }
            Range::Lengths(low, high) if low == high => write!(f, "{low} characters"),
            Range::Lengths(low, high) => write!(f, "{low} to {high} characters"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn scalars(values: &Value) -> Vec<Scalar> {
        values.as_array().into_iter().flatten().filter_map(Scalar::of).collect()
    }

    #[rstest]
    #[case::the_same("/expires_after_secs", json!([86400, 86400, 86400]), json!([86400, 86400, 86400]), None)]
    #[case::another("/expires_after_secs", json!([86400, 86400, 86400]), json!([3600, 3600, 3600]), Some(("86400", "3600")))]
    #[case::counting_down("/expires_after_secs", json!([86400, 86400, 86400]), json!([86398, 86400, 86399]), None)]
    #[case::overlapping("/progress", json!([10, 10, 55, 55]), json!([30, 30, 90, 90]), None)]
    #[case::higher("/progress", json!([1, 1, 5, 5]), json!([10, 10, 30, 30]), Some(("1 to 5", "10 to 30")))]
    #[case::too_few("/size", json!([1, 1]), json!([2, 2]), None)]
    #[case::one_of_few("/check_after_secs", json!([1, 1, 1, 1]), json!([1, 1, 1, 5]), None)]
    #[case::one_of_many("/check_after_secs", json!(vec![1; 10]), json!([1, 1, 1, 5]), Some(("1", "1 to 5")))]
    #[case::ids_by_name("/media_id", json!([7, 7, 7]), json!([9, 9, 9]), None)]
    #[case::longer_ids("/mediaId", json!([12345, 12346, 12347]), json!([123456789, 123456788, 123456787]), Some(("5 characters", "9 characters")))]
    #[case::ids_by_nature("/trace", json!(["a1", "b2", "c3"]), json!(["d4", "e5", "f6"]), None)]
    #[case::another_kind_of_id("/trace", json!(["a1", "b2", "c3"]), json!(["aaaaaa", "bbbbbb", "ccccccc"]), Some(("2 characters", "6 to 7 characters")))]
    #[case::another_word("/video/video_type", json!(["video/mp4", "video/mp4", "video/mp4"]), json!(["mp4", "mp4", "mp4"]), Some(("\"video/mp4\"", "\"mp4\"")))]
    #[case::words_seen_by_chance("/state", json!(["pending", "pending", "succeeded"]), json!(["succeeded", "succeeded", "in_progress"]), None)]
    #[case::a_truth("/ready", json!([true, true, true]), json!([false, false, false]), Some(("true", "false")))]
    fn a_range_moves(
        #[case] pointer: &str,
        #[case] before: Value,
        #[case] after: Value,
        #[case] expected: Option<(&str, &str)>,
    ) {
        let moved = change(pointer, &scalars(&before), &scalars(&after));
        assert_eq!(moved.as_ref().map(|moved| (&*moved.before, &*moved.after)), expected);
    }

    #[test]
    fn only_what_lies_outside_is_a_stray() {
        let (before, after) = (scalars(&json!(vec![1; 10])), scalars(&json!([1, 5, 1, 1, 7, 1])));
        assert_eq!(change("/x", &before, &after).map(|moved| moved.strays), Some(vec![1, 4]));
    }
}
