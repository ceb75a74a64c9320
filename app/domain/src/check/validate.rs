//! Whether a check can be saved: limits, shapes, and rules that fit what the probe will see.
//! A check that could never be decided is refused here, before anyone relies on it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CheckSpec, HttpSpec, Operator, ProbeKind, ProbeSpec, Rule, SqlSpec, TcpSpec, compare, placeholders,
};

const MAX_RULES: usize = 50;
const MAX_RULE_DEPTH: usize = 4;
const MAX_URL_BYTES: usize = 4096;
const MAX_HEADERS: usize = 50;
const MAX_HEADER_BYTES: usize = 8 * 1024;
const MAX_REQUEST_BODY_BYTES: usize = 64 * 1024;
const MAX_STATEMENT_BYTES: usize = 16 * 1024;
const MAX_SEND_BYTES: usize = 4096;

/// Why a check cannot be saved. The sentences go to the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SpecRefused {
    #[error("A check needs at least one rule; without one it can never pass.")]
    NoRules,
    #[error("A check holds at most {most} rules, nested at most {depth} deep.")]
    TooManyRules { most: usize, depth: usize },
    #[error("The time limit is between 100 ms and 60 s.")]
    Timeout,
    #[error("A result stays fresh between 10 s and 366 days.")]
    Freshness,
    #[error("{what} is empty.")]
    Empty { what: String },
    #[error("{what} is longer than {most} bytes.")]
    TooLong { what: String, most: usize },
    #[error("{what} holds a line break or another control character.")]
    ControlCharacter { what: String },
    #[error("The address is not usable: {why}.")]
    Url { why: String },
    #[error("The header {name} cannot be set on a check.")]
    Header { name: String },
    #[error("The header {name} stands there twice.")]
    HeaderTwice { name: String },
    #[error("{method} requests carry no body.")]
    BodyNotAllowed { method: String },
    #[error("A port is between 1 and 65535.")]
    Port,
    #[error("The host is a name or an address, without scheme, path or port.")]
    Host,
    #[error("Write one statement, without a semicolon in the middle.")]
    OneStatement,
    #[error("A check only reads: the statement begins with SELECT, WITH, VALUES or TABLE.")]
    NotReading,
    #[error("This kind of check does not measure “{field}”. It measures: {known}.")]
    UnknownField { field: String, known: String },
    #[error("The rule “{rule}” needs {needs}.")]
    RuleValue { rule: String, needs: String },
    #[error("The pattern of the rule “{rule}” cannot be used: {why}.")]
    Pattern { rule: String, why: String },
}

impl CheckSpec {
    /// Whether the check can be saved. Placeholders may still stand in it; what they become is checked again when it runs.
    ///
    /// # Errors
    /// Refused with the first thing that is wrong, in the order of the form.
    pub fn validate(&self) -> Result<(), SpecRefused> {
        match &self.probe {
            ProbeSpec::Http(http) => validate_http(http)?,
            ProbeSpec::Tcp(tcp) => validate_tcp(tcp)?,
            ProbeSpec::Sql(sql) => validate_sql(sql)?,
        }
        if !(Self::MIN_TIMEOUT_MS..=Self::MAX_TIMEOUT_MS).contains(&self.timeout_ms) {
            return Err(SpecRefused::Timeout);
        }
        if !(Self::MIN_FRESHNESS_S..=Self::MAX_FRESHNESS_S).contains(&self.freshness_s) {
            return Err(SpecRefused::Freshness);
        }
        if self.rules.is_empty() {
            return Err(SpecRefused::NoRules);
        }
        let mut left = MAX_RULES;
        self.rules
            .iter()
            .try_for_each(|rule| validate_rule(rule, self.probe.kind(), 1, &mut left))
    }

    /// Whether nothing is left to fill in.
    pub fn is_resolved(&self) -> bool {
        placeholders(self).is_empty()
    }
}

