//! Downloads: evidence as it was given, summaries as Markdown.

use app::api::error::ApiError;
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::ids::{DeploymentId, EvidenceId};

use super::{Site, identify::Asker};

/// Evidence runs nothing and loads nothing, whatever it is.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox");

pub async fn evidence(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
) -> Response<Body> {
    let found = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let id: EvidenceId = id.parse().map_err(|_| ApiError::NotFound)?;
        site.backend.evidence_file(&caller, id).await
    };
    match found.await {
        Err(error) => refusal(&error),
        Ok(file) => {
            let inline = file.media_type != "application/octet-stream";
            let disposition = format!(
                "{}; filename*=UTF-8''{}",
                if inline { "inline" } else { "attachment" },
                app::components::encode(&file.name).replace('/', "%2F")
            );
            (
                [
                    (header::CONTENT_TYPE, file.media_type),
                    (header::CONTENT_DISPOSITION, disposition),
                    (header::ETAG, format!("\"{}\"", file.sha256)),
                    (header::CACHE_CONTROL, "private, no-cache".to_owned()),
                ],
                [(header::CONTENT_SECURITY_POLICY, SANDBOX)],
                file.bytes,
            )
                .into_response()
        }
    }
}

pub async fn summary_markdown(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
) -> Response<Body> {
    let written = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let id: DeploymentId = id.parse().map_err(|_| ApiError::NotFound)?;
        let page = site.backend.summary(&caller, id).await?;
        Ok(crate::summary::markdown(&page.draft, None))
    };
    markdown(written.await)
}

pub async fn summary_version_markdown(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Path((id, version)): Path<(String, u32)>,
) -> Response<Body> {
    let written = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let id: DeploymentId = id.parse().map_err(|_| ApiError::NotFound)?;
        let page = site.backend.summary_version(&caller, id, version).await?;
        Ok(crate::summary::markdown(&page.summary, Some(version)))
    };
    markdown(written.await)
}

fn markdown(written: Result<String, ApiError>) -> Response<Body> {
    match written {
        Ok(text) => ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response(),
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &ApiError) -> Response<Body> {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, format!("{error}\n")).into_response()
}
