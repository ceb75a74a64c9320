//! The timeline of a deployment: planned against actual, drawn, and the same facts as a table.

mod drawing;
mod table;

use chrono::{DateTime, Duration, Utc};
use domain::{
    ids::DeploymentId,
    timeline::{Bar, Range, layout, whole},
};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, backend, caller},
    components::{Frame, load, utc},
    pages::{
        address::{in_path, in_query},
        deployment::head::{Tab, head, name},
    },
};

#[component]
pub fn TimelinePage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    let asked = in_query("range");
    load(
        async move { backend()?.timeline(&caller()?, id?).await },
        move |page| {
            let title = format!("Timeline - {} - Countersign", name(&page.head));
            view! {
                <Title text=title />
                <Frame class="deployment timeline" nav="board" live=format!("deployment/{}", page.head.id)>
                    {head(&page.head, Tab::Timeline, ().into_any())} {figure(&page, &asked)} {table::table(&page)}
                </Frame>
            }
        },
    )
}

fn figure(page: &backend::TimelinePage, asked: &str) -> AnyView {
    let now = page.head.closed_at.unwrap_or(page.head.now);
    let t0 = page.head.t0.or(page.head.planned_t0);
    let bars: Vec<Bar> = page
        .bars
        .iter()
        .map(|bar| Bar {
            planned: bar.planned,
            actual: bar.actual,
            blocked: bar.blocked.clone(),
            signatures: bar.signatures.iter().map(|(_, _, at)| *at).collect(),
        })
        .collect();
    let Some(all) = whole(&bars, t0, now) else {
        return view! {
            <div class="empty">
                <h2>"No times yet"</h2>
                <p>
                    "The drawing appears once T0 is planned, or the first result is reported. What the document says about times \
                     stands in the table."
                </p>
            </div>
        }
        .into_any();
    };
    let range = range(asked, all, now);
    let drawn = layout(&bars, range, t0, now);
    view! {
        <div class="tools">
            <p>{state(page, t0)}</p>
            <nav class="segment" aria-label="Range">
                {choice(asked, "1h", "Last hour")} {choice(asked, "6h", "6 hours")} {choice(asked, "", "Everything")}
            </nav>
        </div>
        <figure>
            <div class="scroll" tabindex="0" role="region" aria-label="Timeline drawing, scrolls sideways">
                {drawing::drawing(page, &drawn)}
            </div>
            <figcaption>{drawing::key()}</figcaption>
        </figure>
    }
    .into_any()
}

fn choice(asked: &str, range: &'static str, words: &'static str) -> AnyView {
    let href = if range.is_empty() {
        "?".to_owned()
    } else {
        format!("?range={range}")
    };
    view! { <a href=href aria-current=(asked == range).then_some("true")>{words}</a> }.into_any()
}

/// Zoom by links: the last hours around now, or everything.
fn range(asked: &str, all: Range, now: DateTime<Utc>) -> Range {
    let (before, after) = match asked {
        "1h" => (Duration::minutes(50), Duration::minutes(10)),
        "6h" => (Duration::hours(4), Duration::hours(2)),
        _ => return all,
    };
    Range {
        from: now - before,
        to: now + after,
    }
}

fn state(page: &backend::TimelinePage, t0: Option<DateTime<Utc>>) -> AnyView {
    let head = &page.head;
    let words = match (head.t0, t0) {
        (Some(t0), _) => format!("T0 was {}.", utc(t0)),
        (None, Some(t0)) => format!("T0 is planned for {}.", utc(t0)),
        (None, None) => "T0 is not planned, so the plan has no clock times yet.".to_owned(),
    };
    view! {
        <b>{format!("{}. ", head.state.title())}</b>
        {words}
    }
    .into_any()
}
