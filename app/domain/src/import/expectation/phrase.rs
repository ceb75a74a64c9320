//! Phrases that mean one thing: "not NULL", "any occurrence", "No 500 errors", "every 60s", "zero … after 1 hour",
//! "says …", expected output.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::make::{all_of, any_of, rule, text_field, value_field};
use super::quantity::{Unit, quantity};
use super::{About, status};
use crate::check::{Operator, ProbeKind, Rule};

static NOT_NULL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:is|must be|should be|value|result)\s+)*(?:not|non)[\s-]?null$")
        .expect("a valid pattern")
});
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:on\s+)?(?:any|every|each)\s+(?:single\s+)?occurr?ence$").expect("a valid pattern")
});
static NONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:there (?:are|should be)\s+)?(?:no|zero|0|without|ohne|keine?|aucune?|sans|sin|ningún|ninguna|sem|nenhuma?|nessuna?|nessun)\s+(?P<what>.+)$").expect("a valid pattern")
});
static IN_LOGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s+(?:(?:in|to)\s+(?:the\s+|den\s+)?(?:\w+\s+)?(?:logs?|log file|journal|output)|(?:en\s+(?:los|el)|nos|no|dans\s+les)\s+(?:logs?|registros?|journaux))$")
        .expect("a valid pattern")
});
static STATUS_ERRORS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<class>[45]\d\d|[45]xx|server)\s+(?:errors?|responses?|status(?:es)?)$")
        .expect("a valid pattern")
});
static ERRORS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:new\s+|recent\s+|critical\s+|fatal\s+|startup\s+|recurring\s+)*(?:errors?|exceptions?|failures?|warnings?|matches|occurrences|entries|lines|errores|erros|erreurs|fehler|errori)$")
        .expect("a valid pattern")
});
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<what>.+?)\s+(?P<how>after|for|within the first|in the first)\s+(?:the first\s+)?(?P<time>[\d.,]+\+?\s*[a-zµ]+)$").expect("a valid pattern")
});
static EVERY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:job|it|task|cron|cleanup|check(?:er)?)?\s*(?:runs?|executes?|repeats?|scheduled|running)\s+)?(?:(?P<word>hourly|daily|minutely|weekly)|every\s+(?P<time>(?:\d[\d.,]*\s*)?[a-z]+))$")
        .expect("a valid pattern")
});
static FAILS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<what>.*?)\s*\b(?:fails?|failing|down|unavailable|unreachable)\s+(?:for\s+)?(?:>\s*|more than\s+|at least\s+)?(?P<time>[\d.,]+)\s*\+?\s*(?P<unit>[a-z]+)$")
        .expect("a valid pattern")
});
static SAYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?ix)^(?:(?:the\s+)?(?:response|body|output|page|it|log|logs|result|message|error\s+message|command)\s+)?
        (?:should\s+|must\s+)?(?:say|contain|include|show|print|display|read|return|output|mention)s?(?:\s+the\s+(?:text|message|words?))?:?\s+
        ["“'`](?P<text>[^"”'`]+)["”'`]$"#).expect("a valid pattern")
});
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^["“`'](?P<text>[^"”`']+)["”`']$"#).expect("a valid pattern"));
static TESTS_PASS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:all\s+)?(?:\d+\s+)?(?:the\s+)?(?:unit\s+|integration\s+|smoke\s+|e2e\s+|regression\s+|load\s+)*(?:tests?|checks?|specs?|suites?|test suite)\s+(?:should\s+|must\s+)?(?:pass|passed|passes|passing|are passing|are green|succeed|succeeded|green)(?:\s+with\s*[✓✔✅]?)?$")
        .expect("a valid pattern")
});
static EXIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:should\s+)?(?:exits?(?:\s+with)?|exit[\s-]?(?:code|status)|returns?\s+(?:exit\s+)?code|errorlevel|código\s+de\s+(?:salida|saída)|code\s+(?:de\s+)?(?:sortie|retour)|終了コード)\s*(?:is|=|==|:|code|status|は|が)?\s*(?P<code>\d{1,3})$").expect("a valid pattern")
});
/// "should print OK": a verb before a literal answer.
static PRINTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:it\s+)?(?:should\s+|must\s+)?(?:prints?|outputs?|says?|shows?|returns?|displays?|answers?(?:\s+with)?)\s+(?P<text>\S+)$").expect("a valid pattern")
});
static NO_ERRORS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?P<ja>ログに)?エラー(?:ログ)?(?:が|は)?(?:ない|無い|なし|出ていない|出力されていない)(?:こと)?|(?P<zh>日志中?)?(?:没有|无)(?:错误|异常))$").expect("a valid pattern")
});
/// Words that a field of an answer holds as they are.
const STATES: &[&str] = &[
    "healthy",
    "ok",
    "up",
    "running",
    "active",
    "ready",
    "green",
    "pass",
    "passed",
    "connected",
    "success",
    "enabled",
    "available",
    "online",
    "alive",
    "succeeded",
    "completed",
    "published",
    "deployed",
];
static COUNT_OF: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?P<count>\d{1,5})\s+\p{L}[\p{L} _-]*$").expect("a valid pattern"));
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[`"']?[\p{L}\p{N}_][\p{L}\p{N}_.:/@-]*[`"']?$"#).expect("a valid pattern")
});

