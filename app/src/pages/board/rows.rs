//! The rows of the board, by group.

use chrono::{DateTime, Utc};
use domain::{deployment::DeploymentState, gate::PhaseState, item::Tally};
use leptos::prelude::*;

use crate::{
    backend::DeploymentRow,
    components::{Age, Icon, TallyBar, clock, span, utc},
};

/// One table per group; nothing where the group is empty.
pub fn group(
    title: &'static str,
    rows: &[DeploymentRow],
    now: DateTime<Utc>,
    captioned: bool,
) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        let count = rows.len();
        view! {
            <table class="list rows">
                <caption class=(!captioned).then_some("vh")>
                    {title} " " <span class="count">{count}</span>
                </caption>
                <colgroup>
                    <col class="c-name" />
                    <col class="c-state" />
                    <col class="c-items" />
                    <col class="c-clock" />
                    <col class="c-act" />
                </colgroup>
                <thead class="vh">
                    <tr>
                        <th scope="col">"Deployment"</th>
                        <th scope="col">"Where it stands"</th>
                        <th scope="col">"Items"</th>
                        <th scope="col">"Clock"</th>
                        <th scope="col">"Action"</th>
                    </tr>
                </thead>
                <tbody>{rows.iter().map(|row| entry(row, now)).collect_view()}</tbody>
            </table>
        }
        .into_any()
    })
}

fn entry(row: &DeploymentRow, now: DateTime<Utc>) -> AnyView {
    let address = format!("/deployments/{}", row.id);
    let (state, icon) = look(row);
    let env = if row.production { "production" } else { "other" };
    let (act, href) = row
        .next
        .clone()
        .unwrap_or_else(|| ("Open".to_owned(), address.clone()));
    let primary = row.headline_state == PhaseState::ReadyToSign && row.next.is_some();
    let phase = row
        .phase
        .as_ref()
        .map(|phase| format!("Phase {} of {}, {}", phase.ordinal, phase.of, phase.title));
    let changed = row.changed_at;
    view! {
        <tr data-row="">
            <th scope="row">
                <a class="name" href=address>
                    {row.title.clone()}
                    " "
                    {row.version.clone()}
                </a>
                <span class="env" data-env=env>
                    {row.environment.clone()}
                </span>
                {row.example.then(|| view! { <span class="tag">"Example"</span> })}
            </th>
            <td>
                <span class="state" data-state=state>
                    <Icon name=icon />
                    " "
                    {row.headline.clone()}
                </span>
                <span class="quiet">
                    {row.service.clone()} {phase.map(|phase| format!(" · {phase}"))}
                </span>
            </td>
            <td>{items(row.tally)}</td>
            <td class="end">
                {times(row, now)} <span class="quiet">"changed " <Age at=changed now /></span>
            </td>
            <td class="end">
                <a class=if primary { "button mini primary" } else { "button mini" } href=href>
                    {act}
                    <span class="vh">{format!(", {} {}", row.title, row.version)}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}

fn look(row: &DeploymentRow) -> (&'static str, &'static str) {
    match (row.state, row.headline_state) {
        (DeploymentState::Done, _) => ("pass", "pass"),
        (DeploymentState::RolledBack, _) => ("blocked", "undo"),
        (DeploymentState::Cancelled, _) => ("none", "none"),
        (_, PhaseState::InProgress) => ("running", "progress"),
        (_, other) => (other.key(), other.key()),
    }
}

/// The worst first, in bars and in the same numbers as words.
fn items(tally: Tally) -> AnyView {
    if tally.total() == 0 {
        return view! { <span class="quiet">"No items yet: unknown"</span> }.into_any();
    }
    let named = [
        (tally.fail, "failed"),
        (tally.blocked, "blocked"),
        (tally.running, "running"),
        (tally.waived, "waived"),
        (tally.pass, "passed"),
        (tally.unknown, "unknown"),
    ];
    let words: Vec<String> = named
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    view! {
        <TallyBar tally />
        <span class="quiet">{words.join(", ")}</span>
    }
    .into_any()
}

/// T0 and how far we are from it.
fn times(row: &DeploymentRow, now: DateTime<Utc>) -> AnyView {
    match (row.t0, row.planned_t0) {
        (Some(t0), _) if row.state.is_live() => view! { <b title=utc(t0)>{clock(t0, now)}</b> }.into_any(),
        (Some(t0), _) => view! { <b>{t0.format("%-d %b %Y").to_string()}</b> }.into_any(),
        (None, Some(t0)) if t0 > now => {
            view! { <b title=utc(t0)>{format!("T0 in {}", span(t0 - now))}</b> }.into_any()
        }
        (None, Some(t0)) => {
            view! { <b title=utc(t0)>{format!("T0 was due {}", span(now - t0))}</b> }.into_any()
        }
        (None, None) => view! { <span class="quiet">"no T0 planned"</span> }.into_any(),
    }
}
