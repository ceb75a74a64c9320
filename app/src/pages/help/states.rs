//! The legend of states: shape, word, meaning.

use domain::{gate::PhaseState, item::Mark};
use leptos::prelude::*;

use crate::components::{Icon, MarkState, PhaseMark};

#[component]
pub fn States() -> impl IntoView {
    let marks = [
        (
            Mark::Pass,
            "It held, there is evidence, and the result is recent enough to count.",
        ),
        (Mark::Fail, "It did not hold. Earlier attempts are kept."),
        (Mark::Running, "Being measured now, or waiting for the runner."),
        (
            Mark::Waived,
            "Somebody with the right decided to go on without it, until a date, with a reason.",
        ),
        (
            Mark::Blocked,
            "Cannot be settled yet; the note says what stands in the way.",
        ),
        (
            Mark::Unknown,
            "Nobody knows: never reported, too old, taken back, inconclusive, or it could not be found out.",
        ),
    ];
    let phases = [
        (PhaseState::NotStarted, "No item has a result."),
        (PhaseState::InProgress, "Items are open."),
        (
            PhaseState::ReadyToSign,
            "Every item is settled. It is not signed yet: done is not signed.",
        ),
        (
            PhaseState::Signed,
            "Everybody the gate names has approved what is there now.",
        ),
        (
            PhaseState::NeedsResign,
            "The evidence changed after signing; the signatures no longer cover it.",
        ),
        (PhaseState::Blocked, "An item failed or is blocked."),
    ];
    view! {
        <section class="part" aria-labelledby="states">
            <h2 id="states">"States"</h2>
            <p>"Nothing is green without evidence and an age. Unknown never counts as passed."</p>
            <table class="list legend">
                <caption>"Items"</caption>
                <tbody>
                    {marks
                        .into_iter()
                        .map(|(mark, means)| view! { <tr><th scope="row"><MarkState mark /></th><td>{means}</td></tr> })
                        .collect_view()}
                    <tr>
                        <th scope="row">
                            <span class="state" data-state="unknown">
                                <Icon name="stale" />
                                " Too old"
                            </span>
                        </th>
                        <td>"Passed once, longer ago than it is fresh for. Counts as unknown until it is run again."</td>
                    </tr>
                </tbody>
            </table>
            <table class="list legend">
                <caption>"Phases"</caption>
                <tbody>
                    {phases
                        .into_iter()
                        .map(|(state, means)| view! { <tr><th scope="row"><PhaseMark state /></th><td>{means}</td></tr> })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}
