//! Doors of environments: what their checks may reach and use.

use leptos::prelude::*;

use super::{answer, error::ApiError};
use crate::backend::{self, Done, backend, caller};

#[server(endpoint = "environments/create_environment")]
pub async fn create_environment(cmd: backend::CreateEnvironment) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let id = backend.create_environment(&caller, cmd).await?;
            Ok(Done::go(format!("/environments/{id}"))
                .saying("The environment was created. Say next what its checks may reach."))
        }
        .await,
    )
}

#[server(endpoint = "environments/change_environment")]
pub async fn change_environment(cmd: backend::ChangeEnvironment) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.change_environment(&caller, cmd).await?;
            Ok(Done::here().saying("The environment was changed."))
        }
        .await,
    )
}

#[server(endpoint = "environments/allow_target")]
pub async fn allow_target(cmd: backend::AllowTarget) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.allow_target(&caller, cmd).await?;
            Ok(Done::here().saying("Checks may reach this target from now on."))
        }
        .await,
    )
}

#[server(endpoint = "environments/remove_target")]
pub async fn remove_target(cmd: backend::RemoveTarget) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.remove_target(&caller, cmd).await?;
            Ok(Done::here().saying("Checks may no longer reach this target."))
        }
        .await,
    )
}

#[server(endpoint = "environments/set_variable")]
pub async fn set_variable(cmd: backend::SetVariable) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.set_variable(&caller, cmd).await?;
            Ok(Done::here().saying("The value was saved."))
        }
        .await,
    )
}

#[server(endpoint = "environments/remove_variable")]
pub async fn remove_variable(cmd: backend::RemoveVariable) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.remove_variable(&caller, cmd).await?;
            Ok(Done::here().saying("The value was removed."))
        }
        .await,
    )
}

#[server(endpoint = "environments/save_connection")]
pub async fn save_connection(cmd: backend::SaveConnection) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.save_connection(&caller, cmd).await?;
            Ok(Done::here().saying("The connection was sealed and saved. Its address is not shown again."))
        }
        .await,
    )
}

#[server(endpoint = "environments/remove_connection")]
pub async fn remove_connection(cmd: backend::RemoveConnection) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.remove_connection(&caller, cmd).await?;
            Ok(Done::here().saying("The connection was removed."))
        }
        .await,
    )
}
