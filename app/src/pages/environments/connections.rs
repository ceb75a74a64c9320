//! Databases that checks may read.

use domain::ids::EnvironmentId;
use leptos::prelude::*;

use crate::{
    backend::ConnectionRow,
    components::{Field, PostForm, When},
};

#[component]
pub fn Connections(
    environment: EnvironmentId,
    connections: Vec<ConnectionRow>,
    may_edit: bool,
) -> impl IntoView {
    let none = connections.is_empty();
    view! {
        <section class="part" aria-labelledby="connections">
            <h2 id="connections">"Databases that checks may read"</h2>
            <p class="quiet small">
                "Use a database user that can only read. Statements run in a read-only transaction with a time limit either way."
            </p>
            {none.then(|| view! { <p class="empty">"No connection yet: checks of the kind SQL cannot run here."</p> })}
            {(!none)
                .then(|| {
                    view! {
                        <table class="list stacked">
                            <caption class="vh">"Connections"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col">"Server and database"</th>
                                    <th scope="col">"Since"</th>
                                    <th scope="col"><span class="vh">"Act"</span></th>
                                </tr>
                            </thead>
                            <tbody>
                                {connections
                                    .into_iter()
                                    .map(|connection| view! { <Connection environment connection may_edit /> })
                                    .collect_view()}
                            </tbody>
                        </table>
                    }
                })}
            {may_edit
                .then(|| {
                    view! {
                        <PostForm action="environments/save_connection" id="save-connection" class="row-form">
                            <input type="hidden" name="cmd[environment]" value=environment.to_string() />
                            <Field label="Name" name="cmd[name]" required=true maxlength=64 placeholder="reporting" />
                            // A password field: the address holds one, and is never shown or sent back.
                            <Field
                                label="Address"
                                name="cmd[url]"
                                kind="password"
                                autocomplete="off"
                                required=true
                                hint="postgres://user:password@host:5432/database. Sealed when saved; never shown again."
                                class="long"
                            />
                            <button class="button">"Save the connection"</button>
                        </PostForm>
                    }
                })}
        </section>
    }
}

#[component]
fn Connection(environment: EnvironmentId, connection: ConnectionRow, may_edit: bool) -> impl IntoView {
    let words = format!("Remove {}", connection.name);
    view! {
        <tr>
            <th scope="row" class="mono">{connection.name}</th>
            <td class="mono anywhere" data-label="Server and database">{connection.shown}</td>
            <td data-label="Since"><When at=connection.created_at /></td>
            <td class="end">
                {may_edit
                    .then(|| {
                        view! {
                            <PostForm action="environments/remove_connection" id=format!("remove-connection-{}", connection.id)>
                                <input type="hidden" name="cmd[environment]" value=environment.to_string() />
                                <input type="hidden" name="cmd[connection]" value=connection.id.to_string() />
                                <button class="button mini" aria-label=words>"Remove"</button>
                            </PostForm>
                        }
                    })}
            </td>
        </tr>
    }
}
