//! Who holds which role in one deployment.

use domain::{ids::DeploymentId, role::Role};
use leptos::prelude::*;
use leptos_meta::Title;

use super::head::{Tab, head, name};
use crate::{
    backend::{self, backend, caller},
    components::{Choice, Frame, Icon, PostForm, call_roles, load, role_choices, role_name},
    pages::address::in_path,
};

#[component]
pub fn DeploymentPeoplePage() -> impl IntoView {
    let id = in_path::<DeploymentId>("id");
    load(
        async move { backend()?.people_page(&caller()?, id?).await },
        |page| {
            call_roles(&page.head.role_names);
            let title = format!("People - {} - Countersign", name(&page.head));
            view! {
                <Title text=title />
                <Frame class="deployment" nav="board" live=format!("deployment/{}", page.head.id)>
                    {head(&page.head, Tab::People, ().into_any())}
                    {unfilled(&page)} {roles(&page)} {give(&page)}
                </Frame>
            }
        },
    )
}

/// A gate that asks for a role nobody holds can never open: say so first.
fn unfilled(page: &backend::DeploymentPeoplePage) -> Option<AnyView> {
    let names: Vec<String> = page.unfilled.iter().map(|role| role_name(*role)).collect();
    (!names.is_empty()).then(|| {
        view! {
            <p class="note aside" data-state="blocked">
                <Icon name="blocked" />
                <span>{format!("A gate asks for {}, and nobody holds that role yet. Until somebody does, it cannot open.", names.join(" and "))}</span>
            </p>
        }
        .into_any()
    })
}

fn roles(page: &backend::DeploymentPeoplePage) -> AnyView {
    if page.roles.is_empty() {
        return view! { <p class="empty">"Nobody holds a role here yet. Roles come from the service, or are given below."</p> }
            .into_any();
    }
    let may = page.head.rights.give_roles;
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Roles">
            <table class="list people">
                <caption>"Roles in this deployment"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col">"Roles"</th>
                    </tr>
                </thead>
                <tbody>
                    {page
                        .roles
                        .iter()
                        .map(|(person, roles)| {
                            let held = roles
                                .iter()
                                .map(|role| held(page.head.id, person, *role, may))
                                .collect_view();
                            view! {
                                <tr>
                                    <th scope="row" class="name">{person.name.clone()}</th>
                                    <td><ul class="held">{held}</ul></td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn held(deployment: DeploymentId, person: &backend::PersonChoice, role: Role, may: bool) -> AnyView {
    let form = may.then(|| {
        let id = format!("take-{}-{}", person.id, role.key());
        let (deployment, person_id, name) =
            (deployment.to_string(), person.id.to_string(), person.name.clone());
        view! {
            <PostForm action="deployments/take_role" id=id>
                <input type="hidden" name="cmd[deployment]" value=deployment />
                <input type="hidden" name="cmd[person]" value=person_id />
                <input type="hidden" name="cmd[role]" value=role.key() />
                <button class="button mini bare">
                    "Take back"
                    <span class="vh">{format!(" {} from {name}", role_name(role))}</span>
                </button>
            </PostForm>
        }
    });
    view! { <li>{role_name(role)} {form}</li> }.into_any()
}

fn give(page: &backend::DeploymentPeoplePage) -> AnyView {
    if !page.head.rights.give_roles {
        return view! {
            <p class="small quiet">"Roles here are given by a Lead or Tech Lead of this deployment, or by an admin."</p>
        }
        .into_any();
    }
    let deployment = page.head.id.to_string();
    let people: Vec<(String, String)> = page
        .roles
        .iter()
        .map(|(person, _)| person)
        .chain(&page.others)
        .map(|person| (person.id.to_string(), person.name.clone()))
        .collect();
    let roles = role_choices(&Role::ALL);
    view! {
        <section aria-labelledby="give-h" class="stack-section">
            <h2 id="give-h">"Give a role"</h2>
            <PostForm action="deployments/give_role" id="give-role" class="one-line">
                <input type="hidden" name="cmd[deployment]" value=deployment />
                <Choice label="Person" name="cmd[person]" options=people required=true />
                <Choice label="Role" name="cmd[role]" options=roles required=true />
                <button class="button">"Give the role"</button>
            </PostForm>
            <p class="small quiet">"Somebody without an account? An admin invites people by link, with a role."</p>
        </section>
    }
    .into_any()
}
