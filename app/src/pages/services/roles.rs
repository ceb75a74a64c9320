//! Who gets which roles in each new deployment of a service.

use domain::{ids::ServiceId, role::Role};
use leptos::prelude::*;

use crate::{
    backend::{PersonChoice, ServicePage},
    components::{Choice, PostForm, role_choices, role_name},
};

#[component]
pub fn Roles(model: ServicePage) -> impl IntoView {
    let (service, may_edit) = (model.id, model.may_edit);
    let none = model.roles.is_empty();
    view! {
        <section class="part" aria-labelledby="roles">
            <h2 id="roles">"Roles"</h2>
            <p class="quiet small">
                "Copied into each new deployment, where they can be changed. A person may hold several, and signs in one at a time."
            </p>
            {none
                .then(|| {
                    view! {
                        <p class="empty">
                            "Nobody holds a role yet. Without a Tech Lead or whom the gates name, nothing here can be signed."
                        </p>
                    }
                })}
            <ul class="plain-rows">
                {model
                    .roles
                    .into_iter()
                    .map(|(person, roles)| view! { <Holder service person roles may_edit /> })
                    .collect_view()}
            </ul>
            {(may_edit && !model.members.is_empty())
                .then(|| {
                    let people: Vec<_> = model
                        .members
                        .iter()
                        .map(|person| (person.id.to_string(), format!("{} ({})", person.name, person.email)))
                        .collect();
                    let roles = role_choices(&Role::ALL);
                    view! {
                        <PostForm action="teams/give_service_role" id="give-role" class="row-form">
                            <input type="hidden" name="cmd[service]" value=service.to_string() />
                            <Choice label="Person" name="cmd[person]" options=people required=true />
                            <Choice label="Role" name="cmd[role]" options=roles required=true />
                            <button class="button">"Give the role"</button>
                        </PostForm>
                    }
                })}
            {(may_edit && model.members.is_empty())
                .then(|| {
                    view! {
                        <p class="small">
                            "There is nobody to give a role to: add people to "
                            <a href=format!("/teams/{}", model.team)>"the team"</a> " first."
                        </p>
                    }
                })}
            {(!may_edit).then(|| view! { <p class="quiet small">"Instance admins give and take roles here."</p> })}
        </section>
    }
}

#[component]
fn Holder(service: ServiceId, person: PersonChoice, roles: Vec<Role>, may_edit: bool) -> impl IntoView {
    view! {
        <li>
            <span><b>{person.name.clone()}</b>" "<span class="quiet">{person.email.clone()}</span></span>
            <ul class="inline">
                {roles
                    .into_iter()
                    .map(|role| {
                        let words = format!("Take {} from {}", role_name(role), person.name);
                        let holder = person.id;
                        view! {
                            <li>
                                <span>{role_name(role)}</span>
                                {may_edit
                                    .then(|| {
                                        view! {
                                            <PostForm action="teams/take_service_role" id=format!("take-{holder}-{}", role.key())>
                                                <input type="hidden" name="cmd[service]" value=service.to_string() />
                                                <input type="hidden" name="cmd[person]" value=holder.to_string() />
                                                <input type="hidden" name="cmd[role]" value=role.key() />
                                                <button class="button mini" aria-label=words>"Take"</button>
                                            </PostForm>
                                        }
                                    })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </li>
    }
}
