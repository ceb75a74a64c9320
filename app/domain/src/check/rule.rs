//! Typed rules over a measurement: a field, an operator, a value.

use serde::{Deserialize, Serialize};

/// The kinds of probe a check can name. Which of them a server can run is the runner's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeKind {
    Http,
    Sequence,
    Load,
    Tcp,
    Dns,
    Tls,
    Sql,
    Redis,
    Websocket,
    Smtp,
    Metric,
    Log,
    File,
    Command,
    Junit,
    External,
}

/// One condition on a measurement. `field` is a path into it: `status`, `latency_ms`, `body./jobs`, `rows`, `value`.
/// `any_of` and `all_of` carry no field of their own but `rules`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub field: String,
    pub operator: Operator,
    pub value: serde_json::Value,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    Equals,
    NotEquals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Between,
    Contains,
    ContainsAll,
    SetEquals,
    SubsetJson,
    Matches,
    Absent,
    Present,
    NotNull,
    VersionAtLeast,
    AnyOf,
    AllOf,
}
