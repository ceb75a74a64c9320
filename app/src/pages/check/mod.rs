//! The check editor: the form, and beside it what a try showed. The rule reads back as a sentence.

pub mod form;
pub mod outcome;

use domain::ids::ItemId;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, backend, caller},
    components::{Crumbs, Frame, Icon, load},
    pages::{address::in_path, deployment::head::name},
};

#[component]
pub fn CheckPage() -> impl IntoView {
    let id = in_path::<ItemId>("id");
    load(
        async move { backend()?.check_editor(&caller()?, id?).await },
        |page| {
            let title = format!("Check - {} - Countersign", page.item.text);
            view! {
                <Title text=title />
                <Frame class="check" nav="board">
                    {heading(&page)}
                    <div class="item-columns">
                        <div class="main">{form::form(&page)}</div>
                        <aside class="side" aria-label="Try it">
                            {outcome::outcome(form::TRY, &page.head.environment_name)} {around(&page)}
                        </aside>
                    </div>
                </Frame>
            }
        },
    )
}

fn heading(page: &backend::CheckEditorPage) -> AnyView {
    let head = &page.head;
    let item = page.item.id;
    let steps = vec![
        ("/".to_owned(), "Deployments".to_owned()),
        (format!("/deployments/{}", head.id), name(head)),
        (format!("/items/{item}"), page.item.text.clone()),
    ];
    view! {
        <div class="head">
            <Crumbs steps />
            <h1 tabindex="-1">"Check: " {page.item.text.clone()}</h1>
            <p class="quiet">
                {page.item.sentence.clone().unwrap_or_else(|| "Checked by a person so far.".to_owned())}
            </p>
        </div>
    }
    .into_any()
}

/// What the document proposes, and what the environment allows and provides.
fn around(page: &backend::CheckEditorPage) -> AnyView {
    let head = &page.head;
    view! {
        {(!page.proposals.is_empty())
            .then(|| {
                view! {
                    <section aria-labelledby="said-h">
                        <h2 id="said-h">"What the document says"</h2>
                        <ul class="lines proposals">
                            {page
                                .proposals
                                .iter()
                                .map(|(words, sentence)| {
                                    view! {
                                        <li>
                                            {words.clone()}
                                            {sentence
                                                .clone()
                                                .map(|sentence| view! { <span class="reason">{format!("Read as: {sentence}")}</span> })}
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    </section>
                }
            })}
        {allowed(&head.environment_name, &head.environment.to_string(), &page.targets, &page.variables, &page.connections)}
    }
    .into_any()
}

/// What checks may reach in an environment, and what it provides for them.
pub fn allowed(
    name: &str,
    environment: &str,
    targets: &[(String, String)],
    variables: &[(String, String)],
    connections: &[String],
) -> AnyView {
    view! {
        <section aria-labelledby="env-h">
            <h2 id="env-h">{format!("What {name} allows")}</h2>
            {if targets.is_empty() {
                view! {
                    <p class="note" data-state="blocked">
                        <Icon name="blocked" />
                        <span>"Nothing may be reached from here yet, so every check is refused before anything is sent."</span>
                    </p>
                }
                    .into_any()
            } else {
                names(targets.iter().map(|(host, ports)| format!("{host}, port {ports}")).collect())
            }}
            {(!variables.is_empty())
                .then(|| {
                    view! {
                        <h3>"Values"</h3>
                        {names(variables.iter().map(|(name, value)| format!("{{{{{name}}}}} is {value}")).collect())}
                    }
                })}
            {(!connections.is_empty())
                .then(|| {
                    view! {
                        <h3>"Databases"</h3>
                        {names(connections.to_vec())}
                    }
                })}
            <p class="small quiet">
                "An admin allows targets and saves databases: "
                <a href=format!("/environments/{environment}")>{format!("environment {name}")}</a> "."
            </p>
        </section>
    }
    .into_any()
}

fn names(lines: Vec<String>) -> AnyView {
    view! {
        <ul class="lines">
            {lines.into_iter().map(|line| view! { <li><code>{line}</code></li> }).collect_view()}
        </ul>
    }
    .into_any()
}
