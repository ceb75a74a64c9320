//! Pages and server functions: the app, given everything of its request.

use std::sync::Arc;

use app::{PageContext, SingleKeys, Theme, shell};
use axum::{
    Extension,
    body::Body,
    extract::{Form, Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{Site, answers, identify::Asker, session::Door};
use crate::assets;

const THEME: &str = "theme";
const KEYS: &str = "keys";
const OFF: &str = "off";
/// A year.
const REMEMBERED_SECONDS: u32 = 31_536_000;

/// Any page. The app's own routes decide which, and answer 404 for all others.
pub async fn page(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    session: Session,
    request: Request,
) -> Response<Body> {
    let answer = answers::find(&site, request.uri().query()).await;
    let context = context(&site, asker, session, request.headers(), answer);
    let options = site.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || context.clone().provide(),
        move || shell(options.clone(), assets::version()),
    );
    render(request).await
}

/// Any server function.
pub async fn server_function(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    session: Session,
    request: Request,
) -> Response<Body> {
    let context = context(&site, asker, session, request.headers(), None);
    leptos_axum::handle_server_fns_with_context(move || context.clone().provide(), request)
        .await
        .into_response()
}

fn context(
    site: &Site,
    asker: Asker,
    session: Session,
    headers: &HeaderMap,
    answer: Option<app::components::answer::FormAnswer>,
) -> PageContext {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
    };
    let door = Door {
        session,
        browser: text(header::USER_AGENT).to_owned(),
        address: asker.visitor.address.clone(),
    };
    PageContext {
        backend: Arc::clone(&site.backend),
        caller: asker.caller,
        visitor: asker.visitor,
        session: Arc::new(door),
        answer,
        theme: Theme::from_key(remembered(text(header::COOKIE), THEME).unwrap_or_default()),
        keys: SingleKeys(remembered(text(header::COOKIE), KEYS) != Some(OFF)),
    }
}

/// A choice that the browser remembers.
fn remembered<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

#[derive(Deserialize)]
pub struct ThemeChoice {
    theme: String,
}

/// Remembers the colours and goes back to the page.
pub async fn choose_theme(headers: HeaderMap, Form(choice): Form<ThemeChoice>) -> Response<Body> {
    let theme = Theme::from_key(&choice.theme).key().unwrap_or("system");
    remember(&headers, THEME, theme)
}

#[derive(Deserialize)]
pub struct KeysChoice {
    keys: String,
}

/// Remembers whether single keys act, and goes back to the page.
pub async fn choose_keys(headers: HeaderMap, Form(choice): Form<KeysChoice>) -> Response<Body> {
    remember(&headers, KEYS, if choice.keys == OFF { OFF } else { "on" })
}

fn remember(headers: &HeaderMap, name: &str, value: &str) -> Response<Body> {
    let back = headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| url::Url::parse(value).ok())
        .map(|url| url[url::Position::BeforePath..].to_owned())
        .filter(|back| answers::is_local(back))
        .unwrap_or_else(|| "/".to_owned());
    let mut response = Redirect::to(&back).into_response();
    let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED_SECONDS}; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Files of the product need no session and no database.
pub async fn assets_first(request: Request, next: Next) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match assets::answer(&parts).await {
        Some(file) => file,
        None => next.run(Request::from_parts(parts, body)).await,
    }
}
