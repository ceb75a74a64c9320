//! Settings in a fence: `NAME=value` lines, with or without `export`. Values are not kept here.

use std::sync::LazyLock;

use regex::Regex;

use super::{FenceInput, FenceReading};
use crate::checklist::{EnvironmentVariable, SnippetRole};
use crate::import::variables;

static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:export\s+|set\s+|setx\s+|\$env:|ENV\s+|-\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(?P<value>"[^"]*"|'[^']*'|<[^>]*>|[^\s#]*)\s*(?:\#.*)?$"#).expect("a valid pattern")
});
static CREDENTIALS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"://[^/\s:@]*:[^/\s@]+@|\{\{secret:").expect("a valid pattern"));

/// Reads a fence in which every line that is no comment sets something.
pub fn read(input: &FenceInput<'_>, named_config: bool) -> Option<FenceReading> {
    let mut reading = FenceReading::of(SnippetRole::Config);
    let optional_lead = input
        .context
        .lead_in
        .is_some_and(|lead| !variables::required(lead));
    let mut optional_group = false;
    let mut gap = false;
    for (line, row) in (input.first_line..).zip(input.text.lines()) {
        let trimmed = row.trim();
        if trimmed.is_empty() {
            gap = true;
            continue;
        }
        if trimmed.starts_with(['#', ';']) || trimmed.starts_with("//") {
            let optional = !variables::required(trimmed);
            optional_group = if gap { optional } else { optional_group || optional };
            gap = false;
            reading.spans.push((line, "variable"));
            continue;
        }
        gap = false;
        match ASSIGNED.captures(row) {
            Some(found) => {
                let (name, value) = (found["name"].to_owned(), &found["value"]);
                let secret = variables::is_secret_name(&name) || CREDENTIALS.is_match(value);
                let required = !optional_lead && !optional_group && variables::required(row);
                reading.variables.push(EnvironmentVariable {
                    line,
                    name,
                    required,
                    secret,
                });
                reading.spans.push((line, "variable"));
            }
            // A section of an ini file, or `[...]` for "and so on".
            None if named_config && (trimmed.starts_with('[') || trimmed.starts_with("...")) => {
                reading.spans.push((line, "variable"))
            }
            None => return None,
        }
    }
    (!reading.variables.is_empty()).then_some(reading)
}
