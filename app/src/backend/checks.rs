//! Items: ticking, evidence, automated checks and their runs.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    canonical::Hash,
    check::{Judgement, Measurement},
    ids::{DeploymentId, EvidenceId, ItemId, PhaseId, ResultId, RunId},
    item::Outcome,
};
use serde::{Deserialize, Serialize};

use super::{DeploymentHead, ItemBoard};
use crate::api::error::ApiError;

#[async_trait]
pub trait Checks {
    async fn item(&self, caller: &Caller, id: ItemId) -> Result<ItemPage, ApiError>;
    /// Passed, failed or blocked, by a person; files come with it.
    async fn record_manual_result(
        &self,
        caller: &Caller,
        cmd: RecordManualResult,
        files: Vec<UploadedFile>,
    ) -> Result<(), ApiError>;
    /// A new act that takes the latest result back.
    async fn undo_result(&self, caller: &Caller, cmd: UndoResult) -> Result<(), ApiError>;
    async fn add_evidence(
        &self,
        caller: &Caller,
        cmd: AddEvidence,
        files: Vec<UploadedFile>,
    ) -> Result<(), ApiError>;
    async fn evidence_list(
        &self,
        caller: &Caller,
        deployment: DeploymentId,
    ) -> Result<EvidencePage, ApiError>;
    async fn evidence_file(&self, caller: &Caller, id: EvidenceId) -> Result<EvidenceFile, ApiError>;

    async fn check_editor(&self, caller: &Caller, id: ItemId) -> Result<CheckEditorPage, ApiError>;
    async fn define_check(&self, caller: &Caller, cmd: DefineCheck) -> Result<(), ApiError>;
    /// Measures and judges at once, without recording anything.
    async fn try_check(&self, caller: &Caller, cmd: DefineCheck) -> Result<Tried, ApiError>;
    async fn run_check(&self, caller: &Caller, cmd: RunCheck) -> Result<(), ApiError>;
    /// Every automated check of a phase that is not running already.
    async fn run_phase(&self, caller: &Caller, cmd: RunPhase) -> Result<u32, ApiError>;
    async fn cancel_run(&self, caller: &Caller, cmd: CancelRun) -> Result<(), ApiError>;
}

pub struct UploadedFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// `outcome`: passed, failed or blocked; the last two need a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordManualResult {
    pub key: uuid::Uuid,
    pub item: ItemId,
    pub outcome: Outcome,
    #[serde(default)]
    pub note: String,
    pub seen_version: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoResult {
    pub key: uuid::Uuid,
    pub item: ItemId,
    pub seen_version: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddEvidence {
    pub key: uuid::Uuid,
    pub item: ItemId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunCheck {
    pub key: uuid::Uuid,
    pub item: ItemId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunPhase {
    pub key: uuid::Uuid,
    pub phase: PhaseId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRun {
    pub run: RunId,
}

/// The check editor's form, as typed. Rules are three parallel columns; rows without a field are dropped. A rule that three
/// columns cannot say, such as a group, is kept whole: its operator is [`DefineCheck::KEEP`], its value the rule as JSON.
/// `probe`: `manual`, `http`, `tcp`, `sql`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefineCheck {
    pub item: String,
    pub seen_version: i32,
    pub probe: String,
    #[serde(default)]
    pub method: String,
    #[serde(default)]
    pub url: String,
    /// One `Name: value` per line.
    #[serde(default)]
    pub headers: String,
    #[serde(default)]
    pub body: String,
    /// `on`, or nothing.
    #[serde(default)]
    pub follow_redirects: String,
    #[serde(default)]
    pub host: String,
    #[serde(default)]
    pub port: String,
    /// What is sent first, in one line: `PING\r\n`.
    #[serde(default)]
    pub send: String,
    /// `on`, or nothing.
    #[serde(default)]
    pub expect_banner: String,
    #[serde(default)]
    pub connection: String,
    #[serde(default)]
    pub statement: String,
    #[serde(default)]
    pub timeout_s: String,
    #[serde(default)]
    pub fresh_min: String,
    #[serde(default)]
    pub fields: Vec<String>,
    #[serde(default)]
    pub operators: Vec<String>,
    #[serde(default)]
    pub values: Vec<String>,
}

impl DefineCheck {
    /// The operator of a rule that is kept as it was written.
    pub const KEEP: &'static str = "keep";
    /// The operator of such a rule when it is to go.
    pub const REMOVE: &'static str = "remove";
}

#[derive(Clone, Debug, PartialEq)]
pub struct ItemPage {
    pub head: DeploymentHead,
    pub phase_ordinal: u32,
    pub phase: String,
    pub task: Option<String>,
    pub item: ItemBoard,
    pub source_line: Option<u32>,
    /// Newest first; none is ever removed.
    pub attempts: Vec<AttemptRow>,
    pub open_run: Option<RunRow>,
    pub evidence: Vec<EvidenceRow>,
    pub waivers: Vec<super::WaiverBoard>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AttemptRow {
    pub id: ResultId,
    pub attempt: u32,
    pub outcome: Outcome,
    pub note: Option<String>,
    /// A person's name, or "The check runner".
    pub by: String,
    pub at: DateTime<Utc>,
    pub measurement: Option<Measurement>,
    pub judgement: Option<Judgement>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    pub id: RunId,
    pub running: bool,
    pub queued_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub asked_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceRow {
    pub id: EvidenceId,
    pub name: String,
    pub media_type: String,
    pub size_bytes: u32,
    pub sha256: Hash,
    pub item: ItemId,
    pub item_text: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EvidencePage {
    pub head: DeploymentHead,
    pub evidence: Vec<EvidenceRow>,
}

pub struct EvidenceFile {
    pub name: String,
    /// Only types that are safe to show; anything else is `application/octet-stream`.
    pub media_type: String,
    pub sha256: Hash,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CheckEditorPage {
    pub head: DeploymentHead,
    pub item: ItemBoard,
    pub form: DefineCheck,
    /// What the document proposes, ready to be taken over: words and sentence.
    pub proposals: Vec<(String, Option<String>)>,
    pub targets: Vec<(String, String)>,
    pub variables: Vec<(String, String)>,
    pub connections: Vec<String>,
}

/// What a try showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    pub sentence: String,
    pub measurement: Measurement,
    pub judgement: Judgement,
}
