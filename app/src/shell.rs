//! The HTML document around every page, and what the server hands to each rendering of it.

use std::sync::Arc;

use domain::actor::Caller;
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

use crate::{
    App,
    backend::{Backend, SessionDoor, Visitor},
    components::{Sprite, answer::FormAnswer},
};

/// Everything a page needs of its request.
#[derive(Clone)]
pub struct PageContext {
    pub backend: Arc<dyn Backend>,
    pub caller: Option<Caller>,
    pub visitor: Visitor,
    pub session: Arc<dyn SessionDoor>,
    /// What the form that led here answered.
    pub answer: Option<FormAnswer>,
    pub theme: Theme,
    pub keys: SingleKeys,
}

impl PageContext {
    pub fn provide(self) {
        provide_context(self.backend);
        provide_context(self.caller);
        provide_context(self.visitor);
        provide_context(self.session);
        provide_context(self.answer);
        provide_context(self.theme);
        provide_context(self.keys);
    }
}

/// Whether single keys act, as this browser remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleKeys(pub bool);

/// The remembered choice of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    pub fn from_key(key: &str) -> Self {
        match key {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The policy that goes with a page: only scripts with this answer's nonce run, and nothing loads from elsewhere.
fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types countersign"
    )
}

/// The document. `sheet` and `version` name the built style sheet, so that browsers may keep it for ever.
pub fn shell(options: LeptosOptions, version: &'static str) -> impl IntoView {
    let theme = use_context::<Theme>().unwrap_or_default();
    let keys_off = use_context::<SingleKeys>().is_some_and(|keys| !keys.0);
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = content_security_policy(&nonce).parse()
    {
        response.insert_header(axum::http::header::CONTENT_SECURITY_POLICY, policy);
    }
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.key() data-keys=keys_off.then_some("off")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=format!("/pkg/countersign.css?v={version}") />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HydrationScripts options islands=true />
                <MetaTags />
            </head>
            <body>
                <Sprite />
                <App />
            </body>
        </html>
    }
}
