//! What a summary is made of: recorded facts and the author's words, nothing else.

use chrono::{DateTime, Utc};

use crate::{
    canonical::Hash,
    deployment::DeploymentState,
    gate::{PhaseState, Requirement},
    item::Tally,
    signoff::Decision,
};

#[derive(Clone, Debug)]
pub struct Facts {
    pub title: String,
    pub service: String,
    pub version: String,
    pub environment: String,
    pub state: DeploymentState,
    pub planned_t0: Option<DateTime<Utc>>,
    pub t0: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Why it was rolled back or cancelled, and who said so.
    pub closing: Option<Notes>,
    pub created_at: DateTime<Utc>,
    pub tally: Tally,
    /// When the newest result was recorded, and a hash over all that count.
    pub results: Option<(DateTime<Utc>, Hash)>,
    pub waived: Vec<WaivedItem>,
    pub risks: Vec<Risk>,
    pub phases: Vec<PhaseFacts>,
    /// Automated checks that measured, the newest results of each.
    pub measured: Vec<Measured>,
    /// What the checklist says of the way back, and its document.
    pub ways_back: Vec<WayBack>,
    pub document: (String, Hash),
    /// When a rehearsal of the way back passed, and what it was called.
    pub practised: Option<(String, DateTime<Utc>)>,
    pub what_changed: Option<Notes>,
    pub if_it_fails: Option<Notes>,
}

/// Words of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    pub text: String,
    pub by: String,
}

#[derive(Clone, Debug)]
pub struct WaivedItem {
    pub text: String,
    pub by: String,
    /// As the team calls it.
    pub role: String,
    pub reason: String,
    pub until: DateTime<Utc>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub struct Risk {
    pub risk: String,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub struct PhaseFacts {
    pub title: String,
    pub state: PhaseState,
    /// Signatures that stand.
    pub answers: Vec<Answer>,
    pub missing: Vec<Requirement>,
    /// The end of its window in minutes after T0, where the checklist says one.
    pub until_min: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub name: String,
    /// As printed under the signature.
    pub role: String,
    pub decision: Decision,
    pub words: Option<String>,
    pub at: DateTime<Utc>,
    /// The hash of what was signed.
    pub view: Hash,
}

#[derive(Clone, Debug)]
pub struct Measured {
    pub text: String,
    pub passed: bool,
    /// The sentence of the judgement.
    pub seen: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug)]
pub struct WayBack {
    pub title: String,
    pub steps: usize,
    pub objective_min: Option<i64>,
}
