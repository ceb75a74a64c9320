//! Downloads: evidence as it was given, summaries as Markdown, checklists as Markdown and as tables.

use app::api::error::ApiError;
use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::ids::{DeploymentId, EvidenceId, ImportId, TemplateId};
use serde::Deserialize;

use super::{Site, identify::Asker};
use crate::usecases::exports::{self, Export, Form};

/// The longest name of a downloaded checklist, without its ending.
const NAME_CHARS: usize = 80;

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

/// A draft, as the document it was or as it was corrected.
pub async fn import(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response<Body> {
    let found = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let id: ImportId = id.parse().map_err(|_| ApiError::NotFound)?;
        exports::of_import(&site.server, &caller, id, form(&uri)).await
    };
    checklist(found.await)
}

#[derive(Deserialize)]
pub struct OfVersion {
    version: Option<u32>,
}

pub async fn template(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    Query(of): Query<OfVersion>,
    uri: Uri,
) -> Response<Body> {
    let found = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let id: TemplateId = id.parse().map_err(|_| ApiError::NotFound)?;
        exports::of_template(&site.server, &caller, id, of.version, form(&uri)).await
    };
    checklist(found.await)
}

pub async fn deployment(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response<Body> {
    let found = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let id: DeploymentId = id.parse().map_err(|_| ApiError::NotFound)?;
        exports::of_deployment(&site.server, &caller, id, form(&uri)).await
    };
    checklist(found.await)
}

/// The ending of the address says the form.
fn form(uri: &Uri) -> Form {
    if uri.path().ends_with(".csv") {
        Form::Csv
    } else {
        Form::Markdown
    }
}

fn checklist(found: Result<Export, ApiError>) -> Response<Body> {
    let export = match found {
        Ok(export) => export,
        Err(error) => return refusal(&error),
    };
    let (kind, ending) = match export.form {
        Form::Markdown => ("text/markdown", "md"),
        Form::Csv => ("text/csv", "csv"),
    };
    // A document comes back in the encoding it had.
    let charset = std::str::from_utf8(&export.bytes).map_or("", |_| "; charset=utf-8");
    (
        [
            (header::CONTENT_TYPE, format!("{kind}{charset}")),
            (header::CONTENT_DISPOSITION, disposition(&export.title, ending)),
            (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        ],
        export.bytes,
    )
        .into_response()
}

/// A name that no system reads as a path or a command.
fn disposition(title: &str, ending: &str) -> String {
    let safe: String = title
        .chars()
        .take(NAME_CHARS)
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let parts: Vec<&str> = safe
        .split('-')
        .filter(|part| !part.trim_matches('.').is_empty())
        .collect();
    let name = parts.join("-");
    let name = match name.trim_matches('.') {
        "" => "checklist",
        name => name,
    };
    format!(
        "attachment; filename*=UTF-8''{}.{ending}",
        app::components::encode(name)
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_downloads_are_harmless() {
        for (title, name) in [
            ("Checkout 2.0", "Checkout-2.0.md"),
            ("../../etc/passwd", "etc-passwd.md"),
            ("a\"; filename=evil.exe\r\nX: y", "a-filename-evil.exe-X-y.md"),
            ("...", "checklist.md"),
            ("", "checklist.md"),
        ] {
            assert_eq!(
                disposition(title, "md"),
                format!("attachment; filename*=UTF-8''{name}"),
                "{title}"
            );
        }
        assert!(disposition("デプロイ手順", "csv").is_ascii());
    }
}
