//! Thresholds in words: `Response time (p95 < 100ms)`, `error rate > 0.1% for 5 minutes`, `> 10/minute`, `zero … after 1 hour`.
//! What cannot be read exactly stays words: no number is better than a wrong one.

use super::duration;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Threshold {
    pub metric: Option<String>,
    pub statistic: Option<String>,
    pub comparator: Option<String>,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub for_min: Option<i64>,
    /// Whether the alarm is that nothing comes.
    pub absence: bool,
}

const COMPARATORS: &[(&str, &str)] = &[
    ("<=", "<="),
    (">=", ">="),
    ("≤", "<="),
    ("≥", ">="),
    ("==", "="),
    ("!=", "!="),
    ("≠", "!="),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
];

const WORDED: &[(&str, &str)] = &[
    ("greater than or equal to", ">="),
    ("less than or equal to", "<="),
    ("greater than", ">"),
    ("more than", ">"),
    ("less than", "<"),
    ("fewer than", "<"),
    ("at least", ">="),
    ("at most", "<="),
    ("exceeds", ">"),
    ("above", ">"),
    ("over", ">"),
    ("below", "<"),
    ("under", "<"),
    ("mayor que", ">"),
    ("menor que", "<"),
    ("supera", ">"),
    ("maior que", ">"),
    ("supérieur à", ">"),
    ("inférieur à", "<"),
    ("größer als", ">"),
    ("kleiner als", "<"),
];

/// Reads a text. The words before the comparator are the metric.
pub fn read(text: &str) -> Threshold {
    let text = text.trim();
    let mut found = Threshold {
        for_min: held_for(text),
        absence: is_absence(text),
        ..Threshold::default()
    };
    let Some((before, comparator, after)) = comparison(text) else {
        found.metric = metric(text);
        found.statistic = statistic(text);
        return found;
    };
    let Some((value, unit, rest)) = quantity(after) else {
        found.metric = metric(text);
        return found;
    };
    // "Connection fails > 5 minutes": a condition that lasts, not a value in minutes.
    if found.for_min.is_none()
        && let Some(length) = lasting(before, comparator, after)
    {
        found.for_min = Some(length);
        found.metric = metric(before);
        return found;
    }
    found.comparator = Some(comparator.to_owned());
    found.value = Some(value);
    found.unit = unit;
    found.statistic = statistic(before).or_else(|| statistic(rest));
    found.metric = metric(before).or_else(|| metric(rest));
    found
}

/// The comparator of a text, and what stands before and after it.
fn comparison(text: &str) -> Option<(&str, &'static str, &str)> {
    let sign = COMPARATORS
        .iter()
        .filter_map(|(sign, meaning)| text.find(sign).map(|at| (at, sign.len(), *meaning)))
        // "->" and "=>" are arrows.
        .filter(|(at, length, _)| {
            !text[..*at].ends_with(['-', '=']) && !text[at + length..].starts_with(['-', '=', '>'])
        })
        .min_by_key(|(at, length, _)| (*at, usize::MAX - length));
    let lower = text.to_lowercase();
    let word = || {
        let same = lower.len() == text.len();
        WORDED
            .iter()
            .filter(|_| same)
            .filter_map(|(words, meaning)| lower.find(words).map(|at| (at, words.len(), *meaning)))
            .filter(|(at, length, _)| {
                lower[..*at].ends_with([' ', '(']) || *at == 0 || lower[at + length..].is_empty()
            })
            .min_by_key(|(at, ..)| *at)
    };
    let (at, length, meaning) = sign.or_else(word)?;
    Some((&text[..at], meaning, &text[at + length..]))
}

