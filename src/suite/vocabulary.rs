//! What steps mean. A pattern takes long to compile, so only those are that begin like a step at hand, and each once.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use cucumber::{
    codegen::{LazyRegex, StepConstructor, WorldInventory, inventory},
    step::{AmbiguousMatchError, CaptureName, Collection, Context, Location, Step},
};
use gherkin::StepType;
use regex_automata::{nfa::thompson::backtrack::BoundedBacktracker, util::syntax};

use crate::world::World;

/// File and line of the definitions in `src/steps/`, what the steps begin with that they match, and the regular expression
/// where there is one; from the build.
const PATTERNS: &[(&str, u32, &str, Option<&str>)] = include!(concat!(env!("OUT_DIR"), "/steps.rs"));

/// How much memory the search of a step may take, in bytes: enough for one of a million characters.
const SEARCH_MEMORY: usize = 1 << 26;

/// What a step calls, and with what.
pub(super) type Meaning = (Step<World>, Context);

/// One step definition.
struct Definition {
    keyword: StepType,
    location: Location,
    pattern: Pattern,
    regex: LazyRegex,
    step: Step<World>,
}

/// What a definition matches.
enum Pattern {
    /// This text.
    Text(&'static str),
    /// What begins so and fits a regular expression.
    Regex { begins: &'static str, regex: &'static str, search: OnceLock<BoundedBacktracker> },
    /// Nobody knows, as it stands elsewhere: cucumber has to find out.
    Unknown(OnceLock<Collection<World>>),
}

static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let given = definitions::<<World as WorldInventory>::Given>(StepType::Given);
    let when = definitions::<<World as WorldInventory>::When>(StepType::When);
    given.chain(when).chain(definitions::<<World as WorldInventory>::Then>(StepType::Then)).collect()
});

fn definitions<I: inventory::Collect + StepConstructor<World>>(keyword: StepType) -> impl Iterator<Item = Definition> {
    inventory::iter::<I>().map(move |known| {
        let (location, regex, step) = known.inner();
        Definition { keyword, location, pattern: Pattern::at(&location), regex, step }
    })
}

impl Pattern {
    fn at(location: &Location) -> Self {
        let path = location.path.replace('\\', "/");
        let known = PATTERNS.iter().find(|(file, line, ..)| path.ends_with(file) && *line == location.line);
        match known {
            Some((.., begins, Some(regex))) => Pattern::Regex { begins, regex, search: OnceLock::new() },
            Some((.., text, None)) => Pattern::Text(text),
            None => Pattern::Unknown(OnceLock::new()),
        }
    }
}

impl Definition {
    fn find(&self, step: &gherkin::Step) -> Result<Option<Meaning>, AmbiguousMatchError> {
        let groups = match &self.pattern {
            _ if self.keyword != step.ty => None,
            Pattern::Text(text) => (step.value == *text).then(|| vec![(None, step.value.clone())]),
            Pattern::Regex { begins, .. } if !step.value.starts_with(begins) => None,
            Pattern::Regex { regex, search, .. } => groups(search.get_or_init(|| compiled(regex)), &step.value),
            Pattern::Unknown(alone) => return found(alone.get_or_init(|| self.alone()), step),
        };
        Ok(groups.map(|matches| (self.step, Context { step: step.clone(), matches })))
    }

    fn alone(&self) -> Collection<World> {
        let (place, regex) = (Some(self.location), (self.regex)());
        match self.keyword {
            StepType::Given => Collection::new().given(place, regex, self.step),
            StepType::When => Collection::new().when(place, regex, self.step),
            StepType::Then => Collection::new().then(place, regex, self.step),
        }
    }
}

/// An expression of ASCII, for short texts: other engines search faster, but take several times as long to make.
fn compiled(regex: &str) -> BoundedBacktracker {
    BoundedBacktracker::builder()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .configure(BoundedBacktracker::config().visited_capacity(SEARCH_MEMORY))
        .build(regex)
        .expect("cucumber took it when this was built")
}

/// The whole text and what its groups hold, where it fits.
fn groups(search: &BoundedBacktracker, text: &str) -> Option<Vec<(CaptureName, String)>> {
    let mut captures = search.create_captures();
    search.try_captures(&mut search.create_cache(), text, &mut captures).ok()?;
    let group = |span| text.get::<Range<usize>>(span).unwrap_or_default().to_owned();
    captures.is_match().then(|| {
        captures.iter().map(|span| (None, span.map_or_else(String::new, |span| group(span.range())))).collect()
    })
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
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_build_knows_every_pattern() {
        let own = || DEFINITIONS.iter().filter(|known| known.location.path.contains("steps"));
        let mut places: Vec<_> = own().map(|known| (known.location.path, known.location.line)).collect();
        let mut known_places: Vec<_> = PATTERNS.iter().map(|(file, line, ..)| (*file, *line)).collect();
        places.sort_unstable();
        known_places.sort_unstable();
        assert_eq!(places, known_places);
        for known in own() {
            let whole = (known.regex)();
            match &known.pattern {
                Pattern::Text(text) => assert_eq!(whole.as_str(), format!("^{}$", regex::escape(text))),
                Pattern::Regex { begins, regex, .. } => {
                    assert_eq!(whole.as_str(), *regex);
                    assert!(regex.starts_with(&format!("^{begins}")), "{regex} does not begin with {begins}");
                    assert!(!has_alternatives(regex), "{regex} may begin in another way");
                }
                Pattern::Unknown(_) => panic!("{:?} is unknown", known.location),
            }
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

    /// A step of a feature, keyword first.
    fn step(line: &str) -> gherkin::Step {
        let feature =
            gherkin::Feature::parse(format!("Feature: x\nScenario: y\n{line}\n"), gherkin::GherkinEnv::default());
        feature.expect("it is Gherkin").scenarios.remove(0).steps.remove(0)
    }

    #[rstest]
    #[case::of_more_than_a_byte("When it is finalized with the command \"ＦINALIZÉ\" as multipart")]
    #[case::of_the_empty_text("When it is finalized with the command \"\"")]
    #[case::of_any_length(&format!("When it is finalized with the command \"{}\"", "é".repeat(100_000)))]
    #[case::that_comes_last("When FINALIZE is sent for its media id with é as multipart in the query string")]
    fn groups_hold_what_cucumber_finds_in_them(#[case] line: &str) {
        let (step, all) = (step(line), <World as cucumber::World>::collection());
        let (.., expected) = all.find(&step).expect("one meaning").expect("a meaning");
        let (_, context) = find(&step).expect("one meaning").expect("a meaning");
        assert!(context.matches == expected.matches, "{}", step.value);
    }

    #[rstest]
    #[case("When the endpoint accepts the request")]
    #[case("Then the endpoint accepts the request twice")]
    #[case("When it is finalized in capital letters")]
    fn a_text_that_is_no_step_means_nothing(#[case] line: &str) {
        assert!(find(&step(line)).expect("no two meanings").is_none());
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
