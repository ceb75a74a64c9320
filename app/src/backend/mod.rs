//! What the pages and server functions need of the server, stated as traits, one per noun. The server fulfils them and hands
//! itself over through Leptos context; so the pages never see SQL, and the compiler keeps it that way.
//!
//! Read models end in `Page`, `Row` or `Board` and are made for one screen. Commands are imperatives and arrive from forms.

mod accounts;
mod audit;
mod checks;
mod deployments;
mod environments;
mod gates;
mod imports;
mod lists;
mod summaries;
mod teams;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{actor::Caller, ids::PersonId};
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};

pub use self::{
    accounts::*, audit::*, checks::*, deployments::*, environments::*, gates::*, imports::*, lists::*,
    summaries::*, teams::*,
};
use crate::api::error::ApiError;

/// The whole server, as the app sees it.
pub trait Backend:
    Accounts + Teams + Environments + Imports + Deployments + Checks + Gates + Audits + Summaries + Send + Sync
{
}

impl<T> Backend for T where
    T: Accounts
        + Teams
        + Environments
        + Imports
        + Deployments
        + Checks
        + Gates
        + Audits
        + Summaries
        + Send
        + Sync
{
}

/// The browser's session, as far as signing in and out changes it.
#[async_trait]
pub trait SessionDoor: Send + Sync {
    /// Starts a session with a new id; any session the browser had before ends.
    async fn begin(&self, person: PersonId) -> Result<(), ApiError>;
    async fn end(&self) -> Result<(), ApiError>;
}

/// Who asks, before anybody has signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The client's address, as far as configured proxies can be trusted.
    pub address: String,
    pub request: domain::ids::RequestId,
}

/// What a form's success says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// Where to go; the page the form stood on when `None`.
    pub to: Option<String>,
    /// A sentence for the next page.
    pub say: Option<String>,
    /// A link that is shown once, on the next page only.
    pub link: Option<String>,
    /// What the next page shows beside the form, which comes back filled in: the outcome of a try.
    #[serde(default)]
    pub shown: Option<serde_json::Value>,
}

impl Done {
    pub fn here() -> Self {
        Self::default()
    }

    pub fn go(to: impl Into<String>) -> Self {
        Self {
            to: Some(to.into()),
            ..Self::default()
        }
    }

    pub fn saying(mut self, say: impl Into<String>) -> Self {
        self.say = Some(say.into());
        self
    }

    pub fn with_link(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }

    pub fn showing<T: Serialize>(mut self, shown: &T) -> Self {
        self.shown = serde_json::to_value(shown).ok();
        self
    }
}

/// A window of a list, counted from 1. Lists carry their page in the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paging {
    pub page: u32,
    pub pages: u32,
    pub total: u64,
}

/// The server behind this request.
///
/// # Errors
/// `Broken` when called outside a request.
pub fn backend() -> Result<Arc<dyn Backend>, ApiError> {
    use_context::<Arc<dyn Backend>>().ok_or_else(ApiError::outside_request)
}

/// The signed-in person.
///
/// # Errors
/// `SignedOut` when nobody is.
pub fn caller() -> Result<Caller, ApiError> {
    use_context::<Option<Caller>>()
        .flatten()
        .ok_or(ApiError::SignedOut)
}

/// Whoever asks, signed in or not.
///
/// # Errors
/// `Broken` when called outside a request.
pub fn visitor() -> Result<Visitor, ApiError> {
    use_context::<Visitor>().ok_or_else(ApiError::outside_request)
}

/// The browser's session.
///
/// # Errors
/// `Broken` when called outside a request.
pub fn session() -> Result<Arc<dyn SessionDoor>, ApiError> {
    use_context::<Arc<dyn SessionDoor>>().ok_or_else(ApiError::outside_request)
}
