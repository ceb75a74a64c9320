//! Expectations: the words after "Expected:" as typed rules over a measurement.
//! Words that no rule can state stay words and say so; nothing is guessed to make a check look automatic.

mod compare;
mod json;
mod make;
mod phrase;
mod quantity;
mod split;
mod status;

pub use quantity::{Quantity, Unit, quantity};

use crate::check::{ProbeKind, Rule, rules_sentence};
use crate::checklist::Expectation;

/// Longer texts are kept as words: no expectation a person reads at a glance is this long.
const LONGEST_TEXT_BYTES: usize = 2_000;

/// What an expectation is about: words mean different fields to different probes.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    pub probe: Option<ProbeKind>,
    /// The line the expectation belongs to ("Error rate", "Verify PostgreSQL version").
    pub item: &'a str,
    /// The field a bare value is compared with, where the command already chose one (`jq .status`, `COUNT(*)`).
    pub field: Option<&'a str>,
}

/// Reads one expectation as a whole. `compiled` only where every part of the words is in the rules.
pub fn compile(text: &str, line: u32, about: About<'_>) -> Expectation {
    let words = text.trim();
    let rules = if words.len() > LONGEST_TEXT_BYTES {
        None
    } else {
        split::rules(words, &about)
    };
    written(words, line, rules)
}

/// Reads one line of expectations. Where a part of it cannot be typed, the parts are told apart,
/// so that the typed ones can be measured and the others are still asked of a person.
pub fn compile_parts(text: &str, line: u32, about: About<'_>) -> Vec<Expectation> {
    let whole = compile(text, line, about);
    if whole.compiled || text.len() > LONGEST_TEXT_BYTES {
        return vec![whole];
    }
    let parts: Vec<Expectation> = split::parts(text)
        .into_iter()
        .map(|part| compile(part, line, about))
        .collect();
    if parts.len() > 1 && parts.iter().any(|part| part.compiled) {
        parts
    } else {
        vec![whole]
    }
}

/// Reads a list under a heading such as "Expected tables:" or "4 indexes".
/// Names alone become one expectation over all of them; entries with their own meaning are read one by one.
pub fn compile_list(lead: &str, line: u32, entries: &[(u32, &str)], about: About<'_>) -> Vec<Expectation> {
    let names: Vec<&str> = entries.iter().map(|(_, entry)| entry.trim()).collect();
    let stated = lead.trim().trim_end_matches(':');
    if let Some(rules) = phrase::named_set(stated, &names, &about) {
        let text = if stated.is_empty() || stated == "output" {
            names.join(", ")
        } else {
            format!("{stated}: {}", names.join(", "))
        };
        return vec![written(&text, line, Some(rules))];
    }
    let mut found = Vec::new();
    // "Expected output:" only introduces what follows.
    if !stated.is_empty() && stated != "output" {
        found.extend(compile_parts(stated, line, about));
    }
    found.extend(
        entries
            .iter()
            .flat_map(|(at, entry)| compile_parts(entry, *at, about)),
    );
    found
}

/// An expectation that the command itself states (`grep -q`), under the words of its item.
pub fn implied(text: &str, line: u32, rules: Vec<Rule>) -> Expectation {
    written(text, line, Some(rules))
}

fn written(text: &str, line: u32, rules: Option<Vec<Rule>>) -> Expectation {
    let rules = rules.unwrap_or_default();
    Expectation {
        line,
        text: text.to_owned(),
        compiled: !rules.is_empty(),
        sentence: (!rules.is_empty()).then(|| rules_sentence(&rules)),
        rules,
    }
}
