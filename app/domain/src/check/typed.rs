//! Rules and headers as people type them into a form, and back again: reading what was written gives the same rule.

use serde_json::Value;

use super::{CheckSpec, HttpMethod, HttpSpec, Operator, Rule, SpecRefused, TcpSpec};

impl Operator {
    /// Every operator that stands in one row of a form; the groups do not.
    pub const SINGLE: [Self; 16] = [
        Self::Equals,
        Self::NotEquals,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Between,
        Self::Contains,
        Self::ContainsAll,
        Self::SetEquals,
        Self::SubsetJson,
        Self::Matches,
        Self::Absent,
        Self::Present,
        Self::NotNull,
        Self::VersionAtLeast,
    ];

    /// The name in JSON and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::NotEquals => "not_equals",
            Self::Less => "less",
            Self::LessOrEqual => "less_or_equal",
            Self::Greater => "greater",
            Self::GreaterOrEqual => "greater_or_equal",
            Self::Between => "between",
            Self::Contains => "contains",
            Self::ContainsAll => "contains_all",
            Self::SetEquals => "set_equals",
            Self::SubsetJson => "subset_json",
            Self::Matches => "matches",
            Self::Absent => "absent",
            Self::Present => "present",
            Self::NotNull => "not_null",
            Self::VersionAtLeast => "version_at_least",
            Self::AnyOf => "any_of",
            Self::AllOf => "all_of",
        }
    }

    /// The operator of that name, groups aside.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::SINGLE.into_iter().find(|operator| operator.name() == name)
    }
}

impl HttpMethod {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

impl Rule {
    /// A rule from one row of a form. A value reads as JSON where it is JSON (`200`, `true`, `"200"`, `[1,2]`), else as text.
    ///
    /// # Errors
    /// Refused when the value is not what the operator needs.
    pub fn typed(field: &str, operator: Operator, text: &str) -> Result<Self, SpecRefused> {
        let (field, text) = (field.trim(), text.trim());
        if field.is_empty() {
            return Err(SpecRefused::Empty {
                what: "What a rule looks at".to_owned(),
            });
        }
        let needs = |needs: &str| SpecRefused::RuleValue {
            rule: format!("{field} {}", operator.name().replace('_', " ")),
            needs: needs.to_owned(),
        };
        let value = match operator {
            Operator::Absent | Operator::Present | Operator::NotNull => Value::Null,
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                number(text).ok_or_else(|| needs("a number"))?
            }
            Operator::Between => limits(text).ok_or_else(|| needs("two numbers, the smaller one first"))?,
            Operator::ContainsAll | Operator::SetEquals => list(text),
            Operator::SubsetJson => serde_json::from_str(text).map_err(|_| needs("a JSON object or list"))?,
            Operator::Contains | Operator::Matches | Operator::VersionAtLeast => Value::from(text),
            _ if text.is_empty() => return Err(needs("a value")),
            _ => scalar(text),
        };
        Ok(Self {
            field: field.to_owned(),
            operator,
            value,
            rules: Vec::new(),
        })
    }

    /// The value as it would be typed.
    pub fn typed_value(&self) -> String {
        match (&self.value, self.operator) {
            (_, Operator::Absent | Operator::Present | Operator::NotNull) => String::new(),
            (Value::String(text), Operator::Contains | Operator::Matches | Operator::VersionAtLeast) => {
                text.clone()
            }
            (Value::Array(items), Operator::Between) => match items.as_slice() {
                [low, high] => format!("{low} to {high}"),
                _ => self.value.to_string(),
            },
            // Values that hold a comma or read as something else keep their JSON form.
            (Value::Array(items), Operator::ContainsAll | Operator::SetEquals) => {
                let plain: Vec<String> = items.iter().map(typed).collect();
                let text = plain.join(", ");
                if list(&text) == self.value {
                    text
                } else {
                    self.value.to_string()
                }
            }
            (value, _) => typed(value),
        }
    }
}

impl Rule {
    /// Whether a row of a form says all of the rule: groups, and values that no row would give, it does not.
    pub fn fits_a_row(&self) -> bool {
        self.rules.is_empty()
            && Self::typed(&self.field, self.operator, &self.typed_value()).as_ref() == Ok(self)
    }
}

