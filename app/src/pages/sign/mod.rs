//! Signing a phase: the question, what is signed, its evidence, the open points one by one, the statement, and who one is.
//! Calm and slow on purpose: nothing is ticked, nothing is stated beforehand.

mod statement;
pub mod view;

use domain::{gate::Blocker, ids::DeploymentId};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, backend, caller},
    components::{Age, Crumbs, Frame, Icon, ItemState, MarkState, TallyBar, call_roles, load},
    pages::{
        address::in_path,
        deployment::{gate_words, head::name, signatures},
    },
};

#[component]
pub fn SignPage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    let ordinal = in_path::<u32>("n");
    load(
        async move {
            let caller = caller()?;
            let page = backend()?.sign_page(&caller, id?, ordinal?).await?;
            Ok((page, caller))
        },
        |(page, caller)| {
            call_roles(&page.head.role_names);
            let ordinal = page.view.phase_ordinal;
            let title = format!("Sign phase {ordinal} - {} - Countersign", name(&page.head));
            view! {
                <Title text=title />
                <Frame class="sign" nav="board" live=format!("deployment/{}", page.head.id) at=format!("sign/{ordinal}")>
                    {heading(&page)} {policy(&page)}
                    <div class="deed">
                        {what(&page)} {evidence(&page)} {given(&page)} {statement::statement(&page, &caller)}
                    </div>
                </Frame>
            }
        },
    )
}

fn heading(page: &backend::SignPage) -> AnyView {
    let head = &page.head;
    let (ordinal, title) = (page.view.phase_ordinal, page.view.phase_title.clone());
    let steps = vec![
        ("/".to_owned(), "Deployments".to_owned()),
        (format!("/deployments/{}", head.id), name(head)),
        (
            format!("/deployments/{}?phase={ordinal}", head.id),
            format!("Phase {ordinal}"),
        ),
    ];
    view! {
        <div class="head">
            <Crumbs steps />
            <h1 tabindex="-1">{format!("Sign phase {ordinal}: {title}")}</h1>
            <p class="quiet only-print">"Printed before signing. This sheet is not a signature."</p>
        </div>
    }
    .into_any()
}

/// Whether the reader may sign, before any effort is made.
fn policy(page: &backend::SignPage) -> AnyView {
    let asks = gate_words(&page.view.requirements);
    let (icon, words) = match &page.cannot {
        Some(cannot) => ("key", cannot.clone()),
        None => {
            let roles: Vec<String> = page.as_roles.iter().map(ToString::to_string).collect();
            (
                "key",
                format!(
                    "You may sign, as {}. This gate asks for {asks}.",
                    roles.join(" or ")
                ),
            )
        }
    };
    view! {
        <p class="note policy">
            <Icon name=icon />
            <span>{words}</span>
        </p>
    }
    .into_any()
}

fn what(page: &backend::SignPage) -> AnyView {
    let count = page.evidence_count;
    let files = if count == 1 {
        "1 file of evidence".to_owned()
    } else {
        format!("{count} files of evidence")
    };
    view! {
        <section class="clause" aria-labelledby="c-question">
            <h2 id="c-question">"The question"</h2>
            <div>
                <p class="ask">{page.view.question.clone()}</p>
            </div>
        </section>
        <section class="clause" aria-labelledby="c-what">
            <h2 id="c-what">"What you sign"</h2>
            {view::pairs(&page.view, page.view_hash, Some(files))}
        </section>
    }
    .into_any()
}

fn evidence(page: &backend::SignPage) -> AnyView {
    let tally = page.tally;
    let now = page.head.now;
    view! {
        <section class="clause" aria-labelledby="c-evidence">
            <h2 id="c-evidence">"Evidence"</h2>
            <div>
                <p class="sums">{view::sums(tally)}</p>
                <p class="small quiet">
                    <TallyBar tally />
                    {page
                        .oldest
                        .map(|oldest| {
                            view! {
                                <span class="nowrap">"Oldest result " <Age at=oldest now /> "."</span>
                            }
                        })}
                </p>
                {obstacles(page)}
                <details class="more">
                    <summary>
                        <Icon name="chevron" />
                        {format!(" See all {}, with who, when and files", page.view.items.len())}
                    </summary>
                    {view::items(&page.view)}
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// What has to be fixed, waived or accepted before anybody can approve.
fn obstacles(page: &backend::SignPage) -> Option<AnyView> {
    let stopping: Vec<_> = page
        .obstacles
        .iter()
        .filter(|obstacle| obstacle.blocker.stops_signing())
        .collect();
    (!stopping.is_empty()).then(|| {
        let count = stopping.len();
        let words = if count == 1 { "1 thing stands".to_owned() } else { format!("{count} things stand") };
        view! {
            <div class="in-the-way" data-state="fail">
                <h3>{format!("{words} in the way of an approval")}</h3>
                <p class="small">"Fix, waive or accept first. What you read here can still be refused below."</p>
                <ul>
                    {stopping
                        .into_iter()
                        .map(|obstacle| {
                            let (mark, text, href) = match &obstacle.blocker {
                                Blocker::Item { item, text, mark, why } => {
                                    let standing = domain::item::Standing { mark: *mark, why: *why, at: obstacle.since };
                                    (
                                        view! { <ItemState standing /> }.into_any(),
                                        text.clone(),
                                        format!("/items/{item}"),
                                    )
                                }
                                other => (
                                    view! { <MarkState mark=domain::item::Mark::Blocked /> }.into_any(),
                                    view::blocker_words(other),
                                    format!("/deployments/{}", page.head.id),
                                ),
                            };
                            view! {
                                <li>
                                    {mark} <span>
                                        <a href=href>{text}</a>
                                        <span class="reason">{obstacle.reason.clone()}</span>
                                    </span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        }
        .into_any()
    })
}

fn given(page: &backend::SignPage) -> Option<AnyView> {
    let list = signatures(&page.signatures)?;
    Some(
        view! {
            <section class="clause" aria-labelledby="c-given" id="signatures">
                <h2 id="c-given">"Signed so far"</h2>
                <div>
                    {list}
                    {(!page.missing.is_empty())
                        .then(|| view! { <p class="small quiet">{format!("Still to sign: {}.", gate_words(&page.missing))}</p> })}
                </div>
            </section>
        }
        .into_any(),
    )
}
