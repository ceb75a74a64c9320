//! Masks what nobody should find in a stored excerpt: known secrets, and what looks like one.
//! It protects against accidents only; a target that wants to leak can always spell a secret differently.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::{Judgement, Measurement};

const MASK: &str = "•••";
/// Shorter values would mask half of every text.
const SHORTEST_KNOWN: usize = 4;

/// Names whose value is masked whatever it looks like.
static NAMES_A_SECRET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)password|passwd|secret|token|api[_-]?key|private[_-]?key|credential|^(proxy-)?authorization$|^(set-)?cookie$")
        .expect("the pattern is a constant and compiles")
});

static LOOKS_SECRET: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // name: value and name=value, in headers, JSON, forms and shell
        r#"(?i)(?P<keep>["']?\b(?:[a-z0-9_-]*(?:password|passwd|secret|token|api[_-]?key|apikey|private[_-]?key|credential)[a-z0-9_-]*|authorization|proxy-authorization|cookie|set-cookie)\b["']?\s*[:=]\s*)(?:"[^"\r\n]*"|'[^'\r\n]*'|(?:(?:basic|bearer|digest|token)\s+)?[^\s"',;&<>}]+)"#,
        r"(?i)(?P<keep>\b(?:bearer|basic)\s+)[a-z0-9._~+/=-]{8,}",
        // user and password in an address
        r"(?P<keep>[a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/@]+(?P<after>@)",
        // a JSON Web Token, an access key, a key block
        r"(?P<keep>)\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
        r"(?P<keep>)\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
        r"(?P<keep>)\b(?:ghp|gho|ghs|github_pat|glpat|xoxb|xoxp|sk_live|sk-ant|sk-proj)[A-Za-z0-9_-]{10,}",
        r"(?s)(?P<keep>)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
    ]
    .into_iter()
    .map(|pattern| Regex::new(pattern).expect("the patterns are constants and compile"))
    .collect()
});

/// Masks texts for keeping.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Vec<String>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} known)", self.known.len())
    }
}

impl Redactor {
    /// Knows these values literally, besides what looks like a secret anyway.
    pub fn knowing(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut known: Vec<String> = secrets
            .into_iter()
            .filter(|s| s.len() >= SHORTEST_KNOWN)
            .collect();
        // The longest first, so that one secret holding another is masked whole.
        known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { known }
    }

    /// The text with secrets masked.
    pub fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in &self.known {
            if masked.contains(secret.as_str()) {
                masked = masked.replace(secret.as_str(), MASK);
            }
        }
        for pattern in LOOKS_SECRET.iter() {
            if let std::borrow::Cow::Owned(changed) =
                pattern.replace_all(&masked, format!("${{keep}}{MASK}${{after}}"))
            {
                masked = changed;
            }
        }
        masked
    }

    /// A measurement fit to be stored. Judge it first: rules see what was really there.
    pub fn mask_measurement(&self, mut measurement: Measurement) -> Measurement {
        for (name, value) in &mut measurement.fields {
            self.mask_value(name, value);
        }
        measurement
            .facts
            .values_mut()
            .for_each(|fact| *fact = self.mask(fact));
        if let Some(excerpt) = &mut measurement.excerpt {
            excerpt.text = self.mask(&excerpt.text);
        }
        if let Some(error) = &mut measurement.error {
            error.message = self.mask(&error.message);
        }
        measurement.body = None;
        measurement
    }

    /// A judgement fit to be stored.
    pub fn mask_judgement(&self, mut judgement: Judgement) -> Judgement {
        judgement.reason = self.mask(&judgement.reason);
        for detail in &mut judgement.details {
            detail.reason = self.mask(&detail.reason);
            detail.rule = self.mask(&detail.rule);
            if let Some(seen) = &mut detail.seen {
                self.mask_value("", seen);
            }
        }
        judgement
    }

    fn mask_value(&self, name: &str, value: &mut Value) {
        match value {
            Value::String(text) if NAMES_A_SECRET.is_match(name) => *text = MASK.to_owned(),
            Value::String(text) => *text = self.mask(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask_value(name, item)),
            Value::Object(members) => members
                .iter_mut()
                .for_each(|(name, item)| self.mask_value(name, item)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_what_looks_like_a_secret_and_nothing_else() {
        let table = [
            ("Authorization: Bearer abc.def.ghi", "Authorization: •••"),
            (
                r#"{"password":"hunter2","user":"qa"}"#,
                r#"{"password":•••,"user":"qa"}"#,
            ),
            ("db_password=hunter2&x=1", "db_password=•••&x=1"),
            (
                "postgres://qa:pw@db.example/shop",
                "postgres://•••@db.example/shop",
            ),
            ("X-Api-Key: 12345", "X-Api-Key: •••"),
            ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "token •••"),
            (
                "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nrest",
                "•••\nrest",
            ),
            ("-----BEGIN RSA PRIVATE KEY-----\nabc", "•••"),
            ("the password was changed", "the password was changed"),
            (
                r#"{"status":"ok","quoteId":"q-1"}"#,
                r#"{"status":"ok","quoteId":"q-1"}"#,
            ),
        ];
        for (text, masked) in table {
            assert_eq!(Redactor::default().mask(text), masked);
        }
    }

    #[test]
    fn masks_known_values_wherever_they_stand() {
        let redactor = Redactor::knowing(["s3cr".to_owned(), "s3cr3t-value".to_owned(), "abc".to_owned()]);
        assert_eq!(
            redactor.mask("a s3cr3t-value, s3cr and abc"),
            "a •••, ••• and abc"
        );
        assert!(!format!("{redactor:?}").contains("s3cr"));
    }

    #[test]
    fn what_is_stored_holds_no_secret() {
        use crate::check::{Body, Operator, ProbeKind, Rule, judge};
        let mut seen = Measurement::new(ProbeKind::Http);
        seen.set(
            "headers",
            serde_json::json!({"set-cookie": "sid=abcdef; Secure", "etag": "x"}),
        );
        seen.set("row", serde_json::json!({"api_key": "k-1", "name": "qa"}));
        seen.fact("hops", "https://shop.example/?token=abcdef123");
        seen.body = Some(Body::new("session s3cr3t-value", false));
        let rules = [
            Rule {
                field: "headers.set-cookie".into(),
                operator: Operator::Contains,
                value: "Secure".into(),
                rules: vec![],
            },
            Rule {
                field: "body".into(),
                operator: Operator::Equals,
                value: "other".into(),
                rules: vec![],
            },
        ];
        let redactor = Redactor::knowing(["s3cr3t-value".to_owned()]);
        let judged = redactor.mask_judgement(judge(&rules, &seen));
        assert_eq!(
            judged.details[0].verdict,
            crate::check::Verdict::Passed,
            "judged on what was there"
        );
        let stored = serde_json::to_string(&redactor.mask_measurement(seen)).unwrap();
        let judged = serde_json::to_string(&judged).unwrap();
        for secret in ["abcdef", "k-1", "s3cr3t"] {
            assert!(!stored.contains(secret), "{secret} in {stored}");
        }
        assert!(!judged.contains("s3cr3t"), "{judged}");
        assert!(
            stored.contains("\"name\":\"qa\"") && stored.contains("\"etag\":\"x\""),
            "{stored}"
        );
    }
}
