//! Gates: the signing page, signatures and their receipts, waivers, accepted risks.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    canonical::Hash,
    gate::{Blocker, Requirement},
    ids::{DeploymentId, GateId, ItemId, SignOffId, WaiverId},
    item::Tally,
    role::Role,
    signoff::{Decision, Meaning, OpenPoint, SigningView},
};
use serde::{Deserialize, Serialize};

use super::{DeploymentHead, Obstacle};
use crate::api::error::ApiError;

#[async_trait]
pub trait Gates {
    async fn sign_page(
        &self,
        caller: &Caller,
        deployment: DeploymentId,
        ordinal: u32,
    ) -> Result<SignPage, ApiError>;
    async fn sign(&self, caller: &Caller, cmd: SignGate) -> Result<SignOffId, ApiError>;
    async fn receipt(&self, caller: &Caller, id: SignOffId) -> Result<ReceiptPage, ApiError>;
    async fn withdraw_signoff(&self, caller: &Caller, cmd: WithdrawSignOff) -> Result<(), ApiError>;
    async fn waive(&self, caller: &Caller, cmd: Waive) -> Result<(), ApiError>;
    async fn withdraw_waiver(&self, caller: &Caller, cmd: WithdrawWaiver) -> Result<(), ApiError>;
    async fn accept_risk(&self, caller: &Caller, cmd: AcceptRisk) -> Result<(), ApiError>;
    async fn change_gate(&self, caller: &Caller, cmd: ChangeGate) -> Result<(), ApiError>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignGate {
    pub key: uuid::Uuid,
    pub gate: GateId,
    pub role: Role,
    /// Empty when nothing was chosen: there is no default statement.
    #[serde(default)]
    pub decision: String,
    #[serde(default)]
    pub meaning: String,
    #[serde(default)]
    pub condition: String,
    #[serde(default)]
    pub refusal: String,
    #[serde(default)]
    pub points: Vec<String>,
    /// The hash of the view the page showed.
    pub seen: Hash,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawSignOff {
    pub key: uuid::Uuid,
    pub signoff: SignOffId,
    pub reason: String,
    pub password: String,
}

/// `until` is a date `2026-12-01` (its end, UTC).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    pub key: uuid::Uuid,
    pub item: ItemId,
    pub reason: String,
    pub until: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawWaiver {
    pub key: uuid::Uuid,
    pub waiver: WaiverId,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptRisk {
    pub key: uuid::Uuid,
    pub deployment: DeploymentId,
    /// The title of the risk, as the checklist has it.
    pub risk: String,
    pub reason: String,
}

/// Two parallel columns; rows with a count of 0 or empty are dropped.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeGate {
    pub gate: GateId,
    pub question: String,
    #[serde(default)]
    pub roles: Vec<Role>,
    #[serde(default)]
    pub counts: Vec<String>,
    pub password: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SignPage {
    pub head: DeploymentHead,
    pub gate: GateId,
    pub view: SigningView,
    pub view_hash: Hash,
    pub points: Vec<OpenPoint>,
    pub tally: Tally,
    /// When the oldest passed result was recorded.
    pub oldest: Option<DateTime<Utc>>,
    pub obstacles: Vec<Obstacle>,
    pub signatures: Vec<SignatureRow>,
    pub missing: Vec<Requirement>,
    /// Roles the caller could sign in here.
    pub as_roles: Vec<Role>,
    /// Why the caller cannot sign, before any effort is made.
    pub cannot: Option<String>,
    pub evidence_count: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SignatureRow {
    pub id: SignOffId,
    pub name: String,
    pub role: Role,
    /// As printed when it was given.
    pub role_name: String,
    pub decision: Decision,
    pub meaning: Meaning,
    pub words: Option<String>,
    pub signed_at: DateTime<Utc>,
    /// When and why it ended: withdrawn, or fallen because something it covers changed.
    pub ended: Option<(DateTime<Utc>, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ReceiptPage {
    pub head: DeploymentHead,
    pub signature: SignatureRow,
    pub email: String,
    pub gate: GateId,
    pub phase_ordinal: u32,
    pub phase: String,
    pub view: SigningView,
    pub view_hash: Hash,
    /// The kept view hashes to the kept hash.
    pub holds: bool,
    pub authenticated_by: String,
    pub authenticated_at: DateTime<Utc>,
    /// The number and hash of the audit event of this signature.
    pub audit: (i64, Hash),
    pub next_phase: Option<(u32, String)>,
    pub may_withdraw: bool,
    pub still_missing: Vec<Requirement>,
    pub blockers: Vec<Blocker>,
}
