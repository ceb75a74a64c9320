//! The doors: server functions. Each reads its input, asks one method of the backend, and answers where to go next.

pub mod accounts;
pub mod error;
pub mod summaries;
pub mod gates;
pub mod deployments;
pub mod checks;
pub mod teams;
pub(crate) mod multipart;
pub mod imports;
pub mod environments;

use axum::http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{api::error::ApiError, backend::Done};

/// Sets the status that belongs to a refusal; without it a refusal would answer 500.
pub(crate) fn answer(result: Result<Done, ApiError>) -> Result<Done, ApiError> {
    if let Err(error) = &result
        && let Some(response) = use_context::<ResponseOptions>()
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
    result
}
