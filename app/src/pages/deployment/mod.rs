//! The page of a deployment: can we go on, and if not, why? One phase at a time, its items ticked in place.

mod acts;
mod around;
pub mod company;
mod facts;
mod gate;
pub mod head;
pub mod item;
mod lines;
mod owners;
mod people;
mod phase;
mod rail;
mod readiness;
mod task;

use domain::{gate::PhaseState, ids::DeploymentId};
use leptos::prelude::*;
use leptos_meta::Title;

use self::head::{Tab, head};
pub use self::{
    gate::{requirements_words as gate_words, signature_look, signatures},
    people::DeploymentPeoplePage,
};
use crate::{
    backend::{self, backend, caller},
    components::{Downloads, Frame, Icon, When, call_roles, load},
    pages::address::{in_path, in_query},
};

/// Which phases the page shows: the one asked for, the one that is next, or all.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    All,
    One(u32),
}

impl Shown {
    fn of(asked: &str, page: &backend::DeploymentPage) -> Self {
        let next = || {
            page.readiness
                .as_ref()
                .map(|readiness| readiness.ordinal)
                .or_else(|| {
                    page.phases
                        .iter()
                        .find(|phase| phase.state != PhaseState::Signed)
                        .map(|phase| phase.ordinal)
                })
                .or_else(|| page.phases.last().map(|phase| phase.ordinal))
                .unwrap_or(1)
        };
        match asked {
            "all" => Self::All,
            asked => Self::One(
                asked
                    .parse()
                    .ok()
                    .filter(|ordinal| page.phases.iter().any(|phase| phase.ordinal == *ordinal))
                    .unwrap_or_else(next),
            ),
        }
    }

    fn shows(self, ordinal: u32) -> bool {
        self == Self::All || self == Self::One(ordinal)
    }
}

#[component]
pub fn DeploymentPage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    let asked = in_query("phase");
    load(
        async move { backend()?.deployment(&caller()?, id?).await },
        move |page| {
            call_roles(&page.head.role_names);
            let shown = Shown::of(&asked, &page);
            view! {
                <Title text=title(&page) />
                <Frame class="deployment" nav="board" live=format!("deployment/{}", page.head.id)>
                    {head(&page.head, Tab::Phases, acts::acts(&page))}
                    {notes(&page)} {company::here(&page)}
                    {page.readiness.as_ref().map(|readiness| readiness::readiness(readiness, &page.head, shown))}
                    <div class="split">
                        {rail::rail(&page, shown)}
                        <div class="main">
                            {page
                                .phases
                                .iter()
                                .filter(|phase| shown.shows(phase.ordinal))
                                .map(|phase| phase::phase(phase, &page.head))
                                .collect_view()}
                            {page.phases.is_empty().then(empty)} {next_phase(&page, shown)} {owners::owners(&page)}
                            {around::around(&page)} {facts::facts(&page.head)} {origin(&page.head)}
                            <Downloads of=format!("/deployments/{}", page.head.id) />
                        </div>
                    </div>
                </Frame>
            }
        },
    )
}

/// "3 open - 2.0.1-hotfix": the state of the phase that is next, then the object.
fn title(page: &backend::DeploymentPage) -> String {
    let state = match &page.readiness {
        Some(readiness) if readiness.tally.open() > 0 => format!("{} open", readiness.tally.open()),
        Some(readiness) => readiness.state.word().to_owned(),
        None => page.head.state.title().to_owned(),
    };
    format!(
        "{state} - {} {} - Countersign",
        page.head.title, page.head.version
    )
}

/// What a reader has to know before anything else on the page.
fn notes(page: &backend::DeploymentPage) -> AnyView {
    let head = &page.head;
    let mut notes: Vec<(&'static str, String)> = Vec::new();
    if head.archived {
        notes.push((
            "history",
            "Archived. It can be read, and nothing can be done with it.".to_owned(),
        ));
    } else if head.example {
        notes.push((
            "help",
            "An example, made from a checklist of our own, with something in every state. Try anything; archive it when \
             you are done."
                .to_owned(),
        ));
    }
    if head.state == domain::deployment::DeploymentState::Draft {
        notes.push((
            "clock",
            "A draft. Items can be ticked and checks run once preparation has begun.".to_owned(),
        ));
    }
    if let Some(reason) = &head.closing_reason {
        notes.push(("undo", format!("{}: {reason}", head.state.title())));
    }
    if let Some(words) = &page.claim_against_truth {
        notes.push(("file", words.clone()));
    }
    if head.state.is_live() && !head.rights.tick && !head.roles.is_empty() {
        notes.push((
            "person",
            "You can read all of this. Ticking is for Lead, Tech Lead, QA, Ops and Dev of this deployment."
                .to_owned(),
        ));
    } else if head.state.is_live() && head.roles.is_empty() {
        notes.push((
            "person",
            "You have no role in this deployment, so you can read it only. A Lead can give you one under People.".to_owned(),
        ));
    }
    notes
        .into_iter()
        .map(|(icon, words)| {
            view! {
                <p class="note aside">
                    <Icon name=icon />
                    <span>{words}</span>
                </p>
            }
        })
        .collect_view()
        .into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="empty">
            <h2>"This checklist has no phase"</h2>
            <p>"Nothing can be signed, so nothing can be prepared. Import a checklist that has at least one phase."</p>
            <p class="actions"><a class="button" href="/import">"Import a checklist"</a></p>
        </div>
    }
    .into_any()
}

/// Where the checklist came from, and when this became a deployment.
fn origin(head: &backend::DeploymentHead) -> AnyView {
    view! {
        <p class="small quiet origin">
            {format!("Checklist: {}. Created by {}, ", head.origin, head.author)} <When at=head.created_at /> "."
        </p>
    }
    .into_any()
}

fn next_phase(page: &backend::DeploymentPage, shown: Shown) -> Option<AnyView> {
    let Shown::One(ordinal) = shown else { return None };
    let next = page.phases.iter().find(|phase| phase.ordinal == ordinal + 1)?;
    let total = next.tally.total();
    let items = if total == 1 {
        "1 item".to_owned()
    } else {
        format!("{total} items")
    };
    let window = next
        .window
        .clone()
        .map(|window| format!(", {window}"))
        .unwrap_or_default();
    Some(
        view! {
            <p class="small next">
                "Next: " <a href=format!("?phase={}", next.ordinal)>{format!("phase {}, {}", next.ordinal, next.title)}</a>
                {format!(", {items}{window}.")}
            </p>
        }
        .into_any(),
    )
}
