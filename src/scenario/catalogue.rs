//! Every scenario: those that are built in, and the user's own.

use std::{
    borrow::Cow,
    collections::HashMap,
    fs,
    ops::Deref,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use gherkin::Step;

use super::feature::{self, Written};
use crate::clause::Clause;

/// The tag of scenarios that only make sense against the embedded endpoint.
const EMBEDDED_ONLY: &str = "embedded";
/// The tag of scenarios that decide no clause: whatever they see is an observation.
const OBSERVATION: &str = "observation";
/// The tag of scenarios beside which no other may upload.
const ALONE: &str = "alone";

/// The scenarios of `features/`, read by the build.
static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/features.postcard"));

/// One scenario, examples filled in.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// A slug of the feature's file and the scenario's name; never a position.
    pub id: Cow<'static, str>,
    /// The scenario's name.
    pub name: Cow<'static, str>,
    /// The feature's name.
    pub feature: Cow<'static, str>,
    /// The feature's file, as built in or as found.
    pub file: Cow<'static, str>,
    /// The scenario's line in that file, from 1.
    pub line: usize,
    /// Tags of feature, rule, scenario and examples, without `@`.
    pub tags: Vec<Cow<'static, str>>,
    /// The clauses among the tags.
    pub clauses: Vec<Clause>,
    /// Whether the program brought it along.
    pub built_in: bool,
    /// The steps, those of backgrounds first.
    pub steps: Steps,
}

/// The steps of a scenario. Those of a built-in one are read when they are asked for: most runs choose from all scenarios.
#[derive(Clone, Debug)]
pub struct Steps {
    packed: &'static [u8],
    read: OnceLock<Vec<Step>>,
}

impl Deref for Steps {
    type Target = [Step];

    fn deref(&self) -> &[Step] {
        self.read.get_or_init(|| postcard::from_bytes(self.packed).expect("the build wrote this"))
    }
}

impl From<&'static [u8]> for Steps {
    fn from(packed: &'static [u8]) -> Self {
        Steps { packed, read: OnceLock::new() }
    }
}

impl From<Vec<Step>> for Steps {
    fn from(steps: Vec<Step>) -> Self {
        Steps { packed: &[], read: steps.into() }
    }
}

impl Scenario {
    fn of(written: Written<impl Into<Cow<'static, str>>, impl Into<Steps>>, built_in: bool) -> Self {
        let Written { id, name, feature, file, line, tags, steps } = written;
        let tags: Vec<_> = tags.into_iter().map(Into::into).collect();
        Scenario {
            id: id.into(),
            name: name.into(),
            feature: feature.into(),
            file: file.into(),
            line,
            clauses: tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
            tags,
            built_in,
            steps: steps.into(),
        }
    }

    /// Whether it only makes sense against the embedded endpoint.
    pub fn is_embedded_only(&self) -> bool {
        self.tags.iter().any(|tag| tag == EMBEDDED_ONLY)
    }

    /// Whether no other scenario may upload while it runs, because it asks what happens to the latest upload.
    pub fn is_alone(&self) -> bool {
        self.tags.iter().any(|tag| tag == ALONE)
    }

    /// Whether it decides no clause: whatever it sees is an observation.
    pub fn is_observation(&self) -> bool {
        self.tags.iter().any(|tag| tag == OBSERVATION)
    }
}

/// Why features cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The directory or a file in it cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The directory or file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The directory has no features.
    #[error("there is no .feature file in {0}")]
    Empty(PathBuf),
    /// A file is no Gherkin.
    #[error("{file} is not valid Gherkin: {problem}")]
    Syntax {
        /// The feature's file.
        file: String,
        /// What is wrong, with line and column.
        problem: String,
    },
    /// Two scenarios would have one id.
    #[error("{file}:{line}: there is already a scenario with the id \"{id}\" ({other}); give this one another name")]
    Duplicate {
        /// The file of the second one.
        file: String,
        /// Its line.
        line: usize,
        /// The id.
        id: String,
        /// File and line of the first one.
        other: String,
    },
}

/// Every scenario: the built-in ones and, where a directory is given, the user's own behind them.
///
/// # Errors
/// See [`CatalogueError`].
pub fn load(directory: Option<&Path>) -> Result<Vec<Scenario>, CatalogueError> {
    let mut scenarios = built_in();
    for path in directory.map(feature_files).transpose()?.unwrap_or_default() {
        let text =
            fs::read_to_string(&path).map_err(|source| CatalogueError::Unreadable { path: path.clone(), source })?;
        scenarios.extend(read(&path.display().to_string(), &text)?);
    }
    let mut seen: HashMap<&str, &Scenario> = HashMap::with_capacity(scenarios.len());
    for scenario in &scenarios {
        if let Some(first) = seen.insert(&scenario.id, scenario) {
            return Err(CatalogueError::Duplicate {
                file: scenario.file.to_string(),
                line: scenario.line,
                id: scenario.id.to_string(),
                other: format!("{}:{}", first.file, first.line),
            });
        }
    }
    Ok(scenarios)
}

/// Those of the build, one behind the other.
fn built_in() -> Vec<Scenario> {
    let (mut scenarios, mut rest) = (Vec::new(), BUILT_IN);
    while !rest.is_empty() {
        let (written, behind) = postcard::take_from_bytes::<Written<&str, &[u8]>>(rest).expect("the build wrote this");
        scenarios.push(Scenario::of(written, true));
        rest = behind;
    }
    scenarios
}

fn read(file: &str, text: &str) -> Result<Vec<Scenario>, CatalogueError> {
    let written = feature::read(file, text);
    let written = written.map_err(|problem| CatalogueError::Syntax { file: file.to_owned(), problem })?;
    Ok(written.into_iter().map(|it| Scenario::of(it, false)).collect())
}

fn feature_files(directory: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    let unreadable = |source| CatalogueError::Unreadable { path: directory.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "feature") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(CatalogueError::Empty(directory.to_owned())) } else { Ok(files) }
}

#[cfg(test)]
mod tests;
