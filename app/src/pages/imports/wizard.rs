//! The wizard: one draft, six steps, each with its own address.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    apply::Apply,
    checks::{self, Checks},
    compare::Compare,
    draft_check::DraftCheck,
    finish::Finish,
    rows::rows,
    source::Source,
    structure::Structure,
    text::Text,
};
use crate::{
    api::error::ApiError,
    backend::{self, backend, caller},
    components::{Age, Crumbs, Frame, PostForm, load},
    pages::address::{in_path, in_query},
};

/// The steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Source,
    Text,
    Structure,
    Checks,
    Compare,
    /// A deployment, a template, or the next revision of a deployment's checklist.
    Create,
}

impl Step {
    const ALL: [Step; 6] = [
        Step::Source,
        Step::Text,
        Step::Structure,
        Step::Checks,
        Step::Compare,
        Step::Create,
    ];

    /// A draft of a template has no document, so it has no source and no text to repair.
    fn of(model: &backend::ImportPage) -> &'static [Step] {
        if model.lines.is_empty() {
            &Self::ALL[2..]
        } else {
            &Self::ALL
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Text => "text",
            Self::Structure => "structure",
            Self::Checks => "checks",
            Self::Compare => "compare",
            Self::Create => "create",
        }
    }

    fn words(self, model: &backend::ImportPage) -> &'static str {
        match self {
            Self::Source => "1 Source",
            Self::Text => "2 Text",
            Self::Structure => "3 Structure",
            Self::Checks => "4 Checks",
            Self::Compare => "5 Compare",
            Self::Create if model.into.is_some() => "6 Apply",
            Self::Create => "6 Create",
        }
    }
}

/// The address of a step of a draft.
pub fn step_href(import: domain::ids::ImportId, step: Step) -> String {
    format!("/import/{import}?step={}", step.key())
}

/// What a step shows: the draft, and what only this step asks for.
struct Loaded {
    draft: backend::ImportPage,
    step: Step,
    compared: Option<backend::ComparePage>,
    check: Option<backend::DraftCheckPage>,
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let id = in_path("id");
    let (asked, with) = (in_query("step"), in_query("with"));
    let (item, environment) = (in_query("item"), in_query("environment"));
    load(
        async move {
            let (backend, caller, id) = (backend()?, caller()?, id?);
            let draft = backend.import(&caller, id).await?;
            let step = Step::of(&draft)
                .iter()
                .copied()
                .find(|step| step.key() == asked)
                .unwrap_or_else(|| first_step(&draft));
            let compares = step == Step::Compare || (step == Step::Create && draft.into.is_some());
            let compared = match compares {
                true => Some(backend.compare_import(&caller, id, &with).await?),
                false => None,
            };
            let check = match step == Step::Checks && !item.is_empty() {
                true => Some(backend.draft_check(&caller, id, &item, &environment).await?),
                false => None,
            };
            Ok::<_, ApiError>(Loaded {
                draft,
                step,
                compared,
                check,
            })
        },
        page,
    )
}

fn page(loaded: Loaded) -> impl IntoView {
    let model = loaded.draft;
    let rows = rows(
        &model.checklist,
        &model.proposed,
        &model.removed,
        model.lines.len(),
    );
    let need = rows.iter().filter(|row| row.needs()).count();
    let title = match need {
        0 => format!("{} - Import", model.checklist.title),
        some => format!("{some} need you - {} - Import", model.checklist.title),
    };
    let (model, step) = (Arc::new(model), loaded.step);
    let body = match (step, loaded.check, loaded.compared) {
        (Step::Checks, Some(check), _) => view! { <DraftCheck model=model.clone() check /> }.into_any(),
        (Step::Checks, None, _) => view! { <Checks model=model.clone() /> }.into_any(),
        (Step::Compare, _, Some(compared)) => view! { <Compare model=model.clone() compared /> }.into_any(),
        (Step::Create, _, Some(compared)) => view! { <Apply model=model.clone() compared /> }.into_any(),
        (Step::Source, ..) => view! { <Source model=model.clone() rows /> }.into_any(),
        (Step::Text, ..) => view! { <Text model=model.clone() /> }.into_any(),
        (Step::Structure | Step::Compare, ..) => view! { <Structure model=model.clone() rows /> }.into_any(),
        (Step::Create, ..) => view! { <Finish model=model.clone() rows /> }.into_any(),
    };
    view! {
        <Title text=format!("{title} - Countersign") />
        <Frame class="import" nav="board">
            <div class="head">
                <Crumbs steps=vec![("/import".to_owned(), "Import".to_owned())] />
                <div class="line">
                    <h1 tabindex="-1">{model.checklist.title.clone()}</h1>
                    <span class="quiet small saved">
                        "Draft saved " <Age at=model.updated_at now=model.now /> ". Leave and come back any time."
                    </span>
                </div>
                {model
                    .into
                    .clone()
                    .map(|into| {
                        view! {
                            <p class="into">
                                "A newer version for " <a href=format!("/deployments/{}", into.id)>{into.name}</a>
                                ". Nothing there changes before the last step."
                            </p>
                        }
                    })}
                <Undo model=model.clone() /> <Steps model=model.clone() at=step need />
            </div>
            {body}
        </Frame>
    }
}

/// Where nothing was asked for: the text, when a person has to choose there; the structure otherwise.
fn first_step(model: &backend::ImportPage) -> Step {
    match &model.checklist.source.repair {
        Some(repair) if repair.uncertain > 0 => Step::Text,
        _ => Step::Structure,
    }
}

/// Takes the last correction back, and says which that is.
#[component]
fn Undo(model: Arc<backend::ImportPage>) -> impl IntoView {
    model.undo.clone().map(|did| {
        view! {
            <PostForm action="imports/undo_correction" id="undo" class="undo">
                <input type="hidden" name="cmd[import]" value=model.id.to_string() />
                <input type="hidden" name="cmd[seen_version]" value=model.version.to_string() />
                <span class="small quiet">"Last: " {did} "."</span>
                <button class="button mini">"Undo"</button>
            </PostForm>
        }
    })
}

#[component]
fn Steps(model: Arc<backend::ImportPage>, at: Step, need: usize) -> impl IntoView {
    let repair = model.checklist.source.repair.as_ref();
    let asks = checks::asking(&model.checklist);
    view! {
        <nav aria-label="Steps of the import">
            <ol class="steps">
                {Step::of(&model)
                    .iter()
                    .copied()
                    .map(|step| {
                        let tag = match step {
                            Step::Text => match repair {
                                Some(repair) if repair.uncertain > 0 => Some(format!("{} to choose", repair.uncertain)),
                                Some(repair) => Some(format!("{} repaired", repair.exact)),
                                None => None,
                            },
                            Step::Structure if need > 0 => Some(format!("{need} need you")),
                            Step::Checks if asks > 0 => Some(format!("{asks} ask")),
                            _ => None,
                        };
                        view! {
                            <li>
                                <a href=step_href(model.id, step) aria-current=(step == at).then_some("step")>
                                    {step.words(&model)}
                                    {tag.map(|tag| view! { " "<span class="tag">{tag}</span> })}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </nav>
    }
}
