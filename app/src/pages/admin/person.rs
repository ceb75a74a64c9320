//! One account in the list, with what an admin may do with it.

use domain::actor::Caller;
use leptos::prelude::*;

use crate::{
    backend::PersonRow,
    components::{Disclose, Field, Icon, PostForm, Tick, When},
};

#[component]
pub fn Person(person: PersonRow) -> impl IntoView {
    let own = use_context::<Option<Caller>>()
        .flatten()
        .is_some_and(|caller| caller.person == person.id);
    let mut rights = Vec::new();
    if person.admin {
        rights.push("Instance admin".to_owned());
    }
    if person.auditor {
        rights.push("Auditor".to_owned());
    }
    rights.extend(person.teams.iter().cloned());
    let rights = if rights.is_empty() {
        "none yet".to_owned()
    } else {
        rights.join(", ")
    };
    view! {
        <tr data-row="">
            <th scope="row">
                <span class="name">{person.name.clone()}</span>
                {own.then(|| view! { <span class="tag">" you"</span> })}
                <span class="quiet sub">{person.email.clone()}</span>
                {person
                    .looks_alike
                    .then(|| {
                        view! {
                            <span class="state sub" data-state="blocked">
                                <Icon name="blocked" />
                                "Mixes alphabets: could pass for another name"
                            </span>
                        }
                    })}
            </th>
            <td data-label="Rights and teams">{rights}</td>
            <td data-label="Last seen">
                {match (person.deactivated_at, person.last_seen_at) {
                    (Some(at), _) => view! { <b>"Deactivated"</b> <span class="sub"><When at /></span> }.into_any(),
                    (None, Some(at)) => view! { <When at /> }.into_any(),
                    (None, None) => view! { <span class="quiet">"never"</span> }.into_any(),
                }}
            </td>
            <td>
                {if person.deactivated_at.is_some() {
                    view! { <Reactivate person=person.clone() /> }.into_any()
                } else {
                    view! { <Change person=person.clone() own /> }.into_any()
                }}
            </td>
        </tr>
    }
}

#[component]
fn Reactivate(person: PersonRow) -> impl IntoView {
    view! {
        <PostForm action="accounts/reactivate_person" id=format!("reactivate-{}", person.id)>
            <input type="hidden" name="cmd[person]" value=person.id.to_string() />
            <button class="button mini" aria-label=format!("Reactivate {}", person.name)>"Reactivate"</button>
        </PostForm>
    }
}

#[component]
fn Change(person: PersonRow, own: bool) -> impl IntoView {
    view! {
        <div class="choices">
            <Rights person=person.clone() />
            <ResetLink person=person.clone() />
            {(!own).then(|| view! { <Deactivate person /> })}
        </div>
    }
}

#[component]
fn Rights(person: PersonRow) -> impl IntoView {
    let form = format!("rights-{}", person.id);
    view! {
        <Disclose words="Rights" form=form.clone()>
            <PostForm action="accounts/set_instance_rights" id=form class="stack inset">
                <input type="hidden" name="cmd[person]" value=person.id.to_string() />
                <Tick
                    label="Instance admin"
                    name="cmd[admin]"
                    checked=person.admin
                    hint="People, teams, environments. Never signing."
                />
                <Tick label="Auditor" name="cmd[auditor]" checked=person.auditor hint="Reads every history." />
                <p class="actions"><button class="button mini">"Save the rights"</button></p>
            </PostForm>
        </Disclose>
    }
}

#[component]
fn ResetLink(person: PersonRow) -> impl IntoView {
    let form = format!("reset-{}", person.id);
    view! {
        <Disclose words="Reset link" form=form.clone()>
            <PostForm action="accounts/issue_password_reset" id=form class="stack inset">
                <input type="hidden" name="cmd[person]" value=person.id.to_string() />
                <p class="small">
                    {format!("Makes a link with which {} sets a new password, once. Check that the request really came from them.", person.name)}
                </p>
                <p class="actions"><button class="button mini">"Make the reset link"</button></p>
            </PostForm>
        </Disclose>
    }
}

#[component]
fn Deactivate(person: PersonRow) -> impl IntoView {
    let form = format!("deactivate-{}", person.id);
    view! {
        <Disclose words="Deactivate" form=form.clone()>
            <PostForm action="accounts/deactivate_person" id=form class="stack inset">
                <input type="hidden" name="cmd[person]" value=person.id.to_string() />
                <p class="small">"Ends every session and link of theirs at once. Their acts and signatures stay in the record."</p>
                <Field label="Reason" name="cmd[reason]" required=true maxlength=500 hint="Kept in the audit trail." />
                <p class="actions"><button class="button mini danger">{format!("Deactivate {}", person.name)}</button></p>
            </PostForm>
        </Disclose>
    }
}