impl CheckSpec {
    /// The time limit as typed, in seconds: "5", "0.25".
    pub fn typed_timeout(&self) -> String {
        let (whole, rest) = (self.timeout_ms / 1000, self.timeout_ms % 1000);
        let text = format!("{whole}.{rest:03}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Milliseconds from seconds as typed, with at most three decimals. `None` for anything else.
    pub fn timeout_typed(text: &str) -> Option<u32> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 3 {
            return None;
        }
        let thousandths: u32 = format!("{decimals:0<3}").parse().ok()?;
        whole
            .parse::<u32>()
            .ok()?
            .checked_mul(1000)?
            .checked_add(thousandths)
    }

    /// How long a result counts, as typed: minutes, or "90 s" where they do not come out even.
    pub fn typed_freshness(&self) -> String {
        if self.freshness_s.is_multiple_of(60) {
            (self.freshness_s / 60).to_string()
        } else {
            format!("{} s", self.freshness_s)
        }
    }

    /// Seconds from "15" or "15 min" or "90 s". `None` for anything else.
    pub fn freshness_typed(text: &str) -> Option<u32> {
        let (number, unit) = match text.trim_end_matches("min").trim_end_matches('s') {
            minutes if minutes.len() == text.len() || text.ends_with("min") => (minutes, 60),
            seconds => (seconds, 1),
        };
        let number = number.trim_end();
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        plain
            .then(|| number.parse::<u32>().ok()?.checked_mul(unit))
            .flatten()
    }
}

impl TcpSpec {
    /// What is sent first, in one line: line ends and other control characters as `\r`, `\n`, `\t`, `\x00`.
    pub fn typed_send(&self) -> String {
        let mut typed = String::new();
        for c in self.send.as_deref().unwrap_or_default().chars() {
            match c {
                '\r' => typed.push_str("\\r"),
                '\n' => typed.push_str("\\n"),
                '\t' => typed.push_str("\\t"),
                '\\' => typed.push_str("\\\\"),
                c if c.is_ascii_control() => typed.push_str(&format!("\\x{:02x}", c as u32)),
                c => typed.push(c),
            }
        }
        typed
    }

    /// The other way round. `None` where a backslash is followed by nothing known.
    pub fn send_typed(text: &str) -> Option<String> {
        let mut sent = String::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if c != '\\' {
                sent.push(c);
                continue;
            }
            sent.push(match rest.next()? {
                'r' => '\r',
                'n' => '\n',
                't' => '\t',
                '\\' => '\\',
                'x' => {
                    let code: String = rest.by_ref().take(2).collect();
                    char::from(u8::from_str_radix(&code, 16).ok().filter(u8::is_ascii)?)
                }
                _ => return None,
            });
        }
        Some(sent)
    }
}

