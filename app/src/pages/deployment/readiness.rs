//! The readiness box: the verdict, what stands in the way, worst first, and who signs then.

use domain::{
    gate::{Blocker, PhaseState},
    item::Standing,
};
use leptos::prelude::*;

use super::{Shown, company, item::run_form};
use crate::{
    backend::{DeploymentHead, Obstacle, Readiness},
    components::{Age, Icon, ItemState, TallyBar, role_name, tally_words},
};

/// More obstacles than this are folded: the worst come first.
const OPEN_ROWS: usize = 8;

pub fn readiness(readiness: &Readiness, head: &DeploymentHead, shown: Shown) -> AnyView {
    let obstacles: Vec<&Obstacle> = readiness
        .obstacles
        .iter()
        .filter(|obstacle| !matches!(obstacle.blocker, Blocker::Signature { .. }))
        .collect();
    let (state, icon) = look(readiness, &obstacles);
    let in_page = shown.shows(readiness.ordinal);
    let mut rows: Vec<AnyView> = obstacles
        .iter()
        .enumerate()
        .map(|(index, obstacle)| row(obstacle, head, place(in_page, readiness.ordinal), index == 0))
        .collect();
    let folded: Vec<AnyView> = if rows.len() > OPEN_ROWS + 1 {
        rows.split_off(OPEN_ROWS)
    } else {
        Vec::new()
    };
    let more = folded.len();
    let clear = !obstacles.iter().any(|obstacle| obstacle.blocker.stops_signing());
    let sign = format!("/deployments/{}/phases/{}/sign", head.id, readiness.ordinal);
    let tally = readiness.tally;
    view! {
        <section class="readiness" data-state=state aria-labelledby="ready-h">
            <header>
                <Icon name=icon />
                <div>
                    <h2 id="ready-h">{verdict(readiness)}</h2>
                    <p>{lead(readiness, obstacles.len())}</p>
                </div>
                <p class="sum">
                    <TallyBar tally />
                    <span>{tally_words(tally)}</span>
                </p>
            </header>
            {(!rows.is_empty()).then(|| view! { <ol>{rows}</ol> })}
            {(more > 0)
                .then(|| {
                    view! {
                        <details class="more rest">
                            <summary>
                                <Icon name="chevron" />
                                {format!(" {more} more")}
                            </summary>
                            <ol>{folded}</ol>
                        </details>
                    }
                })}
            <footer>
                <p>{readiness.then.clone()}</p>
                {if readiness.may_sign && clear {
                    view! {
                        <a class="button primary" href=sign data-key="s">
                            <Icon name="ready" />
                            {format!(" Review and sign phase {}", readiness.ordinal)}
                        </a>
                    }
                        .into_any()
                } else {
                    view! {
                        <a href=sign data-key="s">
                            {format!("See what is signed in phase {}", readiness.ordinal)}
                        </a>
                    }
                        .into_any()
                }} {company::ask_for_signature(head, readiness)}
            </footer>
        </section>
    }
    .into_any()
}

/// State and shape of the box: those of the worst thing in it.
fn look(readiness: &Readiness, obstacles: &[&Obstacle]) -> (&'static str, &'static str) {
    match (
        readiness.state,
        obstacles.first().map(|obstacle| &obstacle.blocker),
    ) {
        (PhaseState::Signed, _) => ("signed", "signed"),
        (_, Some(Blocker::Item { mark, .. })) => (mark.key(), mark.key()),
        (_, Some(Blocker::Refused { .. })) => ("fail", "fail"),
        (_, Some(Blocker::EarlierPhase { .. })) => ("blocked", "blocked"),
        (_, Some(_)) => ("unknown", "unknown"),
        (PhaseState::NeedsResign, None) => ("resign", "resign"),
        (_, None) => ("ready", "ready"),
    }
}

fn verdict(readiness: &Readiness) -> String {
    let ordinal = readiness.ordinal;
    let clear = !readiness
        .obstacles
        .iter()
        .any(|obstacle| obstacle.blocker.stops_signing());
    match readiness.state {
        PhaseState::Signed => format!("Phase {ordinal} is signed"),
        PhaseState::NeedsResign if clear => format!("Phase {ordinal} needs a new signature"),
        _ if clear => format!("Phase {ordinal} is ready to sign"),
        _ => format!("Not ready to sign phase {ordinal}"),
    }
}

