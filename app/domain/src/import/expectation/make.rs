//! Short constructors of rules, and the field a kind of statement is about.

use serde_json::Value;

use super::About;
use crate::check::{Operator, ProbeKind, Rule};

pub fn rule(field: &str, operator: Operator, value: impl Into<Value>) -> Rule {
    Rule {
        field: field.to_owned(),
        operator,
        value: value.into(),
        rules: Vec::new(),
    }
}

pub fn any_of(rules: Vec<Rule>) -> Rule {
    Rule {
        field: String::new(),
        operator: Operator::AnyOf,
        value: Value::Null,
        rules,
    }
}

pub fn all_of(rules: Vec<Rule>) -> Rule {
    Rule {
        field: String::new(),
        operator: Operator::AllOf,
        value: Value::Null,
        rules,
    }
}

/// Whole numbers are written without a fraction, so that `1` stays `1`.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

/// Where a text would be looked for.
pub fn text_field<'a>(about: &About<'a>) -> &'a str {
    match (about.field, about.probe) {
        (Some(field), _) => field,
        (None, Some(ProbeKind::Command | ProbeKind::Junit | ProbeKind::Load | ProbeKind::External)) => {
            "stdout"
        }
        (None, Some(ProbeKind::Sql | ProbeKind::Redis | ProbeKind::Metric | ProbeKind::Dns)) => "value",
        (None, Some(ProbeKind::Log | ProbeKind::File)) => "text",
        (None, _) => "body",
    }
}

/// The field a bare value is compared with, where the probe has one.
pub fn value_field<'a>(about: &About<'a>) -> Option<&'a str> {
    match (about.field, about.probe) {
        (Some(field), _) => Some(field),
        (None, Some(ProbeKind::Sql | ProbeKind::Redis | ProbeKind::Metric | ProbeKind::Dns)) => Some("value"),
        (None, Some(ProbeKind::Log)) => Some("matches"),
        (None, Some(ProbeKind::Command)) => Some("stdout"),
        (None, None) => Some("value"),
        _ => None,
    }
}

/// Whether the probe speaks HTTP, or nobody said yet which one it is.
pub fn may_be_http(about: &About<'_>) -> bool {
    matches!(
        about.probe,
        None | Some(ProbeKind::Http | ProbeKind::Sequence | ProbeKind::Load)
    )
}
