//! A part of a written checklist: a heading or an entry of a list, with its labelled fields, its fence or its table, and
//! what stands below it. Both directions, writing and reading, go through it.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// How a part begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    Heading(u8),
    Box(bool),
    #[default]
    Bullet,
    Number,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    pub line: u32,
    /// The last line of the part itself, without what stands below it.
    pub end_line: u32,
    pub mark: Mark,
    pub words: String,
    /// The group heading that the part stands under.
    pub group: Option<String>,
    pub fields: Vec<Field>,
    pub fence: Option<Fence>,
    pub rows: Vec<Vec<String>>,
    pub reading: Option<Reading>,
    pub parts: Vec<Part>,
}

/// `- **Name:** value`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    pub line: u32,
    pub name: String,
    pub value: String,
    pub reading: Option<Reading>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    pub line: u32,
    pub info: String,
    pub text: String,
}

/// How the words of a part were read, where reading them afresh would give something else. It counts only as long as the
/// words are those it was made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub seal: String,
    pub value: Value,
}

impl Part {
    pub fn heading(level: u8, words: impl Into<String>) -> Self {
        Part {
            mark: Mark::Heading(level),
            words: words.into(),
            ..Part::default()
        }
    }

    pub fn bullet(words: impl Into<String>) -> Self {
        Part {
            words: words.into(),
            ..Part::default()
        }
    }

    /// The first value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    pub fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| field.value.as_str())
    }

    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.fields.push(Field {
            name: name.to_owned(),
            value: value.into(),
            ..Field::default()
        });
    }

    pub fn put_some(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// A short hash of the words, fields, fence and table.
    pub fn seal(&self) -> String {
        let fields: Vec<_> = self
            .fields
            .iter()
            .map(|field| (&field.name, &field.value))
            .collect();
        let fence = self.fence.as_ref().map(|fence| (&fence.info, &fence.text));
        sealed(&(&self.words, fields, fence, &self.rows))
    }
}

impl Field {
    pub fn seal(&self) -> String {
        sealed(&(&self.name, &self.value))
    }
}

fn sealed<T: serde::Serialize>(value: &T) -> String {
    let json = serde_json::to_vec(value).expect("texts are always JSON");
    hex::encode(&Sha256::digest(json)[..4])
}
