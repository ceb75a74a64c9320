//! Expected JSON with open ends: `{"jobs": [...]}`, `"timestamp": "..."`, `["a", "b", ...]`.
//! What is spelled out must be there as written; what is left open must only be there.

use serde_json::{Map, Value};

use super::make::rule;
use crate::check::{Operator, Rule};

const DEEPEST: usize = 16;

/// An expected value: spelled out, or open.
enum Expected {
    Open,
    Scalar(Value),
    Object(Vec<(String, Expected)>),
    List { entries: Vec<Expected>, open: bool },
}

/// Reads a text that is JSON as a whole, as rules on `field`.
pub fn rules(text: &str, field: &str) -> Option<Vec<Rule>> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mut reader = Reader { rest: text };
    let expected = reader.value(0)?;
    if !reader.rest.trim().is_empty() {
        return None;
    }
    let mut found = Vec::new();
    match closed(&expected) {
        Some(value @ Value::Object(_)) => found.push(rule(field, Operator::SubsetJson, value)),
        Some(value) => found.push(rule(field, Operator::Equals, value)),
        None => collect(&expected, field, "", &mut found),
    }
    (!found.is_empty()).then_some(found)
}

/// The value, where nothing in it is left open.
fn closed(expected: &Expected) -> Option<Value> {
    match expected {
        Expected::Open => None,
        Expected::Scalar(value) => Some(value.clone()),
        Expected::Object(members) => {
            let mut object = Map::new();
            for (name, member) in members {
                object.insert(name.clone(), closed(member)?);
            }
            Some(Value::Object(object))
        }
        Expected::List { open: true, .. } => None,
        Expected::List { entries, open: false } => entries
            .iter()
            .map(closed)
            .collect::<Option<Vec<_>>>()
            .map(Value::Array),
    }
}

fn collect(expected: &Expected, root: &str, path: &str, found: &mut Vec<Rule>) {
    // `body` and a pointer into it are joined by a dot; a field that already points into it goes on.
    let joint = if path.is_empty() || root.contains("./") {
        ""
    } else {
        "."
    };
    let field = format!("{root}{joint}{path}");
    match expected {
        Expected::Open => found.push(rule(&field, Operator::Present, Value::Null)),
        Expected::Scalar(value) => found.push(rule(&field, Operator::Equals, value.clone())),
        Expected::Object(members) => {
            for (name, member) in members {
                collect(
                    member,
                    root,
                    &format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Expected::List { entries, open } => {
            let spelled: Option<Vec<Value>> = entries.iter().map(closed).collect();
            match spelled {
                Some(entries) if entries.is_empty() => {
                    found.push(rule(&field, Operator::Present, Value::Null))
                }
                Some(entries) if *open => {
                    found.push(rule(&field, Operator::ContainsAll, Value::Array(entries)))
                }
                Some(entries) => found.push(rule(&field, Operator::Equals, Value::Array(entries))),
                None => {
                    for (index, entry) in entries.iter().enumerate() {
                        collect(entry, root, &format!("{path}/{index}"), found);
                    }
                }
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Expected> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        if self.open() {
            return Some(Expected::Open);
        }
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => {
                let text = self.string()?;
                Some(if is_open(&text) {
                    Expected::Open
                } else {
                    Expected::Scalar(Value::String(text))
                })
            }
            _ => {
                let end = self
                    .rest
                    .find([',', '}', ']', '\n', ' '])
                    .unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                match word {
                    _ if word.starts_with('<') && word.ends_with('>') => Some(Expected::Open),
                    _ => serde_json::from_str(word).ok().map(Expected::Scalar),
                }
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Expected> {
        self.take('{')?;
        let mut members = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.take('}').is_some() {
                return Some(Expected::Object(members));
            }
            if !self.open() {
                let name = self.string()?;
                self.rest = self.rest.trim_start();
                self.take(':')?;
                members.push((name, self.value(depth + 1)?));
            }
            self.rest = self.rest.trim_start();
            if self.take(',').is_none() && !self.rest.starts_with('}') {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Expected> {
        self.take('[')?;
        let (mut entries, mut open) = (Vec::new(), false);
        loop {
            self.rest = self.rest.trim_start();
            if self.take(']').is_some() {
                return Some(Expected::List { entries, open });
            }
            if self.open() {
                open = true;
            } else {
                entries.push(self.value(depth + 1)?);
            }
            self.rest = self.rest.trim_start();
            if self.take(',').is_none() && !self.rest.starts_with(']') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let mut characters = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let text = characters.next()?.ok()?;
        let end = characters.byte_offset();
        self.rest = &self.rest[end..];
        Some(text)
    }

    /// Takes an ellipsis, where one stands here.
    fn open(&mut self) -> bool {
        let dots = self.rest.len() - self.rest.trim_start_matches(['.', '…']).len();
        if is_open(&self.rest[..dots]) {
            self.rest = &self.rest[dots..];
            return true;
        }
        false
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }
}

fn is_open(text: &str) -> bool {
    text == "…" || (text.len() >= 2 && text.chars().all(|character| character == '.'))
}
