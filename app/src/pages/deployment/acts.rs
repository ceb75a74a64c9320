//! What can be done with the deployment as a whole: prepare, start, watch, finish, roll back, cancel, archive.

use domain::deployment::DeploymentAct;
use leptos::prelude::*;

use crate::{
    backend,
    components::{ActKey, Area, Icon, PostForm},
};

/// The acts that lead on from here. Those that end something ask for a reason first.
pub fn acts(page: &backend::DeploymentPage) -> AnyView {
    let head = &page.head;
    if head.archived || !head.rights.steer {
        return ().into_any();
    }
    let ready = page.phases.iter().all(|phase| phase.gate.open);
    view! {
        {page
            .acts
            .iter()
            .filter(|act| !act.needs_reason())
            // Finishing is refused while phases stand unsigned: then the readiness box says what to do.
            .filter(|act| **act != DeploymentAct::Finish || ready)
            .map(|act| act_form(*act, head))
            .collect_view()}
        {page.acts.iter().filter(|act| act.needs_reason()).map(|act| ending_form(*act, head)).collect_view()}
        {(head.state.is_closed() || head.example).then(|| archive(head))}
    }
    .into_any()
}

fn hidden(act: DeploymentAct, head: &backend::DeploymentHead) -> AnyView {
    view! {
        <ActKey />
        <input type="hidden" name="cmd[deployment]" value=head.id.to_string() />
        <input type="hidden" name="cmd[act]" value=key(act) />
        <input type="hidden" name="cmd[seen]" value=head.state.key() />
    }
    .into_any()
}

fn act_form(act: DeploymentAct, head: &backend::DeploymentHead) -> AnyView {
    let id = format!("act-{}", key(act));
    let fields = hidden(act, head);
    view! {
        <PostForm action="deployments/act_on_deployment" id=id>
            {fields}
            <button class="button">{act.title()}</button>
        </PostForm>
    }
    .into_any()
}

fn ending_form(act: DeploymentAct, head: &backend::DeploymentHead) -> AnyView {
    let id = format!("act-{}", key(act));
    let fields = hidden(act, head);
    let open = super::item::came_back(&id);
    let hint = match act {
        DeploymentAct::RollBack => {
            "Say why. This records the decision; it changes nothing in the environment. The reason appears in the summary."
        }
        _ => "Say why. The reason appears in the summary.",
    };
    view! {
        <details class="drop" open=open>
            <summary class="button">
                <Icon name=if act == DeploymentAct::RollBack { "undo" } else { "fail" } />
                {act.title()}
            </summary>
            <PostForm action="deployments/act_on_deployment" id=id class="stack">
                {fields}
                <Area label=format!("{}: why", act.title()) name="cmd[reason]" hint=hint required=true maxlength=2000 rows=2 />
                <p class="actions"><button class="button">{act.title()}</button></p>
            </PostForm>
        </details>
    }
    .into_any()
}

fn archive(head: &backend::DeploymentHead) -> AnyView {
    let id = head.id.to_string();
    view! {
        <PostForm action="deployments/archive_deployment" id="archive">
            <input type="hidden" name="cmd[deployment]" value=id />
            <button class="button">"Archive"</button>
        </PostForm>
    }
    .into_any()
}

fn key(act: DeploymentAct) -> &'static str {
    match act {
        DeploymentAct::Prepare => "prepare",
        DeploymentAct::Start => "start",
        DeploymentAct::Watch => "watch",
        DeploymentAct::Finish => "finish",
        DeploymentAct::RollBack => "roll_back",
        DeploymentAct::Cancel => "cancel",
    }
}
