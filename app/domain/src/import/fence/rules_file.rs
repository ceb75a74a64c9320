//! Alert rules as monitoring systems keep them in YAML: `alert:` or `uid`-less groups of name, expression, duration, severity.

use super::{FenceInput, FenceReading};
use crate::checklist::{Alert, SnippetRole};
use crate::import::{duration, threshold};

/// One rule while its keys are being read.
#[derive(Default)]
struct Rule {
    line: u32,
    name: String,
    expression: String,
    for_min: Option<i64>,
    severity: Option<String>,
}

/// Reads a file of alert rules: at least one `alert:` with its `expr:`.
pub fn read(input: &FenceInput<'_>) -> Option<FenceReading> {
    let mut rules: Vec<Rule> = Vec::new();
    // An expression under `expr: |` goes on while its rows are indented deeper than the key.
    let mut block: Option<usize> = None;
    for (line, row) in (input.first_line..).zip(input.text.lines()) {
        let indent = row.len() - row.trim_start().len();
        let trimmed = row.trim().trim_start_matches("- ").trim();
        if let (Some(key), Some(rule)) = (block, rules.last_mut()) {
            if indent > key && !trimmed.is_empty() {
                rule.expression = format!("{} {trimmed}", rule.expression).trim().to_owned();
                continue;
            }
            block = None;
        }
        let Some((key, value)) = trimmed.split_once(':') else {
            continue;
        };
        let value = unquoted(value);
        if key == "alert" && !value.is_empty() {
            rules.push(Rule {
                line,
                name: value.to_owned(),
                ..Rule::default()
            });
            continue;
        }
        let Some(rule) = rules.last_mut() else { continue };
        match key {
            "expr" if matches!(value, "|" | ">" | "|-" | ">-") => block = Some(indent),
            "expr" => rule.expression = value.to_owned(),
            "for" => rule.for_min = duration::only_minutes(value).map(|length| length.min),
            "severity" | "priority" => rule.severity = Some(value.to_uppercase()),
            _ => {}
        }
    }
    if rules.is_empty() || rules.iter().any(|rule| rule.expression.is_empty()) {
        return None;
    }
    let mut reading = FenceReading::of(SnippetRole::Alerts);
    reading.spans = (input.first_line..)
        .zip(input.text.lines())
        .filter(|(_, row)| !row.trim().is_empty())
        .map(|(line, _)| (line, "alert"))
        .collect();
    reading.alerts = rules.into_iter().map(alert).collect();
    Some(reading)
}

fn alert(rule: Rule) -> Alert {
    let compared = last_comparison(&rule.expression);
    let found = threshold::read(compared.unwrap_or_default());
    Alert {
        line: rule.line,
        severity: rule.severity,
        text: format!("{}: {}", rule.name, rule.expression),
        metric: Some(rule.name),
        comparator: found.comparator,
        value: found.value,
        unit: found.unit,
        for_min: rule.for_min,
        absence: rule.expression.contains("absent("),
    }
}

/// The comparison at the end of an expression, outside all brackets: `sum(rate(x{a="b"}[5m])) > 0.05`.
fn last_comparison(expression: &str) -> Option<&str> {
    let mut depth = 0_i32;
    let mut at = None;
    for (place, character) in expression.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '<' | '>' if depth == 0 => at = at.or(Some(place)),
            '=' | '!' if depth == 0 && expression[place + 1..].starts_with('=') => at = at.or(Some(place)),
            _ => {}
        }
    }
    at.map(|at| &expression[at..])
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark))
        .unwrap_or(value)
}
