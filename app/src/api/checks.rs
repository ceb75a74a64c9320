//! Doors of items: ticking, evidence, automated checks and their runs.

use leptos::{
    prelude::*,
    server_fn::codec::{MultipartData, MultipartFormData},
};

use super::{
    answer,
    error::ApiError,
    multipart::{self, Limits},
};
use crate::backend::{self, Done, backend, caller};

/// Evidence of one act: several pictures, and a log or two.
const EVIDENCE: Limits = Limits {
    file_bytes: 10 * 1024 * 1024,
    file_words: "10 MiB",
    files: 10,
    long_texts: &[],
};

#[server(endpoint = "checks/record_manual_result")]
pub async fn record_manual_result(cmd: backend::RecordManualResult) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .record_manual_result(&caller()?, cmd, Vec::new())
                .await
                .map(|()| Done::here())
        }
        .await,
    )
}

/// The same act with pictures or files: a [`backend::RecordManualResult`] in a form that can carry them.
#[server(input = MultipartFormData, endpoint = "checks/record_with_files")]
pub async fn record_with_files(data: MultipartData) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let form = multipart::read(data, &EVIDENCE).await?;
            let cmd = form.command::<backend::RecordManualResult>()?;
            backend
                .record_manual_result(&caller, cmd, form.files)
                .await
                .map(|()| Done::here())
        }
        .await,
    )
}

#[server(endpoint = "checks/undo_result")]
pub async fn undo_result(cmd: backend::UndoResult) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .undo_result(&caller()?, cmd)
                .await
                .map(|()| Done::here())
        }
        .await,
    )
}

/// A [`backend::AddEvidence`] and its files.
#[server(input = MultipartFormData, endpoint = "checks/add_evidence")]
pub async fn add_evidence(data: MultipartData) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let form = multipart::read(data, &EVIDENCE).await?;
            let cmd = form.command::<backend::AddEvidence>()?;
            let files = form.files.len();
            backend.add_evidence(&caller, cmd, form.files).await?;
            Ok(Done::here().saying(if files == 1 {
                "1 file kept.".to_owned()
            } else {
                format!("{files} files kept.")
            }))
        }
        .await,
    )
}

#[server(endpoint = "checks/define_check")]
pub async fn define_check(cmd: backend::DefineCheck) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .define_check(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Saved."))
        }
        .await,
    )
}

#[server(endpoint = "checks/try_check")]
pub async fn try_check(cmd: backend::DefineCheck) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .try_check(&caller()?, cmd)
                .await
                .map(|tried| Done::here().showing(&tried))
        }
        .await,
    )
}

#[server(endpoint = "checks/run_check")]
pub async fn run_check(cmd: backend::RunCheck) -> Result<Done, ApiError> {
    answer(async { backend()?.run_check(&caller()?, cmd).await.map(|()| Done::here()) }.await)
}

#[server(endpoint = "checks/run_phase")]
pub async fn run_phase(cmd: backend::RunPhase) -> Result<Done, ApiError> {
    answer(
        async {
            let started = backend()?.run_phase(&caller()?, cmd).await?;
            Ok(Done::here().saying(match started {
                0 => "Nothing to run: every automated check is running already, or there is none.".to_owned(),
                1 => "1 check queued.".to_owned(),
                many => format!("{many} checks queued."),
            }))
        }
        .await,
    )
}

#[server(endpoint = "checks/cancel_run")]
pub async fn cancel_run(cmd: backend::CancelRun) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .cancel_run(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Run cancelled."))
        }
        .await,
    )
}
