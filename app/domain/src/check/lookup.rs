//! Finds the value that a rule's field names in a measurement, and keeps every way of not finding it apart.
//! Paths: `status`; `headers.content-type`; `body` (its text); `body./jobs/0` (a JSON Pointer into it).

use std::borrow::Cow;

use serde_json::Value;

use super::{Gap, Measurement};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<'a> {
    Value(Cow<'a, Value>),
    /// There, and explicitly null.
    Null,
    /// Not there at all.
    Missing,
    /// It should be there, and this is why it is not.
    Gap(&'a Gap),
    /// A gap found on the way, such as a pointer into a text that is not JSON.
    GapHere(Gap),
    /// The beginning of something longer.
    Beginning(Cow<'a, Value>),
}

impl Measurement {
    /// Looks up a rule's field.
    pub fn look(&self, field: &str) -> Seen<'_> {
        if let Some(gap) = self.gaps.get(field) {
            return Seen::Gap(gap);
        }
        let (root, path) = match field.find(['.', '/']) {
            Some(at) => (&field[..at], Some(field[at..].trim_start_matches('.'))),
            None => (field, None),
        };
        if let Some(gap) = self.gaps.get(root) {
            return Seen::Gap(gap);
        }
        if root == "body"
            && let Some(body) = &self.body
        {
            return match (path, &body.json) {
                (None, _) if body.cut => Seen::Beginning(Cow::Owned(Value::from(body.text.as_str()))),
                (None, _) => Seen::Value(Cow::Owned(Value::from(body.text.as_str()))),
                (Some(path), Ok(json)) => descend(json, path),
                (Some(_), Err(why)) => Seen::GapHere(Gap::NotJson { why: why.clone() }),
            };
        }
        match (self.fields.get(root), path) {
            (None, _) => Seen::Missing,
            (Some(value), None) => seen(value),
            (Some(value), Some(path)) => descend(value, path),
        }
    }

    /// What a JSON rule compares with: the body read as JSON, or the field itself.
    pub fn look_json(&self, field: &str) -> Seen<'_> {
        if field == "body"
            && !self.gaps.contains_key(field)
            && let Some(body) = &self.body
        {
            return match &body.json {
                Ok(json) => seen(json),
                Err(why) => Seen::GapHere(Gap::NotJson { why: why.clone() }),
            };
        }
        self.look(field)
    }
}

fn descend<'a>(value: &'a Value, path: &str) -> Seen<'a> {
    let found = if path.is_empty() {
        Some(value)
    } else if path.starts_with('/') {
        value.pointer(path)
    } else {
        // `headers.content-type`: one name, which may itself hold dots.
        value.as_object().and_then(|members| {
            members.get(path).or_else(|| {
                members
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(path))
                    .map(|f| f.1)
            })
        })
    };
    found.map_or(Seen::Missing, seen)
}

fn seen(value: &Value) -> Seen<'_> {
    if value.is_null() {
        Seen::Null
    } else {
        Seen::Value(Cow::Borrowed(value))
    }
}
