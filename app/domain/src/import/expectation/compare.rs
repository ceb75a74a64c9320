//! Comparisons: `At least 3`, `p95 < 100ms`, `Version >= 12`, `> 10/minute`, `10/10 succeeded`, `Should be 1`, `4 indexes`.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::json;

use super::About;
use super::make::{number, rule, value_field};
use super::quantity::{Quantity, Unit, quantity};
use crate::check::{Operator, ProbeKind, Rule};

static COMPARISON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<metric>.*?)[\s:]*
        (?P<operator>>=|≥|=>|<=|≤|===?|!=|≠|=|>|<
          |\bat\s+least\b|\bno\s+(?:less|fewer)\s+than\b|\bnot\s+less\s+than\b|\bminimum(?:\s+of)?\b
          |\bat\s+most\b|\bno\s+more\s+than\b|\bnot\s+more\s+than\b|\bup\s+to\b|\bmaximum(?:\s+of)?\b|\bwithin\b
          |\bmore\s+than\b|\bgreater\s+than\b|\bover\b|\babove\b|\bexceeds\b|\bexceeding\b
          |\bless\s+than\b|\bfewer\s+than\b|\blower\s+than\b|\bunder\b|\bbelow\b
          |\bexactly\b|\b(?:should|must)\s+(?:be|equal|return|show)\b|\bequals?\b|\bis\b
          |\bmindestens\b|\bau\s+moins\b|\bal\s+menos\b|\bcomo\s+mínimo\b|\bpelo\s+menos\b|\bno\s+mínimo\b|至少|不少于
          |\bhöchstens\b|\bau\s+plus\b|\bcomo\s+máximo\b|\bno\s+máximo\b|不超过|最多
          |\bmehr\s+als\b|\bplus\s+de\b|\bmás\s+de\b|\bmais\s+de\b|大于|超过
          |\bweniger\s+als\b|\bmoins\s+de\b|\bmenos\s+de\b|小于|低于
          |\bdebe\s+ser\b|\bdeve\s+ser\b|\bdoit\s+être\b|应为|等于)
        \s*(?P<what>[^<>=≥≤]+)$",
    )
    .expect("a valid pattern")
});

/// "3件以上", "100ms以下": the comparison stands behind the number.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<metric>.*?)\s*[:：はが]?\s*(?P<number>-?\d[\d.,]*)\s*(?P<unit>%|％|ms|ミリ秒|秒|分|時間|件|行|個|台|回|人|つ)?\s*(?P<how>以上|以下|以内|未満|を超える|超)?(?:である|になる)?(?:こと)?$")
        .expect("a valid pattern")
});

static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?P<metric>.*?)\s*(?:\bbetween\s+)(?P<low>[\d.,]+)\s*(?:and|-|–|to)\s*(?P<high>[\d.,]+\s*.*)$",
    )
    .expect("a valid pattern")
});

static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<subject>.*?)\s*(?:>=|≥|\bat\s+least\b|\bmindestens\b)\s*v?(?P<version>\d+(?:\.\d+){0,3})$
        |^(?P<subject_before>.*?)\s*\bv?(?P<version_before>\d+(?:\.\d+){0,3})\s*(?:\+|or\s+(?:higher|newer|later|above))$",
    )
    .expect("a valid pattern")
});

static OUT_OF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:.*:\s*)?(?P<good>\d+)\s*(?:/|of|out\s+of)\s*(?P<all>\d+)\s+(?:[a-z]+\s+)?
        (?:succeeded|succeeds?|successful|successes|passed|pass|passing|ok|green)$",
    )
    .expect("a valid pattern")
});

static STATISTIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:p(?P<p>\d{2}(?:\.\d)?)|(?P<word>average|avg|mean|median|max|min))\b")
        .expect("a valid pattern")
});

static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:latency|latencies|response|responds?|respond|time|duration|ttfb|answers?|completes?|finishes|loads?)\b").expect("a valid pattern")
});

/// Reads a comparison with a number.
pub fn rules(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    if !counts(text) {
        return None;
    }
    version(text, about)
        .or_else(|| out_of(text))
        .or_else(|| range(text, about))
        .or_else(|| comparison(text, about))
        .or_else(|| behind(text, about))
        .or_else(|| bare(text, about))
        .map(|rule| vec![rule])
}

/// Only what carries a comparator: inside parentheses a bare number is a remark.
pub fn stated(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    if !counts(text) {
        return None;
    }
    version(text, about)
        .or_else(|| range(text, about))
        .or_else(|| comparison(text, about))
        .map(|rule| vec![rule])
}

