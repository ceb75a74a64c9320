//! Forms that post to a server function, work without script, and come back filled in when refused.

use leptos::prelude::*;

use super::{
    answer::{FormAnswer, Outcome, answer},
    field::typed,
    icon::Icon,
};

/// The form around a field: which answer belongs to it.
#[derive(Clone)]
pub struct FormScope {
    pub id: String,
    pub refused: Option<FormAnswer>,
}

/// A key for an act that must take effect once, however often the form is sent. Goes into the field `cmd[key]`. A form that
/// comes back keeps its key: what was saved after all is then not done twice.
#[component]
pub fn ActKey() -> impl IntoView {
    let fresh = uuid::Uuid::now_v7().to_string();
    view! { <input type="hidden" name="cmd[key]" value=typed("cmd[key]", &fresh) /> }
}

/// A form to a server function. `action` is its endpoint, `id` is unique on the page and names the form in its answer.
#[component]
pub fn PostForm(
    action: &'static str,
    #[prop(into)] id: String,
    #[prop(into, optional)] class: String,
    /// For forms with files.
    #[prop(optional)]
    multipart: bool,
    /// `tick` lets the browser show the outcome at once, before the server has answered.
    #[prop(optional)]
    enhance: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let refused = answer().filter(|answer| {
        answer.action == action
            && answer.form.as_deref().is_none_or(|form| form == id)
            && matches!(answer.outcome, Outcome::Refused(_))
    });
    let refusal = refused.as_ref().map(|answer| refusal(answer, &id));
    provide_context(FormScope {
        id: id.clone(),
        refused,
    });
    let field = id.clone();
    view! {
        <form
            id=id.clone()
            class=class
            method="post"
            action=format!("/api/{action}")
            enctype=multipart.then_some("multipart/form-data")
            data-enhance=enhance
        >
            <input type="hidden" name="_form" value=field />
            <input type="hidden" name="_back" value=here() />
            {refusal}
            {children()}
        </form>
    }
}

/// The address of this page, without what an earlier form answered.
fn here() -> String {
    let Some(parts) = use_context::<axum::http::request::Parts>() else {
        return "/".to_owned();
    };
    let kept: Vec<&str> = parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("answer="))
        .collect();
    if kept.is_empty() {
        parts.uri.path().to_owned()
    } else {
        format!("{}?{}", parts.uri.path(), kept.join("&"))
    }
}

/// The refusal, beside the button that caused it: what is wrong, and what to do.
fn refusal(answer: &FormAnswer, id: &str) -> AnyView {
    let Outcome::Refused(error) = &answer.outcome else {
        return ().into_any();
    };
    let details = error.details().to_vec();
    view! {
        <div class="refusal" role="alert" id=format!("{id}-refusal") tabindex="-1">
            <Icon name="fail" />
            <div>
                <p>{error.to_string()}</p>
                {(!details.is_empty())
                    .then(|| view! { <ul>{details.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> })}
            </div>
        </div>
    }
    .into_any()
}
