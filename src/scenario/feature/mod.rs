//! One feature file, read into scenarios with their examples filled in.
//!
//! The build reads the built-in features with this, the program those of the user.

mod fault;

use std::path::Path;

use cucumber::feature::Ext as _;
use gherkin::{Feature, GherkinEnv, Step};
use serde::{Deserialize, Serialize};

/// A scenario as it is written. The build keeps its steps as bytes: most are never asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Written<Text = String, Steps = Vec<Step>> {
    /// A slug of the feature's file and the scenario's name; never a position.
    pub id: Text,
    /// The scenario's name.
    pub name: Text,
    /// The feature's name.
    pub feature: Text,
    /// The feature's file, as built in or as found.
    pub file: Text,
    /// The scenario's line in that file, from 1.
    pub line: usize,
    /// Tags of feature, rule, scenario and examples, without `@`.
    pub tags: Vec<Text>,
    /// The steps, those of backgrounds first.
    pub steps: Steps,
}

/// The scenarios of a feature.
///
/// # Errors
/// What is wrong with a text that is no Gherkin, in a sentence that names the line.
pub fn read(file: &str, text: &str) -> Result<Vec<Written>, String> {
    let feature = Feature::parse(text, GherkinEnv::default()).map_err(|error| fault::describe(text, &error))?;
    let feature = feature.expand_examples().map_err(|error| error.to_string())?;
    let stem = Path::new(file).file_stem().map(|stem| slug(&stem.to_string_lossy())).unwrap_or_default();
    let background = feature.background.iter().flat_map(|background| &background.steps);
    let loose = feature.scenarios.iter().map(|scenario| (Vec::new(), Vec::new(), scenario));
    let ruled = feature.rules.iter().flat_map(|rule| {
        let steps: Vec<&Step> = rule.background.iter().flat_map(|background| &background.steps).collect();
        rule.scenarios.iter().map(move |scenario| (rule.tags.clone(), steps.clone(), scenario))
    });
    let scenarios = loose.chain(ruled).map(|(rule_tags, rule_steps, scenario)| Written {
        id: format!("{stem}/{}", slug(&scenario.name)),
        name: scenario.name.clone(),
        feature: feature.name.clone(),
        file: file.to_owned(),
        line: scenario.position.line,
        tags: [&feature.tags, &rule_tags, &scenario.tags].into_iter().flatten().cloned().collect(),
        steps: background.clone().chain(rule_steps).chain(&scenario.steps).cloned().collect(),
    });
    Ok(scenarios.collect())
}

/// A name in lower-case words joined by hyphens. Words of mixed case stay as they are: their case may be the point.
pub fn slug(name: &str) -> String {
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
