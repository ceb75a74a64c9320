//! The check editor's form, as typed, to a specification and back.

use app::{api::error::ApiError, backend::DefineCheck};
use domain::{
    check::{CheckSpec, HttpMethod, HttpSpec, Operator, ProbeSpec, Rule, SpecRefused, SqlSpec, TcpSpec},
    checklist::{CheckDraft, Expectation},
};
use serde_json::Value;

/// What the form says; `None` makes the item manual.
///
/// # Errors
/// Refused beside the field that cannot be read, or as the specification's own rules say.
pub fn read(form: &DefineCheck) -> Result<Option<CheckSpec>, ApiError> {
    let probe = match form.probe.as_str() {
        "manual" => return Ok(None),
        "http" => ProbeSpec::Http(HttpSpec {
            method: method(&form.method)?,
            url: form.url.trim().to_owned(),
            headers: headers(&form.headers)?,
            body: (!form.body.is_empty()).then(|| form.body.replace("\r\n", "\n")),
            follow_redirects: false,
        }),
        "tcp" => ProbeSpec::Tcp(TcpSpec {
            host: form.host.trim().to_owned(),
            port: form.port.trim().parse().map_err(|_| {
                ApiError::refused_field("port", "Write the port as a number from 1 to 65535.")
            })?,
            send: None,
            expect_banner: false,
        }),
        "sql" => ProbeSpec::Sql(SqlSpec {
            connection: form.connection.trim().to_owned(),
            statement: form.statement.trim().to_owned(),
        }),
        _ => {
            return Err(ApiError::refused_field(
                "probe",
                "Choose how it is measured: by a person, HTTP, TCP or SQL.",
            ));
        }
    };
    let mut spec = CheckSpec::new(probe, rules(form)?);
    if let Some(seconds) = number("timeout_s", "the time limit in seconds", &form.timeout_s)? {
        spec.timeout_ms = seconds.saturating_mul(1000);
    }
    if let Some(minutes) = number("fresh_min", "the minutes a result counts", &form.fresh_min)? {
        spec.freshness_s = minutes.saturating_mul(60);
    }
    spec.validate().map_err(|why| refused(&why))?;
    Ok(Some(spec))
}

fn refused(why: &SpecRefused) -> ApiError {
    ApiError::refused(why)
}

fn method(text: &str) -> Result<HttpMethod, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(HttpMethod::Get);
    }
    HttpMethod::ALL
        .into_iter()
        .find(|method| method.as_str().eq_ignore_ascii_case(text))
        .ok_or_else(|| ApiError::refused_field("method", "Choose one of the methods."))
}

fn headers(text: &str) -> Result<Vec<(String, String)>, ApiError> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            line.split_once(':')
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .ok_or_else(|| {
                    ApiError::refused_field(
                        "headers",
                        format!("\"{line}\" is no header. Write Name: value, one per line."),
                    )
                })
        })
        .collect()
}

fn number(field: &str, what: &str, text: &str) -> Result<Option<u32>, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ApiError::refused_field(
            field,
            format!("Write {what} as a whole number."),
        ));
    }
    text.parse()
        .map(Some)
        .map_err(|_| ApiError::refused_field(field, format!("{text} is too large for {what}.")))
}

fn rules(form: &DefineCheck) -> Result<Vec<Rule>, ApiError> {
    let blank = String::new();
    form.fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.trim().is_empty())
        .map(|(index, field)| {
            let key = form.operators.get(index).unwrap_or(&blank);
            let operator: Operator = serde_json::from_value(Value::String(key.clone())).map_err(|_| {
                ApiError::refused_field(
                    "operators",
                    format!("Choose how \"{}\" is compared.", field.trim()),
                )
            })?;
            let text = form.values.get(index).unwrap_or(&blank);
            Ok(Rule {
                field: field.trim().to_owned(),
                operator,
                value: value(operator, text),
                rules: Vec::new(),
            })
        })
        .collect()
}

/// A typed value: what reads as a number, true, false, null, a list or an object is one; all else is text.
fn value(operator: Operator, text: &str) -> Value {
    let text = text.trim();
    match operator {
        Operator::Present | Operator::Absent | Operator::NotNull => Value::Null,
        Operator::Contains | Operator::Matches | Operator::VersionAtLeast => {
            Value::String(unquoted(text).to_owned())
        }
        Operator::Between | Operator::ContainsAll | Operator::SetEquals => match serde_json::from_str(text) {
            Ok(list @ Value::Array(_)) => list,
            _ => Value::Array(text.split(',').map(|part| scalar(part.trim())).collect()),
        },
        _ => scalar(text),
    }
}

fn scalar(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
}

