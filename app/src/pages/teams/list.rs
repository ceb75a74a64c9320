//! All teams the caller may see.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{backend, caller},
    components::{Disclose, Field, Frame, PostForm, load},
    pages::admin::AdminTabs,
};

#[component]
pub fn TeamsPage() -> impl IntoView {
    load(async { backend()?.teams(&caller()?).await }, |model| {
        let none = model.teams.is_empty();
        let nav = if model.may_create { "admin" } else { "services" };
        view! {
            <Title text="Teams - Countersign" />
            <Frame nav=nav>
                <div class="head"><h1 tabindex="-1">"Teams"</h1></div>
                <AdminTabs at="/teams" />
                {none
                    .then(|| {
                        let next = if model.may_create {
                            "No teams yet. A team owns services; its members see their deployments. Create the first one below."
                        } else {
                            "You are in no team yet. An admin adds you."
                        };
                        view! { <p class="empty">{next}</p> }
                    })}
                {(!none)
                    .then(|| {
                        view! {
                            <table class="list stacked gap">
                                <caption class="vh">"Teams"</caption>
                                <thead>
                                    <tr>
                                        <th scope="col">"Team"</th>
                                        <th scope="col">"Members"</th>
                                        <th scope="col">"Services"</th>
                                    </tr>
                                </thead>
                                <tbody>
                                    {model
                                        .teams
                                        .into_iter()
                                        .map(|team| {
                                            view! {
                                                <tr data-row="">
                                                    <th scope="row">
                                                        <a class="name" href=format!("/teams/{}", team.id)>{team.name}</a>
                                                    </th>
                                                    <td data-label="Members">{team.members}</td>
                                                    <td data-label="Services">{team.services}</td>
                                                </tr>
                                            }
                                        })
                                        .collect_view()}
                                </tbody>
                            </table>
                        }
                    })}
                {model
                    .may_create
                    .then(|| {
                        view! {
                            <Disclose words="Create a team" form="create-team" open=none class="gap">
                                <PostForm action="teams/create_team" id="create-team" class="stack form">
                                    <Field label="Name" name="cmd[name]" required=true maxlength=120 />
                                    <p class="actions"><button class="button primary">"Create the team"</button></p>
                                </PostForm>
                            </Disclose>
                        }
                    })}
            </Frame>
        }
    })
}
