//! Media ids: how they are made and how they are read.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
};

/// Which ids INIT gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Like the real service's: 18 or 19 digits without an order, so that no neighbour of an id is known.
    Random,
    /// `first`, then every `step`-th number.
    Counting {
        /// The first id.
        first: u64,
        /// The distance to the next.
        step: u64,
    },
}

impl Ids {
    /// The id number `index`, counted from 0; `is_taken` tells which ones must not come again.
    pub(super) fn next(self, index: u64, is_taken: impl Fn(u64) -> bool) -> u64 {
        match self {
            Ids::Random => std::iter::repeat_with(random).find(|id| !is_taken(*id)).unwrap_or(u64::MAX),
            Ids::Counting { first, step } => first.saturating_add(step.saturating_mul(index)),
        }
    }
}

/// An odd number from 2^59 to 2^63: no odd number of that size survives a trip through a double, so an endpoint that
/// loses precision is always found out.
fn random() -> u64 {
    const FLOOR: u64 = 1 << 59;
    const SPAN: u64 = (1 << 63) - FLOOR;
    // Each `RandomState` has new random keys: enough for ids that nobody can guess by accident.
    (FLOOR + RandomState::new().build_hasher().finish() % SPAN) | 1
}

/// Reads an id as INIT wrote it: decimal digits without a sign, a blank or a zero in front, at most 64 bits.
pub fn parse(text: &str) -> Option<u64> {
    let exact = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if exact { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1", Some(1))]
    #[case("710511363345354753", Some(710_511_363_345_354_753))]
    #[case("18446744073709551615", Some(u64::MAX))]
    #[case("18446744073709551616", None)]
    #[case("", None)]
    #[case("0", None)]
    #[case("01", None)]
    #[case("+1", None)]
    #[case("-1", None)]
    #[case(" 1", None)]
    #[case("1 ", None)]
    #[case("1.0", None)]
    #[case("1e3", None)]
    #[case("0x1", None)]
    #[case("１", None)]
    #[case("abc", None)]
    fn an_id_is_read_exactly(#[case] text: &str, #[case] id: Option<u64>) {
        assert_eq!(parse(text), id);
    }

    #[test]
    fn random_ids_have_18_or_19_digits_and_do_not_survive_a_double() {
        for _ in 0..100 {
            let id = Ids::Random.next(0, |_| false);
            assert!((18..=19).contains(&id.to_string().len()), "{id}");
            assert_ne!(id as f64 as u64, id);
        }
    }

    #[test]
    fn counted_ids_keep_their_distance() {
        let ids = Ids::Counting { first: 3, step: 2 };
        assert_eq!([0, 1, 2].map(|index| ids.next(index, |_| false)), [3, 5, 7]);
    }
}
