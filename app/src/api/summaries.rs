//! Doors of summaries: notes, publishing, links to share.

use leptos::prelude::*;

use super::{answer, error::ApiError};
use crate::backend::{self, Done, backend, caller};

#[server(endpoint = "summaries/edit_summary")]
pub async fn edit_summary(cmd: backend::EditSummary) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .edit_summary(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Saved."))
        }
        .await,
    )
}

#[server(endpoint = "summaries/publish_summary")]
pub async fn publish_summary(cmd: backend::PublishSummary) -> Result<Done, ApiError> {
    answer(
        async {
            let deployment = cmd.deployment;
            let version = backend()?.publish_summary(&caller()?, cmd).await?;
            Ok(Done::go(format!("/deployments/{deployment}/summary/{version}"))
                .saying(format!("Version {version} is published. It stays as it is.")))
        }
        .await,
    )
}

#[server(endpoint = "summaries/make_share_link")]
pub async fn make_share_link(cmd: backend::MakeShareLink) -> Result<Done, ApiError> {
    answer(
        async {
            let link = backend()?.make_share_link(&caller()?, cmd).await?;
            Ok(Done::here()
                .saying("Anyone with this link can read the published summary.")
                .with_link(link))
        }
        .await,
    )
}

#[server(endpoint = "summaries/revoke_share_link")]
pub async fn revoke_share_link(cmd: backend::RevokeShareLink) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .revoke_share_link(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Link revoked."))
        }
        .await,
    )
}
