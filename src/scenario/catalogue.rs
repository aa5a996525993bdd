//! Reads features into scenarios, each with a stable id, its clauses, and its steps.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use cucumber::feature::Ext as _;
use gherkin::{Feature, GherkinEnv, Step};

use crate::clause::Clause;

/// The tag of scenarios that only make sense against the embedded endpoint.
const EMBEDDED_ONLY: &str = "embedded";
/// The tag of scenarios that decide no clause: whatever they see is an observation.
const OBSERVATION: &str = "observation";

macro_rules! features {
    ($($name:literal,)*) => {
        const BUILT_IN: &[(&str, &str)] = &[$((concat!("features/", $name), include_str!(concat!("../../features/", $name))),)*];
    };
}

// In the order of the document.
features! {
    "overview.feature",
    "request.feature",
    "response.feature",
    "processing.feature",
    "expiry.feature",
    "resource.feature",
    "command.feature",
    "identifiers.feature",
}

/// One scenario, examples filled in.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// A slug of the feature's file and the scenario's name; never a position.
    pub id: String,
    /// The scenario's name.
    pub name: String,
    /// The feature's name.
    pub feature: String,
    /// The feature's file, as built in or as found.
    pub file: String,
    /// The scenario's line in that file, from 1.
    pub line: usize,
    /// Tags of feature, rule, scenario and examples, without `@`.
    pub tags: Vec<String>,
    /// The clauses among the tags.
    pub clauses: Vec<Clause>,
    /// The steps, those of backgrounds first.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Whether it only makes sense against the embedded endpoint.
    pub fn is_embedded_only(&self) -> bool {
        self.tags.iter().any(|tag| tag == EMBEDDED_ONLY)
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
    let mut scenarios = Vec::new();
    for (file, text) in BUILT_IN {
        scenarios.extend(read(file, text)?);
    }
    for path in directory.map(feature_files).transpose()?.unwrap_or_default() {
        let text =
            fs::read_to_string(&path).map_err(|source| CatalogueError::Unreadable { path: path.clone(), source })?;
        scenarios.extend(read(&path.display().to_string(), &text)?);
    }
    let mut seen: HashMap<&str, &Scenario> = HashMap::new();
    for scenario in &scenarios {
        if let Some(first) = seen.insert(&scenario.id, scenario) {
            return Err(CatalogueError::Duplicate {
                file: scenario.file.clone(),
                line: scenario.line,
                id: scenario.id.clone(),
                other: format!("{}:{}", first.file, first.line),
            });
        }
    }
    Ok(scenarios)
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

fn read(file: &str, text: &str) -> Result<Vec<Scenario>, CatalogueError> {
    let syntax = |problem: String| CatalogueError::Syntax { file: file.to_owned(), problem };
    let feature = Feature::parse(text, GherkinEnv::default()).map_err(|error| syntax(error.to_string()))?;
    let feature = feature.expand_examples().map_err(|error| syntax(error.to_string()))?;
    let stem = Path::new(file).file_stem().map(|stem| slug(&stem.to_string_lossy())).unwrap_or_default();
    let background = feature.background.iter().flat_map(|background| &background.steps);
    let loose = feature.scenarios.iter().map(|scenario| (Vec::new(), Vec::new(), scenario));
    let ruled = feature.rules.iter().flat_map(|rule| {
        let steps: Vec<&Step> = rule.background.iter().flat_map(|background| &background.steps).collect();
        rule.scenarios.iter().map(move |scenario| (rule.tags.clone(), steps.clone(), scenario))
    });
    let scenarios = loose.chain(ruled).map(|(rule_tags, rule_steps, scenario)| {
        let tags: Vec<String> = [&feature.tags, &rule_tags, &scenario.tags].into_iter().flatten().cloned().collect();
        Scenario {
            id: format!("{stem}/{}", slug(&scenario.name)),
            name: scenario.name.clone(),
            feature: feature.name.clone(),
            file: file.to_owned(),
            line: scenario.position.line,
            clauses: tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
            tags,
            steps: background.clone().chain(rule_steps).chain(&scenario.steps).cloned().collect(),
        }
    });
    Ok(scenarios.collect())
}

/// A name in lower-case words joined by hyphens. Words of mixed case stay as they are: their case may be the point.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for word in name.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()) {
        if !slug.is_empty() {
            slug.push('-');
        }
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let mixed = letters().any(char::is_lowercase) && letters().any(char::is_uppercase);
        slug.push_str(&if mixed { word.to_owned() } else { word.to_lowercase() });
    }
    slug
}

#[cfg(test)]
mod tests;
