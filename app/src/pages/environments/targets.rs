//! The allow-list: hosts and ports that checks may reach.

use domain::ids::EnvironmentId;
use leptos::prelude::*;

use crate::{
    backend::TargetRow,
    components::{Field, PostForm, When},
};

#[component]
pub fn Targets(environment: EnvironmentId, targets: Vec<TargetRow>, may_edit: bool) -> impl IntoView {
    let none = targets.is_empty();
    view! {
        <section class="part" aria-labelledby="targets">
            <h2 id="targets">"What checks may reach"</h2>
            <p class="quiet small">"Anything else is refused before a connection is made, after redirects and name look-ups too."</p>
            {none
                .then(|| {
                    view! { <p class="empty">"Nothing yet: every automated check here answers “could not find out” until its host is allowed."</p> }
                })}
            {(!none)
                .then(|| {
                    view! {
                        <table class="list stacked">
                            <caption class="vh">"Allowed targets"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Host or network"</th>
                                    <th scope="col">"Ports"</th>
                                    <th scope="col">"Why"</th>
                                    <th scope="col">"Since"</th>
                                    <th scope="col"><span class="vh">"Act"</span></th>
                                </tr>
                            </thead>
                            <tbody>
                                {targets
                                    .into_iter()
                                    .map(|target| view! { <Target environment target may_edit /> })
                                    .collect_view()}
                            </tbody>
                        </table>
                    }
                })}
            {may_edit
                .then(|| {
                    view! {
                        <PostForm action="environments/allow_target" id="allow-target" class="row-form">
                            <input type="hidden" name="cmd[environment]" value=environment.to_string() />
                            <Field
                                label="Host or network"
                                name="cmd[host]"
                                required=true
                                maxlength=253
                                placeholder="app.example.com or 10.0.4.0/24"
                            />
                            <Field label="Port or range" name="cmd[ports]" required=true maxlength=11 placeholder="443" class="short" />
                            <Field label="Why" name="cmd[note]" maxlength=200 />
                            <button class="button">"Allow"</button>
                        </PostForm>
                    }
                })}
        </section>
    }
}

#[component]
fn Target(environment: EnvironmentId, target: TargetRow, may_edit: bool) -> impl IntoView {
    let words = format!("Remove {} {}", target.host, target.ports);
    view! {
        <tr>
            <th scope="row" class="mono">{target.host}</th>
            <td class="mono" data-label="Ports">{target.ports}</td>
            <td data-label="Why">{target.note}</td>
            <td data-label="Since"><When at=target.created_at /></td>
            <td class="end">
                {may_edit
                    .then(|| {
                        view! {
                            <PostForm action="environments/remove_target" id=format!("remove-target-{}", target.id)>
                                <input type="hidden" name="cmd[environment]" value=environment.to_string() />
                                <input type="hidden" name="cmd[target]" value=target.id.to_string() />
                                <button class="button mini" aria-label=words>"Remove"</button>
                            </PostForm>
                        }
                    })}
            </td>
        </tr>
    }
}
