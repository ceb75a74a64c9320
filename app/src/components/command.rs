//! A command of a document: its words, what it does to the world and why that is thought. Nothing here runs it.

use domain::checklist::{Command, Effect};
use leptos::prelude::*;

use super::icon::Icon;

/// With script its words can be copied.
pub fn command(command: &Command) -> AnyView {
    let (state, words) = match command.effect {
        Effect::Destroys => (
            "fail",
            "Destroys data. Nothing here runs it; a person does, with care",
        ),
        Effect::Changes => (
            "blocked",
            "Changes something. Nothing here runs it; a person does",
        ),
        Effect::Reads => ("none", "Only reads. A person runs it"),
        Effect::Unknown => ("unknown", "What it does is not known. Nothing here runs it"),
    };
    let reason = command.reason.clone().map(|reason| format!(": {reason}"));
    let marked = matches!(command.effect, Effect::Destroys | Effect::Changes);
    view! {
        <div class="command">
            <pre class="output" tabindex="0" role="group" aria-label="Command from the document">
                {command.text.clone()}
            </pre>
            <p class="small">
                <span class="state" data-state=state>
                    {marked.then(|| view! { <Icon name=state /> })}
                    <span>{words} {reason} "."</span>
                </span>
                <button type="button" class="button mini copy" data-copy=command.text.clone()>"Copy"</button>
            </p>
        </div>
    }
    .into_any()
}
