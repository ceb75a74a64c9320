//! The rail beside the phases: all phases with their states, and what would make us go back.

use leptos::prelude::*;

use super::Shown;
use crate::{
    backend::{DeploymentPage, PhaseBoard},
    components::PhaseMark,
};

/// More triggers than this stand only in the list below the phases.
const TRIGGERS: usize = 5;

pub fn rail(page: &DeploymentPage, shown: Shown) -> AnyView {
    let triggers = &page.checklist.rollback_triggers;
    let stages = page.phases.iter().any(|phase| phase.stage.is_some());
    let mut stage = None;
    view! {
        <aside class="rail" aria-label="Phases and rollback triggers">
            <nav aria-labelledby="phases-h">
                <h2 id="phases-h">"Phases"</h2>
                <ol class="phases">
                    {page
                        .phases
                        .iter()
                        .map(|phase| {
                            let begins = stages && stage != Some(&phase.stage);
                            stage = Some(&phase.stage);
                            entry(phase, shown, begins)
                        })
                        .collect_view()}
                </ol>
                {(page.phases.len() > 1)
                    .then(|| {
                        view! {
                            <p class="small all">
                                <a href="?phase=all" aria-current=(shown == Shown::All).then_some("page")>
                                    "All phases on one page"
                                </a>
                            </p>
                        }
                    })}
            </nav>
            {(!triggers.is_empty())
                .then(|| {
                    let count = triggers.len();
                    view! {
                        <section aria-labelledby="rb-h">
                            <h2 id="rb-h">"Roll back if " <span class="count">{count}</span></h2>
                            <ul class="triggers">
                                {triggers
                                    .iter()
                                    .take(TRIGGERS)
                                    .map(|trigger| view! { <li><span>{trigger.text.clone()}</span></li> })
                                    .collect_view()}
                            </ul>
                            <a class="small" href="#rollback">
                                {if count > TRIGGERS {
                                    format!("All {count}, and the way back")
                                } else {
                                    "The way back".to_owned()
                                }}
                            </a>
                        </section>
                    }
                })}
        </aside>
    }
    .into_any()
}

fn entry(phase: &PhaseBoard, shown: Shown, begins: bool) -> AnyView {
    let open = phase.tally.open();
    let current = shown == Shown::One(phase.ordinal);
    // The neighbours of the phase on the page answer to the bracket keys.
    let key = match shown {
        Shown::One(ordinal) if phase.ordinal + 1 == ordinal => Some("["),
        Shown::One(ordinal) if phase.ordinal == ordinal + 1 => Some("]"),
        _ => None,
    };
    let when = phase.window.clone().or_else(|| phase.stated_time.clone());
    view! {
        {begins
            .then(|| {
                view! { <li class="stage">{phase.stage.clone().unwrap_or_else(|| "Other phases".to_owned())}</li> }
            })}
        <li>
            <a href=format!("?phase={}", phase.ordinal) aria-current=current.then_some("step") data-key=key>
                <span class="n">{phase.ordinal}</span>
                <span class="t">{phase.title.clone()}</span>
                <PhaseMark state=phase.state />
                <span class="w">
                    {(open > 0).then(|| format!("{open} open"))} {(open > 0 && when.is_some()).then_some(" · ")} {when}
                </span>
            </a>
        </li>
    }
    .into_any()
}
