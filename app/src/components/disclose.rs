//! A form or a detail behind a word, without script.

use leptos::prelude::*;

use super::{
    answer::{Outcome, answer},
    icon::Icon,
};

/// A `details` that stands open when a form inside it was refused, so that the reason is seen.
#[component]
pub fn Disclose(
    #[prop(into)] words: String,
    /// The ids of the forms inside, with blanks between.
    #[prop(into, optional)]
    form: String,
    #[prop(optional)] open: bool,
    #[prop(into, optional)] class: String,
    children: Children,
) -> impl IntoView {
    let refused = answer().is_some_and(|answer| {
        matches!(answer.outcome, Outcome::Refused(_))
            && answer
                .form
                .is_some_and(|refused| form.split_whitespace().any(|id| id == refused))
    });
    view! {
        <details class=format!("more {class}") open=open || refused>
            <summary>
                <Icon name="chevron" />
                {words}
            </summary>
            {children()}
        </details>
    }
}
