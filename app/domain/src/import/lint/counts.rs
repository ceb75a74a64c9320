//! Counts of the same things that differ: "Expected: 3 tables" in one place, "All 4 new tables created" in another.
//! Only statements of what is there are compared; steps, limits and shares count something else.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::rule::Hit;
use super::view::View;
use super::words::{quoted, singular};

/// "953 tests": a number, at most three words, the last of them a plural.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<number>\b\d{1,6})\s+(?P<words>(?:[A-Za-z][A-Za-z-]*\s+){0,3}?[A-Za-z][A-Za-z-]{2,}s)\b")
        .expect("a valid pattern")
});

#[derive(Clone)]
struct Count<'a> {
    line: u32,
    text: &'a str,
    number: u64,
    /// From what a check expects; only compared with what is said elsewhere.
    expected: bool,
}

pub fn differ(view: &View<'_>) -> Vec<Hit> {
    let mut counts: HashMap<String, Vec<Count<'_>>> = HashMap::new();
    let mut add = |line: u32, text, expected| {
        for (number, noun) in counted(text) {
            counts.entry(noun).or_default().push(Count {
                line,
                text,
                number,
                expected,
            });
        }
    };
    for entry in view
        .entries
        .iter()
        .filter(|entry| entry.item.kind == crate::checklist::ItemKind::Check)
    {
        if !entry.criterion {
            add(entry.item.line, entry.item.text.as_str(), false);
        }
        for expectation in entry.item.check.iter().flat_map(|check| &check.expectations) {
            if expectation.text != entry.item.text {
                add(expectation.line, expectation.text.as_str(), true);
            }
        }
    }
    for criterion in &view.list.success_criteria {
        add(criterion.line, criterion.text.as_str(), false);
    }
    for claim in &view.list.claims {
        add(claim.line, claim.text.as_str(), false);
    }
    for message in &view.list.messages {
        for (at, line) in message.text.lines().enumerate() {
            add(message.line + at as u32, line, false);
        }
    }
    let mut hits: Vec<Hit> = counts.into_values().filter_map(contradiction).collect();
    hits.sort_by_key(|hit| hit.line);
    hits
}

/// The first two of one noun that disagree. Checks may each expect their own number; what is said of the whole may not.
fn contradiction(mut counts: Vec<Count<'_>>) -> Option<Hit> {
    counts.sort_by_key(|count| count.line);
    let expected: Vec<&Count<'_>> = counts.iter().filter(|count| count.expected).collect();
    let said: Vec<&Count<'_>> = counts.iter().filter(|count| !count.expected).collect();
    let first = said.first()?;
    let (one, other) = match said.iter().find(|count| count.number != first.number) {
        Some(other) => (*first, *other),
        None if expected.is_empty() || expected.iter().any(|count| count.number == first.number) => {
            return None;
        }
        None => (expected[0], *first),
    };
    let (one, other) = if one.line <= other.line {
        (one, other)
    } else {
        (other, one)
    };
    Some(Hit::new(
        other.line,
        format!(
            "Line {} counts {} ({}), line {} counts {} ({}).",
            one.line,
            one.number,
            quoted(one.text),
            other.line,
            other.number,
            quoted(other.text)
        ),
    ))
}

/// Numbers of things in a text, with the things in the singular: what is counted as a whole, and nothing else.
fn counted(text: &str) -> Vec<(u64, String)> {
    COUNTED
        .captures_iter(text)
        .filter_map(|found| {
            let (number, words) = (found.name("number")?, found.name("words")?);
            let before = text[..number.start()].trim_end().to_lowercase();
            let after = text[words.end()..].trim_start().to_lowercase();
            let bounded = LIMITING.iter().any(|word| ends_with_word(&before, word))
                || before.ends_with([
                    '<', '>', '=', '≥', '≤', '/', '.', '-', '–', '$', '~', '#', '%', ',', 'v',
                ])
                || before.ends_with(|c: char| c.is_ascii_digit());
            let shared = [
                "per", "of", "each", "every", "for", "on", "in", "from", "at", "within", "after", "before",
                "/",
            ]
            .iter()
            .any(|word| after.starts_with(word) && !after[word.len()..].starts_with(char::is_alphanumeric));
            let mut named: Vec<String> = Vec::new();
            for word in words.as_str().split_whitespace().map(str::to_lowercase) {
                if STOPS.contains(&word.as_str()) || word.ends_with("ed") || word.ends_with("ing") {
                    return None;
                }
                if !NEUTRAL.contains(&word.as_str()) {
                    named.push(singular(&word));
                }
            }
            let noun = named.last()?;
            if bounded || shared || PASSING.contains(&noun.as_str()) {
                return None;
            }
            Some((number.as_str().parse().ok()?, named.join(" ")))
        })
        .collect()
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with(|c: char| !c.is_alphanumeric()))
}

/// Words before a number that make it a limit or an ordinal.
const LIMITING: &[&str] = &[
    "least",
    "most",
    "max",
    "maximum",
    "min",
    "minimum",
    "than",
    "over",
    "under",
    "first",
    "last",
    "next",
    "every",
    "within",
    "after",
    "for",
    "phase",
    "task",
    "step",
    "test",
    "stage",
    "to",
    "about",
    "around",
    "approximately",
    "only",
    "another",
    "other",
    "these",
    "those",
    "of",
    "and",
    "or",
    "by",
    "increased",
    "section",
    "chapter",
    "option",
    "version",
    "line",
    "port",
    "error",
    "http",
    "status",
    "week",
    "day",
    "hour",
    "month",
    "level",
    "tier",
    "batch",
    "round",
    "part",
    "top",
    "down",
];

/// Things that are counted anew in every place.
const PASSING: &[&str] = &[
    "row",
    "result",
    "record",
    "line",
    "match",
    "request",
    "response",
    "time",
    "attempt",
    "retry",
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "byte",
    "user",
    "order",
    "error",
    "decimal",
    "place",
    "percent",
    "point",
    "step",
    "item",
    "sec",
    "min",
    "ms",
    "instance",
    "replica",
    "pod",
    "node",
    "worker",
    "failure",
    "warning",
    "hit",
    "call",
    "day",
    "sample",
    "event",
    "message",
    "file",
    "change",
    "star",
    "person",
    "people",
    "approval",
    "review",
    "hr",
    "credit",
    "iteration",
    "connection",
    "thread",
    "core",
    "cpu",
    "status",
    "rps",
    "access",
    "process",
    "os",
    "class",
];

const NEUTRAL: &[&str] = &["new", "the", "our", "expected", "total", "existing"];

/// Words that end a noun: what follows them is another.
const STOPS: &[&str] = &[
    "is", "are", "with", "and", "or", "in", "on", "of", "at", "per", "for", "to", "from", "has", "have",
    "returns", "as", "that", "which", "exists", "was", "were", "be", "by", "passes", "fails", "runs",
    "works", "means", "shows",
];

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn whole_counts_are_read_and_limits_are_not() {
        let one = |text| counted(text).into_iter().next();
        assert_eq!(
            one("All 953 tests passed before deployment"),
            Some((953, "test".to_owned()))
        );
        assert_eq!(one("953 unit tests passing"), Some((953, "unit test".to_owned())));
        assert_eq!(
            one("All 4 new tables created with RLS"),
            Some((4, "table".to_owned()))
        );
        for other in [
            "At least 3 providers available",
            "4 policies per table",
            "10/10 requests succeeded",
            "within 15 minutes",
            "p95 < 300 endpoints",
            "3 retries",
            "4 tests of the login",
        ] {
            assert_eq!(one(other), None, "{other}");
        }
    }
}
