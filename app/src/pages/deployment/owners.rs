//! Setting the owner of many tasks at once.

use leptos::prelude::*;

use super::item::came_back;
use crate::{
    backend::DeploymentPage,
    components::{Choice, Icon, PostForm, ticked},
};

const FORM: &str = "owners";

pub fn owners(page: &DeploymentPage) -> Option<AnyView> {
    let head = &page.head;
    let tasks = page.phases.iter().map(|phase| phase.tasks.len()).sum::<usize>();
    if !head.rights.edit || head.archived || head.state.is_closed() || tasks == 0 {
        return None;
    }
    let mut people = vec![(String::new(), "Nobody".to_owned())];
    people.extend(
        page.people
            .iter()
            .map(|person| (person.id.to_string(), person.name.clone())),
    );
    let phases: Vec<(String, Vec<(String, String)>)> = page
        .phases
        .iter()
        .filter(|phase| !phase.tasks.is_empty())
        .map(|phase| {
            let tasks = phase
                .tasks
                .iter()
                .map(|task| {
                    let number = task
                        .number
                        .as_ref()
                        .map(|number| format!("Task {number}: "))
                        .unwrap_or_default();
                    let owner = task.owner.as_ref().map(|owner| owner.name.clone());
                    let owner = owner.or_else(|| {
                        task.owner_text
                            .as_ref()
                            .map(|text| format!("the document says {text}"))
                    });
                    let owner = owner.unwrap_or_else(|| "no owner".to_owned());
                    (task.id.to_string(), format!("{number}{} ({owner})", task.title))
                })
                .collect();
            (format!("{} {}", phase.ordinal, phase.title), tasks)
        })
        .collect();
    let deployment = head.id.to_string();
    Some(
        view! {
            <details class="more section no-print" id="owners-of" open=came_back(FORM)>
                <summary>
                    <Icon name="chevron" />
                    " "
                    <h2>"Owners of tasks"</h2>
                    <span class="quiet">{format!(" {tasks} tasks, set many at once")}</span>
                </summary>
                <PostForm action="deployments/set_owners" id=FORM class="stack">
                    <input type="hidden" name="cmd[deployment]" value=deployment />
                    {phases
                        .into_iter()
                        .map(|(title, tasks)| {
                            view! {
                                <fieldset class="picks">
                                    <legend>{title}</legend>
                                    {tasks.into_iter().map(|(id, words)| pick(id, words)).collect_view()}
                                </fieldset>
                            }
                        })
                        .collect_view()}
                    <Choice label="Owner of the ticked tasks" name="cmd[person]" options=people />
                    <p class="actions"><button class="button">"Set the owner"</button></p>
                </PostForm>
            </details>
        }
        .into_any(),
    )
}

fn pick(id: String, words: String) -> AnyView {
    let checked = ticked("cmd[tasks][]", &id, false);
    view! {
        <label class="tick">
            <input type="checkbox" name="cmd[tasks][]" value=id checked=checked />
            <span>{words}</span>
        </label>
    }
    .into_any()
}
