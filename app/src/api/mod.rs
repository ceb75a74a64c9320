//! The doors: server functions. Each reads its input, asks one method of the backend, and answers where to go next.

pub mod accounts;
pub mod checks;
pub mod deployments;
pub mod environments;
pub mod error;
pub mod gates;
pub mod imports;
pub(crate) mod multipart;
pub mod summaries;
pub mod teams;

use axum::http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{api::error::ApiError, backend::Done};

/// Sets the status that belongs to a refusal; without it a refusal would answer 500.
pub(crate) fn answer(result: Result<Done, ApiError>) -> Result<Done, ApiError> {
    if let Err(error) = &result {
        answer_with_status_of(error);
    }
    result
}

/// The status of the answer under way, for refusals that arise before a door is entered too.
fn answer_with_status_of(error: &ApiError) {
    if let Some(response) = use_context::<ResponseOptions>()
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
}
