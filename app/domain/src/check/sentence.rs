//! Reads rules and checks back in words: "Passes when the status is 200 and the body has quoteId, within 5 s."
//! The words are what people sign, so every operator has its own and none is silent.

use serde_json::Value;

use super::{CheckSpec, Operator, ProbeSpec, Rule};

/// The whole check: what is asked, what must hold, how long it may take and how long it counts.
pub fn spec_sentence(spec: &CheckSpec) -> String {
    let asked = match &spec.probe {
        ProbeSpec::Http(http) => format!("{} {}", http.method.as_str(), http.url),
        ProbeSpec::Tcp(tcp) => format!("Connects to {} port {}", tcp.host, tcp.port),
        ProbeSpec::Sql(sql) => format!("Asks the database {}", sql.connection),
    };
    format!(
        "{asked}. {}, within {}. Fresh for {}.",
        capitalised(&rules_sentence(&spec.rules)),
        duration_words(u64::from(spec.timeout_ms)),
        duration_words(u64::from(spec.freshness_s) * 1000),
    )
}

/// "passes when … and …"; without rules the truth: nothing can pass.
pub fn rules_sentence(rules: &[Rule]) -> String {
    if rules.is_empty() {
        return "never passes: it has no rule".to_owned();
    }
    format!("passes when {}", joined(rules, " and "))
}

/// One rule, to stand in a sentence.
pub fn rule_sentence(rule: &Rule) -> String {
    let field = field_words(&rule.field);
    let value = || value_words(&rule.value);
    match rule.operator {
        Operator::Equals if rule.value.is_null() => format!("{field} is null"),
        Operator::Equals => format!("{field} is {}", with_unit(rule)),
        Operator::NotEquals => format!("{field} is not {}", with_unit(rule)),
        Operator::Less => format!("{field} is below {}", with_unit(rule)),
        Operator::LessOrEqual => format!("{field} is at most {}", with_unit(rule)),
        Operator::Greater => format!("{field} is above {}", with_unit(rule)),
        Operator::GreaterOrEqual => format!("{field} is at least {}", with_unit(rule)),
        Operator::Between => match rule.value.as_array().map(Vec::as_slice) {
            Some([low, high]) => {
                format!(
                    "{field} is between {} and {}",
                    value_words(low),
                    value_words(high)
                )
            }
            _ => format!("{field} is within {}", value()),
        },
        Operator::Contains => format!("{field} has {}", value()),
        Operator::ContainsAll => format!("{field} has all of {}", list_words(&rule.value)),
        Operator::SetEquals => format!("{field} is exactly {}", list_words(&rule.value)),
        Operator::SubsetJson => format!("{field} holds at least {}", rule.value),
        Operator::Matches => format!(
            "{field} matches {}",
            rule.value.as_str().map_or_else(value, |p| format!("/{p}/"))
        ),
        Operator::Absent => format!("{field} is absent"),
        Operator::Present => format!("{field} is present"),
        Operator::NotNull => format!("{field} is not null"),
        Operator::VersionAtLeast => format!("{field} is version {} or newer", bare(&rule.value)),
        Operator::AnyOf => format!("either {}", joined(&rule.rules, " or ")),
        Operator::AllOf => joined(&rule.rules, " and "),
    }
}

/// The field as people say it.
pub(super) fn field_words(field: &str) -> String {
    if let Some(pointer) = field.strip_prefix("body./") {
        return format!("/{pointer} in the body");
    }
    if let Some(name) = field.strip_prefix("headers.") {
        return format!("the header {}", name.trim_start_matches('/'));
    }
    if let Some(name) = field.strip_prefix("row.") {
        return format!("the column {}", name.trim_start_matches('/'));
    }
    let words = match field {
        "status" => "the status",
        "body" => "the body",
        "size_bytes" => "the size",
        "latency_ms" => "the response time",
        "p50_ms" => "the p50 response time",
        "p95_ms" => "the p95 response time",
        "p99_ms" => "the p99 response time",
        "ratio" => "the success ratio",
        "rows" => "the number of rows",
        "value" => "the value",
        "set" => "the list of values",
        "stdout" => "the output",
        "exit_code" => "the exit code",
        "matches" => "the number of matches",
        "reachable" => "whether the port is open",
        "stays_open" => "whether the port stays open",
        "banner" => "the first answer",
        "location" => "the redirect",
        "tls_days_left" => "the days left on the certificate",
        other => return other.to_owned(),
    };
    words.to_owned()
}

/// Milliseconds as people say them: "250 ms", "5 s", "15 min", "2 h", "30 days".
pub fn duration_words(ms: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (86_400_000, "days"),
        (3_600_000, "h"),
        (60_000, "min"),
        (1000, "s"),
    ];
    for (length, unit) in UNITS {
        if ms >= length && ms.is_multiple_of(length) {
            let count = ms / length;
            return match unit {
                "days" if count == 1 => "1 day".to_owned(),
                _ => format!("{count} {unit}"),
            };
        }
    }
    format!("{ms} ms")
}

