//! The audit trail: every act as a sentence, with its place in a verified chain.

use domain::audit::Chain;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, AuditQuery, AuditRow, ChainStatus, backend, caller},
    components::{Frame, Icon, Pages, When, encode, load},
    pages::address::in_query,
};

#[component]
pub fn AuditPage() -> impl IntoView {
    let query = AuditQuery {
        actor: in_query("actor"),
        act: in_query("act"),
        deployment: in_query("deployment").parse().ok(),
        from: in_query("from"),
        to: in_query("to"),
        page: in_query("page").parse().unwrap_or(1),
    };
    load(
        async move { backend()?.audit(&caller()?, query).await },
        |model| {
            let title = if model.chain_status.broken.is_some() {
                "Chain broken - Audit"
            } else {
                "Audit"
            };
            let none = model.events.is_empty();
            let href = address(&model.query);
            view! {
                <Title text=format!("{title} - Countersign") />
                <Frame nav="audit">
                    <div class="head"><h1 tabindex="-1">"Audit trail"</h1></div>
                    <ChainState status=model.chain_status.clone() />
                    <Filter query=model.query.clone() />
                    {export(&model.query)}
                    {none.then(|| view! { <p class="empty">"No act fits this filter. Widen the dates or the words."</p> })}
                    {(!none).then(|| view! { <Events model=model.clone() /> })}
                    <Pages paging=model.paging href />
                </Frame>
            }
        },
    )
}

/// The address of this list without its page.
fn address(query: &AuditQuery) -> String {
    let deployment = query.deployment.map(|id| id.to_string()).unwrap_or_default();
    let parts: Vec<String> = [
        ("actor", query.actor.as_str()),
        ("act", query.act.as_str()),
        ("deployment", deployment.as_str()),
        ("from", query.from.as_str()),
        ("to", query.to.as_str()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| format!("{name}={}", encode(value)))
    .collect();
    if parts.is_empty() {
        "/audit".to_owned()
    } else {
        format!("/audit?{}", parts.join("&"))
    }
}

/// What verifying found, in words. Never green without having looked.
#[component]
pub fn ChainState(status: ChainStatus) -> impl IntoView {
    let chains = if status.chains == 1 {
        "1 chain".to_owned()
    } else {
        format!("{} chains", status.chains)
    };
    match status.broken {
        Some(broken) => view! {
            <div class="note gap" data-state="fail" role="alert">
                <Icon name="fail" />
                <div>
                    <p><b>"The chain does not hold."</b></p>
                    <p>{broken}</p>
                    <p>"From that row on, the record may have been changed. Compare with a backup, and tell whoever runs the database."</p>
                </div>
            </div>
        }
        .into_any(),
        None if status.events == 0 => view! {
            <div class="note gap" data-state="unknown">
                <Icon name="unknown" />
                <p>"There is no event to verify yet."</p>
            </div>
        }
        .into_any(),
        None => view! {
            <div class="note gap" data-state="pass">
                <Icon name="pass" />
                <p>
                    {format!(
                        "Verified for this page: {chains}, {} events, every hash covers the one before it.",
                        status.events,
                    )}
                </p>
            </div>
        }
        .into_any(),
    }
}

/// The acts of this filter as a file. Asking for one is an act of its own.
pub fn export(query: &AuditQuery) -> AnyView {
    let hidden = [
        ("actor", query.actor.clone()),
        ("act", query.act.clone()),
        ("from", query.from.clone()),
        ("to", query.to.clone()),
        (
            "deployment",
            query.deployment.map(|id| id.to_string()).unwrap_or_default(),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
    .collect_view();
    view! {
        <form class="actions no-print" method="post" action="/audit/export" aria-label="Export">
            {hidden}
            <button class="button mini" name="format" value="csv">"Export as CSV"</button>
            <button class="button mini" name="format" value="json">"Export as JSON"</button>
            <span class="small quiet">"All pages of this filter, oldest first. The trail notes who took a copy."</span>
        </form>
    }
    .into_any()
}

#[component]
fn Filter(query: AuditQuery) -> impl IntoView {
    let filtered = query
        != AuditQuery {
            page: query.page,
            ..AuditQuery::default()
        };
    let text = |name: &'static str, words: &'static str, kind: &'static str, value: String| {
        view! {
            <div class="field">
                <label for=format!("audit-{name}")>{words}</label>
                <input id=format!("audit-{name}") type=kind name=name value=value />
            </div>
        }
    };
    view! {
        <form class="row-form filters" method="get" action="/audit" role="search">
            {text("actor", "By whom", "search", query.actor)} {text("act", "Act or words", "search", query.act)}
            {text("from", "From (UTC)", "date", query.from)} {text("to", "To (UTC)", "date", query.to)}
            {query
                .deployment
                .map(|id| view! { <input type="hidden" name="deployment" value=id.to_string() /> })}
            <button class="button">"Filter"</button>
            {filtered.then(|| view! { <a class="button bare" href="/audit">"Show everything"</a> })}
        </form>
    }
}

#[component]
fn Events(model: backend::AuditPage) -> impl IntoView {
    view! {
        <table class="list stacked audit">
            <caption>"Acts" <span class="count">{model.paging.total}</span></caption>
            <thead>
                <tr>
                    <th scope="col">"Time"</th>
                    <th scope="col">"Who"</th>
                    <th scope="col">"Act"</th>
                    <th scope="col">"Chain"</th>
                    <th scope="col">"Fingerprint"</th>
                </tr>
            </thead>
            <tbody>{model.events.into_iter().map(|event| view! { <Event event /> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Event(event: AuditRow) -> impl IntoView {
    let place = match (event.chain, event.deployment) {
        (Chain::Deployment(_), Some((id, title))) => {
            view! { <a href=format!("/deployments/{id}/history")>{title}</a> }.into_any()
        }
        (chain, _) => chain.to_string().into_any(),
    };
    view! {
        <tr data-row="">
            <td class="nowrap"><When at=event.at /></td>
            <td class="name">{event.actor}</td>
            <th scope="row">{event.sentence}</th>
            <td data-label="Chain">{place} <span class="quiet">{format!(" no. {}", event.seq)}</span></td>
            <td class="mono" data-label="Fingerprint" title=event.hash.to_string()>{event.hash.fingerprint()}</td>
        </tr>
    }
}
