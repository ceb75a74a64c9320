//! One service: its roles and newest deployments.

use leptos::prelude::*;
use leptos_meta::Title;

use super::roles::Roles;
use crate::{
    backend::{self, DeploymentRow, backend, caller},
    components::{
        Area, Crumbs, Disclose, Field, Frame, Icon, PostForm, TallyBar, When, call_roles, load, tally_words,
    },
    pages::address::in_path,
};

#[component]
pub fn ServicePage() -> impl IntoView {
    let id = in_path("id");
    load(
        async move { backend()?.service(&caller()?, id?).await },
        |model| {
            call_roles(&model.role_names);
            view! {
                <Title text=format!("{} - Countersign", model.name) />
                <Frame nav="services">
                    <div class="head">
                        <Crumbs steps=vec![
                            ("/services".to_owned(), "Services".to_owned()),
                            (format!("/teams/{}", model.team), model.team_name.clone()),
                        ] />
                        <div class="line">
                            <h1 tabindex="-1">{model.name.clone()}</h1>
                            {model
                                .may_create_deployment
                                .then(|| {
                                    view! {
                                        <a class="button primary" href=format!("/deployments/new?service={}", model.id)>
                                            <Icon name="plus" />
                                            "New deployment"
                                        </a>
                                    }
                                })}
                        </div>
                        {(!model.about.is_empty()).then(|| view! { <p>{model.about.clone()}</p> })}
                    </div>
                    <Deployments deployments=model.deployments.clone() may_create=model.may_create_deployment />
                    <Roles model=model.clone() />
                    {model.may_edit.then(|| view! { <Change model=model.clone() /> })}
                </Frame>
            }
        },
    )
}

#[component]
fn Deployments(deployments: Vec<DeploymentRow>, may_create: bool) -> impl IntoView {
    let none = deployments.is_empty();
    view! {
        <section class="part" aria-labelledby="deployments">
            <h2 id="deployments">"Deployments"</h2>
            {none
                .then(|| {
                    let next = if may_create {
                        "None yet. Start from your own checklist, or from a template."
                    } else {
                        "None yet. A Lead or Tech Lead of this service starts one."
                    };
                    view! { <p class="empty">{next}</p> }
                })}
            {(!none)
                .then(|| {
                    view! {
                        <table class="list stacked">
                            <caption class="vh">"The newest deployments of this service"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Deployment"</th>
                                    <th scope="col">"State"</th>
                                    <th scope="col">"Items"</th>
                                    <th scope="col">"T0"</th>
                                </tr>
                            </thead>
                            <tbody>{deployments.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
                        </table>
                    }
                })}
        </section>
    }
}

#[component]
fn Row(row: DeploymentRow) -> impl IntoView {
    view! {
        <tr data-row="">
            <th scope="row">
                <a class="name" href=format!("/deployments/{}", row.id)>{row.title}</a>
                " "
                <span class="quiet">{row.version}</span>
                <span class="env sub" data-env=row.production.then_some("production")>{row.environment}</span>
            </th>
            <td data-label="State">
                <b>{row.state.title()}</b>
                <span class="quiet sub">{row.headline}</span>
            </td>
            <td data-label="Items">
                <TallyBar tally=row.tally />
                <span class="quiet sub">{tally_words(row.tally)}</span>
            </td>
            <td data-label="T0">
                {match (row.t0, row.planned_t0) {
                    (Some(at), _) => view! { <When at /> }.into_any(),
                    (None, Some(at)) => view! { "planned " <When at /> }.into_any(),
                    (None, None) => view! { <span class="quiet">"not planned"</span> }.into_any(),
                }}
            </td>
        </tr>
    }
}

#[component]
fn Change(model: backend::ServicePage) -> impl IntoView {
    view! {
        <Disclose words="Change name and description" form="change-service" class="gap">
            <PostForm action="teams/change_service" id="change-service" class="stack form">
                <input type="hidden" name="cmd[service]" value=model.id.to_string() />
                <Field label="Name" name="cmd[name]" value=model.name required=true maxlength=120 />
                <Area label="What it is" name="cmd[about]" value=model.about rows=2 maxlength=2000 />
                <p class="actions"><button class="button">"Save"</button></p>
            </PostForm>
        </Disclose>
    }
}
