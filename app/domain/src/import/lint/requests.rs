//! Requests that are made twice with answers that exclude each other.

use std::collections::HashMap;

use super::rule::Hit;
use super::stage::Stage;
use super::view::View;
use super::words::quoted;
use crate::check::{Operator, ProbeKind, Rule};
use crate::checklist::Item;

/// What a check expects of a request.
struct Expected<'a> {
    item: &'a Item,
    line: u32,
    text: &'a str,
    status: Option<u64>,
}

pub fn two_results(view: &View<'_>) -> Vec<Hit> {
    // Before and after the deployment the same address may answer differently.
    let mut requests: HashMap<(Stage, String), Vec<Expected<'_>>> = HashMap::new();
    for entry in &view.entries {
        let Some(check) = entry
            .item
            .check
            .as_ref()
            .filter(|check| check.probe == Some(ProbeKind::Http))
        else {
            continue;
        };
        let (Some(spec), Some(first)) = (&check.spec, check.expectations.first()) else {
            continue;
        };
        // What changes data may well answer in another way the second time.
        if spec.get("method").and_then(|method| method.as_str()) != Some("GET") {
            continue;
        }
        let status = check
            .expectations
            .iter()
            .flat_map(|expectation| &expectation.rules)
            .find_map(status);
        requests
            .entry((entry.stage, spec.to_string()))
            .or_default()
            .push(Expected {
                item: entry.item,
                line: first.line,
                text: &first.text,
                status,
            });
    }
    let mut hits: Vec<Hit> = requests
        .into_values()
        .filter_map(|expected| {
            let first = expected.first()?;
            let other = expected.iter().find(|other| excludes(first.status, other.status))?;
            Some(Hit::new(
                other.line,
                format!(
                    "{} (line {}) expects {}, {} (line {}) expects {} of the same request: one of them fails every time.",
                    quoted(&first.item.text),
                    first.line,
                    quoted(first.text),
                    quoted(&other.item.text),
                    other.line,
                    quoted(other.text)
                ),
            ))
        })
        .collect();
    hits.sort_by_key(|hit| hit.line);
    hits
}

fn status(rule: &Rule) -> Option<u64> {
    (rule.field == "status" && rule.operator == Operator::Equals)
        .then(|| rule.value.as_u64())
        .flatten()
}

/// A success and a refusal. A check that names no status expects its answer to be a good one;
/// too many requests are refused because of their number.
fn excludes(one: Option<u64>, other: Option<u64>) -> bool {
    let refused = |status: Option<u64>| status.is_some_and(|status| status >= 400 && status != 429);
    refused(one) != refused(other)
}
