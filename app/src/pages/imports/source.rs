//! The document as it was read: where it came from, and every line.

use std::sync::Arc;

use domain::ids::ImportId;
use leptos::prelude::*;

use super::{
    rows::Row,
    wizard::{Step, step_href},
};
use crate::{
    backend,
    components::{Disclose, Icon, PostForm},
};

#[component]
pub fn Source(model: Arc<backend::ImportPage>, rows: Vec<Row>) -> impl IntoView {
    let id = model.id;
    // In the order of the document, so that each line is found among them quickly.
    let starts: Vec<usize> = rows.iter().map(|row| row.line as usize).collect();
    let source = &model.checklist.source;
    let fingerprint = model.sha256.get(..12).unwrap_or(&model.sha256).to_owned();
    view! {
        <dl class="facts">
            <div><dt>"Document"</dt><dd>{source.name.clone()}</dd></div>
            <div><dt>"Size"</dt><dd>{format!("{} bytes, {} lines", source.bytes, model.lines.len())}</dd></div>
            <div><dt>"Encoding"</dt><dd>{source.encoding.clone()}{source.bom.then_some(", with a byte-order mark")}</dd></div>
            <div><dt>"SHA-256"</dt><dd class="mono" title=model.sha256.clone()>{fingerprint}</dd></div>
        </dl>
        <Secrets model=model.clone() />
        <ol class="source-lines" aria-label="The document, line by line">
            {model
                .lines
                .iter()
                .enumerate()
                .map(|(at, line)| {
                    view! {
                        <li id=format!("line-{}", at + 1)>
                            {match starts.binary_search(&(at + 1)) {
                                Ok(_) => {
                                    let href = format!("{}&show=whole#row-{}", step_href(id, Step::Structure), at + 1);
                                    view! { <a class="ln" href=href title="What is proposed for this line">{at + 1}</a> }.into_any()
                                }
                                Err(_) => view! { <span class="ln">{at + 1}</span> }.into_any(),
                            }}
                            <code>{line.clone()}</code>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
        <div class="dock">
            <Discard id />
            <div class="actions">
                <a class="button primary" href=step_href(id, Step::Text)>"Next: Text"</a>
            </div>
        </div>
    }
}

#[component]
pub fn Discard(id: ImportId) -> impl IntoView {
    view! {
        <Disclose words="Discard this draft" form="discard">
            <PostForm action="imports/discard_import" id="discard" class="row-form">
                <input type="hidden" name="cmd[import]" value=id.to_string() />
                <span>"The draft and its corrections go. What was created from it stays."</span>
                <button class="button danger">"Discard"</button>
            </PostForm>
        </Disclose>
    }
}

/// What was masked, and on which lines.
#[component]
pub fn Secrets(model: Arc<backend::ImportPage>) -> impl IntoView {
    let secrets = model.checklist.secrets.clone();
    if secrets.is_empty() {
        return ().into_any();
    }
    let (count, advice) = match secrets.len() {
        1 => (
            "1 secret was found and masked. It was not stored.".to_owned(),
            " Change it where it is used: it stood in a document.",
        ),
        many => (
            format!("{many} secrets were found and masked. They were not stored."),
            " Change them where they are used: they stood in a document.",
        ),
    };
    view! {
        <div class="note gap" data-state="blocked">
            <Icon name="key" />
            <div>
                <p><b>{count}</b> {advice}</p>
                <ul>
                    {secrets
                        .into_iter()
                        .map(|secret| {
                            let href = format!("/import/{}?step=source#line-{}", model.id, secret.line);
                            view! {
                                <li>
                                    <a href=href>{format!("Line {}", secret.line)}</a>
                                    {format!(": {}, {}", secret.name, secret.kind)}
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        </div>
    }
    .into_any()
}
