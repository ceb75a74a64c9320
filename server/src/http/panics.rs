//! A panic in a handler: an answer with a reference; the process and all others go on.

use std::any::Any;

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};

pub fn answer(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    let reference = uuid::Uuid::now_v7();
    tracing::error!(%reference, words, "a handler panicked");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        format!("This did not work, and it is not your fault. Nothing was saved. Reference {reference}.\n"),
    )
        .into_response()
}
