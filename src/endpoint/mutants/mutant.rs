//! What a mutant is, and all of them.

use super::{
    command, credentials, errors, identifiers, lifecycle, lifetime, processing, request, response, spelling, status,
};
use crate::{
    clause::Clause,
    endpoint::{Behaviour, Settings, conforming},
};

/// An endpoint that breaks one clause.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// Its name, in small letters and hyphens.
    pub name: &'static str,
    /// The clause that it breaks.
    pub clause: Clause,
    /// What it does wrong, in one line.
    pub about: &'static str,
    /// Clauses that it cannot help breaking as well, and why.
    pub also: &'static [(Clause, &'static str)],
    /// How its settings differ from the usual ones.
    pub settings: fn(&mut Settings),
    /// How it behaves.
    pub behaviour: Behaviour,
}

impl Mutant {
    /// A mutant with the usual settings.
    pub(super) const fn new(name: &'static str, clause: Clause, about: &'static str, behaviour: Behaviour) -> Self {
        Mutant { name, clause, about, also: &[], settings: |_| {}, behaviour }
    }

    /// A mutant that is only set wrongly.
    pub(super) const fn set(
        name: &'static str,
        clause: Clause,
        about: &'static str,
        settings: fn(&mut Settings),
    ) -> Self {
        Mutant { name, clause, about, also: &[], settings, behaviour: conforming }
    }

    /// The same, with what it breaks besides.
    pub(super) const fn also(mut self, also: &'static [(Clause, &'static str)]) -> Self {
        self.also = also;
        self
    }
}

const PARTS: [&[Mutant]; 11] = [
    lifecycle::MUTANTS,
    lifetime::MUTANTS,
    request::MUTANTS,
    command::MUTANTS,
    identifiers::MUTANTS,
    spelling::MUTANTS,
    response::MUTANTS,
    processing::MUTANTS,
    status::MUTANTS,
    credentials::MUTANTS,
    errors::MUTANTS,
];

/// Every mutant, part by part.
pub fn mutants() -> impl Iterator<Item = &'static Mutant> {
    PARTS.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::clause::Level;

    #[test]
    fn names_are_unique_and_plain() {
        let mut seen = BTreeSet::new();
        for mutant in mutants() {
            assert!(seen.insert(mutant.name), "{} is there twice", mutant.name);
            assert!(mutant.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            assert!(!mutant.about.is_empty() && !mutant.about.contains('\n'), "{}", mutant.name);
        }
    }

    #[test]
    fn every_must_and_should_is_broken_by_at_least_two_and_no_may_by_any() {
        let mut count: BTreeMap<Clause, usize> = BTreeMap::new();
        mutants().for_each(|mutant| *count.entry(mutant.clause).or_default() += 1);
        for clause in Clause::ALL {
            let found = count.get(clause).copied().unwrap_or(0);
            let is_enough = if clause.level() == Level::May { found == 0 } else { found >= 2 };
            assert!(is_enough, "{clause} has {found}");
        }
    }
}