fn joined(rules: &[Rule], by: &str) -> String {
    let nested = rules.len() > 1;
    let part = |rule: &Rule| match rule.operator {
        // Without the brackets "a and either b or c and d" could be read in two ways.
        Operator::AnyOf | Operator::AllOf if nested && rule.rules.len() > 1 => {
            format!("({})", rule_sentence(rule))
        }
        _ => rule_sentence(rule),
    };
    rules.iter().map(part).collect::<Vec<_>>().join(by)
}

fn with_unit(rule: &Rule) -> String {
    match rule.value.as_u64() {
        Some(ms) if rule.field.ends_with("_ms") => duration_words(ms),
        _ => value_words(&rule.value),
    }
}

/// Numbers and single words stand bare; anything that could run into the sentence stands in quotes.
fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let bare = !text.is_empty()
                && text.chars().all(|c| c.is_alphanumeric() || "_-/".contains(c))
                && text.chars().any(char::is_alphabetic)
                && !matches!(text.as_str(), "null" | "true" | "false");
            if bare {
                text.clone()
            } else {
                format!("“{text}”")
            }
        }
        Value::Array(_) => list_words(value),
        other => other.to_string(),
    }
}

fn list_words(value: &Value) -> String {
    match value.as_array() {
        Some(items) => items.iter().map(value_words).collect::<Vec<_>>().join(", "),
        None => value_words(value),
    }
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::{HttpSpec, SqlSpec};

    fn rule(field: &str, operator: Operator, value: Value) -> Rule {
        Rule {
            field: field.into(),
            operator,
            value,
            rules: vec![],
        }
    }

    #[test]
    fn reads_rules_back() {
        let status = rule("status", Operator::Equals, json!(200));
        let quote = rule("body", Operator::Contains, json!("quoteId"));
        let either = Rule {
            field: String::new(),
            operator: Operator::AnyOf,
            value: Value::Null,
            rules: vec![status.clone(), rule("status", Operator::Equals, json!(402))],
        };
        let table = [
            (vec![], "never passes: it has no rule"),
            (
                vec![status.clone(), quote.clone()],
                "passes when the status is 200 and the body has quoteId",
            ),
            (
                vec![either.clone()],
                "passes when either the status is 200 or the status is 402",
            ),
            (
                vec![either, quote],
                "passes when (either the status is 200 or the status is 402) and the body has quoteId",
            ),
            (
                vec![rule("body./status", Operator::Equals, json!("ok"))],
                "passes when /status in the body is ok",
            ),
            (
                vec![rule("value", Operator::Equals, json!("1"))],
                "passes when the value is “1”",
            ),
            (
                vec![rule("value", Operator::Equals, json!(null))],
                "passes when the value is null",
            ),
            (
                vec![rule("value", Operator::NotNull, json!(null))],
                "passes when the value is not null",
            ),
            (
                vec![rule("rows", Operator::GreaterOrEqual, json!(3))],
                "passes when the number of rows is at least 3",
            ),
            (
                vec![rule("p95_ms", Operator::Less, json!(100))],
                "passes when the p95 response time is below 100 ms",
            ),
            (
                vec![rule("latency_ms", Operator::Between, json!([1, 5]))],
                "passes when the response time is between 1 and 5",
            ),
            (
                vec![rule("set", Operator::ContainsAll, json!(["users", "two words"]))],
                "passes when the list of values has all of users, “two words”",
            ),
            (
                vec![rule("value", Operator::VersionAtLeast, json!("12"))],
                "passes when the value is version 12 or newer",
            ),
            (
                vec![rule("stdout", Operator::Matches, json!("^ok$"))],
                "passes when the output matches /^ok$/",
            ),
        ];
        for (rules, sentence) in table {
            assert_eq!(rules_sentence(&rules), sentence);
        }
    }

    #[test]
    fn reads_a_check_back() {
        let http = HttpSpec {
            method: Default::default(),
            url: "{{base_url}}/health".into(),
            headers: vec![],
            body: None,
            follow_redirects: false,
        };
        let mut spec = CheckSpec::new(
            ProbeSpec::Http(http),
            vec![rule("status", Operator::Equals, json!(200))],
        );
        spec.timeout_ms = 5000;
        assert_eq!(
            spec_sentence(&spec),
            "GET {{base_url}}/health. Passes when the status is 200, within 5 s. Fresh for 15 min."
        );
        spec.probe = ProbeSpec::Sql(SqlSpec {
            connection: "shop".into(),
            statement: "SELECT 1".into(),
        });
        spec.rules = vec![];
        spec.timeout_ms = 1500;
        spec.freshness_s = 86_400;
        assert_eq!(
            spec_sentence(&spec),
            "Asks the database shop. Never passes: it has no rule, within 1500 ms. Fresh for 1 day."
        );
    }
}