fn validate_http(http: &HttpSpec) -> Result<(), SpecRefused> {
    filled("The address", &http.url, MAX_URL_BYTES)?;
    let url = &http.url;
    let refused = |why: &str| Err(SpecRefused::Url { why: why.to_owned() });
    if url.chars().any(char::is_whitespace) {
        return refused("it holds a space");
    }
    if url.contains('\\') {
        return refused("it holds a backslash");
    }
    if !url.starts_with("{{") {
        let lower = url.to_ascii_lowercase();
        if !lower.starts_with("http://") && !lower.starts_with("https://") {
            return refused("it begins with http:// or https://");
        }
    }
    // With a placeholder in it, the address is only known when it runs.
    if !url.contains("{{") {
        let parsed = match url::Url::parse(url) {
            Ok(parsed) => parsed,
            Err(why) => return refused(&why.to_string()),
        };
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return refused("user and password do not belong into it; use an Authorization header");
        }
    }
    if http.headers.len() > MAX_HEADERS {
        return Err(SpecRefused::TooLong {
            what: "The list of headers".to_owned(),
            most: MAX_HEADERS,
        });
    }
    for (at, (name, value)) in http.headers.iter().enumerate() {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(token) || is_ours(name) {
            return Err(SpecRefused::Header { name: name.clone() });
        }
        if http.headers[..at]
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
        {
            return Err(SpecRefused::HeaderTwice { name: name.clone() });
        }
        plain_line(&format!("The header {name}"), value, MAX_HEADER_BYTES)?;
    }
    if let Some(body) = &http.body {
        if body.len() > MAX_REQUEST_BODY_BYTES {
            return Err(SpecRefused::TooLong {
                what: "The body".to_owned(),
                most: MAX_REQUEST_BODY_BYTES,
            });
        }
        if http.method.reads_only() {
            return Err(SpecRefused::BodyNotAllowed {
                method: http.method.as_str().to_owned(),
            });
        }
    }
    Ok(())
}

/// Headers that the probe sets itself, or that would change how the connection is spoken.
fn is_ours(name: &str) -> bool {
    const OURS: [&str; 12] = [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "upgrade",
        "te",
        "trailer",
        "expect",
        "keep-alive",
        "accept-encoding",
        "proxy-authorization",
        "proxy-connection",
    ];
    OURS.iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

fn validate_tcp(tcp: &TcpSpec) -> Result<(), SpecRefused> {
    filled("The host", &tcp.host, 255)?;
    if !tcp.host.contains("{{")
        && tcp
            .host
            .contains(|c: char| c.is_whitespace() || "/\\@?#%".contains(c))
    {
        return Err(SpecRefused::Host);
    }
    if tcp.port == 0 {
        return Err(SpecRefused::Port);
    }
    match &tcp.send {
        Some(send) if send.len() > MAX_SEND_BYTES => Err(SpecRefused::TooLong {
            what: "What is sent".to_owned(),
            most: MAX_SEND_BYTES,
        }),
        _ => Ok(()),
    }
}

fn validate_sql(sql: &SqlSpec) -> Result<(), SpecRefused> {
    filled("The name of the connection", &sql.connection, 200)?;
    if sql.statement.trim().is_empty() {
        return Err(SpecRefused::Empty {
            what: "The statement".to_owned(),
        });
    }
    if sql.statement.len() > MAX_STATEMENT_BYTES {
        return Err(SpecRefused::TooLong {
            what: "The statement".to_owned(),
            most: MAX_STATEMENT_BYTES,
        });
    }
    if sql.statement.contains('\0') {
        return Err(SpecRefused::ControlCharacter {
            what: "The statement".to_owned(),
        });
    }
    if sql.statement.trim_start().starts_with('\\') {
        return Err(SpecRefused::NotReading);
    }
    // A comfort for whoever types it. What keeps a check from writing is the role it runs as.
    if sql.statement.contains("{{") {
        return Ok(());
    }
    let dialect = sqlparser::dialect::PostgreSqlDialect {};
    let parsed = sqlparser::parser::Parser::new(&dialect)
        .with_recursion_limit(50)
        .try_with_sql(&sql.statement)
        .and_then(|mut parser| parser.parse_statements());
    match parsed {
        Ok(statements) if statements.len() > 1 => Err(SpecRefused::OneStatement),
        Ok(statements) => match statements.first() {
            Some(sqlparser::ast::Statement::Query(_)) => Ok(()),
            Some(_) => Err(SpecRefused::NotReading),
            None => Err(SpecRefused::Empty {
                what: "The statement".to_owned(),
            }),
        },
        // The parser does not know everything PostgreSQL does: the server has the last word.
        Err(_) => Ok(()),
    }
}

fn filled(what: &str, text: &str, most: usize) -> Result<(), SpecRefused> {
    if text.trim().is_empty() {
        return Err(SpecRefused::Empty {
            what: what.to_owned(),
        });
    }
    plain_line(what, text, most)
}

fn plain_line(what: &str, text: &str, most: usize) -> Result<(), SpecRefused> {
    if text.len() > most {
        return Err(SpecRefused::TooLong {
            what: what.to_owned(),
            most,
        });
    }
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err(SpecRefused::ControlCharacter {
            what: what.to_owned(),
        });
    }
    Ok(())
}

