//! The facts of the timeline as a table.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::drawing::with_clock;
use crate::{
    backend::{TimelineBar, TimelinePage},
    components::{Icon, PhaseMark, span},
};

pub fn table(page: &TimelinePage) -> AnyView {
    let t0 = page.head.t0.or(page.head.planned_t0);
    let now = page.head.closed_at.unwrap_or(page.head.now);
    view! {
        <details class="more" open=true>
            <summary>
                <Icon name="chevron" />
                " Show as table"
            </summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Timeline table">
                <table class="list facts-table">
                    <caption>"Planned and actual, in UTC"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Phase"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Planned"</th>
                            <th scope="col">"Actual"</th>
                            <th scope="col">"Failed or blocked"</th>
                            <th scope="col">"Signatures"</th>
                        </tr>
                    </thead>
                    <tbody>{page.bars.iter().map(|bar| row(page, bar, t0, now)).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn row(page: &TimelinePage, bar: &TimelineBar, t0: Option<DateTime<Utc>>, now: DateTime<Utc>) -> AnyView {
    let planned = match (bar.planned, &bar.stated_time) {
        (Some((from, to)), _) => format!("{} to {}", with_clock(from, t0), with_clock(to, t0)),
        (None, Some(stated)) => format!("stated: {stated}"),
        (None, None) => "not stated".to_owned(),
    };
    let actual = match bar.actual {
        Some((from, Some(to))) => format!("{} to {}", with_clock(from, t0), with_clock(to, t0)),
        Some((from, None)) => format!("since {}", with_clock(from, t0)),
        None => "nothing reported".to_owned(),
    };
    let held: chrono::Duration = bar
        .blocked
        .iter()
        .map(|(from, to)| to.unwrap_or(now) - *from)
        .sum();
    let held = if bar.blocked.is_empty() {
        String::new()
    } else {
        span(held)
    };
    let state = bar.state;
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/deployments/{}?phase={}", page.head.id, bar.ordinal)>
                    <b>{format!("{} {}", bar.ordinal, bar.title)}</b>
                </a>
            </th>
            <td>
                <PhaseMark state />
            </td>
            <td>{planned}</td>
            <td>{actual}</td>
            <td>{held}</td>
            <td>
                {bar
                    .signatures
                    .iter()
                    .map(|(id, name, at)| {
                        view! {
                            <a class="signed" href=format!("/signoffs/{id}")>{format!("{name}, {}", with_clock(*at, t0))}</a>
                        }
                    })
                    .collect_view()}
            </td>
        </tr>
    }
    .into_any()
}
