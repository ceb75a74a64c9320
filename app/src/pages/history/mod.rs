//! The history of a deployment: its audit chain, one sentence per act.

use domain::ids::DeploymentId;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{AuditQuery, AuditRow, ChainStatus, backend, caller},
    components::{Frame, Icon, Pages, When, load},
    pages::{
        address::{in_path, in_query},
        audit::export,
        deployment::head::{Tab, head, name},
    },
};

#[component]
pub fn HistoryPage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    let page = in_query("page").parse().unwrap_or(1);
    load(
        async move { backend()?.history(&caller()?, id?, page).await },
        |page| {
            let title = format!("History - {} - Countersign", name(&page.head));
            let address = format!("/deployments/{}/history", page.head.id);
            view! {
                <Title text=title />
                <Frame class="deployment" nav="board" live=format!("deployment/{}", page.head.id)>
                    {head(&page.head, Tab::History, ().into_any())} {chain(&page.chain_status)} {events(&page.events)}
                    {page
                        .head
                        .rights
                        .read_audit
                        .then(|| {
                            export(&AuditQuery {
                                deployment: Some(page.head.id),
                                ..AuditQuery::default()
                            })
                        })}
                    <Pages paging=page.paging href=address />
                </Frame>
            }
        },
    )
}

/// Whether the chain holds, in words.
pub fn chain(status: &ChainStatus) -> AnyView {
    let events = if status.events == 1 {
        "1 event".to_owned()
    } else {
        format!("{} events", status.events)
    };
    let (state, icon, words) = match &status.broken {
        None => (
            "pass",
            "pass",
            format!("The chain holds: {events}, each bound to the one before."),
        ),
        Some(broken) => ("fail", "fail", format!("The chain does not hold. {broken}")),
    };
    view! {
        <p class="note aside" data-state=state>
            <Icon name=icon />
            <span>{words}</span>
        </p>
    }
    .into_any()
}

fn events(events: &[AuditRow]) -> AnyView {
    if events.is_empty() {
        return view! { <p class="empty">"Nothing happened yet."</p> }.into_any();
    }
    view! {
        <ol class="events">
            {events
                .iter()
                .map(|event| {
                    view! {
                        <li>
                            <span class="n">{event.seq}</span>
                            <span class="what">{event.sentence.clone()}</span>
                            <span class="when quiet">
                                <When at=event.at />
                            </span>
                            <code class="quiet">{event.hash.fingerprint()}</code>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}
