//! Imports and templates: from a document to a deployment.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    checklist::{Checklist, Item},
    comparison::Difference,
    ids::{DeploymentId, ImportId, SignOffId, TeamId, TemplateId},
    role::Role,
};
use serde::{Deserialize, Serialize};

use super::{DefineCheck, ServiceRow, Tried};
use crate::api::error::ApiError;

#[async_trait]
pub trait Imports {
    /// `into` is the deployment that gets a newer version of its document.
    async fn imports(&self, caller: &Caller, into: Option<DeploymentId>) -> Result<ImportsPage, ApiError>;
    /// Reads the document and keeps it as a draft of the caller. Runs, enables, signs and sends nothing.
    async fn start_import(&self, caller: &Caller, upload: UploadedDocument) -> Result<ImportId, ApiError>;
    /// The same for a newer version of a deployment's document. The deployment stays as it is.
    async fn start_newer_version(
        &self,
        caller: &Caller,
        into: DeploymentId,
        upload: UploadedDocument,
    ) -> Result<ImportId, ApiError>;
    async fn import(&self, caller: &Caller, id: ImportId) -> Result<ImportPage, ApiError>;
    async fn correct_import(&self, caller: &Caller, cmd: CorrectImport) -> Result<(), ApiError>;
    /// Takes the last correction back.
    async fn undo_correction(&self, caller: &Caller, cmd: UndoCorrection) -> Result<(), ApiError>;
    /// The editor of one item's check, with what the environment allows where one is chosen.
    async fn draft_check(
        &self,
        caller: &Caller,
        id: ImportId,
        item: &str,
        environment: &str,
    ) -> Result<DraftCheckPage, ApiError>;
    /// `cmd.item` is the item's id in the checklist, `cmd.seen_version` the draft's.
    async fn define_draft_check(
        &self,
        caller: &Caller,
        import: ImportId,
        cmd: DefineCheck,
    ) -> Result<(), ApiError>;
    /// Measures and judges at once in the environment, without recording anything.
    async fn try_draft_check(
        &self,
        caller: &Caller,
        draft: OfDraft,
        cmd: DefineCheck,
    ) -> Result<Tried, ApiError>;
    /// The draft beside `template:<id>` or `deployment:<id>`; beside its deployment for a newer version.
    async fn compare_import(
        &self,
        caller: &Caller,
        id: ImportId,
        with: &str,
    ) -> Result<ComparePage, ApiError>;
    /// Makes the draft the next revision of its deployment's checklist.
    async fn apply_import(&self, caller: &Caller, cmd: ApplyImport) -> Result<DeploymentId, ApiError>;
    async fn discard_import(&self, caller: &Caller, cmd: OfImport) -> Result<(), ApiError>;
    async fn save_template(&self, caller: &Caller, cmd: SaveTemplate) -> Result<TemplateId, ApiError>;
    async fn templates(&self, caller: &Caller) -> Result<TemplatesPage, ApiError>;
    async fn template(
        &self,
        caller: &Caller,
        id: TemplateId,
        version: Option<u32>,
    ) -> Result<TemplatePage, ApiError>;
    async fn archive_template(&self, caller: &Caller, cmd: OfTemplate) -> Result<(), ApiError>;
    /// Opens a template's newest version as a draft, to be corrected and saved as the next version.
    async fn edit_template(&self, caller: &Caller, cmd: OfTemplate) -> Result<ImportId, ApiError>;

    /// What a new deployment can be made from and for.
    async fn new_deployment(&self, caller: &Caller, from: NewFrom) -> Result<NewDeploymentPage, ApiError>;
    async fn create_deployment(
        &self,
        caller: &Caller,
        cmd: CreateDeployment,
    ) -> Result<DeploymentId, ApiError>;
    /// The example: made by our importer from a checklist of our own, with something in every state.
    async fn create_example(&self, caller: &Caller) -> Result<DeploymentId, ApiError>;
}

