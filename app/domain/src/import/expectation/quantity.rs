//! A number with its unit, as people write it: `1M rows`, `0.1%`, `2s`, `10/minute`, `1,000`.

use std::sync::LazyLock;

use regex::Regex;

/// A number and what it counts. Times are already in milliseconds, shares in parts of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    pub value: f64,
    pub unit: Unit,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Unit {
    /// A bare number.
    None,
    /// Parts of one: 5% is 0.05.
    Share,
    Milliseconds,
    Bytes,
    /// So many of something in a second, a minute, an hour.
    PerSecond,
    PerMinute,
    PerHour,
    /// So many of a named thing ("rows", "indexes").
    Of(String),
}

static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)
        \s*(?P<scale>[kKMB]\b)?
        \s*(?P<unit>%|percent|(?:[a-zµμ]+|)\s*/\s*(?:s|sec|second|m|min|minute|h|hour)s?\b
           |per\s+(?:second|minute|hour)|[\p{L}][\p{L}\p{N}_.'-]*(?:\s+[\p{L}][\p{L}\p{N}_.'-]*){0,3})?$",
    )
    .expect("a valid pattern")
});

/// Reads a quantity that fills the whole text.
pub fn quantity(text: &str) -> Option<Quantity> {
    let found = QUANTITY.captures(text.trim())?;
    let number: f64 = found["number"].replace(',', "").parse().ok()?;
    let scale = match found.name("scale").map(|scale| scale.as_str()) {
        Some("k" | "K") => 1e3,
        Some("M" | "m") => 1e6,
        Some("B" | "b") => 1e9,
        _ => 1.0,
    };
    let value = number * scale;
    let unit = found.name("unit").map_or("", |unit| unit.as_str().trim());
    if scale != 1.0 && (is_time(unit) || unit == "%") {
        return None;
    }
    Some(in_unit(value, unit))
}

fn in_unit(value: f64, unit: &str) -> Quantity {
    let of = |value, unit| Quantity { value, unit };
    let lower = unit.to_lowercase();
    match lower.as_str() {
        "" => of(value, Unit::None),
        "%" | "percent" => of(share(value), Unit::Share),
        _ if is_time(&lower) => of(value * time_factor(&lower), Unit::Milliseconds),
        "b" | "byte" | "bytes" => of(value, Unit::Bytes),
        "kb" => of(value * 1e3, Unit::Bytes),
        "mb" => of(value * 1e6, Unit::Bytes),
        "gb" => of(value * 1e9, Unit::Bytes),
        "kib" => of(value * 1024.0, Unit::Bytes),
        "mib" => of(value * 1024.0 * 1024.0, Unit::Bytes),
        "gib" => of(value * 1024.0 * 1024.0 * 1024.0, Unit::Bytes),
        "rps" | "qps" => of(value, Unit::PerSecond),
        _ => match lower
            .rsplit_once('/')
            .map(|(_, per)| per.trim())
            .or(lower.strip_prefix("per "))
        {
            Some("s" | "sec" | "second" | "seconds") => of(value, Unit::PerSecond),
            Some("m" | "min" | "minute" | "minutes") => of(value, Unit::PerMinute),
            Some("h" | "hour" | "hours") => of(value, Unit::PerHour),
            _ => of(value, Unit::Of(unit.to_owned())),
        },
    }
}

/// 0.1% is 0.001, not 0.0010000000000000000208: the number is read again from its decimal form.
fn share(percent: f64) -> f64 {
    let exact = percent / 100.0;
    format!("{exact:.10}").parse().unwrap_or(exact)
}

fn is_time(unit: &str) -> bool {
    time_factor(&unit.to_lowercase()) > 0.0
}

/// Milliseconds in one unit of time; zero where the word is none.
fn time_factor(unit: &str) -> f64 {
    match unit {
        "µs" | "μs" | "us" | "microseconds" => 0.001,
        "ms" | "msec" | "millisecond" | "milliseconds" | "millis" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
        "d" | "day" | "days" => 86_400_000.0,
        _ => 0.0,
    }
}
