//! One environment.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{connections::Connections, targets::Targets, variables::Variables};
use crate::{
    backend::{self, backend, caller},
    components::{Crumbs, Disclose, Field, Frame, PostForm, Tick, load},
    pages::address::in_path,
};

#[component]
pub fn EnvironmentPage() -> impl IntoView {
    let id = in_path("id");
    load(
        async move { backend()?.environment(&caller()?, id?).await },
        |model| {
            view! {
                <Title text=format!("{} - Countersign", model.name) />
                <Frame nav=if model.may_edit { "admin" } else { "services" }>
                    <div class="head">
                        <Crumbs steps=vec![("/environments".to_owned(), "Environments".to_owned())] />
                        <h1 tabindex="-1">
                            {model.name.clone()}
                            {model.production.then(|| view! { <span class="version">" production"</span> })}
                        </h1>
                        {(!model.may_edit).then(|| view! { <p class="quiet">"Instance admins change environments."</p> })}
                    </div>
                    <Targets environment=model.id targets=model.targets.clone() may_edit=model.may_edit />
                    <Variables environment=model.id variables=model.variables.clone() may_edit=model.may_edit />
                    <Connections environment=model.id connections=model.connections.clone() may_edit=model.may_edit />
                    {model.may_edit.then(|| view! { <Change model=model.clone() /> })}
                </Frame>
            }
        },
    )
}

#[component]
fn Change(model: backend::EnvironmentPage) -> impl IntoView {
    view! {
        <Disclose words="Change the environment" form="change-environment" class="gap">
            <PostForm action="environments/change_environment" id="change-environment" class="stack form">
                <input type="hidden" name="cmd[environment]" value=model.id.to_string() />
                <Field label="Name" name="cmd[name]" value=model.name required=true maxlength=120 />
                <Tick label="This is production" name="cmd[production]" checked=model.production />
                <p class="actions"><button class="button">"Save"</button></p>
            </PostForm>
        </Disclose>
    }
}
