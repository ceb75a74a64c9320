//! Correcting one row of the proposal, and adding to it.

use std::sync::Arc;

use domain::{
    checklist::{ItemKind, Phase},
    ids::ImportId,
};
use leptos::prelude::*;

use super::rows::{Fate, Row, What};
use crate::{
    backend,
    components::{Choice, Disclose, Field, PostForm},
};

/// The draft as its page showed it: a correction is refused when it has moved on since.
#[derive(Clone, Copy)]
pub struct Draft {
    pub id: ImportId,
    pub version: i32,
}

impl Draft {
    pub fn of(model: &backend::ImportPage) -> Self {
        Self {
            id: model.id,
            version: model.version,
        }
    }
}

/// A form's id that can stand behind `#` as it is: the checklist's ids have dots.
pub fn form_id(part: &str, id: &str) -> String {
    format!("{part}-{}", id.replace('.', "-"))
}

/// The fields that every correction carries. `part` is what it corrects; the form brings the value.
#[component]
pub fn Correction(draft: Draft, #[prop(into)] target: String, part: &'static str) -> impl IntoView {
    view! {
        <input type="hidden" name="cmd[import]" value=draft.id.to_string() />
        <input type="hidden" name="cmd[seen_version]" value=draft.version.to_string() />
        <input type="hidden" name="cmd[target]" value=target />
        <input type="hidden" name="cmd[part]" value=part />
    }
}

#[component]
pub fn Decide(draft: Draft, row: Row) -> impl IntoView {
    if let Some(at) = row.contact {
        return view! { <Contact draft at row /> }.into_any();
    }
    let Some(id) = row.id.clone() else {
        return view! { <span class="quiet">"Kept as it is"</span> }.into_any();
    };
    if row.fate == Fate::RemovedWithParent {
        return view! { <span class="quiet">"Removed with what it stands in"</span> }.into_any();
    }
    if row.fate == Fate::Removed {
        return view! {
            <PostForm action="imports/correct_import" id=form_id("restore", &id)>
                <Correction draft target=id part="restore" />
                <span class="quiet">"Removed. "</span>
                <button class="button mini">"Restore"</button>
            </PostForm>
        }
        .into_any();
    }
    let forms = ["title", "owner", "time", "kind"]
        .map(|part| form_id(part, &id))
        .join(" ");
    let remove = form_id("remove", &id);
    let words = format!("Remove {}", row.text);
    let below = id.clone();
    view! {
        <div class="decide">
            <Disclose words="Change" form=forms>
                <Corrections draft row id=below />
            </Disclose>
            <PostForm action="imports/correct_import" id=remove>
                <Correction draft target=id part="remove" />
                <button class="button mini" aria-label=words>"Remove"</button>
            </PostForm>
        </div>
    }
    .into_any()
}

/// What may be said differently about a row.
#[component]
fn Corrections(draft: Draft, row: Row, id: String) -> impl IntoView {
    let owner = row
        .owner
        .clone()
        .map(|owner| view! { <Owner draft id=id.clone() owner /> });
    let time = row
        .time
        .clone()
        .map(|time| view! { <Time draft id=id.clone() time /> });
    let kind = match row.what {
        What::Item(kind) => Some(view! { <Kind draft id=id.clone() kind /> }),
        _ => None,
    };
    view! {
        <div class="stack">
            <Retitle draft row id />
            {owner}
            {time}
            {kind}
        </div>
    }
}

#[component]
fn Owner(draft: Draft, id: String, owner: String) -> impl IntoView {
    view! {
        <PostForm action="imports/correct_import" id=form_id("owner", &id) class="row-form">
            <Correction draft target=id part="owner" />
            <Field label="Owner" name="cmd[value]" value=owner maxlength=120 />
            <button class="button mini">"Set the owner"</button>
        </PostForm>
    }
}

#[component]
fn Time(draft: Draft, id: String, time: String) -> impl IntoView {
    view! {
        <PostForm action="imports/correct_import" id=form_id("time", &id) class="row-form">
            <Correction draft target=id part="estimate" />
            <Field label="Time it takes" name="cmd[value]" value=time maxlength=120 placeholder="30 min" />
            <button class="button mini">"Set the time"</button>
        </PostForm>
    }
}

