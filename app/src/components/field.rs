//! Labelled inputs that keep what was typed. Inside a [`PostForm`](super::PostForm) they show its last refused values.

use leptos::prelude::*;

use super::form::FormScope;
use crate::{api::error::ApiError, components::answer::Outcome};

/// What was typed last time, or the given value.
pub fn typed(name: &str, value: &str) -> String {
    use_context::<FormScope>()
        .and_then(|scope| scope.refused?.value(name).map(str::to_owned))
        .unwrap_or_else(|| value.to_owned())
}

/// Whether a box or a choice with this value was ticked last time; `fallback` where the form is new.
pub fn ticked(name: &str, value: &str, fallback: bool) -> bool {
    match use_context::<FormScope>().and_then(|scope| scope.refused) {
        Some(answer) => answer.has(name, value),
        None => fallback,
    }
}

fn field_id(name: &str) -> String {
    let form = use_context::<FormScope>()
        .map(|scope| scope.id)
        .unwrap_or_default();
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    format!("{form}-{plain}")
}

/// The refusal's words when they are about this field.
fn about(name: &str) -> Option<String> {
    let Outcome::Refused(ApiError::Refused {
        field: Some(field),
        message,
        ..
    }) = use_context::<FormScope>()?.refused?.outcome
    else {
        return None;
    };
    (name == field || name == format!("cmd[{field}]")).then_some(message)
}

/// A one-line text input with its label, hint and refusal.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(into, optional)] value: String,
    /// The HTML input type.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(into, optional)] placeholder: Option<String>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(into, optional)] list: Option<String>,
    #[prop(into, optional)] class: String,
) -> impl IntoView {
    let id = field_id(&name);
    let wrong = about(&name);
    let described = [
        hint.as_ref().map(|_| format!("{id}-hint")),
        wrong.as_ref().map(|_| format!("{id}-wrong")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ");
    // A password is never sent back.
    let value = if kind == "password" {
        String::new()
    } else {
        typed(&name, &value)
    };
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <input
                id=id.clone()
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                required=required
                maxlength=maxlength
                placeholder=placeholder
                inputmode=inputmode
                list=list
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby=(!described.is_empty()).then_some(described)
            />
            {wrong.map(|wrong| view! { <p class="wrong" id=format!("{id}-wrong")>{wrong}</p> })}
        </div>
    }
}

/// A text of several lines.
#[component]
pub fn Area(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(into, optional)] value: String,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(into, optional)] placeholder: Option<String>,
    #[prop(into, optional)] class: String,
) -> impl IntoView {
    let id = field_id(&name);
    let wrong = about(&name);
    let described = [
        hint.as_ref().map(|_| format!("{id}-hint")),
        wrong.as_ref().map(|_| format!("{id}-wrong")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ");
    let value = typed(&name, &value);
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <textarea
                id=id.clone()
                name=name
                rows=rows
                required=required
                maxlength=maxlength
                placeholder=placeholder
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby=(!described.is_empty()).then_some(described)
            >
                {value}
            </textarea>
            {wrong.map(|wrong| view! { <p class="wrong" id=format!("{id}-wrong")>{wrong}</p> })}
        </div>
    }
}

/// One of a list. Options are value and words.
#[component]
pub fn Choice(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<(String, String)>,
    #[prop(into, optional)] value: String,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] class: String,
) -> impl IntoView {
    let id = field_id(&name);
    let wrong = about(&name);
    let chosen = typed(&name, &value);
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}</label>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <select id=id.clone() name=name required=required aria-invalid=wrong.is_some().then_some("true")>
                {options
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected>{words}</option> }
                    })
                    .collect_view()}
            </select>
            {wrong.map(|wrong| view! { <p class="wrong">{wrong}</p> })}
        </div>
    }
}

/// A box to tick; sends "on".
#[component]
pub fn Tick(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(default = "on".to_owned(), into)] value: String,
    #[prop(optional)] checked: bool,
    #[prop(into, optional)] hint: Option<String>,
) -> impl IntoView {
    let checked = ticked(&name, &value, checked);
    view! {
        <label class="tick">
            <input type="checkbox" name=name value=value checked=checked />
            <span>{label} {hint.map(|hint| view! { <span class="reason">{hint}</span> })}</span>
        </label>
    }
}
