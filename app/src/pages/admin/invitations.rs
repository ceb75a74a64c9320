//! Inviting by link, and the invitations nobody has used yet.

use domain::{
    ids::{DeploymentId, ServiceId, TeamId},
    role::Role,
};
use leptos::prelude::*;

use crate::{
    backend::InvitationRow,
    components::{Choice, Field, PostForm, When},
};

fn options<T: ToString>(none: &str, found: Vec<(T, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), none.to_owned()))
        .chain(found.into_iter().map(|(id, name)| (id.to_string(), name)))
        .collect()
}

#[component]
pub fn InviteForm(
    teams: Vec<(TeamId, String)>,
    services: Vec<(ServiceId, String)>,
    deployments: Vec<(DeploymentId, String)>,
) -> impl IntoView {
    let roles = Role::ALL
        .into_iter()
        .map(|role| (role.key(), role.title().to_owned()))
        .collect();
    view! {
        <PostForm action="accounts/invite" id="invite" class="stack form">
            <Field label="E-mail address" name="cmd[email]" kind="email" required=true maxlength=254 autocomplete="off" />
            <fieldset class="columns">
                <legend>"Where they belong, if you know it"</legend>
                <Choice label="Team" name="cmd[team]" options=options("No team", teams) />
                <Choice label="Service" name="cmd[service]" options=options("No service", services) />
                <Choice label="Deployment" name="cmd[deployment]" options=options("No deployment", deployments) />
                <Choice
                    label="Role"
                    name="cmd[role]"
                    options=options("No role", roles)
                    hint="With a service or a deployment."
                />
            </fieldset>
            <p class="hint small quiet">
                "Choose one of team, service and deployment. You get a link, shown once; send it yourself. It works once, for seven days."
            </p>
            <p class="actions"><button class="button primary">"Make the invitation"</button></p>
        </PostForm>
    }
}

#[component]
pub fn Invitations(invitations: Vec<InvitationRow>) -> impl IntoView {
    if invitations.is_empty() {
        return ().into_any();
    }
    let count = invitations.len();
    view! {
        <table class="list stacked">
            <caption>"Invited" <span class="count">{count}</span></caption>
            <thead>
                <tr>
                    <th scope="col">"Address"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"Works until"</th>
                    <th scope="col"><span class="vh">"Act"</span></th>
                </tr>
            </thead>
            <tbody>{invitations.into_iter().map(|invitation| view! { <Invited invitation /> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Invited(invitation: InvitationRow) -> impl IntoView {
    let to = invitation.to.unwrap_or_else(|| "the instance".to_owned());
    view! {
        <tr>
            <th scope="row" class="name">{invitation.email.clone()}</th>
            <td data-label="To">{to}</td>
            <td data-label="By">{invitation.invited_by}</td>
            <td data-label="Works until">
                {if invitation.expired { view! { <b>"expired "</b> }.into_any() } else { ().into_any() }}
                <When at=invitation.expires_at />
            </td>
            <td class="end">
                <PostForm action="accounts/revoke_invitation" id=format!("revoke-{}", invitation.id)>
                    <input type="hidden" name="cmd[invitation]" value=invitation.id.to_string() />
                    <button class="button mini" aria-label=format!("Revoke the invitation of {}", invitation.email)>"Revoke"</button>
                </PostForm>
            </td>
        </tr>
    }
}
