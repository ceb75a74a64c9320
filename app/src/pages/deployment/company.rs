//! Who else is here, and asking those something waits for.

use domain::{
    ids::ItemId,
    presence::{self, NAMED, Place},
    role_names::RoleNames,
};
use leptos::prelude::*;

use crate::{
    backend::{AskedOfYou, DeploymentHead, DeploymentPage, Readiness},
    components::{ActKey, Age, Icon, PostForm},
};

/// "Here now: you, QT, QA" and who is about to sign.
pub fn here(page: &DeploymentPage) -> Option<AnyView> {
    let names: &RoleNames = &page.head.role_names;
    let others: Vec<_> = page
        .here
        .iter()
        .filter(|here| here.person != page.reader)
        .collect();
    if others.is_empty() {
        return None;
    }
    let reviewing = presence::reviewing(&page.here, page.reader, names);
    let more = others.len().saturating_sub(NAMED);
    Some(
        view! {
            <section class="company small no-print" aria-label="Here now">
                <Icon name="person" />
                <p>
                    <span class="quiet">"Here now: "</span>
                    "you"
                    {others
                        .iter()
                        .take(NAMED)
                        .map(|here| {
                            let place = match here.place {
                                Place::Item(id) => item_text(page, id).map(|text| format!(" ({text})")),
                                Place::Signing(ordinal) => Some(format!(" (signing phase {ordinal})")),
                                Place::Deployment => None,
                            };
                            let (label, name) = (presence::label(here, names), here.name.clone());
                            view! { ", " <span title=name>{label} {place}</span> }
                        })
                        .collect_view()}
                    {(more > 0).then(|| format!(" and {more} more"))} ". "
                    {reviewing.join(" ")}
                </p>
            </section>
        }
        .into_any(),
    )
}

fn item_text(page: &DeploymentPage, id: ItemId) -> Option<String> {
    let mut left: Vec<_> = page
        .phases
        .iter()
        .flat_map(|phase| {
            phase
                .items
                .iter()
                .chain(phase.tasks.iter().flat_map(|task| &task.items))
        })
        .collect();
    while let Some(item) = left.pop() {
        if item.id == id {
            return Some(item.text.chars().take(40).collect());
        }
        left.extend(&item.items);
    }
    None
}

/// Asks whoever an item waits for; who was asked already is reminded.
pub fn ask_about_item(
    head: &DeploymentHead,
    item: ItemId,
    asked: Option<chrono::DateTime<chrono::Utc>>,
) -> AnyView {
    let field = view! { <input type="hidden" name="cmd[item]" value=item.to_string() /> }.into_any();
    ask(head, &format!("ask-{item}"), field, "Ask", asked)
}

/// The same for the signature that is next.
pub fn ask_for_signature(head: &DeploymentHead, readiness: &Readiness) -> Option<AnyView> {
    readiness.waits_for_signature.then(|| {
        let field =
            view! { <input type="hidden" name="cmd[gate]" value=readiness.gate.to_string() /> }.into_any();
        ask(head, "ask-signature", field, "Ask them to sign", readiness.asked)
    })
}

fn ask(
    head: &DeploymentHead,
    id: &str,
    about: AnyView,
    words: &'static str,
    asked: Option<chrono::DateTime<chrono::Utc>>,
) -> AnyView {
    let (deployment, now) = (head.id.to_string(), head.now);
    let words = if asked.is_some() { "Remind" } else { words };
    view! {
        {asked.map(|at| view! { <span class="small quiet">"Asked " <Age at now /></span> })}
        <PostForm action="deployments/ask" id=id.to_owned() class="no-print">
            <ActKey />
            <input type="hidden" name="cmd[deployment]" value=deployment />
            {about}
            <button class="button mini">{words}</button>
        </PostForm>
    }
    .into_any()
}

/// What the reader was asked for, on the board and in the queue.
pub fn asked_of_you(asked: &[AskedOfYou], now: chrono::DateTime<chrono::Utc>) -> Option<AnyView> {
    (!asked.is_empty()).then(|| {
        view! {
            <section class="asked" aria-labelledby="asked-h">
                <h2 id="asked-h">"Asked of you " <span class="count">{asked.len()}</span></h2>
                <ul class="lines">
                    {asked
                        .iter()
                        .map(|ask| {
                            let AskedOfYou { what, address, deployment, by, asked_at, reminded_at } = ask.clone();
                            view! {
                                <li data-row="">
                                    <a href=address>{what}</a>
                                    <span class="small quiet">
                                        {format!("{deployment}, {by} asked ")} <Age at=asked_at now />
                                        {reminded_at.map(|at| view! { ", reminded " <Age at now /> })}
                                    </span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
        .into_any()
    })
}
