//! One published version of a summary, frozen.

use domain::ids::DeploymentId;
use leptos::prelude::*;
use leptos_meta::Title;

use super::letter::letter;
use crate::{
    backend::{self, backend, caller},
    components::{Crumbs, Frame, Icon, When, load},
    pages::{
        address::in_path,
        deployment::head::{copy_link, name},
    },
};

#[component]
pub fn SummaryVersionPage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    let version = in_path::<u32>("version");
    load(
        async move { backend()?.summary_version(&caller()?, id?, version?).await },
        |page| {
            let title = format!(
                "Summary version {} - {} - Countersign",
                page.version,
                name(&page.head)
            );
            let heading = view! { <h1 tabindex="-1">{page.summary.title.clone()}</h1> }.into_any();
            view! {
                <Title text=title />
                <Frame class="summary" nav="board" live=format!("deployment/{}", page.head.id)>
                    {over(&page)} {letter(&page.summary, page.content_hash, heading)}
                </Frame>
            }
        },
    )
}

fn over(page: &backend::SummaryVersionPage) -> AnyView {
    let id = page.head.id;
    let steps = vec![
        ("/".to_owned(), "Deployments".to_owned()),
        (format!("/deployments/{id}"), name(&page.head)),
        (format!("/deployments/{id}/summary"), "Summary".to_owned()),
    ];
    view! {
        <div class="head">
            <Crumbs steps />
            <div class="line">
                <p class="quiet small">
                    {format!("Version {}, published by {}, ", page.version, page.published_by)} <When at=page.published_at />
                </p>
                <div class="actions">{copy_link(format!("/deployments/{id}/summary/{}", page.version))}</div>
            </div>
        </div>
        {page.newer_facts.then(|| newer(format!("/deployments/{id}/summary")))}
    }
    .into_any()
}

fn newer(href: String) -> AnyView {
    view! {
        <p class="note aside">
            <Icon name="clock" />
            <span>
                "Facts have changed since this was published. " <a href=href>"See the draft"</a> "."
            </span>
        </p>
    }
    .into_any()
}
