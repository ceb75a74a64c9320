//! Read models that stand beside the deployment itself: its timeline, the queue, search, and what people are asked for.

use chrono::{DateTime, Utc};
use domain::{
    gate::PhaseState,
    ids::{DeploymentId, SignOffId},
    item::Outcome,
};
use serde::{Deserialize, Serialize};

use super::{DeploymentHead, DeploymentRow, ItemBoard};

/// About an item or about the next signature of a gate: one of the two is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub key: uuid::Uuid,
    pub deployment: DeploymentId,
    #[serde(default)]
    pub item: String,
    #[serde(default)]
    pub gate: String,
}

/// Something the reader was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedOfYou {
    pub what: String,
    pub address: String,
    pub deployment: String,
    pub by: String,
    pub asked_at: DateTime<Utc>,
    pub reminded_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TimelinePage {
    pub head: DeploymentHead,
    pub bars: Vec<TimelineBar>,
}

/// A phase on the timeline: planned and actual, with its signatures.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineBar {
    pub ordinal: u32,
    pub title: String,
    pub state: PhaseState,
    /// Whether the plan gives times at all, as the document states them.
    pub stated_time: Option<String>,
    pub planned: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// First result to last signature, or to now.
    pub actual: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    /// Times at which it was blocked or failed, with their ends.
    pub blocked: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    pub signatures: Vec<(SignOffId, String, DateTime<Utc>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct QueuePage {
    pub items: Vec<QueueItem>,
    pub asked: Vec<AskedOfYou>,
    pub settled_today: u32,
    pub now: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct QueueItem {
    pub item: ItemBoard,
    pub deployment: DeploymentId,
    pub deployment_title: String,
    pub version: String,
    pub environment: String,
    pub phase: String,
    pub task: Option<String>,
    /// Steps below the task's purpose, for the person at the phone.
    pub purpose: Option<String>,
    pub latest: Option<(Outcome, DateTime<Utc>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SearchPage {
    pub text: String,
    pub deployments: Vec<DeploymentRow>,
    /// Item text, deployment title, address.
    pub items: Vec<(String, String, String)>,
    /// Kind, name and address of services, templates and people found.
    pub others: Vec<(String, String, String)>,
}
