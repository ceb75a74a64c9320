//! One task of a phase: its owner, its purpose, and its items.

use leptos::prelude::*;

use super::item;
use crate::{
    backend::{DeploymentHead, TaskBoard},
    components::{PostForm, tally_words},
};

pub fn task(task: &TaskBoard, head: &DeploymentHead) -> AnyView {
    let heading = format!("task-{}-h", task.id);
    let owner = match (&task.owner, &task.owner_text) {
        (Some(person), _) => person.name.clone(),
        (None, Some(text)) => format!("{text} (nobody named yet)"),
        (None, None) => "No owner".to_owned(),
    };
    let aside: Vec<String> = [Some(owner), task.stated_time.clone()]
        .into_iter()
        .flatten()
        .collect();
    let skipped = task.option.as_ref().is_some_and(|(_, _, chosen)| !chosen);
    view! {
        <section class="task" id=format!("task-{}", task.id) aria-labelledby=heading>
            <h3 id=heading.clone()>
                {task.number.clone().map(|number| format!("Task {number} "))} <span>{task.title.clone()}</span>
                <small>{aside.join(", ")}</small>
            </h3>
            {option(task, head)} {words(task)}
            {if skipped {
                view! {
                    <p class="small quiet">
                        {format!("Not chosen, so not counted: {}.", tally_words(task.tally))}
                    </p>
                }
                    .into_any()
            } else if task.items.is_empty() {
                view! { <p class="small quiet">"No items in this task."</p> }.into_any()
            } else {
                item::items(&task.items, head)
            }}
        </section>
    }
    .into_any()
}

/// What the document says about the task, each under its own label.
fn words(task: &TaskBoard) -> Option<AnyView> {
    let said: Vec<(&'static str, String)> = [
        ("Purpose", &task.purpose),
        ("Done when", &task.success),
        ("If it fails", &task.blocker),
        ("Way back", &task.rollback),
    ]
    .into_iter()
    .filter_map(|(label, words)| words.clone().map(|words| (label, words)))
    .collect();
    (!said.is_empty()).then(|| {
        view! {
            <dl class="said-of">
                {said
                    .into_iter()
                    .map(|(label, words)| {
                        view! {
                            <div>
                                <dt>{label}</dt>
                                <dd>{words}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        }
        .into_any()
    })
}

/// A task that is one of several ways: exactly one of them is chosen, and only its items count.
fn option(task: &TaskBoard, head: &DeploymentHead) -> Option<AnyView> {
    let (group, name, chosen) = task.option.clone()?;
    let may = head.rights.edit && !head.archived && !head.state.is_closed();
    let (id, task_id) = (format!("choose-{}", task.id), task.id.to_string());
    Some(
        view! {
            <div class="option">
                <p class="small">
                    {format!("{group}, way {name}: ")} <b>{if chosen { "chosen" } else { "not chosen" }}</b>
                </p>
                {(may && !chosen)
                    .then(|| {
                        view! {
                            <PostForm action="deployments/choose_option" id=id>
                                <input type="hidden" name="cmd[task]" value=task_id />
                                <button class="button mini">{format!("Choose way {name}")}</button>
                            </PostForm>
                        }
                    })}
            </div>
        }
        .into_any(),
    )
}