fn lead(readiness: &Readiness, obstacles: usize) -> String {
    let total = readiness.tally.total();
    let items = if total == 1 {
        "Its one item is".to_owned()
    } else {
        format!("All {total} items are")
    };
    match (readiness.state, obstacles) {
        (PhaseState::Signed, _) => format!("{}.", readiness.title),
        (_, 0) => format!(
            "{}. {items} settled. This phase is not signed yet.",
            readiness.title
        ),
        (_, 1) => format!("{}. 1 thing stands in the way.", readiness.title),
        (_, many) => format!(
            "{}. {many} things stand in the way, worst first.",
            readiness.title
        ),
    }
}

/// Where the phase stands: on this page, or on its own.
#[derive(Clone, Copy)]
enum Place {
    Here(u32),
    Elsewhere(u32),
}

impl Place {
    fn phase(self) -> String {
        match self {
            Self::Here(ordinal) => format!("#phase-{ordinal}"),
            Self::Elsewhere(ordinal) => format!("?phase={ordinal}"),
        }
    }
}

fn place(in_page: bool, ordinal: u32) -> Place {
    if in_page {
        Place::Here(ordinal)
    } else {
        Place::Elsewhere(ordinal)
    }
}

fn row(obstacle: &Obstacle, head: &DeploymentHead, place: Place, worst: bool) -> AnyView {
    let now = head.now;
    let (state, what, href, action): (AnyView, String, String, &str) = match &obstacle.blocker {
        Blocker::Item {
            item,
            text,
            mark,
            why,
        } => (
            view! { <ItemState standing=Standing { mark: *mark, why: *why, at: obstacle.since } /> }
                .into_any(),
            text.clone(),
            match place {
                Place::Here(_) => format!("#item-{item}"),
                Place::Elsewhere(_) => format!("/items/{item}"),
            },
            "Open",
        ),
        Blocker::OptionNotChosen { group, names } => (
            mark("unknown", "unknown", "To choose"),
            format!("{group}: choose {}", names.join(" or ")),
            place.phase(),
            "Choose",
        ),
        Blocker::EarlierPhase { ordinal, title } => (
            mark("blocked", "blocked", "Waits"),
            format!("Phase {ordinal}, {title}, is not signed"),
            format!("?phase={ordinal}"),
            "See phase",
        ),
        Blocker::Refused { name, role, .. } => (
            mark("fail", "fail", "Refused"),
            format!("{name}, {}, does not approve", role_name(*role)),
            place.phase(),
            "See why",
        ),
        Blocker::Signature { role, missing } => (
            mark("ready", "ready", "To sign"),
            format!("{missing} signature of {}", role_name(*role)),
            String::new(),
            "",
        ),
        Blocker::NoItems => (
            mark("unknown", "unknown", "Unknown"),
            "This phase has no items, so nothing could be proved".to_owned(),
            place.phase(),
            "Add an item",
        ),
    };
    let run = obstacle
        .runnable
        .filter(|_| head.rights.tick && head.state.is_live())
        .map(|item| {
            run_form(
                item,
                "ready",
                "Run again",
                if worst {
                    "button mini primary"
                } else {
                    "button mini"
                },
            )
        });
    let ask = match &obstacle.blocker {
        Blocker::Item { item, .. } if head.state.is_live() && !head.archived => {
            Some(company::ask_about_item(head, *item, obstacle.asked))
        }
        _ => None,
    };
    view! {
        <li class="fact" data-row="">
            {state} <span class="what"><a href=href.clone()>{what}</a></span>
            <span class="who">{obstacle.owner.clone().unwrap_or_else(|| "No owner".to_owned())}</span>
            <span class="age">{obstacle.since.map(|at| view! { <Age at now /> })}</span>
            <span class="why">{obstacle.reason.clone()}</span>
            <span class="actions">
                <a class="button mini" href=href>{action}</a>
                {run} {ask}
            </span>
        </li>
    }
    .into_any()
}

fn mark(state: &'static str, icon: &'static str, word: &'static str) -> AnyView {
    view! {
        <span class="state" data-state=state>
            <Icon name=icon />
            " "
            {word}
        </span>
    }
    .into_any()
}
