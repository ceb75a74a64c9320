//! Alerts and targets outside fences: in lists, in tables, and asked for by an item ("Set up alerts for error rate > 5%").

use super::labels::{self, Labelled};
use super::outline::Entry;
use super::reader::{Place, Reader};
use super::{risks, text, threshold};
use crate::checklist::{Alert, Item, Target};

pub fn list(reader: &mut Reader, entries: &[Entry], place: &Place) {
    let severity = place.group.as_deref().and_then(severity);
    for entry in entries {
        let words = entry.text();
        reader.ledger.mark(entry.line, entry.end_line, "alert");
        let alert = match entry.lines().first().map(labels::read).as_deref() {
            Some([Labelled { name, value, .. }]) if !value.is_empty() => {
                alert(entry.line, Some(name), value, severity.clone())
            }
            _ => alert(entry.line, None, &words, severity.clone()),
        };
        reader.out.alerts.push(alert);
    }
}

/// "High CPU: > 80% for 5 minutes" on a line of its own.
pub fn stated(reader: &mut Reader, line: u32, name: &str, value: &str) {
    reader.ledger.mark(line, line, "alert");
    let found = match severity(name) {
        Some(severity) => alert(line, None, value, Some(severity)),
        None => alert(line, Some(name), value, None),
    };
    reader.out.alerts.push(found);
}

/// An alert from its name and its condition.
pub fn alert(line: u32, name: Option<&str>, condition: &str, severity: Option<String>) -> Alert {
    let found = threshold::read(condition);
    let metric = match (name, found.metric) {
        (Some(name), _) => Some(name.to_owned()),
        (None, metric) => metric,
    };
    let text = name.map_or_else(|| condition.to_owned(), |name| format!("{name}: {condition}"));
    Alert {
        line,
        severity,
        text,
        metric,
        comparator: found.comparator,
        value: found.value,
        unit: found.unit,
        for_min: found.for_min,
        absence: found.absence,
    }
}

/// The severity a word stands for, in the author's writing.
pub fn severity(words: &str) -> Option<String> {
    let key = text::key(words);
    let known = [
        "critical",
        "warning",
        "info",
        "high",
        "medium",
        "low",
        "error",
        "page",
        "urgent",
        "p0",
        "p1",
        "p2",
        "p3",
        "sev1",
        "sev2",
        "sev3",
        "crítico",
        "crítica",
        "advertencia",
        "aviso",
        "critique",
        "kritisch",
        "warnung",
        "重大",
        "警告",
        "严重",
    ];
    let found = known.iter().any(|word| text::has_words(&key, word)) || risks::level_in(&key).is_some();
    (found && key.chars().count() <= 30).then(|| {
        text::without_decoration(words)
            .trim()
            .trim_end_matches(':')
            .to_owned()
    })
}

/// An item that asks for an alert is one.
pub fn asked_for(reader: &mut Reader, item: &Item) {
    const ASKS: &[&str] = &[
        "set up alerts for ",
        "set up alert for ",
        "set up an alert for ",
        "setup alerts for ",
        "create alert for ",
        "create alerts for ",
        "configure alert for ",
        "configure alerts for ",
        "add alert for ",
        "add alerts for ",
        "alert on ",
        "alert if ",
        "alert when ",
        "configurar alertas para ",
        "configurar alerta para ",
    ];
    let lower = item.text.to_lowercase();
    let Some(condition) = ASKS.iter().find_map(|words| {
        lower
            .strip_prefix(words)
            .and_then(|_| item.text.get(words.len()..))
    }) else {
        return;
    };
    reader.out.alerts.push(alert(item.line, None, condition, None));
}

/// Metrics to watch, each with its threshold where it has one.
pub fn targets(reader: &mut Reader, entries: &[Entry], place: &Place) {
    for entry in entries {
        reader.ledger.mark(entry.line, entry.end_line, "target");
        let words = match text::leading_glyph(&entry.text()) {
            Some((_, _, rest)) if !rest.is_empty() => rest.to_owned(),
            _ => entry.text(),
        };
        let found = match entry.lines().first().map(labels::read).as_deref() {
            Some([Labelled { name, value, .. }]) if !value.is_empty() => {
                target(entry.line, Some(name), value, place.group.clone())
            }
            _ => target(entry.line, None, &words, place.group.clone()),
        };
        reader.out.targets.push(found);
    }
}

pub fn target(line: u32, name: Option<&str>, condition: &str, group: Option<String>) -> Target {
    let found = threshold::read(condition);
    let metric = name.map(str::to_owned).or(found.metric);
    let text = name.map_or_else(|| condition.to_owned(), |name| format!("{name}: {condition}"));
    Target {
        line,
        text,
        group,
        metric,
        statistic: found.statistic,
        comparator: found.comparator,
        value: found.value,
        unit: found.unit,
        item: None,
    }
}
