//! Placeholders such as `{{base_url}}` and `{{version}}`, filled from what the environment and the deployment know.
//! Filling is one pass: a value that itself contains a placeholder stays as it is and is never looked up again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CheckSpec, ProbeSpec, Rule};

const LONGEST_PLACEHOLDER: usize = 120;

/// Names and their values, as known when a run starts.
pub type Variables = BTreeMap<String, String>;

/// Why a check cannot run yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unresolved {
    #[error(
        "Nothing is known for {{{{{name}}}}}. Give it a value on the environment, or write the value into the check."
    )]
    Missing { name: String },
    /// In SQL only what cannot end a literal or start a statement is put in as text.
    #[error(
        "The value of {{{{{name}}}}} holds characters that do not belong into SQL. Only letters, digits, dot, dash, colon and underscore are put into a statement."
    )]
    NotForSql { name: String },
    #[error("The value of {{{{{name}}}}} holds a line break or another control character.")]
    ControlCharacter { name: String },
}

/// The check with every placeholder filled.
///
/// # Errors
/// Refused when a name has no value, or when a value does not suit the place it goes to.
pub fn resolve(spec: &CheckSpec, variables: &Variables) -> Result<CheckSpec, Unresolved> {
    let plain = |text: &str| fill(text, variables, false);
    let probe = match &spec.probe {
        ProbeSpec::Http(http) => {
            let mut http = http.clone();
            http.url = plain(&http.url)?;
            for (_, value) in &mut http.headers {
                *value = plain(value)?;
            }
            http.body = http.body.as_deref().map(plain).transpose()?;
            ProbeSpec::Http(http)
        }
        ProbeSpec::Tcp(tcp) => {
            let mut tcp = tcp.clone();
            tcp.host = plain(&tcp.host)?;
            tcp.send = tcp.send.as_deref().map(plain).transpose()?;
            ProbeSpec::Tcp(tcp)
        }
        ProbeSpec::Sql(sql) => {
            let mut sql = sql.clone();
            sql.connection = plain(&sql.connection)?;
            sql.statement = fill(&sql.statement, variables, true)?;
            ProbeSpec::Sql(sql)
        }
    };
    let rules = spec
        .rules
        .iter()
        .map(|rule| resolve_rule(rule, variables))
        .collect::<Result<_, _>>()?;
    Ok(CheckSpec {
        probe,
        rules,
        ..*spec
    })
}

/// The names a check needs, each once.
pub fn placeholders(spec: &CheckSpec) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut look = |text: &str| names.extend(pieces(text).filter_map(|p| p.name().map(str::to_owned)));
    match &spec.probe {
        ProbeSpec::Http(http) => {
            look(&http.url);
            http.headers.iter().for_each(|(_, value)| look(value));
            http.body.iter().for_each(|body| look(body));
        }
        ProbeSpec::Tcp(tcp) => {
            look(&tcp.host);
            tcp.send.iter().for_each(|send| look(send));
        }
        ProbeSpec::Sql(sql) => {
            look(&sql.connection);
            look(&sql.statement);
        }
    }
    spec.rules
        .iter()
        .for_each(|rule| strings_of_rule(rule, &mut look));
    names
}

fn strings_of_rule(rule: &Rule, look: &mut impl FnMut(&str)) {
    strings_of_value(&rule.value, look);
    rule.rules.iter().for_each(|inner| strings_of_rule(inner, look));
}

fn strings_of_value(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(items) => items.iter().for_each(|item| strings_of_value(item, look)),
        Value::Object(members) => members.values().for_each(|item| strings_of_value(item, look)),
        _ => {}
    }
}

fn resolve_rule(rule: &Rule, variables: &Variables) -> Result<Rule, Unresolved> {
    Ok(Rule {
        field: rule.field.clone(),
        operator: rule.operator,
        value: resolve_value(&rule.value, variables)?,
        rules: rule
            .rules
            .iter()
            .map(|inner| resolve_rule(inner, variables))
            .collect::<Result<_, _>>()?,
    })
}

fn resolve_value(value: &Value, variables: &Variables) -> Result<Value, Unresolved> {
    Ok(match value {
        Value::String(text) => Value::String(fill(text, variables, false)?),
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| resolve_value(item, variables))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, item)| Ok((name.clone(), resolve_value(item, variables)?)))
                .collect::<Result<_, Unresolved>>()?,
        ),
        other => other.clone(),
    })
}

fn fill(text: &str, variables: &Variables, into_sql: bool) -> Result<String, Unresolved> {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        let Some(name) = piece.name() else {
            filled.push_str(piece.0);
            continue;
        };
        let value = variables.get(name).ok_or_else(|| Unresolved::Missing {
            name: name.to_owned(),
        })?;
        if value.chars().any(char::is_control) {
            return Err(Unresolved::ControlCharacter {
                name: name.to_owned(),
            });
        }
        if into_sql
            && !value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || ".-_:".contains(c))
        {
            return Err(Unresolved::NotForSql {
                name: name.to_owned(),
            });
        }
        // Two dashes would open a comment.
        if into_sql && value.contains("--") {
            return Err(Unresolved::NotForSql {
                name: name.to_owned(),
            });
        }
        filled.push_str(value);
    }
    Ok(filled)
}