impl HttpSpec {
    /// Headers from lines such as `Accept: text/html`; empty lines are skipped.
    ///
    /// # Errors
    /// Refused when a line has no colon.
    pub fn headers_typed(text: &str) -> Result<Vec<(String, String)>, SpecRefused> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines
            .map(|line| match line.split_once(':') {
                Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
                None => Err(SpecRefused::Header {
                    name: line.to_owned(),
                }),
            })
            .collect()
    }

    /// The headers as they would be typed.
    pub fn typed_headers(&self) -> String {
        self.headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn number(text: &str) -> Option<Value> {
    serde_json::from_str::<Value>(text).ok().filter(Value::is_number)
}

fn limits(text: &str) -> Option<Value> {
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let (low, high) = [" to ", " and ", ",", "–", " - "]
        .iter()
        .find_map(|by| inner.split_once(by))?;
    Some(Value::from(vec![number(low.trim())?, number(high.trim())?]))
}

fn list(text: &str) -> Value {
    if let Ok(Value::Array(items)) = serde_json::from_str(text) {
        return Value::Array(items);
    }
    text.split([',', '\n'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(scalar)
        .collect()
}

fn scalar(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

fn typed(value: &Value) -> String {
    match value {
        Value::String(text) if scalar(text) == *value && text.trim() == text && !text.is_empty() => {
            text.clone()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_a_form_become_rules() {
        let table = [
            (Operator::Equals, "200", json!(200)),
            (Operator::Equals, "\"200\"", json!("200")),
            (Operator::Equals, " ok ", json!("ok")),
            (Operator::Equals, "null", Value::Null),
            (Operator::NotEquals, "[1,2]", json!([1, 2])),
            (Operator::Less, "0.5", json!(0.5)),
            (Operator::Between, "200 to 299", json!([200, 299])),
            (Operator::Between, "1, 2.5", json!([1, 2.5])),
            (Operator::Between, "[1,2]", json!([1, 2])),
            (Operator::Contains, "200", json!("200")),
            (Operator::ContainsAll, "users, quotes", json!(["users", "quotes"])),
            (Operator::SetEquals, "[\"a, b\", 1]", json!(["a, b", 1])),
            (Operator::SubsetJson, "{\"a\":1}", json!({"a": 1})),
            (Operator::Matches, "^\\d+$", json!("^\\d+$")),
            (Operator::VersionAtLeast, "12", json!("12")),
            (Operator::Absent, "anything", Value::Null),
        ];
        for (operator, text, value) in table {
            assert_eq!(
                Rule::typed("value", operator, text).unwrap().value,
                value,
                "{operator:?} {text}"
            );
        }
        for (operator, text) in [
            (Operator::Less, "fast"),
            (Operator::Less, ""),
            (Operator::Between, "5"),
            (Operator::SubsetJson, "ok"),
            (Operator::Equals, " "),
        ] {
            let refused = Rule::typed("value", operator, text);
            assert!(
                matches!(refused, Err(SpecRefused::RuleValue { .. })),
                "{operator:?} {text}"
            );
        }
        assert!(matches!(
            Rule::typed(" ", Operator::Equals, "1"),
            Err(SpecRefused::Empty { .. })
        ));
    }

    #[test]
    fn names_are_those_of_json() {
        for operator in Operator::SINGLE {
            assert_eq!(json!(operator), json!(operator.name()));
            assert_eq!(Operator::from_name(operator.name()), Some(operator));
        }
        assert_eq!(Operator::from_name("any_of"), None);
        assert_eq!(HttpMethod::from_name(" post"), Some(HttpMethod::Post));
        assert_eq!(HttpMethod::from_name("TRACE"), None);
    }

    #[test]
    fn headers_are_lines() {
        let headers = HttpSpec::headers_typed("Accept: text/html\r\n\n X-Time : 10:30 \n").unwrap();
        assert_eq!(
            headers,
            [
                ("Accept".into(), "text/html".into()),
                ("X-Time".into(), "10:30".to_owned())
            ]
        );
        assert!(HttpSpec::headers_typed("no colon").is_err());
    }

    #[test]
    fn limits_are_typed_exactly() {
        let with = |timeout_ms, freshness_s| CheckSpec {
            probe: crate::check::ProbeSpec::Http(HttpSpec {
                method: HttpMethod::Get,
                url: String::new(),
                headers: Vec::new(),
                body: None,
                follow_redirects: false,
            }),
            rules: Vec::new(),
            timeout_ms,
            freshness_s,
        };
        for (ms, text) in [(5000, "5"), (250, "0.25"), (1005, "1.005"), (60_000, "60")] {
            assert_eq!(with(ms, 60).typed_timeout(), text);
            assert_eq!(CheckSpec::timeout_typed(text), Some(ms));
        }
        for (seconds, text) in [(900, "15"), (90, "90 s"), (10, "10 s")] {
            assert_eq!(with(5000, seconds).typed_freshness(), text);
            assert_eq!(CheckSpec::freshness_typed(text), Some(seconds));
        }
        assert_eq!(CheckSpec::freshness_typed("15 min"), Some(900));
        for odd in [
            "",
            "s",
            "min",
            "-1",
            "1,5",
            "1.2345",
            "5 h",
            "1 s s",
            "99999999999",
        ] {
            assert_eq!(CheckSpec::timeout_typed(odd), None, "{odd}");
            assert!(
                odd == "1.2345" || CheckSpec::freshness_typed(odd).is_none(),
                "{odd}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_sent_first_reads_as_the_same_bytes(text in "\\PC{0,8}[\\x00-\\x7f]{0,12}") {
            let tcp = TcpSpec { host: String::new(), port: 1, send: Some(text.clone()), expect_banner: false };
            prop_assert_eq!(TcpSpec::send_typed(&tcp.typed_send()), Some(text));
        }

        #[test]
        fn what_is_shown_reads_as_the_same_rule(
            operator in proptest::sample::select(Operator::SINGLE.to_vec()),
            text in "[ -~]{0,12}",
        ) {
            if let Ok(rule) = Rule::typed("value", operator, &text) {
                let again = Rule::typed("value", operator, &rule.typed_value());
                prop_assert_eq!(again, Ok(rule));
            }
        }
    }
}
