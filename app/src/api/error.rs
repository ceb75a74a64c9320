//! The one error that crosses the wire, and the one table of its status codes.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a page or an act was not given. Each message says what to do next.
#[derive(Clone, Debug, PartialEq, Error, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ApiError {
    #[error("Sign in to go on.")]
    SignedOut,
    /// The person is known and lacks the right.
    #[error("{why}")]
    Forbidden { why: String },
    /// Absent, or not theirs to know of.
    #[error("There is nothing here, or it is not yours to see.")]
    NotFound,
    /// Someone was faster: the page is out of date. `changes` says how.
    #[error("{message}")]
    Conflict { message: String, changes: Vec<String> },
    /// A rule says no. `field` names the input it is about.
    #[error("{message}")]
    Refused {
        message: String,
        field: Option<String>,
        details: Vec<String>,
    },
    #[error("Too many tries. Wait {seconds} seconds, then try again.")]
    TooMany { seconds: u32 },
    #[error("This is larger than the {limit} allowed here.")]
    TooLarge { limit: String },
    #[error("The database does not answer. Nothing was saved; try again in a moment.")]
    Unavailable,
    /// The answer to a commit was lost. `once`: the form carries a key, so that sending it again cannot do it twice.
    #[error("{}", unsettled(*once))]
    Unsettled { once: bool },
    /// A program named a version in `If-Match`, and it is not the one that it would change.
    #[error("{message}")]
    NotAsSeen { message: String },
    #[error("This did not work, and it is not your fault. Nothing was saved. Reference {reference}.")]
    Broken { reference: String },
}

impl ApiError {
    pub fn refused(message: impl ToString) -> Self {
        Self::Refused {
            message: message.to_string(),
            field: None,
            details: Vec::new(),
        }
    }

    pub fn refused_field(field: &str, message: impl ToString) -> Self {
        Self::Refused {
            message: message.to_string(),
            field: Some(field.to_owned()),
            details: Vec::new(),
        }
    }

    pub fn forbidden(why: impl Into<String>) -> Self {
        Self::Forbidden { why: why.into() }
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict {
            message: message.into(),
            changes: Vec::new(),
        }
    }

    pub(crate) fn outside_request() -> Self {
        Self::Broken {
            reference: "outside a request".to_owned(),
        }
    }

    /// The HTTP status of the error. There is no second table.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::Forbidden { .. } => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } => 409,
            Self::NotAsSeen { .. } => 412,
            Self::TooLarge { .. } => 413,
            Self::Refused { .. } => 422,
            Self::TooMany { .. } => 429,
            Self::Broken { .. } => 500,
            Self::Unavailable | Self::Unsettled { .. } => 503,
        }
    }

    /// More lines below the message: what changed, or what else is wrong.
    pub fn details(&self) -> &[String] {
        match self {
            Self::Conflict { changes, .. } => changes,
            Self::Refused { details, .. } => details,
            _ => &[],
        }
    }
}

fn unsettled(once: bool) -> &'static str {
    if once {
        "The database stopped answering at the moment of saving, so nobody knows yet whether this was saved. \
         Send the form again: it takes effect once."
    } else {
        "The database stopped answering at the moment of saving, so nobody knows yet whether this was saved. \
         Look at the page again before you repeat it."
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::MissingArg(_) => {
                Self::refused("The form was not understood. Reload the page and send it again.")
            }
            other => {
                leptos::logging::error!("server function: {other}");
                Self::Broken {
                    reference: "server function".to_owned(),
                }
            }
        };
        super::answer_with_status_of(&error);
        error
    }
}
