//! The stakeholder summary: a dated account in plain words, each sentence resting on evidence.

mod build;
mod facts;
#[cfg(not(target_arch = "wasm32"))]
pub mod privacy;
mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    build::build,
    facts::{Answer, Facts, Measured, Notes, PhaseFacts, Risk, WaivedItem, WayBack},
};
use crate::canonical::{self, Hash, NotCanonical};

/// The version line of a summary's hash.
pub const SUMMARY_VERSION: &str = "countersign.summary.v1";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// "Quote fixes 2.0.1 in production".
    pub title: String,
    pub status: SummaryStatus,
    /// "Live and healthy since 14:31 UTC, watched until 19 Nov 14:00 UTC."
    pub status_line: String,
    /// When the facts were read.
    pub as_of: DateTime<Utc>,
    /// Sections without sentences are left out.
    pub sections: Vec<Section>,
    pub phases: Vec<PhaseLine>,
    /// What the numbers in the sentences point to, in order, counted from 1.
    pub evidence: Vec<EvidenceLine>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SummaryStatus {
    NotStarted,
    InProgress,
    NeedsAttention,
    Healthy,
    Done,
    RolledBack,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub sentences: Vec<Sentence>,
}

/// A sentence rests on evidence, or is marked as a statement by its author.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    pub text: String,
    /// Numbers of [`Summary::evidence`].
    pub evidence: Vec<u32>,
    /// The name of whoever states it, where it rests on nothing else.
    pub stated_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseLine {
    pub title: String,
    /// The word of the phase's state, and its key for the mark.
    pub state: crate::gate::PhaseState,
    /// "QA Lead Ada Lovelace, 18 Nov 13:20 UTC"
    pub answered: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceLine {
    pub text: String,
    pub at: DateTime<Utc>,
    /// A hash the reader can compare.
    pub fingerprint: Option<String>,
}

impl Summary {
    /// The hash of the account, without the time its facts were read: the same facts give the same hash.
    ///
    /// # Errors
    /// Never for values of these types; the type system cannot say so.
    pub fn hash(&self) -> Result<Hash, NotCanonical> {
        let timeless = Summary {
            as_of: DateTime::UNIX_EPOCH,
            ..self.clone()
        };
        canonical::hash(SUMMARY_VERSION, &timeless)
    }

    /// Sentences that rest on nothing and that nobody states: they keep a summary from being published.
    pub fn unsupported(&self) -> impl Iterator<Item = &Sentence> {
        self.sections
            .iter()
            .flat_map(|section| &section.sentences)
            .filter(|sentence| sentence.evidence.is_empty() && sentence.stated_by.is_none())
    }
}

#[cfg(test)]
mod tests;
