//! Deployments: the board, the page of one, its life, owners and roles, the QA queue, timeline, search.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    checklist::{Checklist, Command, Effect, Expectation, ItemKind},
    deployment::{DeploymentAct, DeploymentState},
    gate::{Blocker, PhaseState, Requirement},
    ids::{DeploymentId, EnvironmentId, GateId, ItemId, PersonId, PhaseId, ServiceId, SignOffId, TaskId},
    item::{Outcome, Standing, Tally},
    presence::Here,
    role::Role,
    role_names::RoleNames,
};
use serde::{Deserialize, Serialize};

use super::{Paging, PersonChoice, SignatureRow};
use crate::api::error::ApiError;

#[async_trait]
pub trait Deployments {
    async fn board(&self, caller: &Caller, query: BoardQuery) -> Result<Board, ApiError>;
    /// At most ten queries, however many items.
    async fn deployment(&self, caller: &Caller, id: DeploymentId) -> Result<DeploymentPage, ApiError>;
    async fn act_on_deployment(&self, caller: &Caller, cmd: ActOnDeployment) -> Result<(), ApiError>;
    async fn change_deployment(&self, caller: &Caller, cmd: ChangeDeployment) -> Result<(), ApiError>;
    /// Asks whoever an item or a signature waits for, or reminds them. The names of those who were asked.
    async fn ask(&self, caller: &Caller, cmd: Ask) -> Result<Vec<String>, ApiError>;
    async fn archive_deployment(&self, caller: &Caller, cmd: OfDeployment) -> Result<(), ApiError>;
    async fn set_owners(&self, caller: &Caller, cmd: SetOwners) -> Result<(), ApiError>;
    async fn give_role(&self, caller: &Caller, cmd: DeploymentRole) -> Result<(), ApiError>;
    async fn take_role(&self, caller: &Caller, cmd: DeploymentRole) -> Result<(), ApiError>;
    async fn add_item(&self, caller: &Caller, cmd: AddItem) -> Result<(), ApiError>;
    async fn change_item(&self, caller: &Caller, cmd: ChangeItem) -> Result<(), ApiError>;
    async fn remove_item(&self, caller: &Caller, cmd: RemoveItem) -> Result<(), ApiError>;
    async fn choose_option(&self, caller: &Caller, cmd: ChooseOption) -> Result<(), ApiError>;
    async fn people_page(&self, caller: &Caller, id: DeploymentId) -> Result<DeploymentPeoplePage, ApiError>;
    async fn timeline(&self, caller: &Caller, id: DeploymentId) -> Result<TimelinePage, ApiError>;
    /// The items the caller can settle, most urgent first.
    async fn queue(&self, caller: &Caller) -> Result<QueuePage, ApiError>;
    async fn search(&self, caller: &Caller, text: &str) -> Result<SearchPage, ApiError>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfDeployment {
    pub deployment: DeploymentId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActOnDeployment {
    pub key: uuid::Uuid,
    pub deployment: DeploymentId,
    pub act: DeploymentAct,
    #[serde(default)]
    pub reason: String,
    /// The state the page showed.
    pub seen: DeploymentState,
}

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

/// `field`: `title`, `version`, `commit`, `image`, `planned_t0`; an empty value clears it where that is possible.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeDeployment {
    pub deployment: DeploymentId,
    pub field: String,
    #[serde(default)]
    pub value: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetOwners {
    pub deployment: DeploymentId,
    #[serde(default)]
    pub tasks: Vec<TaskId>,
    /// Empty clears the owner.
    #[serde(default)]
    pub person: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentRole {
    pub deployment: DeploymentId,
    pub person: PersonId,
    pub role: Role,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddItem {
    pub key: uuid::Uuid,
    pub deployment: DeploymentId,
    pub phase: PhaseId,
    /// Empty for an item of the phase itself.
    #[serde(default)]
    pub task: String,
    pub text: String,
    pub kind: ItemKind,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeItem {
    pub item: ItemId,
    pub text: String,
    pub seen_version: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveItem {
    pub item: ItemId,
    pub seen_version: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseOption {
    pub task: TaskId,
}

/// `scope`: `mine` (default), `live`, `all`, `done`. Filters are part of the URL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoardQuery {
    pub scope: String,
    pub text: String,
    pub page: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// Where the caller is the next to act.
    pub needs_you: Vec<DeploymentRow>,
    pub live: Vec<DeploymentRow>,
    pub later: Vec<DeploymentRow>,
    pub done: Vec<DeploymentRow>,
    pub paging: Paging,
    /// True when there is not one deployment the caller could see: the page offers the first steps.
    pub empty: bool,
    pub may_create: bool,
    pub asked: Vec<AskedOfYou>,
    pub query: BoardQuery,
    /// The time of this page; ages are counted from it.
    pub now: DateTime<Utc>,
    /// For a new instance, what is done of: service, environment, import, check target, invitation.
    pub first_steps: Vec<(String, String, bool)>,
}

/// One line: state, cause, owner, age.
#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentRow {
    pub id: DeploymentId,
    pub title: String,
    pub version: String,
    pub service: String,
    pub environment: String,
    pub production: bool,
    pub state: DeploymentState,
    pub example: bool,
    pub phase: Option<CurrentPhase>,
    pub tally: Tally,
    /// "Phase 2 of 4 ready to sign since 18 min", "blocked: migration index missing (owner: DB)".
    pub headline: String,
    pub headline_state: PhaseState,
    pub t0: Option<DateTime<Utc>>,
    pub planned_t0: Option<DateTime<Utc>>,
    pub changed_at: DateTime<Utc>,
    /// What the caller can do next: label and address.
    pub next: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CurrentPhase {
    pub ordinal: u32,
    pub of: u32,
    pub title: String,
}

/// The head of every page of a deployment.
#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentHead {
    pub id: DeploymentId,
    pub title: String,
    pub version: String,
    pub service: ServiceId,
    pub service_name: String,
    pub environment: EnvironmentId,
    pub environment_name: String,
    pub production: bool,
    pub commit: Option<String>,
    pub image: Option<String>,
    pub state: DeploymentState,
    pub t0: Option<DateTime<Utc>>,
    pub planned_t0: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closing_reason: Option<String>,
    pub author: String,
    pub checklist_revision: u32,
    pub origin: String,
    pub example: bool,
    pub archived: bool,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// The time of this page; ages are counted from it.
    pub now: DateTime<Utc>,
    /// The caller's roles here.
    pub roles: Vec<Role>,
    /// What the team calls the roles.
    pub role_names: RoleNames,
    pub rights: DeploymentRights,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DeploymentRights {
    pub tick: bool,
    pub edit: bool,
    pub steer: bool,
    pub publish: bool,
    pub read_audit: bool,
    pub give_roles: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentPage {
    pub head: DeploymentHead,
    pub tally: Tally,
    /// For the phase that is next to sign.
    pub readiness: Option<Readiness>,
    pub phases: Vec<PhaseBoard>,
    pub acts: Vec<DeploymentAct>,
    /// Criteria, alerts, risks, contacts, messages, rollback triggers and procedures.
    pub checklist: Checklist,
    pub accepted_risks: Vec<(String, String, String)>,
    /// Who looks at this deployment now, the reader too.
    pub here: Vec<Here>,
    /// The reader, who is "you" among them.
    pub reader: PersonId,
    /// "The document claims READY. 160 items are open."
    pub claim_against_truth: Option<String>,
    pub people: Vec<PersonChoice>,
}

/// Can we go on, and if not, why.
#[derive(Clone, Debug, PartialEq)]
pub struct Readiness {
    pub phase: PhaseId,
    pub ordinal: u32,
    pub title: String,
    pub state: PhaseState,
    pub obstacles: Vec<Obstacle>,
    /// Who signs, and whether the caller may: the rule in words either way.
    pub then: String,
    pub may_sign: bool,
    pub gate: GateId,
    /// Signatures are all that is missing, and the next one is somebody else's: they can be asked.
    pub waits_for_signature: bool,
    /// When they were asked first.
    pub asked: Option<DateTime<Utc>>,
    pub tally: Tally,
}

/// One thing in the way, with its owner, its age and the next act.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    pub blocker: Blocker,
    /// "Expected 200 with a quoteId, got 500 (attempt 3, 14:38:20)."
    pub reason: String,
    pub owner: Option<String>,
    pub since: Option<DateTime<Utc>>,
    /// The item can be measured again.
    pub runnable: Option<ItemId>,
    /// When somebody was asked about it first.
    pub asked: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PhaseBoard {
    pub id: PhaseId,
    pub ordinal: u32,
    pub title: String,
    pub stage: Option<String>,
    pub stated_time: Option<String>,
    /// "T0 to T+2 h"
    pub window: Option<String>,
    pub state: PhaseState,
    pub tally: Tally,
    pub tasks: Vec<TaskBoard>,
    /// Items that stand in no task.
    pub items: Vec<ItemBoard>,
    pub gate: GateBoard,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaskBoard {
    pub id: TaskId,
    pub number: Option<String>,
    pub title: String,
    pub owner_text: Option<String>,
    pub owner: Option<PersonChoice>,
    pub stated_time: Option<String>,
    pub purpose: Option<String>,
    pub blocker: Option<String>,
    pub success: Option<String>,
    pub rollback: Option<String>,
    /// Group, name, chosen.
    pub option: Option<(String, String, bool)>,
    pub tally: Tally,
    pub items: Vec<ItemBoard>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ItemBoard {
    pub id: ItemId,
    pub text: String,
    pub kind: ItemKind,
    pub automated: bool,
    pub claimed: Option<bool>,
    pub standing: Standing,
    /// For how long a pass counts.
    pub fresh_for_s: Option<u32>,
    /// The latest result's words: a note, or the judgement.
    pub note: Option<String>,
    pub by: Option<String>,
    pub attempts: u32,
    pub evidence: u32,
    pub command: Option<Command>,
    pub effect: Option<Effect>,
    pub expectations: Vec<Expectation>,
    /// The check as a sentence.
    pub sentence: Option<String>,
    pub waiver: Option<WaiverBoard>,
    /// False for an item with items below it, and for people without the right.
    pub may_tick: bool,
    pub may_waive: bool,
    /// The latest result is the caller's own act or a tick that can be taken back.
    pub may_undo: bool,
    pub version: i32,
    pub items: Vec<ItemBoard>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WaiverBoard {
    pub id: domain::ids::WaiverId,
    pub by: String,
    pub role: Role,
    pub reason: String,
    pub until: DateTime<Utc>,
    pub may_withdraw: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GateBoard {
    pub id: GateId,
    pub question: String,
    pub requirements: Vec<Requirement>,
    pub missing: Vec<Requirement>,
    pub signatures: Vec<SignatureRow>,
    pub open: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DeploymentPeoplePage {
    pub head: DeploymentHead,
    pub roles: Vec<(PersonChoice, Vec<Role>)>,
    pub others: Vec<PersonChoice>,
    /// Roles that a gate asks for and nobody holds.
    pub unfilled: Vec<Role>,
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
