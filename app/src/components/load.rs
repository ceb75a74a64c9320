//! The one place that owns loading, refused and broken: a page says what it reads and how it looks.

use std::future::Future;

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

use super::layout::Frame;
use crate::api::error::ApiError;

/// Reads, then renders. An error becomes a page that says what it is, with its status; the signed-out are sent to sign in and
/// come back afterwards.
pub fn load<T, V>(
    reading: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    render: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        match reading.await {
            Ok(model) => render(model).into_any(),
            Err(error) => error_page(error).into_any(),
        }
    })
}

/// The page of an error, with its status.
pub fn error_page(error: ApiError) -> impl IntoView {
    if error == ApiError::SignedOut {
        let here = use_context::<axum::http::request::Parts>()
            .map(|parts| {
                parts
                    .uri
                    .path_and_query()
                    .map_or_else(|| "/".to_owned(), ToString::to_string)
            })
            .unwrap_or_default();
        leptos_axum::redirect(&format!("/sign-in?next={}", encode(&here)));
    } else if let Some(response) = use_context::<ResponseOptions>()
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
    let heading = match &error {
        ApiError::SignedOut => "Sign in first",
        ApiError::Forbidden { .. } => "Not yours to do",
        ApiError::NotFound => "Not found",
        ApiError::Unavailable => "The database does not answer",
        ApiError::Broken { .. } => "This did not work",
        _ => "This cannot be done",
    };
    view! {
        <Title text=format!("{heading} - Countersign") />
        <Frame class="narrow">
            <div class="head"><h1 tabindex="-1">{heading}</h1></div>
            <p>{error.to_string()}</p>
            <p class="actions"><a class="button" href="/">"Go to the deployments"</a></p>
        </Frame>
    }
}

/// Percent-encodes a text for a query value.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                (byte as char).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
