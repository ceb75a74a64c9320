//! The check editor's form, as typed, to a specification and back.

use app::{api::error::ApiError, backend::DefineCheck};
use domain::{
    check::{
        CheckSpec, HttpMethod, HttpSpec, Operator, ProbeSpec, Rule, SpecRefused, SqlSpec, TcpSpec,
        rule_sentence,
    },
    checklist::{CheckDraft, Expectation},
};

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
            follow_redirects: !form.follow_redirects.is_empty(),
        }),
        "tcp" => ProbeSpec::Tcp(TcpSpec {
            host: form.host.trim().to_owned(),
            port: form.port.trim().parse().map_err(|_| {
                ApiError::refused_field("port", "Write the port as a number from 1 to 65535.")
            })?,
            send: sent_first(&form.send)?,
            expect_banner: !form.expect_banner.is_empty(),
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
    let (timeout, fresh) = (form.timeout_s.trim(), form.fresh_min.trim());
    if !timeout.is_empty() {
        spec.timeout_ms = CheckSpec::timeout_typed(timeout).ok_or_else(|| {
            ApiError::refused_field("timeout_s", "Write the time limit in seconds, such as 5 or 0.5.")
        })?;
    }
    if !fresh.is_empty() {
        spec.freshness_s = CheckSpec::freshness_typed(fresh).ok_or_else(|| {
            ApiError::refused_field(
                "fresh_min",
                "Write how long a result counts as minutes, such as 15, or as 90 s.",
            )
        })?;
    }
    spec.validate().map_err(|why| refused(&why))?;
    Ok(Some(spec))
}

fn refused(why: &SpecRefused) -> ApiError {
    ApiError::refused(why)
}

fn method(text: &str) -> Result<HttpMethod, ApiError> {
    if text.trim().is_empty() {
        return Ok(HttpMethod::Get);
    }
    HttpMethod::from_name(text).ok_or_else(|| ApiError::refused_field("method", "Choose one of the methods."))
}

fn headers(text: &str) -> Result<Vec<(String, String)>, ApiError> {
    HttpSpec::headers_typed(text).map_err(|why| match why {
        SpecRefused::Header { name } => ApiError::refused_field(
            "headers",
            format!("\"{name}\" is no header. Write Name: value, one per line."),
        ),
        other => refused(&other),
    })
}

fn sent_first(text: &str) -> Result<Option<String>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    TcpSpec::send_typed(text).map(Some).ok_or_else(|| {
        ApiError::refused_field(
            "send",
            "After a backslash stands r, n, t, another backslash, or x with two digits: PING\\r\\n.",
        )
    })
}

fn rules(form: &DefineCheck) -> Result<Vec<Rule>, ApiError> {
    let mut rules = Vec::new();
    for (index, field) in form.fields.iter().enumerate() {
        let part = |parts: &[String]| parts.get(index).cloned().unwrap_or_default();
        let (key, text) = (part(&form.operators), part(&form.values));
        if field.trim().is_empty() || key == DefineCheck::REMOVE {
            continue;
        }
        rules.push(if key == DefineCheck::KEEP {
            serde_json::from_str(&text).map_err(|_| {
                ApiError::refused_field(
                    "operators",
                    "A rule that was kept cannot be read. Reload the page.",
                )
            })?
        } else {
            let operator = Operator::from_name(&key).ok_or_else(|| {
                ApiError::refused_field(
                    "operators",
                    format!("Choose how \"{}\" is compared.", field.trim()),
                )
            })?;
            Rule::typed(field, operator, &text).map_err(|why| ApiError::refused_field("values", why))?
        });
    }
    Ok(rules)
}

/// The form that would give this specification.
pub fn write(spec: &CheckSpec) -> DefineCheck {
    let on = |set: bool| if set { "on".to_owned() } else { String::new() };
    let mut form = DefineCheck {
        timeout_s: spec.typed_timeout(),
        fresh_min: spec.typed_freshness(),
        ..DefineCheck::default()
    };
    match &spec.probe {
        ProbeSpec::Http(http) => {
            form.probe = "http".to_owned();
            form.method = http.method.as_str().to_owned();
            form.url = http.url.clone();
            form.headers = http.typed_headers();
            form.body = http.body.clone().unwrap_or_default();
            form.follow_redirects = on(http.follow_redirects);
        }
        ProbeSpec::Tcp(tcp) => {
            form.probe = "tcp".to_owned();
            form.host = tcp.host.clone();
            form.port = tcp.port.to_string();
            form.send = tcp.typed_send();
            form.expect_banner = on(tcp.expect_banner);
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

/// Puts rules into the three columns, in their order. What three columns cannot say is kept whole.
pub fn write_rules(form: &mut DefineCheck, rules: &[Rule]) {
    for rule in rules {
        let (field, operator, value) = if rule.fits_a_row() {
            (rule.field.clone(), rule.operator.name(), rule.typed_value())
        } else {
            let whole = serde_json::to_string(rule).expect("a rule is JSON");
            (rule_sentence(rule), DefineCheck::KEEP, whole)
        };
        form.fields.push(field);
        form.operators.push(operator.to_owned());
        form.values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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

    /// Saving a form as it came changes nothing, whatever stands in the check.
    #[test]
    fn what_the_form_has_no_field_for_is_kept() {
        let rule = |value: Value| serde_json::from_value::<Rule>(value).unwrap();
        let status = |code: u16| json!({"field": "status", "operator": "equals", "value": code});
        let any = json!({"field": "", "operator": "any_of", "value": null, "rules": [
            status(200),
            {"field": "", "operator": "all_of", "value": null, "rules": [status(204), status(205)]},
        ]});
        let probes = [
            json!({"kind": "http", "method": "POST", "url": "https://shop.example/", "headers": [["X-A", "b:c"]],
                   "body": "{\n}", "follow_redirects": true}),
            json!({"kind": "tcp", "host": "cache", "port": 6379, "send": "PING\r\n\u{0}\\", "expect_banner": true}),
            json!({"kind": "sql", "connection": "orders", "statement": "SELECT 1"}),
        ];
        for probe in probes {
            let spec = CheckSpec {
                timeout_ms: 1250,
                freshness_s: 95,
                ..CheckSpec::new(
                    serde_json::from_value(probe).unwrap(),
                    vec![
                        rule(any.clone()),
                        rule(status(200)),
                        rule(json!({"field": "latency_ms", "operator": "between", "value": [1, 2.5]})),
                        rule(json!({"field": "body", "operator": "contains", "value": " spaced "})),
                    ],
                )
            };
            let form = write(&spec);
            let again = DefineCheck {
                probe: form.probe.clone(),
                ..form.clone()
            };
            let rules = rules(&again).unwrap();
            assert_eq!(rules, spec.rules, "{form:?}");
            match read(&form) {
                Ok(read) => assert_eq!(read, Some(spec)),
                Err(why) => assert!(why.to_string().contains("does not measure"), "{why}"),
            }
        }
    }

    #[test]
    fn a_kept_rule_goes_when_it_is_told_to() {
        let mut form = http_form();
        write_rules(
            &mut form,
            &[
                serde_json::from_value(
                    json!({"field": "", "operator": "any_of", "value": null, "rules": []}),
                )
                .unwrap(),
            ],
        );
        let with = rules(&form).unwrap().len();
        *form.operators.last_mut().unwrap() = DefineCheck::REMOVE.to_owned();
        assert_eq!(rules(&form).unwrap().len(), with - 1);
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
                timeout_s: "1,5".into(),
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
