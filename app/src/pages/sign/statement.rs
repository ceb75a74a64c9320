//! The form of a signature: open points, statement, meaning, role, and the password.

use domain::{actor::Caller, role::Role, signoff::Meaning};
use leptos::prelude::*;

use crate::{
    backend::SignPage,
    components::{ActKey, Choice, Field, Icon, PostForm, role_choices, role_name, ticked, typed, utc},
};

pub fn statement(page: &SignPage, caller: &Caller) -> AnyView {
    let back = format!("/deployments/{}?phase={}", page.head.id, page.view.phase_ordinal);
    if page.cannot.is_some() || page.as_roles.is_empty() {
        return view! {
            <div class="clause last no-print">
                <div class="close">
                    <p class="actions"><a class="button big" href=back>"Back to the phase"</a></p>
                </div>
            </div>
        }
        .into_any();
    }
    let ordinal = page.view.phase_ordinal;
    let stopped = page
        .obstacles
        .iter()
        .any(|obstacle| obstacle.blocker.stops_signing());
    let (gate, seen) = (page.gate.to_string(), page.view_hash.to_string());
    let points = page.points.clone();
    let roles = page.as_roles.clone();
    let who = format!("{} ({})", caller.name, caller.email);
    let now = page.head.now;
    view! {
        <PostForm action="gates/sign" id="sign" class="deed-form">
            <ActKey />
            <input type="hidden" name="cmd[gate]" value=gate />
            <input type="hidden" name="cmd[seen]" value=seen />
            {(!points.is_empty() && !stopped)
                .then(|| {
                    view! {
                        <fieldset class="clause">
                            <legend>"Look at these before signing"</legend>
                            <div class="points">
                                <p class="small quiet">"Tick each one when you have read it. None is ticked for you."</p>
                                {points.into_iter().map(|point| open_point(point.key, point.text)).collect_view()}
                            </div>
                        </fieldset>
                    }
                })}
            <fieldset class="clause">
                <legend>"Your statement"</legend>
                <div class="points">
                    {(!stopped)
                        .then(|| {
                            view! {
                                {choice("approve", "I reviewed the evidence and approve going on")}
                                {choice("approve_with_condition", "I approve with a condition")}
                                {words("cmd[condition]", "Condition", "What must hold, and until when")}
                            }
                        })} {choice("refuse", "I do not approve")} {words("cmd[refusal]", "Reason", "Because")}
                </div>
            </fieldset>
            <section class="clause" aria-labelledby="c-as">
                <h2 id="c-as">"Signing as"</h2>
                <div class="as">
                    {role(roles)} <p>
                        <b>{who}</b>
                    </p>
                    {meaning()}
                    <p class="small quiet">
                        {format!("{}. The record keeps the moment the server accepts it.", utc(now))}
                    </p>
                    <p class="sigline only-print">"Signature"</p>
                </div>
            </section>
            <fieldset class="clause no-print">
                <legend>"Confirm it is you"</legend>
                <div class="confirm">
                    <Field
                        label="Password"
                        name="cmd[password]"
                        kind="password"
                        autocomplete="current-password"
                        hint="Each signature asks for it again."
                        required=true
                    />
                </div>
            </fieldset>
            <div class="clause last no-print">
                <div class="close">
                    <p class="small quiet">
                        "A signature cannot be undone. It can be withdrawn later by a new act with a reason. If evidence \
                         changes meanwhile, signing stops and shows you what changed."
                    </p>
                    <p class="actions">
                        <button class="button primary big">
                            {if stopped { format!("Record that I do not approve phase {ordinal}") } else { format!("Sign phase {ordinal}") }}
                        </button>
                        <a class="button big" href=back>"Cancel"</a>
                    </p>
                </div>
            </div>
        </PostForm>
    }
    .into_any()
}

/// A waiver or an accepted risk, to be ticked by itself.
fn open_point(key: String, text: String) -> AnyView {
    let checked = ticked("cmd[points][]", &key, false);
    let waived = text.starts_with("Waived");
    let (label, rest) = text
        .split_once(": ")
        .map_or((String::new(), text.clone()), |(label, rest)| {
            (label.to_owned(), rest.to_owned())
        });
    view! {
        <label class="tick">
            <input type="checkbox" name="cmd[points][]" value=key checked=checked />
            <span>
                <span class=if waived { "state" } else { "state plain" } data-state=waived.then_some("waived")>
                    <Icon name=if waived { "waived" } else { "file" } />
                    " "
                    {label}
                </span>
                " "
                {rest}
            </span>
        </label>
    }
    .into_any()
}

fn choice(value: &'static str, label: &'static str) -> AnyView {
    let checked = ticked("cmd[decision]", value, false);
    view! {
        <label class="tick">
            <input type="radio" name="cmd[decision]" value=value checked=checked required=true />
            <span>
                <b>{label}</b>
            </span>
        </label>
    }
    .into_any()
}

/// The words that belong to the choice before it.
fn words(name: &'static str, label: &'static str, placeholder: &'static str) -> AnyView {
    let id = format!("sign-{}", label.to_lowercase());
    view! {
        <div class="sub">
            <label class="vh" for=id.clone()>{label}</label>
            <textarea id=id name=name rows="2" maxlength="2000" placeholder=placeholder>
                {typed(name, "")}
            </textarea>
        </div>
    }
    .into_any()
}

/// One signs in one role at a time; with several, one is chosen.
fn role(roles: Vec<Role>) -> AnyView {
    match roles.as_slice() {
        [only] => {
            view! { <input type="hidden" name="cmd[role]" value=only.key() /> <p><b>{role_name(*only)}</b></p> }
                .into_any()
        }
        several => {
            let options = role_choices(several);
            view! { <Choice label="In the role of" name="cmd[role]" options=options required=true /> }
                .into_any()
        }
    }
}

fn meaning() -> AnyView {
    let mut options = vec![(String::new(), "Choose what it means".to_owned())];
    options.extend(Meaning::ALL.into_iter().map(|meaning| {
        let words = match meaning {
            Meaning::Reviewed => "Reviewed: I checked the evidence",
            Meaning::Approved => "Approved: I let it go on",
            Meaning::Responsible => "Responsible: I answer for the outcome",
            Meaning::Witnessed => "Witnessed: I saw it done",
        };
        (meaning.key().to_owned(), words.to_owned())
    }));
    view! {
        <Choice
            label="What your signature means"
            name="cmd[meaning]"
            options=options
            hint="Printed beside your name and the time."
            required=true
        />
    }
    .into_any()
}
