//! Changing what the deployment is: title, version, commit, image, planned T0.

use leptos::prelude::*;

use super::item::came_back;
use crate::{
    backend::DeploymentHead,
    components::{Field, Icon, PostForm},
};

pub fn facts(head: &DeploymentHead) -> Option<AnyView> {
    if !head.rights.edit || head.archived || head.state.is_closed() {
        return None;
    }
    let planned = head
        .planned_t0
        .map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
        .unwrap_or_default();
    let fields = [
        ("title", "Title", head.title.clone(), "text", ""),
        ("version", "Version", head.version.clone(), "text", ""),
        (
            "commit",
            "Commit",
            head.commit.clone().unwrap_or_default(),
            "text",
            "Empty clears it.",
        ),
        (
            "image",
            "Image digest",
            head.image.clone().unwrap_or_default(),
            "text",
            "Empty clears it.",
        ),
        (
            "planned_t0",
            "Planned T0, in UTC",
            planned,
            "datetime-local",
            "Empty clears it. Start sets the real T0.",
        ),
    ];
    let open = fields
        .iter()
        .any(|(field, ..)| came_back(&format!("fact-{field}")));
    let deployment = head.id.to_string();
    Some(
        view! {
            <details class="more section no-print" id="facts" open=open>
                <summary>
                    <Icon name="chevron" />
                    " "
                    <h2>"Facts"</h2>
                    <span class="quiet">" title, version, commit, image, planned T0"</span>
                </summary>
                <p class="small quiet">
                    "Signatures are bound to version, commit and image: changing one of them asks for new signatures."
                </p>
                {fields
                    .into_iter()
                    // T0 is a fact once the deployment has started.
                    .filter(|(field, ..)| *field != "planned_t0" || head.t0.is_none())
                    .map(|(field, label, value, kind, hint)| fact(&deployment, field, label, value, kind, hint))
                    .collect_view()}
            </details>
        }
        .into_any(),
    )
}

fn fact(
    deployment: &str,
    field: &'static str,
    label: &'static str,
    value: String,
    kind: &'static str,
    hint: &'static str,
) -> AnyView {
    let (id, deployment) = (format!("fact-{field}"), deployment.to_owned());
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    view! {
        <PostForm action="deployments/change_deployment" id=id class="one-line">
            <input type="hidden" name="cmd[deployment]" value=deployment />
            <input type="hidden" name="cmd[field]" value=field />
            {match hint {
                Some(hint) => view! { <Field label=label name="cmd[value]" value=value kind=kind hint=hint maxlength=300 /> }.into_any(),
                None => view! { <Field label=label name="cmd[value]" value=value kind=kind required=true maxlength=300 /> }.into_any(),
            }}
            <button class="button">
                "Save"
                <span class="vh">{format!(" {}", label.to_lowercase())}</span>
            </button>
        </PostForm>
    }
    .into_any()
}
