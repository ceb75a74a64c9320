//! One template: its newest or an earlier version, and what changed.

use leptos::prelude::*;
use leptos_meta::Title;

use super::outline::Outline;
use crate::{
    backend::{self, backend, caller},
    components::{Crumbs, Disclose, Downloads, Frame, PostForm, When, load},
    pages::address::{in_path, in_query},
};

#[component]
pub fn TemplatePage() -> impl IntoView {
    let id = in_path("id");
    let version = in_query("version").parse().ok();
    load(
        async move { backend()?.template(&caller()?, id?, version).await },
        move |model| {
            let row = model.row.clone();
            let newest = model
                .versions
                .iter()
                .map(|(version, _, _)| *version)
                .max()
                .unwrap_or(row.version);
            let shown = version.unwrap_or(newest);
            view! {
                <Title text=format!("{} - Countersign", row.name) />
                <Frame nav="templates">
                    <div class="head">
                        <Crumbs steps=vec![("/templates".to_owned(), "Templates".to_owned())] />
                        <div class="line">
                            <h1 tabindex="-1">
                                {row.name.clone()} <span class="version">{format!(" version {shown}")}</span>
                            </h1>
                            <Acts model=model.clone() newest={shown == newest} />
                        </div>
                        <p class="quiet">
                            {format!("{}. {} phases, {} items.", row.team, row.phases, row.items)}
                            {(shown < newest).then_some(" This is an earlier version; new deployments use the newest.")}
                        </p>
                    </div>
                    <div class="split wide-rail">
                        <aside class="aside">
                            <Versions model=model.clone() shown newest />
                            <Changes changes=model.changes.clone() shown />
                            <Downloads of=format!("/templates/{}", row.id) version=shown />
                            {model.may_edit.then(|| view! { <Archive model=model.clone() /> })}
                        </aside>
                        <Outline checklist=model.checklist />
                    </div>
                </Frame>
            }
        },
    )
}

#[component]
fn Acts(model: backend::TemplatePage, newest: bool) -> impl IntoView {
    let id = model.row.id;
    view! {
        <div class="actions">
            {(model.may_edit && newest)
                .then(|| {
                    view! {
                        <PostForm action="imports/edit_template" id="edit-template">
                            <input type="hidden" name="cmd[template]" value=id.to_string() />
                            <button class="button">"Edit as a draft"</button>
                        </PostForm>
                    }
                })}
            <a class="button primary" href=format!("/deployments/new?from=template:{id}")>"Use this template"</a>
        </div>
    }
}

#[component]
fn Versions(model: backend::TemplatePage, shown: u32, newest: u32) -> impl IntoView {
    let id = model.row.id;
    view! {
        <section aria-labelledby="versions">
            <h2 id="versions">"Versions"</h2>
            <ol class="plain-rows">
                {model
                    .versions
                    .into_iter()
                    .map(|(version, by, at)| {
                        let href =
                            if version == newest { format!("/templates/{id}") } else { format!("/templates/{id}?version={version}") };
                        view! {
                            <li>
                                <span>
                                    <a href=href aria-current=(version == shown).then_some("true")>{format!("Version {version}")}</a>
                                    <span class="quiet sub">{by} ", " <When at /></span>
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Changes(changes: Vec<String>, shown: u32) -> impl IntoView {
    if shown <= 1 {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="changes">
            <h2 id="changes">{format!("Changes since version {}", shown - 1)}</h2>
            {if changes.is_empty() {
                view! { <p class="quiet">"None in titles, tasks or items."</p> }.into_any()
            } else {
                view! { <ul class="bullets">{changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn Archive(model: backend::TemplatePage) -> impl IntoView {
    view! {
        <Disclose words="Archive" form="archive-template">
            <PostForm action="imports/archive_template" id="archive-template" class="stack inset">
                <input type="hidden" name="cmd[template]" value=model.row.id.to_string() />
                <p class="small">"Nobody can start from it any more. Deployments made from it stay as they are."</p>
                <p class="actions"><button class="button danger">{format!("Archive {}", model.row.name)}</button></p>
            </PostForm>
        </Disclose>
    }
}
