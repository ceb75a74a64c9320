//! One team: its members and services.

use domain::{role::Role, role_names::RoleNames};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, PersonChoice, backend, caller},
    components::{Choice, Crumbs, Disclose, Field, Frame, PostForm, load},
    pages::{address::in_path, services::ServiceTable},
};

#[component]
pub fn TeamPage() -> impl IntoView {
    let id = in_path("id");
    load(async move { backend()?.team(&caller()?, id?).await }, |model| {
        view! {
            <Title text=format!("{} - Countersign", model.name) />
            <Frame nav=if model.may_edit { "admin" } else { "services" }>
                <div class="head">
                    <Crumbs steps=vec![("/teams".to_owned(), "Teams".to_owned())] />
                    <h1 tabindex="-1">{model.name.clone()}</h1>
                </div>
                <Members model=model.clone() />
                <section class="part" aria-labelledby="services">
                    <h2 id="services">"Services"</h2>
                    {if model.services.is_empty() {
                        view! { <p class="empty">"This team owns no service yet. Create one under " <a href="/services">"Services"</a> "."</p> }
                            .into_any()
                    } else {
                        view! { <ServiceTable services=model.services.clone() with_team=false /> }.into_any()
                    }}
                </section>
                <RoleNaming model=model.clone() />
                {model.may_edit.then(|| view! { <Rename model=model.clone() /> })}
            </Frame>
        }
    })
}

#[component]
fn Members(model: backend::TeamPage) -> impl IntoView {
    let (team, may_edit) = (model.id, model.may_edit);
    let count = model.members.len();
    view! {
        <section class="part" aria-labelledby="members">
            <h2 id="members">"Members " <span class="quiet num">{count}</span></h2>
            {(count == 0).then(|| view! { <p class="empty">"Nobody is in this team yet."</p> })}
            <ul class="plain-rows">
                {model
                    .members
                    .into_iter()
                    .map(|member| {
                        let PersonChoice { id, name, email } = member;
                        let words = format!("Remove {name} from the team");
                        view! {
                            <li>
                                <span><b>{name}</b>" "<span class="quiet">{email}</span></span>
                                {may_edit
                                    .then(|| {
                                        view! {
                                            <PostForm action="teams/remove_team_member" id=format!("remove-{id}")>
                                                <input type="hidden" name="cmd[team]" value=team.to_string() />
                                                <input type="hidden" name="cmd[person]" value=id.to_string() />
                                                <button class="button mini" aria-label=words>"Remove"</button>
                                            </PostForm>
                                        }
                                    })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {(may_edit && !model.others.is_empty())
                .then(|| {
                    let options: Vec<_> = model
                        .others
                        .iter()
                        .map(|person| (person.id.to_string(), format!("{} ({})", person.name, person.email)))
                        .collect();
                    view! {
                        <PostForm action="teams/add_team_member" id="add-member" class="row-form">
                            <input type="hidden" name="cmd[team]" value=team.to_string() />
                            <Choice label="Add a person" name="cmd[person]" options required=true />
                            <button class="button">"Add to the team"</button>
                        </PostForm>
                    }
                })}
            {(!may_edit).then(|| view! { <p class="quiet small">"Instance admins change the members."</p> })}
        </section>
    }
}

/// What the team calls the roles; each name keeps the rights of its role.
#[component]
fn RoleNaming(model: backend::TeamPage) -> impl IntoView {
    let own: Vec<(Role, String)> = Role::ALL
        .into_iter()
        .filter_map(|role| Some((role, model.role_names.own(role)?.to_owned())))
        .collect();
    let none = own.is_empty();
    let names = model.role_names.clone();
    view! {
        <section class="part" aria-labelledby="role-names">
            <h2 id="role-names">"Names of roles"</h2>
            <p class="quiet small">
                "What this team calls the roles, in all of its services and deployments. A name changes no right; signatures keep "
                "the name they were printed with."
            </p>
            {none.then(|| view! { <p class="empty">"This team uses the usual names."</p> })}
            <ul class="plain-rows">
                {own
                    .into_iter()
                    .map(|(role, name)| view! { <li><span><b>{name}</b>" "<span class="quiet">{format!("has the rights of {role}")}</span></span></li> })
                    .collect_view()}
            </ul>
            {model
                .may_edit
                .then(|| {
                    view! {
                        <Disclose words="Name the roles" form="name-roles" class="gap">
                            <PostForm action="teams/name_roles" id="name-roles" class="stack form">
                                <input type="hidden" name="cmd[team]" value=model.id.to_string() />
                                {Role::ALL
                                    .into_iter()
                                    .enumerate()
                                    .map(|(index, role)| {
                                        let name = names.own(role).unwrap_or_default().to_owned();
                                        view! {
                                            <input type="hidden" name=format!("cmd[roles][{index}]") value=role.key() />
                                            <Field
                                                label=role.title()
                                                name=format!("cmd[names][{index}]")
                                                value=name
                                                placeholder=role.title()
                                                maxlength=u32::try_from(RoleNames::MOST).unwrap_or(u32::MAX)
                                            />
                                        }
                                    })
                                    .collect_view()}
                                <p class="actions"><button class="button">"Save the names"</button></p>
                            </PostForm>
                        </Disclose>
                    }
                })}
        </section>
    }
}

#[component]
fn Rename(model: backend::TeamPage) -> impl IntoView {
    view! {
        <Disclose words="Rename the team" form="rename-team" class="gap">
            <PostForm action="teams/rename_team" id="rename-team" class="stack form">
                <input type="hidden" name="cmd[team]" value=model.id.to_string() />
                <Field label="Name" name="cmd[name]" value=model.name required=true maxlength=120 />
                <p class="actions"><button class="button">"Rename"</button></p>
            </PostForm>
        </Disclose>
    }
}
