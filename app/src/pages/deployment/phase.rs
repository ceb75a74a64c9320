//! One phase: the question of its gate, its tasks with their items, and who has signed.

use leptos::prelude::*;

use super::{gate, item, lines, task};
use crate::{
    backend::{DeploymentHead, ItemBoard, PhaseBoard},
    components::{ActKey, Icon, PhaseMark, PostForm, TallyBar, tally_words},
};

pub fn phase(phase: &PhaseBoard, head: &DeploymentHead) -> AnyView {
    let anchor = format!("phase-{}", phase.ordinal);
    let heading = format!("{anchor}-h");
    let tally = phase.tally;
    view! {
        <section class="phase" id=anchor aria-labelledby=heading>
            <header>
                <div class="line">
                    <h2 id=heading.clone()>
                        <span class="n">{phase.ordinal}</span>
                        " "
                        {phase.title.clone()}
                    </h2>
                    <PhaseMark state=phase.state />
                </div>
                <p class="quiet small">{about(phase)}</p>
                <p class="question">{phase.gate.question.clone()}</p>
                <p class="small sum">
                    <TallyBar tally />
                    " "
                    {tally_words(tally)}
                </p>
                {run_all(phase, head)}
            </header>
            {phase.tasks.iter().map(|entry| task::task(entry, head)).collect_view()}
            {(!phase.items.is_empty())
                .then(|| {
                    view! {
                        <section class="task" aria-label="Items of the phase itself">
                            {(!phase.tasks.is_empty()).then(|| view! { <h3><span>"Not in a task"</span></h3> })}
                            {item::items(&phase.items, head)}
                        </section>
                    }
                })}
            {phase.tally.total().eq(&0).then(|| view! {
                <p class="empty small">"No items yet. A phase without items proves nothing and cannot be signed."</p>
            })}
            {lines::add(phase, head)} {gate::gate(phase, head)}
        </section>
    }
    .into_any()
}

fn about(phase: &PhaseBoard) -> String {
    let parts: Vec<String> = [
        phase.stage.clone(),
        phase.window.clone(),
        phase.stated_time.clone().map(|said| format!("stated: {said}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "No time stated".to_owned()
    } else {
        parts.join(" · ")
    }
}

/// One button for all automated checks of the phase.
fn run_all(phase: &PhaseBoard, head: &DeploymentHead) -> Option<AnyView> {
    let automated = phase
        .tasks
        .iter()
        .flat_map(|task| &task.items)
        .chain(&phase.items)
        .any(measured);
    if !automated || !head.rights.tick || !head.state.is_live() {
        return None;
    }
    let (id, phase_id) = (format!("run-phase-{}", phase.id), phase.id.to_string());
    Some(
        view! {
            <PostForm action="checks/run_phase" id=id class="run-phase no-print">
                <ActKey />
                <input type="hidden" name="cmd[phase]" value=phase_id />
                <button class="button mini">
                    <Icon name="retry" />
                    " Run all checks of this phase"
                </button>
            </PostForm>
        }
        .into_any(),
    )
}

fn measured(item: &ItemBoard) -> bool {
    item.automated || item.items.iter().any(measured)
}