/// Every comparison has a digit; most words have none.
fn counts(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn version(text: &str, about: &About<'_>) -> Option<Rule> {
    let found = VERSION.captures(text)?;
    let subject = found
        .name("subject")
        .or(found.name("subject_before"))
        .map_or("", |subject| subject.as_str());
    let wanted = found.name("version").or(found.name("version_before"))?.as_str();
    let named = subject.to_lowercase().contains("version");
    let by_item = subject.trim().is_empty() && about.item.to_lowercase().contains("version");
    if !named && !by_item {
        return None;
    }
    Some(rule(value_field(about)?, Operator::VersionAtLeast, wanted))
}

fn out_of(text: &str) -> Option<Rule> {
    let found = OUT_OF.captures(text)?;
    let (good, all): (u32, u32) = (found["good"].parse().ok()?, found["all"].parse().ok()?);
    match good {
        _ if all == 0 || good > all => None,
        _ if good == all => Some(rule("ratio", Operator::Equals, 1)),
        _ => Some(rule(
            "ratio",
            Operator::GreaterOrEqual,
            f64::from(good) / f64::from(all),
        )),
    }
}

fn range(text: &str, about: &About<'_>) -> Option<Rule> {
    let found = RANGE.captures(text)?;
    let high = quantity(&found["high"])?;
    // The unit after the second number holds for both.
    let tail = found["high"]
        .trim_start_matches(|character: char| character.is_ascii_digit() || ".,".contains(character));
    let low = quantity(&format!("{}{}", &found["low"], tail))?;
    let (field, low) = measured(&found["metric"], &low, about)?;
    let (_, high) = measured(&found["metric"], &high, about)?;
    Some(rule(
        &field,
        Operator::Between,
        json!([number(low), number(high)]),
    ))
}

fn comparison(text: &str, about: &About<'_>) -> Option<Rule> {
    let found = COMPARISON.captures(text)?;
    let word = found["operator"].to_lowercase();
    let metric = found["metric"].trim();
    let what = found["what"].trim();
    let (operator, what) = match what.strip_suffix('+').or(what.strip_suffix(" or more")) {
        Some(what) if is_equality(&word) => (Operator::GreaterOrEqual, what.trim()),
        _ => (operator(&word), what),
    };
    // "X is 3" names X; without a unit it is about something no field is known for.
    if word == "is" && !metric.is_empty() && about.field.is_none() {
        return None;
    }
    let amount = quantity(what)?;
    let (field, value) = measured(metric, &amount, about)?;
    Some(rule(&field, operator, number(value)))
}

fn behind(text: &str, about: &About<'_>) -> Option<Rule> {
    let found = BEHIND.captures(text)?;
    let operator = match found.name("how").map(|how| how.as_str()) {
        Some("以上") => Operator::GreaterOrEqual,
        Some("以下" | "以内") => Operator::LessOrEqual,
        Some("未満") => Operator::Less,
        Some(_) => Operator::Greater,
        None => Operator::Equals,
    };
    let unit = match found.name("unit").map_or("", |unit| unit.as_str()) {
        // Without a word behind it, only a counted thing says that it is an expectation.
        unit if operator == Operator::Equals && (unit.is_empty() || !"件行個台回人つ".contains(unit)) =>
        {
            return None;
        }
        "％" => "%",
        "ミリ秒" => "ms",
        "秒" => "s",
        "分" => "min",
        "時間" => "h",
        "件" | "行" | "個" | "台" | "回" | "人" | "つ" => "rows",
        other => other,
    };
    let amount = quantity(&format!("{} {unit}", &found["number"]))?;
    let (field, value) = measured(&found["metric"], &amount, about)?;
    Some(rule(&field, operator, number(value)))
}

/// "1", "4 indexes", "3+": a number where the probe has one to compare with.
fn bare(text: &str, about: &About<'_>) -> Option<Rule> {
    let (text, operator) = match text.strip_suffix('+').or(text.strip_suffix(" or more")) {
        Some(text) => (text, Operator::GreaterOrEqual),
        None => (text, Operator::Equals),
    };
    let amount = quantity(text)?;
    match amount.unit {
        Unit::None => {}
        Unit::Of(_) if matches!(about.probe, Some(ProbeKind::Sql | ProbeKind::Log)) => {}
        _ => return None,
    }
    let (field, value) = measured("", &amount, about)?;
    Some(rule(&field, operator, number(value)))
}

/// The field a quantity is measured in, and its value in the unit of that field.
fn measured(metric: &str, amount: &Quantity, about: &About<'_>) -> Option<(String, f64)> {
    let field = match &amount.unit {
        Unit::Milliseconds => time_field(metric, about)?,
        Unit::Share => share_field(metric, about).to_owned(),
        Unit::PerSecond => "per_second".to_owned(),
        Unit::PerMinute => "per_minute".to_owned(),
        Unit::PerHour => "per_hour".to_owned(),
        Unit::Bytes => "bytes".to_owned(),
        Unit::None => plain_field(metric, about)?.to_owned(),
        Unit::Of(noun) => counted_field(metric, noun, about)?.to_owned(),
    };
    Some((field, amount.value))
}

fn time_field(metric: &str, about: &About<'_>) -> Option<String> {
    if let Some(statistic) = STATISTIC
        .captures(metric)
        .or_else(|| STATISTIC.captures(about.item))
    {
        if let Some(percentile) = statistic.name("p") {
            return Some(format!("p{}_ms", percentile.as_str().replace('.', "_")));
        }
        let name = match statistic
            .name("word")
            .map_or("", |word| word.as_str())
            .to_lowercase()
            .as_str()
        {
            "average" | "mean" | "avg" => "avg",
            "median" => "p50",
            "max" => "max",
            _ => "min",
        };
        return Some(format!("{name}_ms"));
    }
    let probe_has_one = matches!(
        about.probe,
        Some(ProbeKind::Http | ProbeKind::Tcp | ProbeKind::Dns | ProbeKind::Sql | ProbeKind::Redis)
    );
    (TIMED.is_match(metric) || TIMED.is_match(about.item) || (metric.is_empty() && probe_has_one))
        .then(|| "latency_ms".to_owned())
}

/// Which share is meant: `ratio` is that of successes, and an error rate is not one.
fn share_field(metric: &str, about: &About<'_>) -> &'static str {
    let words = format!("{metric} {}", about.item).to_lowercase();
    let says = |wanted: &[&str]| wanted.iter().any(|word| words.contains(word));
    match about.probe {
        _ if says(&["error", "fail", "fehler", "erro"]) => "error_ratio",
        Some(ProbeKind::Metric | ProbeKind::Sql) => "value",
        _ if says(&["success", "pass", "succe", "availab", "uptime"]) => "ratio",
        _ => "share",
    }
}

fn plain_field<'a>(metric: &str, about: &About<'a>) -> Option<&'a str> {
    match metric.to_lowercase().trim() {
        "" | "it" | "count" | "result" | "value" | "total" | "the result" | "the count" => value_field(about),
        "row count" | "rows" if about.probe == Some(ProbeKind::Sql) => Some(about.field.unwrap_or("rows")),
        _ if matches!(about.probe, Some(ProbeKind::Metric) | None) => value_field(about),
        _ => None,
    }
}

