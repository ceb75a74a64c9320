//! All environments.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{EnvironmentRow, backend, caller},
    components::{Disclose, Field, Frame, PostForm, Tick, load},
    pages::admin::AdminTabs,
};

#[component]
pub fn EnvironmentsPage() -> impl IntoView {
    load(async { backend()?.environments(&caller()?).await }, |model| {
        let none = model.environments.is_empty();
        view! {
            <Title text="Environments - Countersign" />
            <Frame nav=if model.may_edit { "admin" } else { "services" }>
                <div class="head"><h1 tabindex="-1">"Environments"</h1></div>
                <AdminTabs at="/environments" />
                {none
                    .then(|| {
                        let next = if model.may_edit {
                            "No environments yet. A deployment goes to one of them, and its checks reach only what that environment allows."
                        } else {
                            "No environments yet. An admin creates them."
                        };
                        view! { <p class="empty">{next}</p> }
                    })}
                {(!none).then(|| view! { <Table environments=model.environments /> })}
                {model
                    .may_edit
                    .then(|| {
                        view! {
                            <Disclose words="Create an environment" form="create-environment" open=none class="gap">
                                <PostForm action="environments/create_environment" id="create-environment" class="stack form">
                                    <Field label="Name" name="cmd[name]" required=true maxlength=120 placeholder="staging" />
                                    <Tick
                                        label="This is production"
                                        name="cmd[production]"
                                        hint="Named on every page of its deployments."
                                    />
                                    <p class="actions"><button class="button primary">"Create the environment"</button></p>
                                </PostForm>
                            </Disclose>
                        }
                    })}
            </Frame>
        }
    })
}

#[component]
fn Table(environments: Vec<EnvironmentRow>) -> impl IntoView {
    view! {
        <table class="list stacked gap">
            <caption class="vh">"Environments"</caption>
            <thead>
                <tr>
                    <th scope="col">"Environment"</th>
                    <th scope="col">"Checks may reach"</th>
                    <th scope="col">"Live deployments"</th>
                </tr>
            </thead>
            <tbody>
                {environments
                    .into_iter()
                    .map(|environment| {
                        let targets = match environment.targets {
                            0 => "nothing yet".to_owned(),
                            1 => "1 target".to_owned(),
                            many => format!("{many} targets"),
                        };
                        view! {
                            <tr data-row="">
                                <th scope="row">
                                    <a class="name" href=format!("/environments/{}", environment.id)>{environment.name}</a>
                                    {environment.production.then(|| view! { <span class="tag">" production"</span> })}
                                </th>
                                <td data-label="Checks may reach">{targets}</td>
                                <td data-label="Live deployments">{environment.live}</td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}
