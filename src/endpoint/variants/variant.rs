//! What a variant is, and all of them.

use super::{answers, service, wire};
use crate::endpoint::{Behaviour, Settings, conforming};

/// An endpoint that conforms, in its own way.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its name, in small letters and hyphens.
    pub name: &'static str,
    /// What it does differently, in one line.
    pub about: &'static str,
    /// How its settings differ from the usual ones.
    pub settings: fn(&mut Settings),
    /// How it behaves.
    pub behaviour: Behaviour,
}

impl Variant {
    /// A variant with the usual settings.
    pub(super) const fn new(name: &'static str, about: &'static str, behaviour: Behaviour) -> Self {
        Variant { name, about, settings: |_| {}, behaviour }
    }

    /// A variant that is only set differently.
    pub(super) const fn set(name: &'static str, about: &'static str, settings: fn(&mut Settings)) -> Self {
        Variant { name, about, settings, behaviour: conforming }
    }
}

const PARTS: [&[Variant]; 3] = [service::VARIANTS, answers::VARIANTS, wire::VARIANTS];

/// Every variant, part by part.
pub fn variants() -> impl Iterator<Item = &'static Variant> {
    PARTS.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::endpoint::mutants::mutants;

    #[test]
    fn names_are_unique_among_mutants_too_and_plain() {
        let mut seen: BTreeSet<&str> = mutants().map(|mutant| mutant.name).collect();
        for variant in variants() {
            assert!(seen.insert(variant.name), "{} is there twice", variant.name);
            assert!(variant.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            assert!(!variant.about.is_empty() && !variant.about.contains('\n'), "{}", variant.name);
        }
        assert!(variants().count() >= 50);
    }
}
