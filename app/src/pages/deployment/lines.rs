//! Adding a line to the checklist of a deployment.

use leptos::prelude::*;

use super::item::came_back;
use crate::{
    backend::{DeploymentHead, PhaseBoard},
    components::{ActKey, Choice, Field, Icon, PostForm},
};

pub fn add(phase: &PhaseBoard, head: &DeploymentHead) -> Option<AnyView> {
    if !head.rights.edit || head.archived || head.state.is_closed() {
        return None;
    }
    let id = format!("add-{}", phase.id);
    let open = came_back(&id);
    let (deployment, phase_id) = (head.id.to_string(), phase.id.to_string());
    let mut places = vec![(String::new(), "The phase itself".to_owned())];
    places.extend(phase.tasks.iter().map(|task| {
        let number = task
            .number
            .as_ref()
            .map(|number| format!("Task {number}: "))
            .unwrap_or_default();
        (task.id.to_string(), format!("{number}{}", task.title))
    }));
    let kinds = vec![
        (
            "check".to_owned(),
            "Check: a person or a machine verifies it".to_owned(),
        ),
        ("step".to_owned(), "Step: a person does it".to_owned()),
    ];
    Some(
        view! {
            <details class="more add no-print" id=format!("add-item-{}", phase.ordinal) open=open>
                <summary>
                    <Icon name="plus" />
                    " Add an item"
                </summary>
                <PostForm action="deployments/add_item" id=id class="stack">
                    <ActKey />
                    <input type="hidden" name="cmd[deployment]" value=deployment />
                    <input type="hidden" name="cmd[phase]" value=phase_id />
                    <Field label="What has to be done or hold" name="cmd[text]" required=true maxlength=1000 />
                    <Choice label="Where" name="cmd[task]" options=places />
                    <Choice
                        label="Kind"
                        name="cmd[kind]"
                        options=kinds
                        hint="A signed phase needs a new signature when its items change."
                    />
                    <p class="actions"><button class="button">"Add the item"</button></p>
                </PostForm>
            </details>
        }
        .into_any(),
    )
}
