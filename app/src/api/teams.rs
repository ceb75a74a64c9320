//! Doors of teams and services.

use leptos::prelude::*;

use super::{answer, error::ApiError};
use crate::backend::{self, Done, backend, caller};

#[server(endpoint = "teams/create_team")]
pub async fn create_team(cmd: backend::CreateTeam) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.create_team(&caller, cmd).await?;
            Ok(Done::go(format!("/teams/{id}")).saying("The team was created. Add its people next."))
        }
        .await,
    )
}

#[server(endpoint = "teams/rename_team")]
pub async fn rename_team(cmd: backend::RenameTeam) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.rename_team(&caller, cmd).await?;
            Ok(Done::here().saying("The team was renamed."))
        }
        .await,
    )
}

#[server(endpoint = "teams/name_roles")]
pub async fn name_roles(cmd: backend::NameRoles) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.name_roles(&caller, cmd).await?;
            Ok(Done::here().saying(
                "The roles are named. Signatures that were given keep the names they were printed with.",
            ))
        }
        .await,
    )
}

#[server(endpoint = "teams/add_team_member")]
pub async fn add_team_member(cmd: backend::TeamMember) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.add_team_member(&caller, cmd).await?;
            Ok(Done::here().saying("Added to the team."))
        }
        .await,
    )
}

#[server(endpoint = "teams/remove_team_member")]
pub async fn remove_team_member(cmd: backend::TeamMember) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.remove_team_member(&caller, cmd).await?;
            Ok(Done::here().saying("Removed from the team."))
        }
        .await,
    )
}

#[server(endpoint = "teams/create_service")]
pub async fn create_service(cmd: backend::CreateService) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.create_service(&caller, cmd).await?;
            Ok(Done::go(format!("/services/{id}")).saying("The service was created. Give its roles next."))
        }
        .await,
    )
}

#[server(endpoint = "teams/change_service")]
pub async fn change_service(cmd: backend::ChangeService) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.change_service(&caller, cmd).await?;
            Ok(Done::here().saying("The service was changed."))
        }
        .await,
    )
}

#[server(endpoint = "teams/give_service_role")]
pub async fn give_service_role(cmd: backend::ServiceRole) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.give_service_role(&caller, cmd).await?;
            Ok(Done::here().saying("The role was given. It goes into each new deployment."))
        }
        .await,
    )
}

#[server(endpoint = "teams/take_service_role")]
pub async fn take_service_role(cmd: backend::ServiceRole) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.take_service_role(&caller, cmd).await?;
            Ok(Done::here().saying("The role was taken back. Deployments that exist keep theirs."))
        }
        .await,
    )
}