/// Reads a fixed phrase, which may hold for a time.
pub fn rules(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    phrase(text, about).or_else(|| lasting(text, about).map(|rule| vec![rule]))
}

fn phrase(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    let lower = text.to_lowercase();
    if NOT_NULL.is_match(text) {
        return Some(vec![rule(value_field(about)?, Operator::NotNull, Value::Null)]);
    }
    if ANY.is_match(text) {
        return Some(vec![rule("matches", Operator::GreaterOrEqual, 1)]);
    }
    if let Some(found) = EXIT.captures(text) {
        return Some(vec![rule(
            "exit_code",
            Operator::Equals,
            found["code"].parse::<u16>().ok()?,
        )]);
    }
    if TESTS_PASS.is_match(text) && about.probe == Some(ProbeKind::Command) {
        return Some(vec![rule("exit_code", Operator::Equals, 0)]);
    }
    if let Some(found) = SAYS.captures(text) {
        return Some(vec![rule(
            text_field(about),
            Operator::Contains,
            found["text"].trim(),
        )]);
    }
    every(text)
        .or_else(|| fails(text))
        .or_else(|| absent(text, about))
        .or_else(|| rows(&lower, about))
        .or_else(|| output(text, about))
        .map(|rule| vec![rule])
}

/// A list of names under a lead: all of these, or exactly these where the lead counts them.
pub fn named_set(lead: &str, names: &[&str], about: &About<'_>) -> Option<Vec<Rule>> {
    if names.is_empty() {
        return None;
    }
    let lower = lead.to_lowercase();
    let is_output = matches!(
        about.probe,
        Some(ProbeKind::Command | ProbeKind::Log | ProbeKind::File)
    ) && (lower.contains("output")
        || lower.contains("log")
        || lower.contains("lines")
        || lower.contains("messages"));
    if is_output {
        return Some(vec![lines(names, lower.contains("order"), about)]);
    }
    if !names.iter().all(|name| NAME.is_match(name)) {
        return None;
    }
    let bare: Vec<&str> = names
        .iter()
        .map(|name| name.trim_matches(['`', '"', '\'']))
        .collect();
    match COUNT_OF.captures(lead) {
        Some(found) => {
            let count: usize = found["count"].parse().ok()?;
            (count == bare.len() && matches!(about.probe, Some(ProbeKind::Sql))).then(|| {
                vec![
                    rule("rows", Operator::Equals, count),
                    rule("set", Operator::SetEquals, json!(bare)),
                ]
            })
        }
        None => match about.probe {
            Some(ProbeKind::Sql | ProbeKind::Redis) | None => {
                Some(vec![rule("set", Operator::ContainsAll, json!(bare))])
            }
            Some(ProbeKind::Command) => Some(vec![rule("stdout", Operator::ContainsAll, json!(bare))]),
            _ => None,
        },
    }
}

/// Lines of output that must all be there, in their order where the document says so.
fn lines(lines: &[&str], ordered: bool, about: &About<'_>) -> Rule {
    if ordered {
        let pattern = lines
            .iter()
            .map(|line| regex::escape(line))
            .collect::<Vec<_>>()
            .join("[\\s\\S]*");
        return rule(text_field(about), Operator::Matches, pattern);
    }
    rule(text_field(about), Operator::ContainsAll, json!(lines))
}

fn every(text: &str) -> Option<Rule> {
    let found = EVERY.captures(text)?;
    let seconds = match (
        found.name("word").map(|word| word.as_str().to_lowercase()),
        found.name("time"),
    ) {
        (Some(word), _) => match word.as_str() {
            "minutely" => 60.0,
            "hourly" => 3_600.0,
            "daily" => 86_400.0,
            _ => 604_800.0,
        },
        (None, Some(time)) => {
            let time = time.as_str().trim();
            let stated = if time.starts_with(|first: char| first.is_ascii_digit()) {
                time.to_owned()
            } else {
                format!("1 {time}")
            };
            minutes(&stated)? * 60.0
        }
        (None, None) => return None,
    };
    Some(rule(
        "interval_s",
        Operator::LessOrEqual,
        super::make::number(seconds),
    ))
}

fn fails(text: &str) -> Option<Rule> {
    let found = FAILS.captures(text)?;
    let length = minutes(&format!("{} {}", &found["time"], &found["unit"]))?;
    Some(rule(
        "failing_min",
        Operator::GreaterOrEqual,
        super::make::number(length),
    ))
}

