//! Doors of imports, templates and new deployments.

use leptos::{
    prelude::*,
    server_fn::codec::{MultipartData, MultipartFormData},
};

use super::{
    answer,
    error::ApiError,
    multipart::{Form, Limits, read},
};
use crate::backend::{self, Done, UploadedDocument, backend, caller};

/// As the importer's own limit: a larger document is refused before it is read.
const DOCUMENT: Limits = Limits {
    file_bytes: 2 * 1024 * 1024,
    file_words: "2 MiB",
    files: 1,
    long_texts: &["text"],
};

/// A file, or pasted text: whichever is there; `into` names the deployment of which it is a newer version. Both at once would leave one of them unread, so that is refused.
#[server(input = MultipartFormData, endpoint = "imports/start_import")]
pub async fn start_import(data: MultipartData) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let form = read(data, &DOCUMENT).await?;
            let into = form.text("into").to_owned();
            let upload = document(form)?;
            let id = if into.is_empty() {
                backend.start_import(&caller, upload).await?
            } else {
                let into = into.parse().map_err(|_| ApiError::NotFound)?;
                backend.start_newer_version(&caller, into, upload).await?
            };
            Ok(Done::go(format!("/import/{id}")))
        }
        .await,
    )
}

fn document(mut form: Form) -> Result<UploadedDocument, ApiError> {
    let pasted = !form.text("text").trim().is_empty();
    match form.files.pop() {
        Some(_) if pasted => Err(ApiError::refused_field(
            "text",
            "There is a file and a pasted text. Send one of the two.",
        )),
        Some(file) => Ok(UploadedDocument {
            name: file.name,
            bytes: file.bytes,
        }),
        None if pasted => Ok(UploadedDocument {
            name: "pasted text".to_owned(),
            bytes: form.text("text").as_bytes().to_vec(),
        }),
        None => Err(ApiError::refused_field(
            "text",
            "Paste the text of a checklist, or choose its file.",
        )),
    }
}

#[server(endpoint = "imports/correct_import")]
pub async fn correct_import(cmd: backend::CorrectImport) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.correct_import(&caller, cmd).await?;
            Ok(Done::here())
        }
        .await,
    )
}

#[server(endpoint = "imports/undo_correction")]
pub async fn undo_correction(cmd: backend::UndoCorrection) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.undo_correction(&caller, cmd).await?;
            Ok(Done::here().saying("Taken back."))
        }
        .await,
    )
}

#[server(endpoint = "imports/define_draft_check")]
pub async fn define_draft_check(
    draft: backend::OfDraft,
    cmd: backend::DefineCheck,
) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.define_draft_check(&caller, draft.import, cmd).await?;
            Ok(Done::go(format!("/import/{}?step=checks", draft.import)).saying("Saved in the draft."))
        }
        .await,
    )
}

#[server(endpoint = "imports/try_draft_check")]
pub async fn try_draft_check(draft: backend::OfDraft, cmd: backend::DefineCheck) -> Result<Done, ApiError> {
    answer(
        async {
            let tried = backend()?.try_draft_check(&caller()?, draft, cmd).await?;
            Ok(Done::here().showing(&tried))
        }
        .await,
    )
}

#[server(endpoint = "imports/apply_import")]
pub async fn apply_import(cmd: backend::ApplyImport) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.apply_import(&caller, cmd).await?;
            Ok(Done::go(format!("/deployments/{id}"))
                .saying("The checklist has a new revision. What did not change kept its results."))
        }
        .await,
    )
}

#[server(endpoint = "imports/discard_import")]
pub async fn discard_import(cmd: backend::OfImport) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.discard_import(&caller, cmd).await?;
            Ok(Done::go("/import").saying("The draft was discarded."))
        }
        .await,
    )
}

#[server(endpoint = "imports/save_template")]
pub async fn save_template(cmd: backend::SaveTemplate) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.save_template(&caller, cmd).await?;
            Ok(Done::go(format!("/templates/{id}")).saying("Saved as a template."))
        }
        .await,
    )
}

#[server(endpoint = "imports/archive_template")]
pub async fn archive_template(cmd: backend::OfTemplate) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.archive_template(&caller, cmd).await?;
            Ok(Done::go("/templates")
                .saying("The template was archived. Deployments made from it stay as they are."))
        }
        .await,
    )
}

#[server(endpoint = "imports/edit_template")]
pub async fn edit_template(cmd: backend::OfTemplate) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.edit_template(&caller, cmd).await?;
            Ok(Done::go(format!("/import/{id}?step=structure")))
        }
        .await,
    )
}

#[server(endpoint = "imports/create_deployment")]
pub async fn create_deployment(cmd: backend::CreateDeployment) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.create_deployment(&caller, cmd).await?;
            Ok(Done::go(format!("/deployments/{id}"))
                .saying("The deployment is a draft. Nothing runs until it is prepared."))
        }
        .await,
    )
}

#[server(endpoint = "imports/create_example")]
pub async fn create_example() -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.create_example(&caller).await?;
            Ok(Done::go(format!("/deployments/{id}")))
        }
        .await,
    )
}