/// A stretch of text, or one whole placeholder with its braces.
struct Piece<'a>(&'a str);

impl<'a> Piece<'a> {
    fn name(&self) -> Option<&'a str> {
        let name = self.0.strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
        (!name.is_empty() && name.len() <= 100 && name.chars().all(fits)).then_some(name)
    }
}

/// Text cut at its placeholders. Braces around anything else (a JSON body, a template) are plain text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = next_placeholder(rest);
        let cut = match at {
            Some((0, end)) => end,
            Some((start, _)) => start,
            None => rest.len(),
        };
        let (piece, after) = rest.split_at(cut);
        rest = after;
        Some(Piece(piece))
    })
}

fn next_placeholder(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("{{") {
        let start = from + found;
        // A name is short: looking only that far keeps a text of nothing but braces linear.
        let near = &text.as_bytes()[start..text.len().min(start + LONGEST_PLACEHOLDER)];
        if let Some(length) = near.windows(2).position(|pair| pair == b"}}") {
            let end = start + length + 2;
            if Piece(&text[start..end]).name().is_some() {
                return Some((start, end));
            }
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{HttpSpec, Operator, SqlSpec};

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn http(url: &str, expected: Value) -> CheckSpec {
        let probe = HttpSpec {
            method: Default::default(),
            url: url.to_owned(),
            headers: vec![("x-version".into(), "v{{version}}".into())],
            body: Some(r#"{"a":{"b":1}}"#.into()),
            follow_redirects: false,
        };
        let rule = Rule {
            field: "body".into(),
            operator: Operator::Contains,
            value: expected,
            rules: vec![],
        };
        CheckSpec::new(ProbeSpec::Http(probe), vec![rule])
    }

    #[test]
    fn fills_url_header_and_rule_and_leaves_json_braces_alone() {
        let spec = http("{{base_url}}/health?v={{ version }}", Value::from("{{version}}"));
        let known = variables(&[("base_url", "https://shop.example"), ("version", "2.0.1")]);
        let resolved = resolve(&spec, &known).unwrap();
        let ProbeSpec::Http(probe) = resolved.probe else {
            panic!("still an http probe")
        };
        assert_eq!(probe.url, "https://shop.example/health?v=2.0.1");
        assert_eq!(probe.headers[0].1, "v2.0.1");
        assert_eq!(probe.body.as_deref(), Some(r#"{"a":{"b":1}}"#));
        assert_eq!(resolved.rules[0].value, Value::from("2.0.1"));
        assert_eq!(
            placeholders(&spec).into_iter().collect::<Vec<_>>(),
            ["base_url", "version"]
        );
    }

    #[test]
    fn a_missing_name_is_named() {
        let refused = resolve(
            &http("{{base_url}}/", Value::Null),
            &variables(&[("version", "1")]),
        )
        .unwrap_err();
        assert_eq!(
            refused,
            Unresolved::Missing {
                name: "base_url".into()
            }
        );
        assert!(
            refused
                .to_string()
                .starts_with("Nothing is known for {{base_url}}."),
            "{refused}"
        );
    }

    #[test]
    fn a_value_is_never_expanded_again() {
        let known = variables(&[("base_url", "{{version}}"), ("version", "1")]);
        let resolved = resolve(&http("{{base_url}}", Value::Null), &known).unwrap();
        let ProbeSpec::Http(probe) = resolved.probe else {
            panic!("still an http probe")
        };
        assert_eq!(probe.url, "{{version}}");
    }

    #[test]
    fn sql_takes_only_harmless_values() {
        let probe = SqlSpec {
            connection: "shop".into(),
            statement: "SELECT 1 WHERE v = '{{version}}'".into(),
        };
        let spec = CheckSpec::new(ProbeSpec::Sql(probe), vec![]);
        assert!(resolve(&spec, &variables(&[("version", "v2.0.1-rc.1")])).is_ok());
        for nasty in ["1' OR '1'='1", "1;", "1--", "a b", "é", "1\\"] {
            assert_eq!(
                resolve(&spec, &variables(&[("version", nasty)])),
                Err(Unresolved::NotForSql {
                    name: "version".into()
                }),
                "{nasty}"
            );
        }
    }

    #[test]
    fn control_characters_cannot_slip_into_a_request() {
        let known = variables(&[("base_url", "https://a\r\nx: y"), ("version", "1")]);
        assert_eq!(
            resolve(&http("{{base_url}}", Value::Null), &known),
            Err(Unresolved::ControlCharacter {
                name: "base_url".into()
            })
        );
    }

    #[test]
    fn odd_braces_are_text() {
        for text in ["{{", "}}", "{{}}", "{{ a b }}", "{{{x}}", "{{a", "é{{é}}"] {
            let joined: String = pieces(text).map(|p| p.0).collect();
            assert_eq!(joined, text);
        }
        assert_eq!(fill("{{{x}}", &variables(&[("x", "1")]), false).unwrap(), "{1");
    }
}
