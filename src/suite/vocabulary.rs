//! What steps mean. A pattern takes long to compile, so only those are that begin like a step at hand, each once, and none
//! that is plain text.

use std::sync::{LazyLock, OnceLock};

use cucumber::{
    codegen::{LazyRegex, StepConstructor, WorldInventory, inventory},
    step::{AmbiguousMatchError, Collection, Context, Location, Step},
};
use gherkin::StepType;

use crate::world::World;

/// File, line and beginning of the definitions in `src/steps/`, and whether that is the whole text that they match, from
/// the build.
const BEGINNINGS: &[(&str, u32, &str, bool)] = include!(concat!(env!("OUT_DIR"), "/steps.rs"));

/// What a step calls, and with what.
pub(super) type Meaning = (Step<World>, Context);

/// One step definition.
struct Definition {
    keyword: StepType,
    location: Location,
    /// What every step begins with that it matches.
    begins: &'static str,
    /// Whether that is all that it matches.
    is_plain: bool,
    pattern: LazyRegex,
    step: Step<World>,
    /// It alone. What a pattern learns from one text helps it with the next, but not its copies.
    alone: OnceLock<Collection<World>>,
}

static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let given = definitions::<<World as WorldInventory>::Given>(StepType::Given);
    let when = definitions::<<World as WorldInventory>::When>(StepType::When);
    given.chain(when).chain(definitions::<<World as WorldInventory>::Then>(StepType::Then)).collect()
});

fn definitions<I: inventory::Collect + StepConstructor<World>>(keyword: StepType) -> impl Iterator<Item = Definition> {
    inventory::iter::<I>().map(move |known| {
        let (location, pattern, step) = known.inner();
        let (begins, is_plain) = beginning(&location);
        Definition { keyword, location, begins, is_plain, pattern, step, alone: OnceLock::new() }
    })
}

/// A definition elsewhere may match whatever there is.
fn beginning(location: &Location) -> (&'static str, bool) {
    let path = location.path.replace('\\', "/");
    let known = BEGINNINGS.iter().find(|(file, line, ..)| path.ends_with(file) && *line == location.line);
    known.map_or(("", false), |(.., begins, is_all)| (begins, *is_all))
}

impl Definition {
    fn find(&self, step: &gherkin::Step) -> Result<Option<Meaning>, AmbiguousMatchError> {
        if self.keyword != step.ty || !step.value.starts_with(self.begins) {
            return Ok(None);
        }
        if self.is_plain {
            let context = || Context { step: step.clone(), matches: vec![(None, step.value.clone())] };
            return Ok((step.value == self.begins).then(|| (self.step, context())));
        }
        found(self.alone.get_or_init(|| self.alone()), step)
    }

    fn alone(&self) -> Collection<World> {
        let (place, pattern) = (Some(self.location), (self.pattern)());
        match self.keyword {
            StepType::Given => Collection::new().given(place, pattern, self.step),
            StepType::When => Collection::new().when(place, pattern, self.step),
            StepType::Then => Collection::new().then(place, pattern, self.step),
        }
    }
}

fn found(definitions: &Collection<World>, step: &gherkin::Step) -> Result<Option<Meaning>, AmbiguousMatchError> {
    Ok(definitions.find(step)?.map(|(function, _, _, context)| (*function, context)))
}

/// What a step means; nothing where no definition matches.
///
/// # Errors
/// Several do.
pub(super) fn find(step: &gherkin::Step) -> Result<Option<Meaning>, AmbiguousMatchError> {
    let mut meanings = DEFINITIONS.iter().filter_map(|known| known.find(step).transpose());
    match (meanings.next(), meanings.next()) {
        (only, None) => only.transpose(),
        // All of them together say which.
        _ => found(&<World as cucumber::World>::collection(), step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_knows_how_every_pattern_begins() {
        let own = DEFINITIONS.iter().filter(|known| known.location.path.contains("steps"));
        let mut places: Vec<_> = own.clone().map(|known| (known.location.path, known.location.line)).collect();
        let mut known_places: Vec<_> = BEGINNINGS.iter().map(|(file, line, ..)| (*file, *line)).collect();
        places.sort_unstable();
        known_places.sort_unstable();
        assert_eq!(places, known_places);
        for known in own {
            let (pattern, begins) = ((known.pattern)().as_str().replace('\\', ""), known.begins);
            assert!(pattern.starts_with(&format!("^{begins}")), "{pattern} does not begin with {begins}");
            assert!(!has_alternatives(&pattern), "{pattern} may begin in another way");
            let is_plain = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')) == Some(begins);
            assert_eq!(known.is_plain, is_plain, "{pattern}");
        }
    }

    /// Whether a pattern consists of alternatives as a whole.
    fn has_alternatives(pattern: &str) -> bool {
        let mut depth = 0;
        pattern.chars().any(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c == '|' && depth == 0
        })
    }

    #[test]
    fn what_cucumber_finds_in_everything_is_found() {
        let all = <World as cucumber::World>::collection();
        for scenario in crate::scenario::catalogue::load(None).expect("the features are valid") {
            for step in scenario.steps.iter() {
                let expected = all.find(step).expect("one meaning").expect("a meaning");
                let (function, context) = find(step).expect("one meaning").expect("a meaning");
                assert!(std::ptr::fn_addr_eq(function, *expected.0), "{}", step.value);
                assert_eq!(context.matches, expected.3.matches, "{}", step.value);
            }
        }
    }
}