pub struct UploadedDocument {
    pub name: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfImport {
    pub import: ImportId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfTemplate {
    pub template: TemplateId,
}

/// One correction of the proposal. `target` is an id of the checklist ("p2.t4.i1"), empty for the document itself.
/// `part`: `title` (any), `owner`, `estimate` (tasks), `kind` (items: step|check), `remove`, `restore`, `add_item`, `add_phase`,
/// `repair` and `repair_same` (value `keep` or the replacement of the run at `target` = run index, or of all that read so),
/// `contact` and `drop_contact` (`target` = its index), `check` (a specification as JSON), `accept`, `accept_all` and `by_hand`
/// (who or what verifies an item). `value` is the new text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectImport {
    pub import: ImportId,
    pub target: String,
    pub part: String,
    #[serde(default)]
    pub value: String,
    pub seen_version: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoCorrection {
    pub import: ImportId,
    pub seen_version: i32,
}

/// The draft that an item stands in, and the environment to try its check against.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfDraft {
    pub import: ImportId,
    #[serde(default)]
    pub environment: String,
}

/// What the page showed goes with it: the act does nothing that was not shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplyImport {
    pub key: uuid::Uuid,
    pub import: ImportId,
    pub seen_version: i32,
    pub seen_revision: u32,
    /// The signatures that were said to fall.
    #[serde(default)]
    pub signatures: Vec<SignOffId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveTemplate {
    pub import: ImportId,
    pub team: TeamId,
    /// A new template of this name, or the next version of the one that has it.
    pub name: String,
}

/// `from` is `import:<id>`, `template:<id>` or `deployment:<id>` (clone).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateDeployment {
    pub key: uuid::Uuid,
    pub from: String,
    pub service: String,
    pub environment: String,
    pub title: String,
    pub version: String,
    #[serde(default)]
    pub commit: String,
    #[serde(default)]
    pub image: String,
    /// `2026-11-18T14:00` in UTC, as the browser's input gives it; empty for none.
    #[serde(default)]
    pub planned_t0: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum NewFrom {
    Nothing,
    Import(ImportId),
    Template(TemplateId),
    Deployment(DeploymentId),
}

#[derive(Clone, Debug, PartialEq)]
pub struct NewDeploymentPage {
    /// The value of the form's `from`.
    pub from: String,
    /// "deploy.md, 4 phases, 8 tasks, 22 items".
    pub described: String,
    pub title: String,
    pub version: String,
    pub services: Vec<ServiceRow>,
    /// Preselected service, where the origin says it.
    pub service: Option<String>,
    pub environments: Vec<(String, String, bool)>,
    pub environment: Option<String>,
    pub templates: Vec<(TemplateId, String)>,
    pub may_create_service: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ImportsPage {
    pub drafts: Vec<ImportRow>,
    pub limit_bytes: u64,
    pub into: Option<Followed>,
    /// The time of this page; ages are counted from it.
    pub now: DateTime<Utc>,
}

/// The deployment that a newer version of its document is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    pub id: DeploymentId,
    /// "Quote fixes 2.0.1"
    pub name: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ImportRow {
    pub id: ImportId,
    pub name: String,
    pub title: String,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ImportPage {
    pub id: ImportId,
    pub name: String,
    pub version: i32,
    pub sha256: String,
    /// The decoded, masked source; line numbers of the checklist count in it from 1.
    pub lines: Vec<String>,
    pub checklist: Checklist,
    /// As the importer read it: what was removed since is still in here.
    pub proposed: Checklist,
    /// Ids of parts that the person removed from the proposal.
    pub removed: Vec<String>,
    pub counts: ImportCounts,
    /// "The document claims READY. 160 items are open."
    pub claim_against_truth: Option<String>,
    pub teams: Vec<(TeamId, String)>,
    pub updated_at: DateTime<Utc>,
    /// The time of this page; ages are counted from it.
    pub now: DateTime<Utc>,
    /// What the last correction did, where it can be taken back.
    pub undo: Option<String>,
    pub into: Option<Followed>,
}

/// One item of a draft in the check editor.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftCheckPage {
    pub item: Item,
    pub form: DefineCheck,
    pub environments: Vec<(String, String)>,
    /// The environment to try it against.
    pub environment: String,
    pub targets: Vec<(String, String)>,
    pub variables: Vec<(String, String)>,
    pub connections: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ComparePage {
    /// What there is to compare with: `template:<id>` or `deployment:<id>`, and its name.
    pub options: Vec<(String, String)>,
    pub with: String,
    pub difference: Option<Difference>,
    /// For a newer version of a deployment's document: what applying it would do.
    pub revision: Option<RevisionPreview>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RevisionPreview {
    /// The revision that the deployment is at.
    pub revision: u32,
    /// Signatures that would fall.
    pub falls: Vec<FallingSignature>,
    /// Items whose results would be taken back, since they say something else now.
    pub results: Vec<String>,
    /// Nothing of the checklist's lines or of what stands around them differs.
    pub nothing: bool,
    /// Why it cannot be applied, if it cannot.
    pub refused: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FallingSignature {
    pub id: SignOffId,
    pub phase_ordinal: u32,
    pub phase: String,
    pub name: String,
    pub role: Role,
    pub signed_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    pub phases: u32,
    pub tasks: u32,
    pub items: u32,
    pub claimed: u32,
    pub automatable: u32,
    pub criteria: u32,
    pub need_you: u32,
    pub secrets: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TemplatesPage {
    pub templates: Vec<TemplateRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TemplateRow {
    pub id: TemplateId,
    pub name: String,
    pub team: String,
    pub version: u32,
    pub saved_by: String,
    pub saved_at: DateTime<Utc>,
    pub phases: u32,
    pub items: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TemplatePage {
    pub row: TemplateRow,
    pub versions: Vec<(u32, String, DateTime<Utc>)>,
    pub checklist: Checklist,
    /// Added, removed and changed lines against the version before, as sentences.
    pub changes: Vec<String>,
    pub may_edit: bool,
}
