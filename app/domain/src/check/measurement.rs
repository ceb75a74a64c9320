//! What a probe saw, without opinion: fields for the rules, facts and times for people, or why nothing was seen.
//! A value that could not be had is a `Gap` with its own name, never a zero, an empty text or a null.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ProbeKind, Verdict};

/// One look at the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub kind: ProbeKind,
    /// What rules look at, by name: `status`, `latency_ms`, `rows`, `value`.
    pub fields: serde_json::Map<String, Value>,
    /// Names that rules may look at but that hold no value this time, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gaps: BTreeMap<String, Gap>,
    /// For people and for the record: dialled address, certificate, hops. Ordered by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    pub timings: Timings,
    /// The beginning of what came back, secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// Set where the probe did not get through. Such a measurement never passes, whatever else it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ProbeError>,
    /// The whole body, for judging only: it can be large and hold what nobody should keep.
    #[serde(skip)]
    pub body: Option<Body>,
}

impl Measurement {
    pub fn new(kind: ProbeKind) -> Self {
        Self {
            kind,
            fields: serde_json::Map::new(),
            gaps: BTreeMap::new(),
            facts: BTreeMap::new(),
            timings: Timings::default(),
            excerpt: None,
            error: None,
            body: None,
        }
    }

    /// A measurement that did not get through.
    pub fn errored(kind: ProbeKind, class: ErrorClass, message: impl Into<String>) -> Self {
        Self {
            error: Some(ProbeError {
                class,
                message: message.into(),
            }),
            ..Self::new(kind)
        }
    }

    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.fields.insert(field.to_owned(), value.into());
    }

    pub fn gap(&mut self, field: &str, gap: Gap) {
        self.gaps.insert(field.to_owned(), gap);
    }

    pub fn fact(&mut self, name: &str, value: impl Into<String>) {
        self.facts.insert(name.to_owned(), value.into());
    }
}

/// Why a field holds no value that a rule could be decided on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// A query returned nothing.
    NoRows,
    /// One value was asked for and several rows came.
    ManyRows { rows: u64 },
    /// Not a number, or infinite.
    NotANumber { seen: String },
    /// The source answered that it holds no data.
    NoData,
    /// More came than is kept; `kept` bytes were.
    Cut { kept: u64 },
    /// A path into JSON was asked for and the text is not JSON.
    NotJson { why: String },
    /// Bytes that are not text, or an encoding the probe does not read.
    NotText { why: String },
    /// A number too large to be read exactly.
    TooLarge { why: String },
}

impl Gap {
    /// As the end of a sentence that begins with the field: "the value … ".
    pub fn words(&self) -> String {
        match self {
            Self::NoRows => "is not there: no rows came back".into(),
            Self::ManyRows { rows } => format!("is not one value: {rows} rows came back"),
            Self::NotANumber { seen } => format!("is {seen}, which is not a number"),
            Self::NoData => "is not there: the source holds no data for it".into(),
            Self::Cut { kept } => format!("was longer than the {kept} bytes that are kept"),
            Self::NotJson { why } => format!("is not JSON ({why})"),
            Self::NotText { why } => format!("is not readable text ({why})"),
            Self::TooLarge { why } => format!("is too large ({why})"),
        }
    }
}

/// Why a probe did not get through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeError {
    pub class: ErrorClass,
    /// One sentence for people, secrets masked.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The environment's allow-list or a standing rule forbids the target; nothing was sent.
    RefusedByPolicy,
    /// The name leads nowhere, or could not be asked.
    Name,
    /// The target's machine answered that nothing listens there.
    Closed,
    /// No way to the target, or the connection broke.
    Unreachable,
    TimedOut,
    /// The target showed a certificate that does not hold.
    Certificate,
    /// Encryption could not be agreed on.
    Tls,
    /// The answer is not what the protocol allows.
    Protocol,
    /// More came than may come.
    TooLarge,
    /// The target does not accept who asks, or the role asked with may do more than read.
    Credentials,
    /// The target refused the question itself, such as a statement it cannot run.
    Rejected,
    /// The check asks for something that cannot be sent.
    Unusable,
    /// A fault of our own.
    Internal,
}

impl ErrorClass {
    /// What the error alone says about the check. A shut door or a bad certificate is an answer, and it is no;
    /// everything else means that nobody found out. There is no way from here to `Passed`.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Closed | Self::Certificate => Verdict::Failed,
            _ => Verdict::Errored,
        }
    }

    /// The class in two or three words, for those who may not see details.
    pub const fn words(self) -> &'static str {
        match self {
            Self::RefusedByPolicy => "refused by policy",
            Self::Name => "name not found",
            Self::Closed => "connection refused",
            Self::Unreachable => "not reachable",
            Self::TimedOut => "timed out",
            Self::Certificate => "certificate refused",
            Self::Tls => "encryption failed",
            Self::Protocol => "unreadable answer",
            Self::TooLarge => "answer too large",
            Self::Credentials => "access refused",
            Self::Rejected => "question refused",
            Self::Unusable => "cannot be asked",
            Self::Internal => "fault of our own",
        }
    }
}

/// Where the time went, in milliseconds by a monotonic clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    pub total_ms: u64,
    /// Such as `name`, `connect`, `tls`, `first_byte`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub phases_ms: BTreeMap<String, u64>,
}

/// The part of an output that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    pub text: String,
    /// How many bytes came in all, the ones not kept counted too.
    pub bytes_total: u64,
    pub cut: bool,
}

/// A body as rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub text: String,
    /// The text read as JSON, or why it is none.
    pub json: Result<Value, String>,
    /// Only the beginning is here: what is absent from it may still have been in the rest.
    pub cut: bool,
}

impl Body {
    /// A whole body: a byte order mark is dropped, an empty text is not JSON.
    pub fn new(text: &str, cut: bool) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let json = if cut {
            Err("only its beginning was kept".to_owned())
        } else if text.trim().is_empty() {
            Err("it is empty".to_owned())
        } else {
            serde_json::from_str(text).map_err(|e| format!("line {}, column {}", e.line(), e.column()))
        };
        Self {
            text: text.to_owned(),
            json,
            cut,
        }
    }
}
