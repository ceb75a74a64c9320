//! A new deployment: which version of what goes where.

use domain::ids::TemplateId;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::error::ApiError,
    backend::{self, NewFrom, backend, caller},
    components::{ActKey, Choice, Crumbs, Field, Frame, PostForm, load},
    pages::address::in_query,
};

#[component]
pub fn NewDeploymentPage() -> impl IntoView {
    let from = origin(&in_query("from"));
    let service = in_query("service");
    load(
        async move { backend()?.new_deployment(&caller()?, from?).await },
        move |model| {
            let chosen = !model.from.is_empty();
            view! {
                <Title text="New deployment - Countersign" />
                <Frame class=if chosen { "narrow" } else { "" } nav="board">
                    <div class="head">
                        <Crumbs steps=vec![("/".to_owned(), "Deployments".to_owned())] />
                        <h1 tabindex="-1">"New deployment"</h1>
                    </div>
                    {if chosen {
                        view! { <Form model service /> }.into_any()
                    } else {
                        view! { <Origins templates=model.templates service /> }.into_any()
                    }}
                </Frame>
            }
        },
    )
}

/// `import:<id>`, `template:<id>`, `deployment:<id>`, or nothing.
fn origin(from: &str) -> Result<NewFrom, ApiError> {
    let Some((kind, id)) = from.split_once(':') else {
        return if from.is_empty() {
            Ok(NewFrom::Nothing)
        } else {
            Err(ApiError::NotFound)
        };
    };
    let found = match kind {
        "import" => id.parse().ok().map(NewFrom::Import),
        "template" => id.parse().ok().map(NewFrom::Template),
        "deployment" => id.parse().ok().map(NewFrom::Deployment),
        _ => None,
    };
    found.ok_or(ApiError::NotFound)
}

/// What a deployment can start from.
#[component]
fn Origins(templates: Vec<(TemplateId, String)>, service: String) -> impl IntoView {
    let service = if service.is_empty() {
        service
    } else {
        format!("&service={}", crate::components::encode(&service))
    };
    view! {
        <div class="columns-2 gap">
            <section aria-labelledby="from-document">
                <h2 id="from-document">"From your own checklist"</h2>
                <p>"Paste the Markdown you use today, compare, create."</p>
                <p class="actions"><a class="button primary" href="/import">"Import a checklist"</a></p>
            </section>
            <section aria-labelledby="from-template">
                <h2 id="from-template">"From a template"</h2>
                {if templates.is_empty() {
                    view! { <p class="empty">"No templates yet. Any import can be saved as one."</p> }.into_any()
                } else {
                    view! {
                        <ul class="plain-rows">
                            {templates
                                .into_iter()
                                .map(|(id, name)| {
                                    view! {
                                        <li>
                                            <a class="name" href=format!("/templates/{id}")>{name.clone()}</a>
                                            <a
                                                class="button mini"
                                                href=format!("/deployments/new?from=template:{id}{service}")
                                                aria-label=format!("Use {name}")
                                            >
                                                "Use"
                                            </a>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    }
                    .into_any()
                }}
            </section>
            <section aria-labelledby="from-example">
                <h2 id="from-example">"Or look around first"</h2>
                <p>"A deployment of a shop that does not exist, with something in every state. Archive it when you are done."</p>
                <PostForm action="imports/create_example" id="example">
                    <button class="button">"See an example"</button>
                </PostForm>
            </section>
        </div>
    }
}

#[component]
fn Form(model: backend::NewDeploymentPage, service: String) -> impl IntoView {
    if model.services.is_empty() || model.environments.is_empty() {
        return view! { <Missing model /> }.into_any();
    }
    let services: Vec<_> = model
        .services
        .iter()
        .map(|service| {
            (
                service.id.to_string(),
                format!("{} ({})", service.name, service.team),
            )
        })
        .collect();
    let environments: Vec<_> = model
        .environments
        .into_iter()
        .map(|(id, name, production)| {
            (
                id,
                if production {
                    format!("{name}, production")
                } else {
                    name
                },
            )
        })
        .collect();
    let service = model.service.unwrap_or(service);
    view! {
        <p>"From " <b>{model.described}</b> ". It begins as a draft; nothing runs until it is prepared."</p>
        <PostForm action="imports/create_deployment" id="create" class="stack gap">
            <ActKey />
            <input type="hidden" name="cmd[from]" value=model.from />
            <Field label="Title" name="cmd[title]" value=model.title required=true maxlength=300 />
            <Choice label="Service" name="cmd[service]" options=services value=service required=true />
            <Choice
                label="Environment"
                name="cmd[environment]"
                options=environments
                value=model.environment.unwrap_or_default()
                required=true
            />
            <Field label="Version" name="cmd[version]" value=model.version required=true maxlength=120 placeholder="2.0.1" />
            <Field
                label="Commit"
                name="cmd[commit]"
                maxlength=64
                class="code"
                hint="If you know it. Signatures name it, so that nobody signs for something else."
            />
            <Field label="Image" name="cmd[image]" maxlength=300 class="code" placeholder="sha256:…" />
            <Field
                label="Planned start (T0), UTC"
                name="cmd[planned_t0]"
                kind="datetime-local"
                hint="If there is a plan. T0 itself is set by starting."
            />
            <p class="actions"><button class="button primary big">"Create the deployment"</button></p>
        </PostForm>
    }
    .into_any()
}

/// What must be there first.
#[component]
fn Missing(model: backend::NewDeploymentPage) -> impl IntoView {
    view! {
        <p>"A deployment is one version of one service going to one environment. Before it can be created there must be:"</p>
        <ul class="bullets">
            {model
                .services
                .is_empty()
                .then(|| {
                    if model.may_create_service {
                        view! { <li><a href="/services">"a service"</a></li> }.into_any()
                    } else {
                        view! { <li>"a service in which you are Lead or Tech Lead. An admin gives you that role."</li> }.into_any()
                    }
                })}
            {model
                .environments
                .is_empty()
                .then(|| view! { <li><a href="/environments">"an environment"</a>", created by an admin"</li> })}
        </ul>
        <p class="quiet">"The draft is kept; come back to it from the import page."</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_known_or_not_found() {
        let id = "01890000-0000-7000-8000-000000000000";
        assert_eq!(origin(""), Ok(NewFrom::Nothing));
        assert!(matches!(
            origin(&format!("template:{id}")),
            Ok(NewFrom::Template(_))
        ));
        for nothing in [
            "elsewhere",
            "team:1",
            "import:",
            "import:1",
            &format!("team:{id}"),
        ] {
            assert_eq!(origin(nothing), Err(ApiError::NotFound), "{nothing:?}");
        }
    }
}
