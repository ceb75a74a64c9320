//! The summary as anyone with the link sees it: no account, no navigation, nothing to index.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::letter::letter;
use crate::{
    backend::{self, backend},
    components::{Icon, When, load},
    pages::address::in_path,
};

#[component]
pub fn SharedSummaryPage() -> impl IntoView {
    let token = in_path::<String>("token");
    load(async move { backend()?.shared_summary(&token?).await }, |page| {
        let title = page.summary.title.clone();
        let heading = view! { <h1 tabindex="-1">{title.clone()}</h1> }.into_any();
        let description = page.summary.status_line.clone();
        view! {
            <Title text=title.clone() />
            <Meta name="robots" content="noindex, nofollow" />
            <Meta name="referrer" content="no-referrer" />
            <Meta property="og:title" content=title />
            <Meta property="og:description" content=description />
            <a class="skip vh" href="#main">"Skip to content"</a>
            {letterhead(&page)}
            <div role="status" class="vh" id="status"></div>
            <main id="main" class="wrap summary public">
                {page.newer_facts.then(newer)} {letter(&page.summary, page.content_hash, heading)}
            </main>
        }
    })
}

fn letterhead(page: &backend::SharedSummaryPage) -> AnyView {
    view! {
        <header class="letterhead wrap">
            <span class="brand">
                <Icon name="mark" />
                " Countersign"
            </span>
            <p>
                "Published " <When at=page.published_at />
                {format!(" by {}, version {}", page.published_by, page.version)}
            </p>
        </header>
    }
    .into_any()
}

fn newer() -> AnyView {
    view! {
        <p class="note aside">
            <Icon name="clock" />
            <span>"Facts have changed since this was published. Ask its author for a newer version."</span>
        </p>
    }
    .into_any()
}