fn counted_field<'a>(metric: &str, noun: &str, about: &About<'a>) -> Option<&'a str> {
    let noun = noun.to_lowercase();
    let first = noun.split_whitespace().next().unwrap_or("");
    // "4 policies per table" counts within groups: the number of rows would say something else.
    if noun.contains(" per ") || noun.split_whitespace().count() > 3 {
        return None;
    }
    match about.probe {
        Some(ProbeKind::Sql) => Some(about.field.unwrap_or("rows")),
        Some(ProbeKind::Log) => matches!(
            first,
            "occurrence"
                | "occurrences"
                | "match"
                | "matches"
                | "line"
                | "lines"
                | "entry"
                | "entries"
                | "error"
                | "errors"
                | "times"
        )
        .then_some("matches"),
        Some(ProbeKind::Metric) => Some("value"),
        None if matches!(first, "row" | "rows") => Some("rows"),
        None if metric.is_empty() || !metric.contains(' ') => Some("value"),
        _ => None,
    }
}

fn is_equality(word: &str) -> bool {
    operator(word) == Operator::Equals
}

fn operator(word: &str) -> Operator {
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    match word.as_str() {
        ">=" | "≥" | "=>" | "at least" | "no less than" | "no fewer than" | "not less than" | "minimum"
        | "minimum of" | "mindestens" | "au moins" | "al menos" | "como mínimo" | "pelo menos"
        | "no mínimo" | "至少" | "不少于" => Operator::GreaterOrEqual,
        "<=" | "≤" | "at most" | "no more than" | "not more than" | "up to" | "maximum" | "maximum of"
        | "within" | "höchstens" | "au plus" | "como máximo" | "no máximo" | "不超过" | "最多" => {
            Operator::LessOrEqual
        }
        ">" | "more than" | "greater than" | "over" | "above" | "exceeds" | "exceeding" | "mehr als"
        | "plus de" | "más de" | "mais de" | "大于" | "超过" => Operator::Greater,
        "<" | "less than" | "fewer than" | "lower than" | "under" | "below" | "weniger als" | "moins de"
        | "menos de" | "小于" | "低于" => Operator::Less,
        "!=" | "≠" => Operator::NotEquals,
        _ => Operator::Equals,
    }
}
