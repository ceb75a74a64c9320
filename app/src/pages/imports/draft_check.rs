//! One check of a draft in the editor: the form, and beside it a try against an environment of choice.

use std::sync::Arc;

use leptos::prelude::*;

use super::wizard::{Step, step_href};
use crate::{
    backend::{self, DraftCheckPage},
    components::{Choice, Icon, PostForm, command},
    pages::check::{
        allowed,
        form::{fields, not_saved},
        outcome::{came_from, outcome, typed_now},
    },
};

const TRY: &str = "imports/try_draft_check";

#[component]
pub fn DraftCheck(model: Arc<backend::ImportPage>, check: DraftCheckPage) -> impl IntoView {
    let name = check
        .environments
        .iter()
        .find(|(id, _)| *id == check.environment)
        .map(|(_, name)| name.clone());
    view! {
        <div class="draft-check check">
            <p class="gap"><a href=step_href(model.id, Step::Checks)>"All checks of the draft"</a></p>
            <h2>{check.item.text.clone()}</h2>
            <div class="item-columns">
                <div class="main">{form(&model, &check)}</div>
                <aside class="side" aria-label="Try it">
                    {match &name {
                        Some(name) => {
                            view! {
                                {outcome(TRY, name)} {said(&check)} {environment(&model, &check)}
                                {allowed(name, &check.environment, &check.targets, &check.variables, &check.connections)}
                            }
                            .into_any()
                        }
                        None => {
                            view! {
                                {said(&check)}
                                <p class="note" data-state="blocked">
                                    <Icon name="blocked" />
                                    <span>"There is no environment to try it against yet. An admin creates one."</span>
                                </p>
                            }
                            .into_any()
                        }
                    }}
                </aside>
            </div>
        </div>
    }
}

fn form(model: &backend::ImportPage, check: &DraftCheckPage) -> AnyView {
    let given = typed_now(&check.form, &[TRY, "imports/define_draft_check"]);
    let databases = check.connections.clone();
    let (import, version) = (model.id.to_string(), model.version);
    let (item, environment) = (check.item.id.clone(), check.environment.clone());
    let may_try = !environment.is_empty();
    view! {
        <PostForm action="imports/define_draft_check" id="check" class="stack editor">
            <input type="hidden" name="draft[import]" value=import />
            <input type="hidden" name="draft[environment]" value=environment />
            <input type="hidden" name="cmd[item]" value=item />
            <input type="hidden" name="cmd[seen_version]" value=version />
            {came_from(TRY).then(not_saved)} {fields(&given, databases)}
            <p class="actions">
                {may_try
                    .then(|| {
                        view! {
                            <button class="button big" formaction="/api/imports/try_draft_check">
                                <Icon name="retry" />
                                " Try it"
                            </button>
                        }
                    })}
                <button class="button primary big">"Save in the draft"</button>
            </p>
            <p class="small quiet">
                "A try measures once and records nothing. A saved check is measured in the deployment, when somebody runs it there."
            </p>
        </PostForm>
    }
    .into_any()
}

/// What the document says: the words that the rules have to mean, and the command beside them.
fn said(check: &DraftCheckPage) -> AnyView {
    let expectations: Vec<_> = check
        .item
        .check
        .iter()
        .flat_map(|check| check.expectations.clone())
        .collect();
    view! {
        <section aria-labelledby="said-h">
            <h2 id="said-h">"What the document says"</h2>
            {(expectations.is_empty() && check.item.command.is_none())
                .then(|| view! { <p class="small quiet">"Nothing beyond the words of the item."</p> })}
            <ul class="lines proposals">
                {expectations
                    .into_iter()
                    .map(|expectation| {
                        view! {
                            <li>
                                {expectation.text}
                                {expectation.sentence.map(|sentence| view! { <span class="reason">{format!("Read as: {sentence}")}</span> })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {check.item.command.as_ref().map(command)}
        </section>
    }
    .into_any()
}

/// Which environment a try goes to. Choosing another one loads the page again.
fn environment(model: &backend::ImportPage, check: &DraftCheckPage) -> AnyView {
    if check.environments.len() < 2 {
        return ().into_any();
    }
    view! {
        <form method="get" class="row-form" id="environment">
            <input type="hidden" name="step" value="checks" />
            <input type="hidden" name="item" value=check.item.id.clone() />
            <Choice
                label="Try it against"
                name="environment"
                options=check.environments.clone()
                value=check.environment.clone()
            />
            <button class="button mini" formaction=format!("/import/{}", model.id)>"Use this one"</button>
        </form>
    }
    .into_any()
}
