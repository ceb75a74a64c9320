//! Thresholds of a document, wherever they stand, in a form in which they can be compared.

use std::collections::HashMap;

use super::stage::Stage;
use super::view::View;
use super::words::content;
use crate::import::threshold::{self, Threshold};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A success criterion of the deployment.
    Success,
    /// A number to be watched: holds when all is well.
    Target,
    /// A rollback trigger.
    Trigger,
    Alert,
    /// A box of the checklist.
    Item(Stage),
}

/// One bound on one metric.
#[derive(Clone, Debug)]
pub struct Bound<'a> {
    pub line: u32,
    pub text: &'a str,
    pub source: Source,
    /// The heading a criterion stands under.
    pub group: Option<&'a str>,
    /// What is measured: the last two content words before the comparator.
    pub metric: String,
    /// The words before those: which endpoint, which kind.
    pub of: Vec<String>,
    pub statistic: Option<String>,
    pub direction: Direction,
    /// Times in milliseconds; everything else as written.
    pub value: f64,
    pub unit: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Below,
    Above,
}

impl Bound<'_> {
    pub fn is_time(&self) -> bool {
        self.unit.as_deref() == Some("ms")
    }

    /// Whether both speak of the same metric of the same thing, in the same unit.
    pub fn same_metric(&self, other: &Bound<'_>) -> bool {
        self.metric == other.metric
            && self.of == other.of
            && self.statistic == other.statistic
            && self.unit == other.unit
    }

    /// The number as the author wrote it.
    pub fn said(&self) -> String {
        let number = super::words::number(self.value);
        match self.unit.as_deref() {
            None => number,
            Some("%") => format!("{number} %"),
            Some(unit) => format!("{number} {unit}"),
        }
    }
}

/// Every bound of the document, in the order of its lines.
pub fn all<'a>(view: &View<'a>) -> Vec<Bound<'a>> {
    let list = view.list;
    let mut bounds: Vec<Bound<'a>> = Vec::new();
    let mut add = |line, text, source| bounds.extend(bound(line, text, source));
    for criterion in &list.success_criteria {
        add(criterion.line, criterion.text.as_str(), Source::Success);
    }
    for target in list.targets.iter().filter(|target| target.item.is_none()) {
        add(target.line, target.text.as_str(), Source::Target);
    }
    for trigger in &list.rollback_triggers {
        add(trigger.line, trigger.text.as_str(), Source::Trigger);
    }
    for alert in &list.alerts {
        add(alert.line, alert.text.as_str(), Source::Alert);
    }
    for entry in view
        .entries
        .iter()
        .filter(|entry| !entry.criterion && entry.item.command.is_none())
    {
        add(
            entry.item.line,
            entry.item.text.as_str(),
            Source::Item(entry.stage),
        );
    }
    let groups = list
        .success_criteria
        .iter()
        .map(|criterion| (criterion.line, criterion.group.as_deref()));
    let subjects = list
        .targets
        .iter()
        .map(|target| (target.line, target.group.as_deref()));
    let groups: HashMap<u32, &'a str> = groups
        .chain(subjects)
        .filter_map(|(line, group)| Some((line, group?)))
        .collect();
    for bound in &mut bounds {
        match (bound.source, groups.get(&bound.line)) {
            // "Quote endpoint: error rate" is the error rate of the quote endpoint.
            (Source::Target, Some(subject)) => {
                bound.of.extend(content(subject));
                bound.of.sort_unstable();
            }
            (Source::Success, group) => bound.group = group.copied(),
            _ => {}
        }
    }
    // A line read as an alert and as an item is one threshold.
    bounds.sort_by_key(|bound| bound.line);
    bounds.dedup_by(|next, first| {
        next.line == first.line
            && matches!(next.source, Source::Item(_))
            && next.value.total_cmp(&first.value).is_eq()
    });
    bounds
}

fn bound(line: u32, text: &str, source: Source) -> Option<Bound<'_>> {
    let Threshold {
        metric,
        statistic,
        comparator,
        value,
        unit,
        ..
    } = threshold::read(text);
    let direction = match comparator.as_deref()? {
        "<" | "<=" => Direction::Below,
        ">" | ">=" => Direction::Above,
        _ => return None,
    };
    let mut statistic = statistic;
    let mut words: Vec<String> = content(&metric?);
    words.retain(|word| {
        if is_percentile(word) {
            statistic = Some(word.clone());
            return false;
        }
        !FILLING.split('|').any(|filling| filling == word)
    });
    let (of, metric) = words.split_at(words.len().saturating_sub(2));
    if metric.is_empty() {
        return None;
    }
    let (value, unit) = measured(value?, unit.as_deref());
    let mut of = of.to_vec();
    of.sort_unstable();
    Some(Bound {
        line,
        text,
        source,
        group: None,
        metric: metric.join(" "),
        of,
        statistic,
        direction,
        value,
        unit,
    })
}

/// Words around a metric that do not say which one it is.
const FILLING: &str = "rising|increased|elevated|show|shows|production|current|overall|stay|stays|remain|remains|baseline|\
    check|verify|ensure|confirm|monitor|alert|alerts|set|up|when|if|total|below|above|under|over|target|threshold";

fn is_percentile(word: &str) -> bool {
    word.strip_prefix('p')
        .is_some_and(|rest| (2..=4).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn measured(value: f64, unit: Option<&str>) -> (f64, Option<String>) {
    let Some(unit) = unit else { return (value, None) };
    let factor = match unit.to_lowercase().as_str() {
        "ms" | "msec" | "millisecond" | "milliseconds" => 1.0,
        "s" | "sec" | "second" | "seconds" => 1e3,
        "µs" | "μs" | "us" => 1e-3,
        "min" | "minute" | "minutes" => 6e4,
        _ => return (value, Some(unit.to_lowercase())),
    };
    (value * factor, Some("ms".to_owned()))
}
