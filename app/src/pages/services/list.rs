//! All services the caller may see.

use domain::ids::TeamId;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{ServiceRow, backend, caller},
    components::{Area, Choice, Disclose, Field, Frame, PostForm, load},
    pages::admin::AdminTabs,
};

#[component]
pub fn ServicesPage() -> impl IntoView {
    load(async { backend()?.services(&caller()?).await }, |model| {
        let none = model.services.is_empty();
        view! {
            <Title text="Services - Countersign" />
            <Frame nav="services">
                <div class="head">
                    <div class="line">
                        <h1 tabindex="-1">"Services"</h1>
                        <p class="quiet small">
                            <a href="/teams">"Teams"</a>" and "<a href="/environments">"environments"</a>
                        </p>
                    </div>
                </div>
                <AdminTabs at="/services" />
                {none
                    .then(|| {
                        let next = match (model.may_create, model.teams.is_empty()) {
                            (true, true) => "No services yet. Create a team first, then its services.",
                            (true, false) => "No services yet. A service is what you deploy; create the first one below.",
                            (false, _) => "There is no service you may see. An admin adds you to a team, or gives you a role.",
                        };
                        view! { <p class="empty">{next}</p> }
                    })}
                {(!none).then(|| view! { <ServiceTable services=model.services with_team=true /> })}
                {(model.may_create && !model.teams.is_empty())
                    .then(|| {
                        view! {
                            <Disclose words="Create a service" form="create-service" open=none class="gap">
                                <CreateService teams=model.teams />
                            </Disclose>
                        }
                    })}
                {(!model.may_create).then(|| view! { <p class="quiet small gap">"Instance admins create services."</p> })}
            </Frame>
        }
    })
}

#[component]
fn CreateService(teams: Vec<(TeamId, String)>) -> impl IntoView {
    let options = teams
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect();
    view! {
        <PostForm action="teams/create_service" id="create-service" class="stack form">
            <Field label="Name" name="cmd[name]" required=true maxlength=120 />
            <Choice label="Team" name="cmd[team]" options required=true hint="Its members see the service's deployments." />
            <Area label="What it is" name="cmd[about]" rows=2 maxlength=2000 />
            <p class="actions"><button class="button primary">"Create the service"</button></p>
        </PostForm>
    }
}

#[component]
pub fn ServiceTable(services: Vec<ServiceRow>, with_team: bool) -> impl IntoView {
    view! {
        <table class="list stacked gap">
            <caption class="vh">"Services"</caption>
            <thead>
                <tr>
                    <th scope="col">"Service"</th>
                    {with_team.then(|| view! { <th scope="col">"Team"</th> })}
                    <th scope="col">"Deployments"</th>
                </tr>
            </thead>
            <tbody>
                {services
                    .into_iter()
                    .map(|service| {
                        let deployments = match (service.deployments, service.live) {
                            (0, _) => "none yet".to_owned(),
                            (all, 0) => format!("{all}, none live"),
                            (all, live) => format!("{all}, {live} live"),
                        };
                        view! {
                            <tr data-row="">
                                <th scope="row">
                                    <a class="name" href=format!("/services/{}", service.id)>{service.name}</a>
                                    {(!service.about.is_empty()).then(|| view! { <span class="quiet sub">{service.about}</span> })}
                                </th>
                                {with_team.then(|| view! { <td data-label="Team">{service.team}</td> })}
                                <td data-label="Deployments">{deployments}</td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}