/// A contact is filled in, said differently, or left out.
#[component]
fn Contact(draft: Draft, at: usize, row: Row) -> impl IntoView {
    let (fill, drop) = (format!("contact-{at}"), format!("drop-contact-{at}"));
    let empty = row.needs();
    let words = if empty { "Fill in" } else { "Change" };
    let label = format!("{words}: {}", row.text);
    view! {
        <div class="decide">
            <Disclose words=words form=fill.clone() open=empty>
                <PostForm action="imports/correct_import" id=fill class="row-form">
                    <Correction draft target=at.to_string() part="contact" />
                    <Field
                        label="Name and how to reach them"
                        name="cmd[value]"
                        value=if empty { String::new() } else { row.text.clone() }
                        required=true
                        maxlength=300
                    />
                    <button class="button mini" aria-label=label>{words}</button>
                </PostForm>
            </Disclose>
            <PostForm action="imports/correct_import" id=drop>
                <Correction draft target=at.to_string() part="drop_contact" />
                <button class="button mini" aria-label=format!("Leave out {}", row.label)>"Leave it out"</button>
            </PostForm>
        </div>
    }
}

#[component]
fn Retitle(draft: Draft, row: Row, id: String) -> impl IntoView {
    view! {
        <PostForm action="imports/correct_import" id=form_id("title", &id) class="row-form">
            <Correction draft target=id part="title" />
            <Field label="Words" name="cmd[value]" value=row.text required=true maxlength=2000 />
            <button class="button mini">"Use these words"</button>
        </PostForm>
    }
}

/// A step is done, a check is verified.
#[component]
fn Kind(draft: Draft, id: String, kind: ItemKind) -> impl IntoView {
    let (other, words) = match kind {
        ItemKind::Step => ("check", "Make it a check: somebody verifies it"),
        ItemKind::Check => ("step", "Make it a step: somebody does it"),
    };
    view! {
        <PostForm action="imports/correct_import" id=form_id("kind", &id)>
            <Correction draft target=id part="kind" />
            <input type="hidden" name="cmd[value]" value=other />
            <button class="button mini">{words}</button>
        </PostForm>
    }
}

/// What the document forgot.
#[component]
pub fn AddPart(model: Arc<backend::ImportPage>, part: usize) -> impl IntoView {
    let draft = Draft::of(&model);
    let phase = part
        .checked_sub(1)
        .and_then(|at| model.checklist.phases.get(at))
        .cloned();
    view! {
        <div class="columns-2 gap">
            {phase.map(|phase| view! { <AddItem draft phase /> })}
            <Disclose words="Add a phase" form="add-phase">
                <PostForm action="imports/correct_import" id="add-phase" class="stack inset">
                    <Correction draft target="" part="add_phase" />
                    <Field label="Title" name="cmd[value]" required=true maxlength=300 />
                    <p class="actions"><button class="button">"Add the phase"</button></p>
                </PostForm>
            </Disclose>
        </div>
    }
}

#[component]
fn AddItem(draft: Draft, phase: Phase) -> impl IntoView {
    let tasks = phase
        .tasks
        .into_iter()
        .map(|task| (task.id, format!("In the task “{}”", task.title)));
    let options = std::iter::once((phase.id, "In the phase itself".to_owned()))
        .chain(tasks)
        .collect();
    view! {
        <Disclose words=format!("Add an item to “{}”", phase.title) form="add-item">
            <PostForm action="imports/correct_import" id="add-item" class="stack inset">
                <input type="hidden" name="cmd[import]" value=draft.id.to_string() />
                <input type="hidden" name="cmd[seen_version]" value=draft.version.to_string() />
                <input type="hidden" name="cmd[part]" value="add_item" />
                <Choice label="Where" name="cmd[target]" options />
                <Field label="Words" name="cmd[value]" required=true maxlength=2000 />
                <p class="actions"><button class="button">"Add the item"</button></p>
            </PostForm>
        </Disclose>
    }
}