/// The form that would give this specification.
pub fn write(spec: &CheckSpec) -> DefineCheck {
    let mut form = DefineCheck {
        timeout_s: spec.timeout_ms.div_ceil(1000).to_string(),
        fresh_min: spec.freshness_s.div_ceil(60).to_string(),
        ..DefineCheck::default()
    };
    match &spec.probe {
        ProbeSpec::Http(http) => {
            form.probe = "http".to_owned();
            form.method = http.method.as_str().to_owned();
            form.url = http.url.clone();
            form.headers = http
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\n"))
                .collect();
            form.body = http.body.clone().unwrap_or_default();
        }
        ProbeSpec::Tcp(tcp) => {
            form.probe = "tcp".to_owned();
            form.host = tcp.host.clone();
            form.port = tcp.port.to_string();
        }
        ProbeSpec::Sql(sql) => {
            form.probe = "sql".to_owned();
            form.connection = sql.connection.clone();
            form.statement = sql.statement.clone();
        }
    }
    write_rules(&mut form, &spec.rules);
    form
}

/// The form filled in with what a document proposes. What no probe of ours measures is checked by a person.
pub fn proposed(draft: Option<&CheckDraft>, expectations: &[Expectation]) -> DefineCheck {
    let rules: Vec<Rule> = expectations
        .iter()
        .filter(|expectation| expectation.compiled)
        .flat_map(|expectation| expectation.rules.clone())
        .collect();
    match draft.and_then(|draft| ProbeSpec::from_draft(draft.probe?, draft.spec.as_ref()?)) {
        Some(probe) => write(&CheckSpec::new(probe, rules)),
        None => {
            let mut form = DefineCheck {
                probe: "manual".to_owned(),
                timeout_s: (CheckSpec::default_timeout_ms() / 1000).to_string(),
                fresh_min: (CheckSpec::default_freshness_s() / 60).to_string(),
                ..DefineCheck::default()
            };
            write_rules(&mut form, &rules);
            form
        }
    }
}

/// Puts rules into the three columns. Rules of rules have no row of their own in the form.
pub fn write_rules(form: &mut DefineCheck, rules: &[Rule]) {
    for rule in rules.iter().filter(|rule| rule.rules.is_empty()) {
        let Ok(Value::String(operator)) = serde_json::to_value(rule.operator) else {
            continue;
        };
        form.fields.push(rule.field.clone());
        form.operators.push(operator);
        form.values.push(match &rule.value {
            Value::Null => String::new(),
            // A text that would read as something else keeps its quotes.
            Value::String(text) if scalar(text) == Value::String(text.clone()) => text.clone(),
            other => other.to_string(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http_form() -> DefineCheck {
        DefineCheck {
            probe: "http".into(),
            method: "post".into(),
            url: " https://{{host}}/quote ".into(),
            headers: "Accept: application/json\r\n\r\nX-A:b".into(),
            fields: vec![
                "status".into(),
                "body./ok".into(),
                " ".into(),
                "body./name".into(),
            ],
            operators: vec!["equals".into(), "equals".into(), String::new(), "equals".into()],
            values: vec!["200".into(), "true".into(), String::new(), "\"200\"".into()],
            timeout_s: "5".into(),
            fresh_min: String::new(),
            ..DefineCheck::default()
        }
    }

    #[test]
    fn a_form_and_its_specification_lead_to_each_other() {
        let spec = read(&http_form()).unwrap().unwrap();
        let values: Vec<_> = spec.rules.iter().map(|rule| rule.value.clone()).collect();
        assert_eq!(values, [Value::from(200), Value::from(true), Value::from("200")]);
        assert_eq!(
            (spec.timeout_ms, spec.freshness_s),
            (5000, CheckSpec::default_freshness_s())
        );
        assert_eq!(read(&write(&spec)).unwrap().unwrap(), spec);
    }

    #[test]
    fn what_cannot_be_read_is_refused_beside_its_field() {
        let field = |form: DefineCheck| match read(&form) {
            Err(ApiError::Refused { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            field(DefineCheck {
                probe: "ftp".into(),
                ..http_form()
            })
            .as_deref(),
            Some("probe")
        );
        assert_eq!(
            field(DefineCheck {
                headers: "nonsense".into(),
                ..http_form()
            })
            .as_deref(),
            Some("headers")
        );
        assert_eq!(
            field(DefineCheck {
                timeout_s: "1.5".into(),
                ..http_form()
            })
            .as_deref(),
            Some("timeout_s")
        );
        assert_eq!(
            field(DefineCheck {
                operators: vec!["looks like".into()],
                ..http_form()
            })
            .as_deref(),
            Some("operators")
        );
        let tcp = DefineCheck {
            probe: "tcp".into(),
            host: "db".into(),
            port: "65536".into(),
            ..http_form()
        };
        assert_eq!(field(tcp).as_deref(), Some("port"));
        assert_eq!(
            field(DefineCheck {
                fields: Vec::new(),
                ..http_form()
            }),
            None
        );
    }
}
