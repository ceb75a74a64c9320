//! What a form answered: a refusal with everything that was typed, or a success with something to say.

use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};

use crate::{api::error::ApiError, backend::Done};

/// Kept by the server between a form's redirect and the page that shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormAnswer {
    /// The server function, as in the form's address: `checks/record_manual_result`.
    pub action: String,
    /// Which of several forms with the same action: its `id`.
    pub form: Option<String>,
    /// What was typed, in order, without passwords.
    pub fields: Vec<(String, String)>,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Refused(ApiError),
    Done(Done),
}

impl FormAnswer {
    /// The first value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.fields
            .iter()
            .any(|(field, typed)| field == name && typed == value)
    }
}

/// The answer this page shows, if it comes from a form.
pub fn answer() -> Option<FormAnswer> {
    use_context::<Option<FormAnswer>>().flatten()
}
