//! Plain forms over server functions: post, redirect, get. A success leads on; a refusal leads back to the page with all
//! that was typed, and a session that ended in between leads through sign-in to the same place.
//!
//! Server functions themselves answer JSON; here the answer becomes what a browser without script can follow.

use app::{
    api::error::ApiError,
    backend::Done,
    components::answer::{FormAnswer, Outcome},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use futures::StreamExt;

use super::{Site, answers, if_match};

/// Set by our own script: the answer names the address to go to instead of redirecting.
const ENHANCED: &str = "countersign-enhanced";
/// A form without files.
const FORM_BYTES: usize = 64 * 1024;
/// A document to import, and the form around it.
const IMPORT_BYTES: usize = 2 * 1024 * 1024 + FORM_BYTES;
/// Files as evidence, all of one act together.
const EVIDENCE_BYTES: usize = 10 * 1024 * 1024 + FORM_BYTES;
/// How much of a body that is too large is read and thrown away, so that the browser gets to see the answer.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;
/// An answer of a server function.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Fields that never come back, by the last part of their name.
const SECRET: [&str; 3] = ["password", "current", "new"];

pub async fn post_redirect_get(State(site): State<Site>, request: Request, next: Next) -> Response<Body> {
    let action = request.uri().path().trim_start_matches("/api/").to_owned();
    let browser = accepts_html(request.headers());
    let enhanced = request.headers().contains_key(ENHANCED);
    let kind = Kind::of(request.headers());
    let (mut parts, body) = request.into_parts();
    let limit = limit_of(&action, kind);
    let bytes = match read(body, &parts.headers, limit).await {
        Ok(bytes) => bytes,
        Err(error) => {
            return address(
                enhanced,
                refuse(&site, &action, &Typed::default(), error, browser).await,
            );
        }
    };
    if kind == Kind::Multipart && boundary(&parts.headers).is_none() {
        return address(
            enhanced,
            refuse(&site, &action, &Typed::default(), not_understood(), browser).await,
        );
    }
    let typed = Typed::read(&action, &parts.headers, kind, &bytes).await;
    let precondition = parts.headers.contains_key(header::IF_MATCH);
    if let Err(error) = if_match::agrees(&parts.headers, &typed.fields) {
        return address(enhanced, refuse(&site, &action, &typed, error, browser).await);
    }
    if browser {
        // The server function then answers with its value or its error, not with a redirect of its own.
        parts
            .headers
            .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    }
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if precondition && response.status() == StatusCode::CONFLICT {
        *response.status_mut() = StatusCode::PRECONDITION_FAILED;
    }
    if !browser {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, ANSWER_BYTES).await.unwrap_or_default();
    let mut answer = if parts.status.is_success() {
        match serde_json::from_slice::<Done>(&bytes) {
            Ok(done) => follow(&site, &action, &typed, done).await,
            Err(_) => unreadable(&site, &action, &typed).await,
        }
    } else {
        match serde_json::from_slice::<ApiError>(&bytes) {
            Ok(error) => refuse(&site, &action, &typed, error, true).await,
            Err(_) => unreadable(&site, &action, &typed).await,
        }
    };
    for cookie in parts.headers.get_all(header::SET_COOKIE) {
        answer.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    address(enhanced, answer)
}

/// For a page with script: the address to go to as a value, so that the page can ask for it itself, once.
fn address(enhanced: bool, answer: Response<Body>) -> Response<Body> {
    let Some(to) = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|to| to.to_str().ok())
        .filter(|_| enhanced)
    else {
        return answer;
    };
    let mut value = axum::Json(serde_json::json!({ "to": to })).into_response();
    for cookie in answer.headers().get_all(header::SET_COOKIE) {
        value.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    value
}

async fn unreadable(site: &Site, action: &str, typed: &Typed) -> Response<Body> {
    refuse(site, action, typed, not_understood(), true).await
}

fn not_understood() -> ApiError {
    ApiError::refused("The form was not understood. Reload the page and send it again.")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Urlencoded,
    Multipart,
    Other,
}

impl Kind {
    fn of(headers: &HeaderMap) -> Self {
        match headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
        {
            Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => Self::Urlencoded,
            Some(kind) if kind.starts_with("multipart/form-data") => Self::Multipart,
            _ => Self::Other,
        }
    }
}

fn limit_of(action: &str, kind: Kind) -> usize {
    match (kind, action) {
        (Kind::Multipart, action) if action.starts_with("imports/") => IMPORT_BYTES,
        (Kind::Multipart, _) => EVIDENCE_BYTES,
        _ => FORM_BYTES,
    }
}

/// The body, if it is small enough. What is too large is not kept.
async fn read(body: Body, headers: &HeaderMap, limit: usize) -> Result<Bytes, ApiError> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok())
        .unwrap_or(0);
    let mut kept = Vec::with_capacity(announced.min(limit));
    let mut seen = 0_usize;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk
            .map_err(|_| ApiError::refused("The upload broke off. Nothing was saved; send it again."))?;
        seen = seen.saturating_add(chunk.len());
        if seen > DRAIN_BYTES {
            break;
        }
        if seen <= limit {
            kept.extend_from_slice(&chunk);
        }
    }
    if seen > limit {
        return Err(ApiError::TooLarge {
            limit: format!("{} KiB", limit / 1024),
        });
    }
    Ok(kept.into())
}

