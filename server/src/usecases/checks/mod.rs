//! Items: ticking, evidence, automated checks and their runs.

mod define;
pub(super) mod editor;
mod files;
pub(super) mod form;
mod item;
mod record;
pub(super) mod run;
pub(super) mod try_out;

use app::{
    api::error::ApiError,
    backend::{
        AddEvidence, CancelRun, CheckEditorPage, Checks, DefineCheck, EvidenceFile, EvidencePage, ItemPage,
        RecordManualResult, RunCheck, RunPhase, Tried, UndoResult, UploadedFile,
    },
};
use async_trait::async_trait;
use domain::{
    actor::Caller,
    ids::{DeploymentId, EvidenceId, ItemId},
};

use crate::state::Server;

#[async_trait]
impl Checks for Server {
    async fn item(&self, caller: &Caller, id: ItemId) -> Result<ItemPage, ApiError> {
        item::item(self, caller, id).await
    }

    async fn record_manual_result(
        &self,
        caller: &Caller,
        cmd: RecordManualResult,
        files: Vec<UploadedFile>,
    ) -> Result<(), ApiError> {
        record::record_manual_result(self, caller, cmd, files).await
    }

    async fn undo_result(&self, caller: &Caller, cmd: UndoResult) -> Result<(), ApiError> {
        record::undo_result(self, caller, cmd).await
    }

    async fn add_evidence(
        &self,
        caller: &Caller,
        cmd: AddEvidence,
        files: Vec<UploadedFile>,
    ) -> Result<(), ApiError> {
        files::add_evidence(self, caller, cmd, files).await
    }

    async fn evidence_list(
        &self,
        caller: &Caller,
        deployment: DeploymentId,
    ) -> Result<EvidencePage, ApiError> {
        files::evidence_list(self, caller, deployment).await
    }

    async fn evidence_file(&self, caller: &Caller, id: EvidenceId) -> Result<EvidenceFile, ApiError> {
        files::evidence_file(self, caller, id).await
    }

    async fn check_editor(&self, caller: &Caller, id: ItemId) -> Result<CheckEditorPage, ApiError> {
        editor::check_editor(self, caller, id).await
    }

    async fn define_check(&self, caller: &Caller, cmd: DefineCheck) -> Result<(), ApiError> {
        define::define_check(self, caller, cmd).await
    }

    async fn try_check(&self, caller: &Caller, cmd: DefineCheck) -> Result<Tried, ApiError> {
        try_out::try_check(self, caller, cmd).await
    }

    async fn run_check(&self, caller: &Caller, cmd: RunCheck) -> Result<(), ApiError> {
        run::run_check(self, caller, cmd).await
    }

    async fn run_phase(&self, caller: &Caller, cmd: RunPhase) -> Result<u32, ApiError> {
        run::run_phase(self, caller, cmd).await
    }

    async fn cancel_run(&self, caller: &Caller, cmd: CancelRun) -> Result<(), ApiError> {
        run::cancel_run(self, caller, cmd).await
    }
}
