//! Search over everything the reader may see.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, DeploymentRow, backend, caller},
    components::{Frame, load},
    pages::address::in_query,
};

#[component]
pub fn SearchPage() -> impl IntoView {
    let text = in_query("q");
    load(
        async move { backend()?.search(&caller()?, text.trim()).await },
        |model| {
            let title = if model.text.is_empty() {
                "Search".to_owned()
            } else {
                format!("{} - Search", model.text)
            };
            view! {
                <Title text=format!("{title} - Countersign") />
                <Frame class="narrow-list">
                    <div class="head"><h1 tabindex="-1">"Search"</h1></div>
                    <form class="filter" method="get" action="/search" role="search">
                        <label class="vh" for="search-q">"Words to find"</label>
                        <input
                            id="search-q"
                            type="search"
                            name="q"
                            value=model.text.clone()
                            placeholder="Deployment, item, service, template, person"
                            autofocus=model.text.is_empty()
                        />
                        <button class="button">"Search"</button>
                    </form>
                    <Found model />
                </Frame>
            }
        },
    )
}

#[component]
fn Found(model: backend::SearchPage) -> impl IntoView {
    if model.text.is_empty() {
        return view! { <p class="empty">"Finds titles, versions, the texts of items, services, templates and people."</p> }.into_any();
    }
    if model.deployments.is_empty() && model.items.is_empty() && model.others.is_empty() {
        return view! {
            <p class="empty">{format!("Nothing you may see has “{}” in it. Try a shorter or another word.", model.text)}</p>
        }
        .into_any();
    }
    let others: Vec<_> = model
        .others
        .into_iter()
        .map(|(kind, name, address)| (name, kind, address))
        .collect();
    let deployments: Vec<_> = model.deployments.into_iter().map(deployment).collect();
    view! {
        <Part heading="Deployments" rows=deployments />
        <Part heading="Items" rows=model.items />
        <Part heading="Services, templates, people" rows=others />
    }
    .into_any()
}

/// Name, further words, address.
fn deployment(row: DeploymentRow) -> (String, String, String) {
    (
        format!("{} {}", row.title, row.version),
        format!("{}, {}: {}", row.service, row.environment, row.headline),
        format!("/deployments/{}", row.id),
    )
}

#[component]
fn Part(heading: &'static str, rows: Vec<(String, String, String)>) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let count = rows.len();
    view! {
        <section class="part">
            <h2>{heading} " " <span class="quiet num">{count}</span></h2>
            <ul class="plain-rows found">
                {rows
                    .into_iter()
                    .map(|(name, words, href)| {
                        view! {
                            <li data-row="">
                                <a class="name" href=href>{name}</a>
                                <span class="quiet small">{words}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
