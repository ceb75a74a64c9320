//! Values that stand in for `{{NAME}}` in checks.

use domain::ids::EnvironmentId;
use leptos::prelude::*;

use crate::components::{Field, PostForm};

#[component]
pub fn Variables(
    environment: EnvironmentId,
    variables: Vec<(String, String)>,
    may_edit: bool,
) -> impl IntoView {
    let none = variables.is_empty();
    view! {
        <section class="part" aria-labelledby="variables">
            <h2 id="variables">"Values used in checks"</h2>
            <p class="quiet small">
                "A check writes " <code>"{{NAME}}"</code> " and gets the value of its environment. Values are visible to everybody who sees the environment: no secrets here."
            </p>
            {none.then(|| view! { <p class="empty">"No values yet."</p> })}
            {(!none)
                .then(|| {
                    view! {
                        <table class="list stacked">
                            <caption class="vh">"Values"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col">"Value"</th>
                                    <th scope="col"><span class="vh">"Act"</span></th>
                                </tr>
                            </thead>
                            <tbody>
                                {variables
                                    .into_iter()
                                    .map(|(name, value)| view! { <Variable environment name value may_edit /> })
                                    .collect_view()}
                            </tbody>
                        </table>
                    }
                })}
            {may_edit
                .then(|| {
                    view! {
                        <PostForm action="environments/set_variable" id="set-variable" class="row-form">
                            <input type="hidden" name="cmd[environment]" value=environment.to_string() />
                            <Field label="Name" name="cmd[name]" required=true maxlength=64 placeholder="BASE_URL" />
                            <Field label="Value" name="cmd[value]" required=true maxlength=2000 />
                            <button class="button">"Save the value"</button>
                        </PostForm>
                    }
                })}
        </section>
    }
}

#[component]
fn Variable(environment: EnvironmentId, name: String, value: String, may_edit: bool) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="mono">{name.clone()}</th>
            <td class="mono anywhere" data-label="Value">{value}</td>
            <td class="end">
                {may_edit
                    .then(|| {
                        let words = format!("Remove {name}");
                        view! {
                            <PostForm action="environments/remove_variable" id=format!("remove-variable-{name}")>
                                <input type="hidden" name="cmd[environment]" value=environment.to_string() />
                                <input type="hidden" name="cmd[name]" value=name />
                                <button class="button mini" aria-label=words>"Remove"</button>
                            </PostForm>
                        }
                    })}
            </td>
        </tr>
    }
}
