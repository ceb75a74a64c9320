//! What the palette asks for while somebody types: a look, never an act.

use app::api::error::ApiError;
use axum::{
    Extension, Json,
    body::Body,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Site, identify::Asker};
use crate::usecases::palette;

#[derive(Deserialize)]
pub struct Asked {
    /// The address of the page it was opened on.
    #[serde(default)]
    at: String,
    /// What was typed.
    #[serde(default)]
    q: String,
}

pub async fn entries(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Query(asked): Query<Asked>,
) -> Response<Body> {
    let read = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        palette::entries(&site.server, &caller, &asked.at, &asked.q).await
    };
    match read.await {
        Ok(entries) => Json(entries).into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(error)).into_response()
        }
    }
}