/// What a probe of this kind puts into its measurement. A path begins with one of these.
fn fields_of(kind: ProbeKind) -> Option<&'static [&'static str]> {
    match kind {
        ProbeKind::Http => Some(&[
            "status",
            "body",
            "headers",
            "latency_ms",
            "size_bytes",
            "location",
            "tls_days_left",
        ]),
        ProbeKind::Tcp => Some(&["reachable", "stays_open", "latency_ms", "banner"]),
        ProbeKind::Sql => Some(&["rows", "value", "set", "row", "columns", "latency_ms"]),
        _ => None,
    }
}

fn validate_rule(rule: &Rule, kind: ProbeKind, depth: usize, left: &mut usize) -> Result<(), SpecRefused> {
    let too_many = SpecRefused::TooManyRules {
        most: MAX_RULES,
        depth: MAX_RULE_DEPTH,
    };
    if depth > MAX_RULE_DEPTH || *left == 0 {
        return Err(too_many);
    }
    *left -= 1;
    if matches!(rule.operator, Operator::AnyOf | Operator::AllOf) {
        if rule.rules.is_empty() {
            return Err(SpecRefused::NoRules);
        }
        return rule
            .rules
            .iter()
            .try_for_each(|inner| validate_rule(inner, kind, depth + 1, left));
    }
    if let Some(known) = fields_of(kind) {
        let root = rule.field.split(['.', '/']).next().unwrap_or_default();
        if !known.contains(&root) {
            return Err(SpecRefused::UnknownField {
                field: rule.field.clone(),
                known: known.join(", "),
            });
        }
    }
    validate_value(rule)
}

fn validate_value(rule: &Rule) -> Result<(), SpecRefused> {
    let words = || super::sentence::rule_sentence(rule);
    let needs = |needs: &str| {
        Err(SpecRefused::RuleValue {
            rule: words(),
            needs: needs.to_owned(),
        })
    };
    let open = rule.value.as_str().is_some_and(|text| text.contains("{{"));
    match rule.operator {
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual
            if !rule.value.is_number() =>
        {
            needs("a number")
        }
        Operator::Between => match rule.value.as_array().map(Vec::as_slice) {
            Some([low, high]) => match (low.as_f64(), high.as_f64()) {
                (Some(low), Some(high)) if low <= high => Ok(()),
                _ => needs("two numbers, the smaller one first"),
            },
            _ => needs("two numbers, the smaller one first"),
        },
        Operator::ContainsAll | Operator::SetEquals if rule.value.as_array().is_none_or(Vec::is_empty) => {
            needs("at least one value")
        }
        Operator::Contains if rule.value.is_null() || rule.value.as_str() == Some("") => {
            needs("something to find")
        }
        Operator::SubsetJson if !matches!(rule.value, Value::Object(_) | Value::Array(_)) => {
            needs("a JSON object or list")
        }
        Operator::Matches => match rule.value.as_str() {
            Some(pattern) if !open => compare::compiled(pattern)
                .map(drop)
                .map_err(|why| SpecRefused::Pattern { rule: words(), why }),
            Some(_) => Ok(()),
            None => needs("a pattern"),
        },
        Operator::VersionAtLeast if !open => {
            let text = rule
                .value
                .as_str()
                .map_or_else(|| rule.value.to_string(), str::to_owned);
            if compare::version(&text).is_some() {
                Ok(())
            } else {
                needs("a version such as 12 or 2.0.1")
            }
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
