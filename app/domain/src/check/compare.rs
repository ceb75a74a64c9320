//! One operator against one value: three answers, each with words that stand after the field's name.
//! Types are strict (the text "200" is not the number 200), and what has no exact answer is left open.

use std::cmp::Ordering;

use regex::RegexBuilder;
use serde_json::Value;

use super::contain::{contains, contains_all, difference, set_equals};
use super::sentence::rule_sentence;
use super::{Operator, Rule, Verdict};

/// How large a compiled pattern may become. The engine is linear in the text; this bounds the pattern.
pub(super) const PATTERN_SIZE_LIMIT: usize = 1 << 20;
/// Whole numbers beyond this are not exact as floating point.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;
/// How much of a seen value a result repeats.
const SHOWN_CHARS: usize = 200;

/// An answer and its words.
pub(super) struct Decision {
    pub verdict: Verdict,
    pub words: String,
}

impl Decision {
    pub fn holds(words: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Passed,
            words: words.into(),
        }
    }

    pub fn fails(words: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Failed,
            words: words.into(),
        }
    }

    pub fn open(words: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Inconclusive,
            words: words.into(),
        }
    }

    pub fn of(holds: bool, if_true: impl Into<String>, if_false: impl Into<String>) -> Self {
        if holds {
            Self::holds(if_true)
        } else {
            Self::fails(if_false)
        }
    }
}

/// A value is there and is not null.
pub(super) fn decide(rule: &Rule, seen: &Value) -> Decision {
    let expected = &rule.value;
    let shown = quoted(seen);
    if let Some(text) = not_a_number(seen)
        && !matches!(rule.operator, Operator::Present)
    {
        return Decision::open(format!("is {text}, which is not a number"));
    }
    match rule.operator {
        Operator::Equals => match equal(seen, expected) {
            Some(same) => Decision::of(same, format!("is {shown}"), differs(seen, expected)),
            None => Decision::open(format!("is {shown}, too large to compare exactly")),
        },
        Operator::NotEquals => match equal(seen, expected) {
            Some(same) => Decision::of(!same, format!("is {shown}"), format!("is {shown}")),
            None => Decision::open(format!("is {shown}, too large to compare exactly")),
        },
        Operator::Less => ordered(seen, expected, "below", |o| o == Ordering::Less),
        Operator::LessOrEqual => ordered(seen, expected, "at most", |o| o != Ordering::Greater),
        Operator::Greater => ordered(seen, expected, "above", |o| o == Ordering::Greater),
        Operator::GreaterOrEqual => ordered(seen, expected, "at least", |o| o != Ordering::Less),
        Operator::Between => between(seen, expected),
        Operator::Contains => contains(seen, expected),
        Operator::ContainsAll => contains_all(seen, expected),
        Operator::SetEquals => set_equals(seen, expected),
        Operator::SubsetJson => match difference(expected, seen, "", 0) {
            None => Decision::holds("holds what is expected"),
            Some(where_) => Decision::fails(where_),
        },
        Operator::Matches => matches(seen, expected),
        Operator::Absent => Decision::fails(format!("is there: {shown}")),
        Operator::Present => Decision::holds("is there"),
        Operator::NotNull => Decision::holds(format!("is {shown}")),
        Operator::VersionAtLeast => version_at_least(seen, expected),
        // Groups are decided rule by rule and never reach a value.
        Operator::AnyOf | Operator::AllOf => Decision::open("is a group of rules"),
    }
}

/// Only the beginning is known. What was found in it is found; what was not may have come later.
pub(super) fn decide_on_beginning(rule: &Rule, seen: &Value) -> Decision {
    match rule.operator {
        Operator::Contains
        | Operator::ContainsAll
        | Operator::Matches
        | Operator::Present
        | Operator::NotNull => {
            let decision = decide(rule, seen);
            // An assertion about what follows would be met by the cut instead of the end.
            let at_the_cut = rule.operator == Operator::Matches
                && rule
                    .value
                    .as_str()
                    .is_some_and(|p| ["$", r"\b", r"\B", r"\z"].iter().any(|end| p.contains(end)));
            if decision.verdict == Verdict::Passed && !at_the_cut {
                decision
            } else {
                Decision::open("was cut, and its beginning does not decide the rule")
            }
        }
        _ => Decision::open("was cut, and its beginning does not decide the rule"),
    }
}

/// The value is there and is null.
pub(super) fn decide_on_null(rule: &Rule) -> Decision {
    match rule.operator {
        Operator::Equals if rule.value.is_null() => Decision::holds("is null"),
        Operator::Equals | Operator::NotNull => Decision::fails("is null"),
        Operator::NotEquals if rule.value.is_null() => Decision::fails("is null"),
        Operator::Present => Decision::holds("is there, as null"),
        Operator::Absent => Decision::fails("is there, as null"),
        _ => Decision::open("is null, which decides nothing"),
    }
}

/// Nothing is there.
pub(super) fn decide_on_missing(rule: &Rule) -> Decision {
    match rule.operator {
        Operator::Absent => Decision::holds("is absent"),
        Operator::Present => Decision::fails("is missing"),
        _ => Decision::open(format!(
            "is missing, so nobody can say whether {}",
            rule_sentence(rule)
        )),
    }
}

/// A seen value, short enough for a result row, and without NUL, which no database stores, not even inside JSON.
pub(super) fn shortened(value: &Value) -> Value {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.chars().count() > SHOWN_CHARS {
        Value::from(cut(&text))
    } else {
        storable(value)
    }
}

fn storable(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.replace('\0', "␀")),
        Value::Array(items) => items.iter().map(storable).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, item)| (name.replace('\0', "␀"), storable(item)))
            .collect(),
        plain => plain.clone(),
    }
}

