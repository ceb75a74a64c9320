//! Readings: what of a part cannot be told from its words alone. Written as a comment behind the part, and only where
//! reading the words afresh would give something else. A reading never replaces words, and never says what a command does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::part::{Field, Part, Reading};
use crate::check::rules_sentence;
use crate::checklist::{
    Alert, CheckDraft, Contact, EnvironmentVariable, FollowUp, Item, Message, Phase, Table, Target, Task,
    TimelineRow,
};

/// What of a part may be told by a reading.
pub trait Readable: Serialize + DeserializeOwned + Clone {
    const FIELDS: &'static [&'static str];
}

macro_rules! readable {
    ($($part:ty: $fields:expr;)*) => { $(impl Readable for $part { const FIELDS: &'static [&'static str] = &$fields; })* };
}

readable! {
    Phase: ["window", "duration_min"];
    Task: ["owners", "estimate_min", "offset"];
    Item: ["kind", "mode", "owners", "estimate_min", "group"];
    Target: ["metric", "statistic", "comparator", "value", "unit"];
    Alert: ["metric", "comparator", "value", "unit", "for_min", "absence"];
    Contact: ["placeholder"];
    TimelineRow: ["duration_min"];
    EnvironmentVariable: ["required", "secret"];
    FollowUp: ["within_min"];
    Message: ["sections"];
    Table: ["rows"];
}

/// The fields in which the part differs from what its words say.
pub fn difference<T: Readable>(actual: &T, derived: &T) -> Map<String, Value> {
    let (actual, derived) = (object(actual), object(derived));
    T::FIELDS
        .iter()
        .filter(|name| actual.get(**name) != derived.get(**name))
        .map(|name| {
            let value = actual.get(*name).cloned().unwrap_or_default();
            ((*name).to_owned(), value)
        })
        .collect()
}

/// As [`difference`] for an item, whose check is told by the probe, what the probe needs, and the rules.
pub fn difference_of_item(actual: &Item, derived: &Item) -> Map<String, Value> {
    let mut found = difference(actual, derived);
    let (check, by_words) = (check_value(actual), check_value(derived));
    if check != by_words {
        found.insert("check".to_owned(), check);
    }
    found
}

/// A reading for these words; none where there is nothing to tell.
pub fn sealed(seal: String, found: Map<String, Value>) -> Option<Reading> {
    (!found.is_empty()).then_some(Reading {
        seal,
        value: Value::Object(found),
    })
}

/// The part as the reading tells it. `None` where the reading was made for other words or does not fit.
pub fn apply<T: Readable>(
    derived: &T,
    reading: Option<&Reading>,
    seal: impl FnOnce() -> String,
) -> Option<T> {
    let Some(reading) = reading else {
        return Some(derived.clone());
    };
    if reading.seal != seal() {
        return None;
    }
    let told = reading.value.as_object()?;
    let mut value = serde_json::to_value(derived).ok()?;
    let fields = value.as_object_mut()?;
    for name in T::FIELDS {
        if let Some(told) = told.get(*name) {
            fields.insert((*name).to_owned(), told.clone());
        }
    }
    serde_json::from_value(value).ok()
}

pub fn apply_to_part<T: Readable>(derived: &T, part: &Part) -> Option<T> {
    apply(derived, part.reading.as_ref(), || part.seal())
}

pub fn apply_to_field<T: Readable>(derived: &T, field: &Field) -> Option<T> {
    apply(derived, field.reading.as_ref(), || field.seal())
}

/// As [`apply_to_part`] for an item and its check.
pub fn apply_to_item(derived: &Item, part: &Part) -> Option<Item> {
    let mut item = apply_to_part(derived, part)?;
    if let Some(told) = part
        .reading
        .as_ref()
        .and_then(|reading| reading.value.get("check"))
    {
        set_check(&mut item, told)?;
    }
    Some(item)
}

fn object<T: Serialize>(part: &T) -> Map<String, Value> {
    match serde_json::to_value(part) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn check_value(item: &Item) -> Value {
    item.check.as_ref().map_or(Value::Null, |check| {
        let rules: Vec<_> = check
            .expectations
            .iter()
            .map(|expectation| &expectation.rules)
            .collect();
        serde_json::json!({ "probe": check.probe, "spec": check.spec, "rules": rules })
    })
}

/// The words of the expectations stay; their sentences follow the rules.
fn set_check(item: &mut Item, told: &Value) -> Option<()> {
    let by_words = item.check.take().unwrap_or_default();
    if told.is_null() {
        return by_words.expectations.is_empty().then_some(());
    }
    let rules: Vec<Vec<crate::check::Rule>> = serde_json::from_value(told.get("rules")?.clone()).ok()?;
    if rules.len() != by_words.expectations.len() {
        return None;
    }
    let mut expectations = by_words.expectations;
    for (expectation, rules) in expectations.iter_mut().zip(rules) {
        expectation.compiled = !rules.is_empty();
        expectation.sentence = (!rules.is_empty()).then(|| rules_sentence(&rules));
        expectation.rules = rules;
    }
    item.check = Some(CheckDraft {
        probe: serde_json::from_value(told.get("probe")?.clone()).ok()?,
        spec: told.get("spec").filter(|spec| !spec.is_null()).cloned(),
        expectations,
    });
    Some(())
}