/// What a person typed, and where the form stood.
#[derive(Default)]
struct Typed {
    form: Option<String>,
    back: Option<String>,
    fields: Vec<(String, String)>,
}

impl Typed {
    async fn read(action: &str, headers: &HeaderMap, kind: Kind, bytes: &Bytes) -> Self {
        let pairs = match kind {
            Kind::Urlencoded => url::form_urlencoded::parse(bytes).into_owned().collect(),
            Kind::Multipart => text_parts(headers, bytes.clone()).await,
            Kind::Other => Vec::new(),
        };
        let mut typed = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "_form" => typed.form = Some(value),
                "_back" => typed.back = Some(value).filter(|back| answers::is_local(back)),
                _ if is_secret(action, &name) => {}
                _ => typed.fields.push((name, value)),
            }
        }
        typed
    }

    fn back(&self) -> &str {
        self.back.as_deref().unwrap_or("/")
    }
}

fn is_secret(action: &str, name: &str) -> bool {
    let last = name.rsplit('[').next().unwrap_or(name).trim_end_matches(']');
    SECRET.contains(&last) || (action == "environments/save_connection" && last == "url")
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| multer::parse_boundary(value).ok())
}

async fn text_parts(headers: &HeaderMap, bytes: Bytes) -> Vec<(String, String)> {
    let Some(boundary) = boundary(headers) else {
        return Vec::new();
    };
    let once = futures::stream::once(async move { Ok::<_, std::io::Error>(bytes) });
    let mut parts = multer::Multipart::new(once, boundary);
    let mut pairs = Vec::new();
    while let Ok(Some(part)) = parts.next_field().await {
        if part.file_name().is_none()
            && let Some(name) = part.name().map(str::to_owned)
            && let Ok(value) = part.text().await
        {
            pairs.push((name, value));
        }
    }
    pairs
}

async fn follow(site: &Site, action: &str, typed: &Typed, done: Done) -> Response<Body> {
    let to = done
        .to
        .clone()
        .filter(|to| answers::is_local(to))
        .unwrap_or_else(|| typed.back().to_owned());
    if done.say.is_none() && done.link.is_none() && done.shown.is_none() {
        return Redirect::to(&to).into_response();
    }
    // What was typed comes back only where the page shows an outcome beside the form.
    let fields = if done.shown.is_some() {
        typed.fields.clone()
    } else {
        Vec::new()
    };
    let answer = FormAnswer {
        action: action.to_owned(),
        form: typed.form.clone(),
        fields,
        outcome: Outcome::Done(done),
    };
    match answers::keep(site, &answer).await {
        Ok(token) => Redirect::to(&answers::with_answer(&to, &token)).into_response(),
        Err(_) => Redirect::to(&to).into_response(),
    }
}

async fn refuse(site: &Site, action: &str, typed: &Typed, error: ApiError, browser: bool) -> Response<Body> {
    if !browser {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return (status, axum::Json(error)).into_response();
    }
    let signed_out = error == ApiError::SignedOut;
    let answer = FormAnswer {
        action: action.to_owned(),
        form: typed.form.clone(),
        fields: typed.fields.clone(),
        outcome: Outcome::Refused(error.clone()),
    };
    match answers::keep(site, &answer).await {
        Ok(token) => {
            let mut back = answers::with_answer(typed.back(), &token);
            if signed_out {
                back = format!("/sign-in?next={}", app::components::encode(&back));
            } else if let Some(form) = &typed.form {
                let anchor: String = form
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
                    .collect();
                back = format!("{back}#{anchor}-refusal");
            }
            Redirect::to(&back).into_response()
        }
        // The database does not answer: say so here, since no page could.
        Err(_) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (
                status,
                format!("{error}\nGo back in your browser: what you typed is still in the form."),
            )
                .into_response()
        }
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_come_back() {
        for name in ["cmd[password]", "password", "cmd[current]", "cmd[new]"] {
            assert!(is_secret("accounts/sign_in", name), "{name}");
        }
        assert!(is_secret("environments/save_connection", "cmd[url]"));
        assert!(!is_secret("checks/define_check", "cmd[url]"));
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_not_kept() {
        let body = Body::from(vec![b'a'; 100]);
        assert!(matches!(
            read(body, &HeaderMap::new(), 99).await,
            Err(ApiError::TooLarge { .. })
        ));
        assert_eq!(
            read(Body::from("abc"), &HeaderMap::new(), 3).await.unwrap(),
            "abc"
        );
    }
}
