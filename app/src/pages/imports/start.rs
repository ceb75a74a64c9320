//! Handing in a document: pasted or as a file; and the drafts that wait.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::error::ApiError,
    backend::{ImportRow, ImportsPage, backend, caller},
    components::{Age, Area, Crumbs, Field, Frame, PostForm, load},
    pages::address::in_query,
};

#[component]
pub fn StartPage() -> impl IntoView {
    let into = in_query("into");
    load(
        async move {
            let into = match into.as_str() {
                "" => None,
                id => Some(id.parse().map_err(|_| ApiError::NotFound)?),
            };
            backend()?.imports(&caller()?, into).await
        },
        page,
    )
}

fn page(model: ImportsPage) -> impl IntoView {
    let limit = format!("{} MiB", model.limit_bytes / (1024 * 1024));
    let title = match &model.into {
        Some(_) => "A newer version of the document",
        None => "Import a checklist",
    };
    view! {
        <Title text=format!("{title} - Countersign") />
        <Frame class="import-start" nav="board">
            <div class="head">
                {model
                    .into
                    .clone()
                    .map(|into| view! { <Crumbs steps=vec![("/".to_owned(), "Deployments".to_owned()), (format!("/deployments/{}", into.id), into.name)] /> })}
                <h1 tabindex="-1">{title}</h1>
                <p class="quiet">
                    {match model.into {
                        Some(_) => {
                            "You see what differs, and which signatures would fall, before anything changes in the deployment. \
                             What does not change keeps its results."
                        }
                        None => {
                            "Paste the Markdown you use today. Nothing in it is run, sent or signed; ticks in it are kept as claims and not counted. \
                             What looks like a secret is masked before it is stored."
                        }
                    }}
                </p>
            </div>
            <div class="columns-2">
                <Document limit into=model.into.as_ref().map(|into| into.id.to_string()).unwrap_or_default() />
                <Drafts drafts=model.drafts now=model.now />
            </div>
        </Frame>
    }
}

/// The text or the file. With script a file can also be dropped on it.
#[component]
fn Document(limit: String, into: String) -> impl IntoView {
    view! {
        <div data-drop="">
            <PostForm action="imports/start_import" id="import" class="stack" multipart=true>
                {(!into.is_empty()).then(|| view! { <input type="hidden" name="into" value=into.clone() /> })}
                <Area
                    label="Text"
                    name="text"
                    rows=14
                    class="source-text"
                    hint=format!("Markdown, plain text or a table (CSV), up to {limit}.")
                    placeholder="# Deployment checklist"
                />
                <Field label="Or a file" name="file" kind="file" hint=format!("A .md or .txt file, up to {limit}, in whatever encoding it was saved.") />
                <p class="drop-here small quiet">"A file can be dropped anywhere here."</p>
                <p class="actions"><button class="button primary big">"Read the document"</button></p>
            </PostForm>
        </div>
    }
}

#[component]
fn Drafts(drafts: Vec<ImportRow>, now: DateTime<Utc>) -> impl IntoView {
    let none = drafts.is_empty();
    view! {
        <section aria-labelledby="drafts">
            <h2 id="drafts">"Your drafts"</h2>
            {none.then(|| view! { <p class="empty">"None. A document you began stays here until you create something from it or discard it."</p> })}
            <ul class="plain-rows">
                {drafts
                    .into_iter()
                    .map(|draft| {
                        view! {
                            <li data-row="">
                                <span>
                                    <a class="name" href=format!("/import/{}", draft.id)>{draft.title}</a>
                                    <span class="quiet sub">{draft.name} ", saved " <Age at=draft.updated_at now /></span>
                                </span>
                                <PostForm action="imports/discard_import" id=format!("discard-{}", draft.id)>
                                    <input type="hidden" name="cmd[import]" value=draft.id.to_string() />
                                    <button class="button mini">"Discard"</button>
                                </PostForm>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <h2 class="gap">"Other ways to start"</h2>
            <ul class="bullets">
                <li><a href="/templates">"From a template"</a></li>
                <li>"By cloning a deployment: on its page, under its acts"</li>
            </ul>
        </section>
    }
}
