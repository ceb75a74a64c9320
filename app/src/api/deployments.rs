//! Doors of deployments: their life, owners and roles, and the lines of their checklist.

use domain::ids::DeploymentId;
use leptos::prelude::*;

use super::{answer, error::ApiError};
use crate::backend::{self, Done, backend, caller};

#[server(endpoint = "deployments/act_on_deployment")]
pub async fn act_on_deployment(cmd: backend::ActOnDeployment) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .act_on_deployment(&caller()?, cmd)
                .await
                .map(|()| Done::here())
        }
        .await,
    )
}

#[server(endpoint = "deployments/change_deployment")]
pub async fn change_deployment(cmd: backend::ChangeDeployment) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .change_deployment(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Saved."))
        }
        .await,
    )
}

#[server(endpoint = "deployments/ask")]
pub async fn ask(cmd: backend::Ask) -> Result<Done, ApiError> {
    answer(
        async {
            let names = backend()?.ask(&caller()?, cmd).await?;
            Ok(Done::here().saying(format!(
                "{} see it on their board, with your name.",
                names.join(", ")
            )))
        }
        .await,
    )
}

#[server(endpoint = "deployments/archive_deployment")]
pub async fn archive_deployment(cmd: backend::OfDeployment) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?.archive_deployment(&caller()?, cmd).await?;
            Ok(Done::go("/").saying("Archived. Its history stays and can still be read."))
        }
        .await,
    )
}

#[server(endpoint = "deployments/set_owners")]
pub async fn set_owners(cmd: backend::SetOwners) -> Result<Done, ApiError> {
    answer(
        async {
            let tasks = cmd.tasks.len();
            backend()?.set_owners(&caller()?, cmd).await?;
            let words = if tasks == 1 {
                "1 task".to_owned()
            } else {
                format!("{tasks} tasks")
            };
            Ok(Done::here().saying(format!("Owner set for {words}.")))
        }
        .await,
    )
}

#[server(endpoint = "deployments/give_role")]
pub async fn give_role(cmd: backend::DeploymentRole) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .give_role(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Role given."))
        }
        .await,
    )
}

#[server(endpoint = "deployments/take_role")]
pub async fn take_role(cmd: backend::DeploymentRole) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .take_role(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Role taken back."))
        }
        .await,
    )
}

#[server(endpoint = "deployments/add_item")]
pub async fn add_item(cmd: backend::AddItem) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .add_item(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Added."))
        }
        .await,
    )
}

#[server(endpoint = "deployments/change_item")]
pub async fn change_item(cmd: backend::ChangeItem) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .change_item(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Saved."))
        }
        .await,
    )
}

/// `deployment` is where the page goes on to: the item's own page is gone.
#[server(endpoint = "deployments/remove_item")]
pub async fn remove_item(cmd: backend::RemoveItem, deployment: DeploymentId) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?.remove_item(&caller()?, cmd).await?;
            Ok(Done::go(format!("/deployments/{deployment}"))
                .saying("Removed from the checklist. Its history stays."))
        }
        .await,
    )
}

#[server(endpoint = "deployments/choose_option")]
pub async fn choose_option(cmd: backend::ChooseOption) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .choose_option(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Chosen."))
        }
        .await,
    )
}
