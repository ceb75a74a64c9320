//! The last step: what will be created, what the document claims, what it lacks.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    findings::Findings,
    rows::Row,
    source::Discard,
    wizard::{Step, step_href},
};
use crate::{
    backend::{self, ImportCounts},
    components::{Choice, Downloads, Field, Icon, PostForm},
};

#[component]
pub fn Finish(model: Arc<backend::ImportPage>, rows: Vec<Row>) -> impl IntoView {
    let need = rows.iter().filter(|row| row.needs()).count();
    let claim = model.claim_against_truth.clone();
    view! {
        <Counts counts=model.counts measured=measured(&model) />
        {claim
            .map(|claim| {
                view! {
                    <div class="note gap" data-state="unknown">
                        <Icon name="unknown" />
                        <p><b>{claim}</b> " What the text says of itself is kept and shown; only what you record here counts."</p>
                    </div>
                }
            })}
        {(need > 0)
            .then(|| {
                let href = format!("{}&show=need", step_href(model.id, Step::Structure));
                view! {
                    <div class="note gap" data-state="blocked">
                        <Icon name="blocked" />
                        <p>
                            <a href=href>{if need == 1 { "1 line needs you".to_owned() } else { format!("{need} lines need you") }}</a>
                            ". You can go on without: owners can also be set in the deployment."
                        </p>
                    </div>
                }
            })}
        <Findings model=model.clone() />
        <div class="columns-2 gap">
            <section aria-labelledby="create">
                <h2 id="create">"Create a deployment"</h2>
                <p>"For one version, one service, one environment. It begins as a draft; nothing runs before somebody runs it."</p>
                <p class="actions">
                    <a class="button primary big" href=format!("/deployments/new?from=import:{}", model.id)>"Next: name it"</a>
                </p>
            </section>
            <SaveTemplate model=model.clone() />
        </div>
        <Downloads of=format!("/import/{}", model.id) />
        <div class="dock">
            <Discard id=model.id />
            <div class="actions"><a class="button" href=step_href(model.id, Step::Compare)>"Back"</a></div>
        </div>
    }
}

fn measured(model: &backend::ImportPage) -> u32 {
    let accepted = model.checklist.all_items().filter(|item| item.accepted.is_some());
    u32::try_from(accepted.count()).unwrap_or(u32::MAX)
}

#[component]
fn Counts(counts: ImportCounts, measured: u32) -> impl IntoView {
    let figures = [
        ("Phases", counts.phases),
        ("Tasks", counts.tasks),
        ("Items", counts.items),
        ("Ticked in the text, imported as not done", counts.claimed),
        ("Measured by a machine", measured),
        ("Could be measured", counts.automatable),
        ("Success criteria", counts.criteria),
        ("Secrets masked", counts.secrets),
    ];
    view! {
        <dl class="facts">
            {figures.into_iter().map(|(name, figure)| view! { <div><dt>{name}</dt><dd class="num">{figure}</dd></div> }).collect_view()}
        </dl>
    }
}

#[component]
fn SaveTemplate(model: Arc<backend::ImportPage>) -> impl IntoView {
    let teams: Vec<_> = model
        .teams
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    // A draft of a template is named as it, so that saving makes its next version.
    let name = if model.lines.is_empty() {
        model.name.clone()
    } else {
        model.checklist.title.clone()
    };
    view! {
        <section aria-labelledby="template">
            <h2 id="template">"Or keep it as a template"</h2>
            {if teams.is_empty() {
                view! { <p>"A template belongs to a team, and you are in none. An admin adds you."</p> }.into_any()
            } else {
                view! {
                    <PostForm action="imports/save_template" id="save-template" class="stack">
                        <input type="hidden" name="cmd[import]" value=model.id.to_string() />
                        <Field
                            label="Name"
                            name="cmd[name]"
                            value=name
                            hint="A name that exists gets its next version."
                            required=true
                            maxlength=120
                        />
                        <Choice label="Team" name="cmd[team]" options=teams required=true />
                        <p class="actions"><button class="button">"Save as a template"</button></p>
                    </PostForm>
                }
                .into_any()
            }}
        </section>
    }
}
