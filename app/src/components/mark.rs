//! State as shape, word and colour, in that order of trust.

use domain::{
    gate::PhaseState,
    item::{Mark, Standing, Tally, Why},
};
use leptos::prelude::*;

use super::icon::Icon;

/// The mark of an item with its own word: "Passed", "Unknown: never run".
#[component]
pub fn ItemState(standing: Standing) -> impl IntoView {
    let (icon, word) = match (standing.mark, standing.why) {
        (Mark::Unknown, Why::Stale) => ("stale", "Unknown: too old"),
        (Mark::Unknown, Why::NeverRun) => ("unknown", "Unknown: not reported"),
        (Mark::Unknown, Why::Errored) => ("unknown", "Unknown: could not find out"),
        (Mark::Unknown, Why::Inconclusive) => ("unknown", "Unknown: inconclusive"),
        (Mark::Unknown, Why::Undone) => ("unknown", "Unknown: taken back"),
        (mark, _) => (mark.key(), mark.word()),
    };
    view! {
        <span class="state" data-state=standing.mark.key()>
            <Icon name=icon />
            " "
            {word}
        </span>
    }
}

#[component]
pub fn MarkState(mark: Mark) -> impl IntoView {
    view! {
        <span class="state" data-state=mark.key()>
            <Icon name=mark.key() />
            " "
            {mark.word()}
        </span>
    }
}

#[component]
pub fn PhaseMark(state: PhaseState) -> impl IntoView {
    let icon = match state {
        PhaseState::InProgress => "progress",
        other => other.key(),
    };
    view! {
        <span class="state" data-state=state.key()>
            <Icon name=icon />
            " "
            {state.word()}
        </span>
    }
}

/// One bar per item, worst first. Decoration: always stands beside [`tally_words`].
#[component]
pub fn TallyBar(tally: Tally) -> impl IntoView {
    let bars = [
        (Mark::Fail, tally.fail),
        (Mark::Blocked, tally.blocked),
        (Mark::Unknown, tally.unknown),
        (Mark::Running, tally.running),
        (Mark::Waived, tally.waived),
        (Mark::Pass, tally.pass),
    ];
    // Beyond 60 the bars would not be told apart; each then stands for several.
    let scale = tally.total().div_ceil(60).max(1);
    view! {
        <span class="tally" aria-hidden="true">
            {bars
                .into_iter()
                .flat_map(|(mark, count)| std::iter::repeat_n(mark, count.div_ceil(scale) as usize))
                .map(|mark| view! { <i data-state=mark.key()></i> })
                .collect_view()}
        </span>
    }
}

/// "22 of 25 settled: 21 passed, 1 waived; 2 failed, 1 unknown".
pub fn tally_words(tally: Tally) -> String {
    if tally.total() == 0 {
        return "no items".to_owned();
    }
    let named = [
        (tally.pass, "passed"),
        (tally.waived, "waived"),
        (tally.fail, "failed"),
        (tally.blocked, "blocked"),
        (tally.running, "running"),
        (tally.unknown, "unknown"),
    ];
    let parts: Vec<String> = named
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!(
        "{} of {} settled: {}",
        tally.settled(),
        tally.total(),
        parts.join(", ")
    )
}