/// A number with its unit at the start of a text, and what follows.
fn quantity(text: &str) -> Option<(f64, Option<String>, &str)> {
    let text = text.trim_start().trim_start_matches(['$', '€', '£', '~']);
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']);
    let mut value = number(digits)?;
    let mut rest = &text[digits.len()..];
    // "1e309" and "10-100x" are no plain numbers.
    if rest.starts_with(['e', 'E'])
        && rest[1..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'))
    {
        return None;
    }
    if rest.starts_with(['-', '–'])
        && rest
            .trim_start_matches(['-', '–'])
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    for (scale, factor) in [("M", 1e6), ("k", 1e3), ("K", 1e3), ("B", 1e9)] {
        if let Some(after) = rest.strip_prefix(scale)
            && !after.starts_with(char::is_alphanumeric)
        {
            value *= factor;
            rest = after;
            break;
        }
    }
    let unit_text = rest.trim_start();
    let unit: String = unit_text
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '%' | '/' | 'µ' | 'μ' | '°'))
        .collect();
    let after = &unit_text[unit.len()..];
    // "5% failure rate": the unit is the sign, the words are the metric.
    let (unit, after) = match unit.strip_prefix('%') {
        Some("") => ("%".to_owned(), after),
        Some(_) => ("%".to_owned(), &unit_text[1..]),
        None => (unit, after),
    };
    value
        .is_finite()
        .then(|| (value, (!unit.is_empty()).then_some(unit), after))
}

/// A decimal number: a point, or one comma followed by other than three digits. "1,000" is a thousand.
fn number(digits: &str) -> Option<f64> {
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let commas = digits.matches(',').count();
    let grouped = digits
        .split(',')
        .skip(1)
        .all(|group| group.split('.').next().is_some_and(|group| group.len() == 3));
    let plain = match commas {
        0 => digits.to_owned(),
        _ if grouped => digits.replace(',', ""),
        1 if !digits.contains('.') => digits.replace(',', "."),
        _ => return None,
    };
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// "for 5 minutes", "for 2+ hours", "over 10 min", "durante 5 minutos".
fn held_for(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    [
        "for ",
        "durante ",
        "pendant ",
        "während ",
        "por mais de ",
        "por más de ",
        "sustained ",
        "after ",
    ]
    .iter()
    .find_map(|word| {
        let at = lower.find(word)?;
        let begins = at == 0 || !lower[..at].ends_with(char::is_alphanumeric);
        let rest = lower[at + word.len()..].trim_start_matches(['>', '≥', ' ']);
        let number = rest.starts_with(|c: char| c.is_ascii_digit())
            || rest.starts_with("more than")
            || rest.starts_with("an ")
            || rest.starts_with("at least");
        (begins && number)
            .then(|| {
                duration::minutes(
                    rest.trim_start_matches("more than")
                        .trim_start_matches("at least"),
                )
                .map(|length| length.max)
            })
            .flatten()
    })
}

/// "fails > 5 minutes": verbs of lasting before, a length of time after.
fn lasting(before: &str, comparator: &str, after: &str) -> Option<i64> {
    const LASTING: &[&str] = &[
        "fails",
        "failing",
        "down",
        "unavailable",
        "lost",
        "stuck",
        "unreachable",
        "offline",
        "missing",
        "failure",
        "fail",
        "caído",
        "falla",
    ];
    let lower = before.to_lowercase();
    let lasts = LASTING
        .iter()
        .any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word));
    (lasts && matches!(comparator, ">" | ">="))
        .then(|| duration::only_minutes(after).map(|length| length.max))
        .flatten()
}

fn is_absence(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "zero ",
        "no data",
        "no requests",
        "no events",
        "missing",
        "absence of",
        "absent",
        "stops reporting",
        "no heartbeat",
    ]
    .iter()
    .any(|word| lower.starts_with(word))
}

/// `p95`, `P99`, `average`, `max`.
fn statistic(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).find_map(|word| {
        let percentile = word
            .strip_prefix('p')
            .is_some_and(|rest| (2..=4).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_digit()));
        if percentile {
            return Some(word.to_owned());
        }
        match word {
            "avg" | "average" | "mean" => Some("average".to_owned()),
            "median" => Some("p50".to_owned()),
            "max" | "maximum" | "peak" => Some("max".to_owned()),
            "min" | "minimum" => Some("min".to_owned()),
            _ => None,
        }
    })
}

/// The words that name what is measured: brackets and percentiles taken off.
fn metric(text: &str) -> Option<String> {
    let text = text.split(['(', '（']).next().unwrap_or(text);
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| statistic(word).is_none_or(|found| !found.starts_with('p')))
        .collect();
    let joined = words.join(" ");
    let joined = joined.trim_matches([':', '-', '–', '.', ',', ' ', ')']).trim();
    let joined = joined.strip_suffix(" is").unwrap_or(joined);
    (!joined.is_empty()).then(|| joined.to_owned())
}

#[cfg(test)]
mod tests;
