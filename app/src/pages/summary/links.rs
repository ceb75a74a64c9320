//! Links that let people without an account read the published summary.

use leptos::prelude::*;

use crate::{
    backend::{ShareLinkRow, SummaryPage},
    components::{ActKey, Age, Choice, Field, Icon, PostForm, When},
    pages::deployment::item::came_back,
};

pub fn links(page: &SummaryPage) -> Option<AnyView> {
    if !page.head.rights.publish {
        return None;
    }
    let rows = page.links.iter().map(|link| row(link, page)).collect_view();
    Some(
        view! {
            <section aria-labelledby="links-h">
                <h2 id="links-h">"Share links"</h2>
                {page
                    .links
                    .is_empty()
                    .then(|| view! { <p class="small quiet">"None. Whoever has a link reads the newest published version, without an account."</p> })}
                <ul class="lines links">{rows}</ul>
                {if page.versions.is_empty() {
                    view! { <p class="small quiet">"Publish a version first; then it can be shared."</p> }.into_any()
                } else {
                    make(page)
                }}
            </section>
        }
        .into_any(),
    )
}

fn row(link: &ShareLinkRow, page: &SummaryPage) -> AnyView {
    let now = page.head.now;
    let note = if link.note.is_empty() {
        "Link".to_owned()
    } else {
        link.note.clone()
    };
    let over = link.revoked_at.is_some() || link.expires_at <= now;
    let (id, link_id, expires) = (
        format!("revoke-{}", link.id),
        link.id.to_string(),
        link.expires_at,
    );
    let name = note.clone();
    view! {
        <li>
            <b>{note}</b>
            <span class="small quiet">
                {format!("made by {}, ", link.made_by)}
                {match (link.revoked_at, over) {
                    (Some(at), _) => view! { "revoked " <When at=at /> }.into_any(),
                    (None, true) => view! { "expired " <When at=expires /> }.into_any(),
                    (None, false) => view! { "until " <When at=expires /> }.into_any(),
                }}
                {match link.last_used_at {
                    Some(at) => view! { ", last used " <Age at now /> }.into_any(),
                    None => ", never used".into_any(),
                }}
            </span>
            {(!over)
                .then(|| {
                    view! {
                        <PostForm action="summaries/revoke_share_link" id=id>
                            <input type="hidden" name="cmd[link]" value=link_id />
                            <button class="button mini">
                                "Revoke"
                                <span class="vh">{format!(" {name}")}</span>
                            </button>
                        </PostForm>
                    }
                })}
        </li>
    }
    .into_any()
}

fn make(page: &SummaryPage) -> AnyView {
    let deployment = page.head.id.to_string();
    let days: Vec<(String, String)> = [(1, "1 day"), (7, "7 days"), (30, "30 days"), (90, "90 days")]
        .map(|(days, words)| (days.to_string(), words.to_owned()))
        .into();
    view! {
        <details class="more" open=came_back("share")>
            <summary>
                <Icon name="link" />
                " Make a link"
            </summary>
            <PostForm action="summaries/make_share_link" id="share" class="stack">
                <ActKey />
                <input type="hidden" name="cmd[deployment]" value=deployment />
                <Field label="For whom" name="cmd[note]" hint="So that you know later which one to revoke." maxlength=120 />
                <Choice label="Valid for" name="cmd[days]" options=days value="7" />
                <Field
                    label="Your password"
                    name="cmd[password]"
                    kind="password"
                    autocomplete="current-password"
                    hint="A link opens the summary to anyone who has it."
                    required=true
                />
                <p class="actions"><button class="button">"Make the link"</button></p>
            </PostForm>
        </details>
    }
    .into_any()
}
