//! The last step of a newer version: what applying it would do to the deployment, and the act that does it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    compare::differences,
    findings::Findings,
    source::Discard,
    wizard::{Step, step_href},
};
use crate::{
    backend::{self, ComparePage, FallingSignature, RevisionPreview},
    components::{ActKey, Disclose, Icon, PostForm, When},
};

#[component]
pub fn Apply(model: Arc<backend::ImportPage>, compared: ComparePage) -> impl IntoView {
    let Some((preview, into)) = compared.revision.zip(model.into.clone()) else {
        return ().into_any();
    };
    let difference = compared.difference.unwrap_or_default();
    view! {
        <h2 class="gap">{format!("What changes in {}", into.name)}</h2>
        {falls(&preview)} {taken_back(&preview)}
        {(!preview.nothing && difference.is_empty())
            .then(|| {
                view! {
                    <div class="note gap">
                        <Icon name="file" />
                        <p>"No phase, task or item differs. What stands around them does: criteria, contacts, risks, alerts, messages or claims."</p>
                    </div>
                }
            })}
        {differences(&difference)} <Findings model=model.clone() /> {act(&model, &preview, &into.name)}
        <div class="dock">
            <Discard id=model.id />
            <div class="actions"><a class="button" href=step_href(model.id, Step::Compare)>"Back"</a></div>
        </div>
    }
    .into_any()
}

fn falls(preview: &RevisionPreview) -> AnyView {
    if preview.falls.is_empty() {
        return view! {
            <div class="note gap">
                <Icon name="person" />
                <p><b>"No signature falls."</b> " Nothing that was signed changes."</p>
            </div>
        }
        .into_any();
    }
    let count = match preview.falls.len() {
        1 => "1 signature falls".to_owned(),
        many => format!("{many} signatures fall"),
    };
    view! {
        <div class="note gap" data-state="blocked">
            <Icon name="blocked" />
            <div>
                <p><b>{count}</b> " when you apply this: what was signed changes. These phases need a new signature."</p>
                <ul class="falls">{preview.falls.iter().map(fallen).collect_view()}</ul>
            </div>
        </div>
    }
    .into_any()
}

fn fallen(signature: &FallingSignature) -> AnyView {
    view! {
        <li>
            <a href=format!("/signoffs/{}", signature.id)>{format!("Phase {}, {}", signature.phase_ordinal, signature.phase)}</a>
            {format!(": {} as {}, ", signature.name, signature.role)} <When at=signature.signed_at />
        </li>
    }
    .into_any()
}

/// Results that were for other words.
fn taken_back(preview: &RevisionPreview) -> Option<AnyView> {
    let words = match preview.results.len() {
        0 => return None,
        1 => "1 result is taken back, since its item says something else now".to_owned(),
        many => format!("{many} results are taken back, since their items say something else now"),
    };
    let few = preview.results.len() <= 10;
    let results = preview.results.clone();
    Some(
        view! {
            <Disclose words=words class="gap" open=few>
                <ul class="lines">{results.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </Disclose>
        }
        .into_any(),
    )
}

fn act(model: &backend::ImportPage, preview: &RevisionPreview, name: &str) -> AnyView {
    if let Some(refused) = preview.refused.clone() {
        return view! {
            <div class="note gap" data-state="blocked">
                <Icon name="blocked" />
                <p>{refused}</p>
            </div>
        }
        .into_any();
    }
    if preview.nothing {
        return view! { <p class="empty">"Nothing differs from the deployment's checklist, so there is nothing to apply."</p> }
            .into_any();
    }
    let words = match preview.falls.len() {
        0 => format!("Apply to {name}"),
        1 => format!("Apply to {name}, 1 signature falls"),
        many => format!("Apply to {name}, {many} signatures fall"),
    };
    let (import, version, revision) = (model.id.to_string(), model.version, preview.revision);
    let signatures: Vec<String> = preview.falls.iter().map(|fall| fall.id.to_string()).collect();
    view! {
        <PostForm action="imports/apply_import" id="apply" class="stack gap">
            <ActKey />
            <input type="hidden" name="cmd[import]" value=import />
            <input type="hidden" name="cmd[seen_version]" value=version />
            <input type="hidden" name="cmd[seen_revision]" value=revision />
            {signatures
                .into_iter()
                .enumerate()
                .map(|(at, id)| view! { <input type="hidden" name=format!("cmd[signatures][{at}]") value=id /> })
                .collect_view()}
            <p class="quiet">
                {format!(
                    "The checklist becomes revision {}. What does not change keeps its results; the history says what changed and by whom.",
                    revision + 1,
                )}
            </p>
            <p class="actions"><button class="button primary big">{words}</button></p>
        </PostForm>
    }
    .into_any()
}
