//! The wizard: one draft, four steps, each with its own address.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    finish::Finish,
    rows::{Row, rows},
    source::Source,
    structure::Structure,
    text::Text,
};
use crate::{
    backend::{self, backend, caller},
    components::{Crumbs, Frame, When, load},
    pages::address::{in_path, in_query},
};

/// The steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Source,
    Text,
    Structure,
    Create,
}

impl Step {
    const ALL: [Step; 4] = [Step::Source, Step::Text, Step::Structure, Step::Create];

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
            Self::Create => "create",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Source => "1 Source",
            Self::Text => "2 Text",
            Self::Structure => "3 Structure",
            Self::Create => "4 Create",
        }
    }
}

/// The address of a step of a draft.
pub fn step_href(import: domain::ids::ImportId, step: Step) -> String {
    format!("/import/{import}?step={}", step.key())
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let id = in_path("id");
    let asked = in_query("step");
    load(
        async move { backend()?.import(&caller()?, id?).await },
        move |model| {
            let step = Step::of(&model)
                .iter()
                .copied()
                .find(|step| step.key() == asked)
                .unwrap_or_else(|| first_step(&model));
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
            let model = Arc::new(model);
            view! {
                <Title text=format!("{title} - Countersign") />
                <Frame class="import" nav="board">
                    <div class="head">
                        <Crumbs steps=vec![("/import".to_owned(), "Import".to_owned())] />
                        <div class="line">
                            <h1 tabindex="-1">{model.checklist.title.clone()}</h1>
                            <span class="quiet small">"Draft saved " <When at=model.updated_at /> ". Leave and come back any time."</span>
                        </div>
                        <Steps model=model.clone() at=step need />
                    </div>
                    {body(step, model, rows)}
                </Frame>
            }
        },
    )
}

/// Where nothing was asked for: the text, when a person has to choose there; the structure otherwise.
fn first_step(model: &backend::ImportPage) -> Step {
    match &model.checklist.source.repair {
        Some(repair) if repair.uncertain > 0 => Step::Text,
        _ => Step::Structure,
    }
}

fn body(step: Step, model: Arc<backend::ImportPage>, rows: Vec<Row>) -> AnyView {
    match step {
        Step::Source => view! { <Source model /> }.into_any(),
        Step::Text => view! { <Text model /> }.into_any(),
        Step::Structure => view! { <Structure model rows /> }.into_any(),
        Step::Create => view! { <Finish model rows /> }.into_any(),
    }
}

#[component]
fn Steps(model: Arc<backend::ImportPage>, at: Step, need: usize) -> impl IntoView {
    let repair = model.checklist.source.repair.as_ref();
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
                            _ => None,
                        };
                        view! {
                            <li>
                                <a href=step_href(model.id, step) aria-current=(step == at).then_some("step")>
                                    {step.words()}
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
