//! Imports and templates: documents become drafts, drafts become templates and deployments.

mod checks;
mod compare;
mod drafts;
mod parts;
mod revise;
mod revision;
mod templates;

use app::{
    api::error::ApiError,
    backend::{
        ApplyImport, ComparePage, CorrectImport, CreateDeployment, DefineCheck, DraftCheckPage, ImportPage,
        Imports, ImportsPage, NewDeploymentPage, NewFrom, OfDraft, OfImport, OfTemplate, SaveTemplate,
        TemplatePage, TemplatesPage, Tried, UndoCorrection, UploadedDocument,
    },
};
use async_trait::async_trait;
use domain::{
    actor::Caller,
    ids::{DeploymentId, ImportId, TemplateId},
};
use sqlx::PgConnection;
use store::services::Seen;

pub(super) use drafts::read;

use super::{creation, errors::OrApi, example};
use crate::state::Server;

#[async_trait]
impl Imports for Server {
    async fn imports(&self, caller: &Caller, into: Option<DeploymentId>) -> Result<ImportsPage, ApiError> {
        drafts::imports(self, caller, into).await
    }

    async fn start_import(&self, caller: &Caller, upload: UploadedDocument) -> Result<ImportId, ApiError> {
        drafts::start(self, caller, None, upload).await
    }

    async fn start_newer_version(
        &self,
        caller: &Caller,
        into: DeploymentId,
        upload: UploadedDocument,
    ) -> Result<ImportId, ApiError> {
        drafts::start(self, caller, Some(into), upload).await
    }

    async fn import(&self, caller: &Caller, id: ImportId) -> Result<ImportPage, ApiError> {
        drafts::page(self, caller, id).await
    }

    async fn correct_import(&self, caller: &Caller, cmd: CorrectImport) -> Result<(), ApiError> {
        drafts::correct(self, caller, cmd).await
    }

    async fn undo_correction(&self, caller: &Caller, cmd: UndoCorrection) -> Result<(), ApiError> {
        drafts::undo(self, caller, cmd).await
    }

    async fn draft_check(
        &self,
        caller: &Caller,
        id: ImportId,
        item: &str,
        environment: &str,
    ) -> Result<DraftCheckPage, ApiError> {
        checks::page(self, caller, id, item, environment).await
    }

    async fn define_draft_check(
        &self,
        caller: &Caller,
        import: ImportId,
        cmd: DefineCheck,
    ) -> Result<(), ApiError> {
        checks::define(self, caller, import, cmd).await
    }

    async fn try_draft_check(
        &self,
        caller: &Caller,
        draft: OfDraft,
        cmd: DefineCheck,
    ) -> Result<Tried, ApiError> {
        checks::try_out(self, caller, draft, cmd).await
    }

    async fn compare_import(
        &self,
        caller: &Caller,
        id: ImportId,
        with: &str,
    ) -> Result<ComparePage, ApiError> {
        compare::page(self, caller, id, with).await
    }

    async fn apply_import(&self, caller: &Caller, cmd: ApplyImport) -> Result<DeploymentId, ApiError> {
        revise::apply(self, caller, cmd).await
    }

    async fn discard_import(&self, caller: &Caller, cmd: OfImport) -> Result<(), ApiError> {
        drafts::discard(self, caller, cmd).await
    }

    async fn save_template(&self, caller: &Caller, cmd: SaveTemplate) -> Result<TemplateId, ApiError> {
        templates::save(self, caller, cmd).await
    }

    async fn templates(&self, caller: &Caller) -> Result<TemplatesPage, ApiError> {
        templates::list(self, caller).await
    }

    async fn template(
        &self,
        caller: &Caller,
        id: TemplateId,
        version: Option<u32>,
    ) -> Result<TemplatePage, ApiError> {
        templates::page(self, caller, id, version).await
    }

    async fn archive_template(&self, caller: &Caller, cmd: OfTemplate) -> Result<(), ApiError> {
        templates::archive(self, caller, cmd).await
    }

    async fn edit_template(&self, caller: &Caller, cmd: OfTemplate) -> Result<ImportId, ApiError> {
        templates::edit(self, caller, cmd).await
    }

    async fn new_deployment(&self, caller: &Caller, from: NewFrom) -> Result<NewDeploymentPage, ApiError> {
        creation::new_deployment(self, caller, from).await
    }

    async fn create_deployment(
        &self,
        caller: &Caller,
        cmd: CreateDeployment,
    ) -> Result<DeploymentId, ApiError> {
        creation::create_deployment(self, caller, cmd).await
    }

    async fn create_example(&self, caller: &Caller) -> Result<DeploymentId, ApiError> {
        example::create(self, caller).await
    }
}

/// Importing and editing templates is for those who make deployments: leads and tech leads of a service, whoever may
/// begin with a service that nobody leads yet, and admins, who set services up.
pub(super) async fn makers_only(conn: &mut PgConnection, caller: &Caller) -> Result<(), ApiError> {
    let seen = Seen::SteeredBy {
        person: caller.person,
        admin: caller.admin,
    };
    if caller.admin || !store::services::list(conn, seen).await.api()?.is_empty() {
        return Ok(());
    }
    Err(ApiError::forbidden(
        "Only Lead or Tech Lead of a service can import checklists. An admin can give you the role.",
    ))
}
