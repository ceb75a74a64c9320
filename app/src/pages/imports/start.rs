//! Handing in a document: pasted or as a file; and the drafts that wait.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{ImportRow, backend, caller},
    components::{Area, Field, Frame, PostForm, When, load},
};

#[component]
pub fn StartPage() -> impl IntoView {
    load(async { backend()?.imports(&caller()?).await }, |model| {
        let limit = format!("{} MiB", model.limit_bytes / (1024 * 1024));
        view! {
            <Title text="Import a checklist - Countersign" />
            <Frame class="import-start" nav="board">
                <div class="head">
                    <h1 tabindex="-1">"Import a checklist"</h1>
                    <p class="quiet">
                        "Paste the Markdown you use today. Nothing in it is run, sent or signed; ticks in it are kept as claims and not counted. \
                         What looks like a secret is masked before it is stored."
                    </p>
                </div>
                <div class="columns-2">
                    <PostForm action="imports/start_import" id="import" class="stack" multipart=true>
                        <Area
                            label="Text"
                            name="text"
                            rows=14
                            class="source-text"
                            hint=format!("Markdown, plain text or a table (CSV), up to {limit}.")
                            placeholder="# Deployment checklist"
                        />
                        <Field label="Or a file" name="file" kind="file" hint=format!("A .md or .txt file, up to {limit}, in whatever encoding it was saved.") />
                        <p class="actions"><button class="button primary big">"Read the document"</button></p>
                    </PostForm>
                    <Drafts drafts=model.drafts />
                </div>
            </Frame>
        }
    })
}

#[component]
fn Drafts(drafts: Vec<ImportRow>) -> impl IntoView {
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
                                    <span class="quiet sub">{draft.name} ", saved " <When at=draft.updated_at /></span>
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
