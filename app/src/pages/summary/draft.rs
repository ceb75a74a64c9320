//! The draft of the summary, drawn from facts; the two notes people add; publishing; earlier versions.

use domain::ids::DeploymentId;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{letter::letter, links::links};
use crate::{
    backend::{self, backend, caller},
    components::{ActKey, Area, Frame, Icon, PostForm, When, load},
    pages::{
        address::in_path,
        deployment::{
            head::{Tab, head, name},
            item::came_back,
        },
    },
};

#[component]
pub fn SummaryPage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    load(async move { backend()?.summary(&caller()?, id?).await }, |page| {
        let title = format!("Summary - {} - Countersign", name(&page.head));
        view! {
            <Title text=title />
            <Frame class="deployment" nav="board" live=format!("deployment/{}", page.head.id)>
                {head(&page.head, Tab::Summary, ().into_any())}
                <div class="with-side">
                    <section class="sheet summary" aria-label="Draft of the summary">
                        <p class="tag draft">"Draft, from the facts as they are now"</p>
                        {letter(&page.draft, page.draft_hash, view! { <h2 class="title">{page.draft.title.clone()}</h2> }.into_any())}
                    </section>
                    <aside class="side" aria-label="Publishing">
                        {publish(&page)} {notes(&page)} {versions(&page)} {links(&page)}
                    </aside>
                </div>
            </Frame>
        }
    })
}

fn publish(page: &backend::SummaryPage) -> AnyView {
    let unsupported = page.draft.unsupported().count();
    let newest = page.versions.iter().map(|(version, _, _)| *version).max();
    let state = match (newest, page.newer_facts) {
        (None, _) => "Not published yet.".to_owned(),
        (Some(version), true) => format!("Version {version} is published; the facts have changed since."),
        (Some(version), false) => format!("Version {version} is published and says the same as this draft."),
    };
    let act = if !page.head.rights.publish {
        view! { <p class="small quiet">"Lead, Tech Lead and Product of this deployment can publish."</p> }
            .into_any()
    } else if unsupported > 0 {
        let words = if unsupported == 1 {
            "1 sentence rests".to_owned()
        } else {
            format!("{unsupported} sentences rest")
        };
        view! { <p class="small">{format!("{words} on nothing, so this cannot be published. Add evidence, or state it in the notes below.")}</p> }
            .into_any()
    } else {
        let (deployment, seen) = (page.head.id.to_string(), page.draft_hash.to_string());
        let version = newest.unwrap_or(0) + 1;
        view! {
            <PostForm action="summaries/publish_summary" id="publish">
                <ActKey />
                <input type="hidden" name="cmd[deployment]" value=deployment />
                <input type="hidden" name="cmd[seen]" value=seen />
                <button class="button primary">{format!("Publish version {version}")}</button>
            </PostForm>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="publish-h">
            <h2 id="publish-h">"Publish"</h2>
            <p class="small">{state}</p>
            {private(page)}
            {act}
            <p class="small quiet">"A published version is frozen: later facts make a new one."</p>
        </section>
    }
    .into_any()
}

/// Said before anything is shared; nothing is taken out by itself.
fn private(page: &backend::SummaryPage) -> Option<AnyView> {
    (page.head.rights.publish && !page.private.is_empty()).then(|| {
        view! {
            <div class="note" data-state="blocked">
                <Icon name="blocked" />
                <div>
                    <p>"Look at this before you share: readers outside the team will see it. Change it where it was written, or leave it."</p>
                    <ul>
                        {page
                            .private
                            .iter()
                            .map(|(kind, text)| view! { <li>{format!("{kind}: ")} <code>{text.clone()}</code></li> })
                            .collect_view()}
                    </ul>
                </div>
            </div>
        }
        .into_any()
    })
}

fn notes(page: &backend::SummaryPage) -> Option<AnyView> {
    if !page.head.rights.publish {
        return None;
    }
    let deployment = page.head.id.to_string();
    let (changed, fails, version) = (
        page.what_changed.clone(),
        page.if_it_fails.clone(),
        page.notes_version,
    );
    let open = came_back("notes") || page.what_changed.is_empty();
    Some(
        view! {
            <details class="more section" open=open>
                <summary>
                    <Icon name="chevron" />
                    " "
                    <h2>"Notes"</h2>
                </summary>
                <PostForm action="summaries/edit_summary" id="notes" class="stack">
                    <input type="hidden" name="cmd[deployment]" value=deployment />
                    <input type="hidden" name="cmd[seen_version]" value=version />
                    <Area
                        label="What changed"
                        name="cmd[what_changed]"
                        value=changed
                        hint="In plain words, for people who were not there. Marked as a statement by you."
                        rows=4
                        maxlength=2000
                    />
                    <Area
                        label="If it fails"
                        name="cmd[if_it_fails]"
                        value=fails
                        hint="What happens then, and how long it takes."
                        rows=3
                        maxlength=2000
                    />
                    <p class="actions"><button class="button">"Save the notes"</button></p>
                </PostForm>
            </details>
        }
        .into_any(),
    )
}

fn versions(page: &backend::SummaryPage) -> AnyView {
    let id = page.head.id;
    view! {
        <section aria-labelledby="versions-h">
            <h2 id="versions-h">"Versions"</h2>
            {page.versions.is_empty().then(|| view! { <p class="small quiet">"None yet."</p> })}
            <ul class="lines versions">
                {page
                    .versions
                    .iter()
                    .map(|(version, by, at)| {
                        view! {
                            <li>
                                <a href=format!("/deployments/{id}/summary/{version}")>{format!("Version {version}")}</a>
                                <span class="small quiet">{format!(" {by}, ")} <When at=*at /></span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}