pub(super) fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{}”", cut(text)),
        other => cut(&other.to_string()),
    }
}

/// Shortened, with control characters as their symbols.
pub(super) fn cut(text: &str) -> String {
    let visible = |c: char| {
        if c < ' ' {
            char::from_u32(0x2400 + c as u32).unwrap_or(c)
        } else {
            c
        }
    };
    let mut shown: String = text.chars().take(SHOWN_CHARS).map(visible).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

/// PostgreSQL and JavaScript write these as words; they are numbers to nobody.
fn not_a_number(value: &Value) -> Option<&str> {
    value
        .as_str()
        .filter(|text| matches!(*text, "NaN" | "Infinity" | "-Infinity"))
}

fn differs(seen: &Value, expected: &Value) -> String {
    let same_text = expected
        .as_str()
        .map_or_else(|| expected.to_string(), str::to_owned)
        == seen.as_str().map_or_else(|| seen.to_string(), str::to_owned);
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "a yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    if same_text {
        format!(
            "is {} that reads {}, not {}",
            kind(seen),
            quoted(seen),
            kind(expected)
        )
    } else {
        format!("is {}, not {}", quoted(seen), quoted(expected))
    }
}

/// `None` where two numbers cannot be compared exactly.
pub(super) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => match (whole(a), whole(b)) {
            (Some(a), Some(b)) => Some(a == b),
            _ => {
                let (a, b) = (a.as_f64()?, b.as_f64()?);
                if a.abs() >= EXACT_FLOAT && b.abs() >= EXACT_FLOAT {
                    None
                } else {
                    Some(a == b)
                }
            }
        },
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let each: Option<Vec<bool>> = a.iter().zip(b).map(|(a, b)| equal(a, b)).collect();
            each.map(|all| all.into_iter().all(|same| same))
        }
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            let mut same = true;
            for (name, value) in a {
                match b.get(name) {
                    Some(other) => same &= equal(value, other)?,
                    None => same = false,
                }
            }
            Some(same)
        }
        _ => Some(a == b),
    }
}

fn whole(value: &Value) -> Option<i128> {
    value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from))
}

fn order(seen: &Value, expected: &Value) -> Option<Ordering> {
    match (whole(seen), whole(expected)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => seen.as_f64()?.partial_cmp(&expected.as_f64()?),
    }
}

fn ordered(seen: &Value, expected: &Value, words: &str, holds: impl Fn(Ordering) -> bool) -> Decision {
    match order(seen, expected) {
        Some(found) => Decision::of(
            holds(found),
            format!("is {seen}"),
            format!("is {seen}, not {words} {expected}"),
        ),
        None if !expected.is_number() => {
            Decision::open(format!("cannot be compared with {}", quoted(expected)))
        }
        None => Decision::open(format!("is {}, which is not a number", quoted(seen))),
    }
}

fn between(seen: &Value, expected: &Value) -> Decision {
    let Some([low, high]) = expected.as_array().map(Vec::as_slice) else {
        return Decision::open("has no two limits to stand between");
    };
    match (order(seen, low), order(seen, high)) {
        (Some(from_low), Some(from_high)) => Decision::of(
            from_low != Ordering::Less && from_high != Ordering::Greater,
            format!("is {seen}"),
            format!("is {seen}, not between {low} and {high}"),
        ),
        _ => Decision::open(format!("is {}, which is not a number", quoted(seen))),
    }
}

fn matches(seen: &Value, expected: &Value) -> Decision {
    let Some(pattern) = expected.as_str() else {
        return Decision::open("has no pattern to match");
    };
    let text = match seen {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => return Decision::open(format!("is {}, which is not a text", quoted(other))),
    };
    match compiled(pattern) {
        Ok(regex) => Decision::of(
            regex.is_match(&text),
            format!("matches /{pattern}/"),
            format!("is {}, which does not match /{pattern}/", quoted(seen)),
        ),
        Err(why) => Decision::open(format!("cannot be matched: {why}")),
    }
}

/// A pattern of the linear engine, bounded; the refusal says what such an engine cannot do.
pub(super) fn compiled(pattern: &str) -> Result<regex::Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(PATTERN_SIZE_LIMIT)
        .dfa_size_limit(PATTERN_SIZE_LIMIT)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.trim_start_matches("error: ").to_owned()
            }
        })
}

fn version_at_least(seen: &Value, expected: &Value) -> Decision {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (seen_text, expected_text) = (text(seen), text(expected));
    match (version(&seen_text), version(&expected_text)) {
        (Some(found), Some(least)) => Decision::of(
            found >= least,
            format!("is version {found}"),
            format!("is version {found}, older than {expected_text}"),
        ),
        (None, _) => Decision::open(format!("is {}, in which no version was found", quoted(seen))),
        (_, None) => Decision::open(format!("cannot be compared with {}", quoted(expected))),
    }
}

/// The first version in a text: "PostgreSQL 15.4 (Debian 15.4-1)", "v2.0.1-rc.1", "node/20".
pub(super) fn version(text: &str) -> Option<semver::Version> {
    let token = text
        .split(|c: char| c.is_whitespace() || "(),/\"'".contains(c))
        .map(|word| word.strip_prefix(['v', 'V']).unwrap_or(word))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let numbers_end = token
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(token.len());
    let (numbers, rest) = token.split_at(numbers_end);
    let mut parts = numbers
        .trim_end_matches('.')
        .split('.')
        .map(|part| part.parse::<u64>().ok());
    let mut next = || parts.next().map_or(Some(0), |part| part);
    let mut version = semver::Version::new(next()?, next()?, next()?);
    if let Some(pre) = rest.strip_prefix('-') {
        version.pre = semver::Prerelease::new(pre.split('+').next().unwrap_or(pre)).unwrap_or_default();
    }
    Some(version)
}
