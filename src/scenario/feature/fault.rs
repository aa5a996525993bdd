//! Where a feature is no Gherkin. The parser names the place at which it gave up, which is mostly the end of the file.

const HEADINGS: [&str; 9] = [
    "Feature",
    "Rule",
    "Background",
    "Scenario Outline",
    "Scenario Template",
    "Scenario",
    "Examples",
    "Example",
    "Scenarios",
];
const STEPS: [&str; 6] = ["Given ", "When ", "Then ", "And ", "But ", "* "];

/// What is wrong with a feature, in a sentence that names the line.
pub fn describe(text: &str, error: &gherkin::ParseError) -> String {
    if let Some((line, problem)) = stray(text) {
        return format!("line {line}: {problem}");
    }
    // The position is private; the message begins with it.
    let message = error.to_string();
    let place = message.strip_prefix("Error at ").and_then(|rest| rest.split(':').next()?.parse::<usize>().ok());
    match place {
        Some(line) => format!("the parser gave up at line {}", line.min(text.lines().count())),
        None => message,
    }
}

/// The first line that stands where it has no meaning. Only English keywords are known here.
fn stray(text: &str) -> Option<(usize, String)> {
    if text.lines().any(|line| line.trim_start().starts_with("# language:")) {
        return None;
    }
    let mut described = false;
    let mut quoted: Option<(usize, &str)> = None;
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        let fence = ["\"\"\"", "```"].into_iter().find(|fence| line.starts_with(fence));
        match (quoted, fence) {
            (Some((_, opening)), Some(closing)) if opening == closing => quoted = None,
            (Some(_), _) => {}
            (None, Some(opening)) => quoted = Some((number, opening)),
            _ if line.is_empty() || line.starts_with('#') => {}
            _ if is_heading(line) => described = true,
            _ if line.starts_with('@') || STEPS.iter().any(|step| line.starts_with(step)) => described = false,
            _ if line.starts_with('|') && line.ends_with('|') => {}
            _ if described => {}
            _ => return Some((number, format!("\"{line}\" is no step, no heading and no row of a table"))),
        }
    }
    let open = quoted.map(|(number, fence)| (number, format!("the text that begins with {fence} has no end")));
    let nameless = !text.lines().any(|line| line.trim_start().starts_with("Feature:"));
    open.or_else(|| nameless.then(|| (1, "there is no Feature".to_owned())))
}

fn is_heading(line: &str) -> bool {
    HEADINGS.iter().any(|word| line.strip_prefix(word).is_some_and(|rest| rest.starts_with(':')))
}