/// "… for 15 minutes" must hold that long; "… after 1 hour" is judged only then.
fn lasting(text: &str, about: &About<'_>) -> Option<Rule> {
    let found = AFTER.captures(text)?;
    let length = minutes(found["time"].trim_end_matches('+'))?;
    let inner = phrase(&found["what"], about).or_else(|| super::compare::stated(&found["what"], about))?;
    let field = if found["how"].eq_ignore_ascii_case("after") {
        "elapsed_min"
    } else {
        "observed_min"
    };
    let mut rules = inner;
    rules.push(rule(field, Operator::GreaterOrEqual, super::make::number(length)));
    Some(all_of(rules))
}

fn absent(text: &str, about: &About<'_>) -> Option<Rule> {
    if let Some(found) = NO_ERRORS.captures(text) {
        let said = about.probe == Some(ProbeKind::Log) || found.name("ja").or(found.name("zh")).is_some();
        return said.then(|| rule("matches", Operator::Equals, 0));
    }
    let what = NONE.captures(text)?.name("what")?.as_str().trim().to_owned();
    let inside = IN_LOGS.replace(&what, "").into_owned();
    let named_log = inside.len() != what.len();
    let is_log = about.probe == Some(ProbeKind::Log);
    if let Some(found) = STATUS_ERRORS.captures(&inside) {
        return match status::has_status(about) {
            true => status::failure_class(&found["class"]),
            false => (is_log || about.probe.is_none()).then(|| rule("matches", Operator::Equals, 0)),
        };
    }
    if ERRORS.is_match(&inside) && (is_log || (about.probe.is_none() && named_log)) {
        return Some(rule("matches", Operator::Equals, 0));
    }
    match inside.to_lowercase().as_str() {
        "rows" | "results" | "records" if about.probe == Some(ProbeKind::Sql) => {
            Some(rule(about.field.unwrap_or("rows"), Operator::Equals, 0))
        }
        "output" if about.probe == Some(ProbeKind::Command) => Some(rule("stdout", Operator::Equals, "")),
        "content" if status::has_status(about) => Some(rule("status", Operator::Equals, 204)),
        _ => None,
    }
}

fn rows(lower: &str, about: &About<'_>) -> Option<Rule> {
    if about.probe != Some(ProbeKind::Sql) {
        return None;
    }
    match lower {
        "empty" | "empty result" | "empty result set" | "none" | "vacío" | "vazio" | "vide" | "leer"
        | "空" | "なし" => Some(rule("rows", Operator::Equals, 0)),
        "not empty" | "non-empty" | "at least one row" => Some(rule("rows", Operator::GreaterOrEqual, 1)),
        "true" | "t" => Some(rule("value", Operator::Equals, true)),
        "false" | "f" => Some(rule("value", Operator::Equals, false)),
        "null" => Some(rule("value", Operator::Equals, Value::Null)),
        _ => None,
    }
}

/// A literal answer: `PONG`, "OK" in quotes, a line that begins with a tick.
fn output(text: &str, about: &About<'_>) -> Option<Rule> {
    let text = PRINTS
        .captures(text)
        .and_then(|found| found.name("text"))
        .map_or(text, |found| found.as_str());
    let quoted = QUOTED.captures(text).map(|found| found["text"].to_owned());
    let literal = quoted.as_deref().unwrap_or(text);
    // `jq .status` chose the field: "healthy" is what it holds.
    if about.probe == Some(ProbeKind::Http) && quoted.is_none() {
        let lower = literal.to_lowercase();
        return match (about.field?, lower.as_str()) {
            (field, "true" | "false") => Some(rule(field, Operator::Equals, lower == "true")),
            (field, _) => STATES
                .contains(&lower.as_str())
                .then(|| rule(field, Operator::Equals, literal)),
        };
    }
    match about.probe {
        Some(ProbeKind::Redis) if !literal.contains(' ') => Some(rule("value", Operator::Equals, literal)),
        Some(ProbeKind::Command | ProbeKind::Log) => {
            let shouted = !literal.contains(' ')
                && literal.len() > 1
                && literal.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            let ticked = literal.starts_with(['✓', '✔', '✅']);
            (quoted.is_some() || shouted || ticked)
                .then(|| rule(text_field(about), Operator::Contains, literal))
        }
        Some(ProbeKind::Http | ProbeKind::Sql) if quoted.is_some() => match about.field {
            Some(field) => Some(rule(field, Operator::Equals, literal)),
            None if about.probe == Some(ProbeKind::Sql) => Some(rule("value", Operator::Equals, literal)),
            None => Some(rule("body", Operator::Contains, literal)),
        },
        _ => None,
    }
}

/// One of several: each side must itself be typed.
pub fn either(sides: Vec<Vec<Rule>>) -> Vec<Rule> {
    let joined = sides
        .into_iter()
        .map(|mut side| {
            if side.len() == 1 {
                side.remove(0)
            } else {
                all_of(side)
            }
        })
        .collect();
    vec![any_of(joined)]
}

fn minutes(text: &str) -> Option<f64> {
    let amount = quantity(text)?;
    (amount.unit == Unit::Milliseconds).then_some(amount.value / 60_000.0)
}
