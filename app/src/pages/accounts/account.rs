//! One's own account: roles, password, sessions.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_meta::Title;

use super::browser::browser;
use crate::{
    backend::{self, SessionRow, backend, caller},
    components::{Age, Field, Frame, PostForm, When, load},
    shell::SingleKeys,
};

#[component]
pub fn AccountPage() -> impl IntoView {
    load(async { backend()?.account(&caller()?).await }, |model| {
        // Ages are counted from this session's own last sign of life, which is this request.
        let now = model.sessions.iter().map(|session| session.last_seen_at).max();
        view! {
            <Title text="Your account - Countersign" />
            <Frame class="account-page">
                <div class="head">
                    <div class="line">
                        <h1 tabindex="-1">{model.name.clone()}</h1>
                        <PostForm action="accounts/sign_out" id="sign-out">
                            <button class="button">"Sign out"</button>
                        </PostForm>
                    </div>
                    <p class="quiet">{model.email.clone()}</p>
                </div>
                <Belonging model=model.clone() />
                <Password />
                <Keyboard />
                <Sessions sessions=model.sessions now />
            </Frame>
        }
    })
}

/// Where the person belongs, and what follows from it.
#[component]
fn Belonging(model: backend::AccountPage) -> impl IntoView {
    let rights = match (model.admin, model.auditor) {
        (true, true) => Some("You administer this instance and audit it. Neither includes signing."),
        (true, false) => Some("You administer this instance. That never includes signing."),
        (false, true) => Some("You audit this instance: you read every history and sign nothing."),
        (false, false) => None,
    };
    let nothing = model.teams.is_empty() && model.service_roles.is_empty();
    view! {
        <section class="part" aria-labelledby="belonging">
            <h2 id="belonging">"Roles"</h2>
            {rights.map(|rights| view! { <p>{rights}</p> })}
            {nothing
                .then(|| {
                    view! {
                        <p class="quiet">
                            "You are in no team and hold no role in a service yet. An admin adds you. Roles in single deployments are shown there."
                        </p>
                    }
                })}
            {(!nothing)
                .then(|| {
                    view! {
                        <dl class="pairs wide">
                            {(!model.teams.is_empty())
                                .then(|| {
                                    view! {
                                        <div>
                                            <dt>"Teams"</dt>
                                            <dd>
                                                <ul class="inline">
                                                    {model
                                                        .teams
                                                        .into_iter()
                                                        .map(|(id, name)| view! { <li><a href=format!("/teams/{id}")>{name}</a></li> })
                                                        .collect_view()}
                                                </ul>
                                            </dd>
                                        </div>
                                    }
                                })}
                            {model
                                .service_roles
                                .into_iter()
                                .map(|(id, name, roles)| {
                                    let roles = roles.join(", ");
                                    view! {
                                        <div>
                                            <dt><a href=format!("/services/{id}")>{name}</a></dt>
                                            <dd>{roles}</dd>
                                        </div>
                                    }
                                })
                                .collect_view()}
                        </dl>
                    }
                })}
        </section>
    }
}

/// Single keys disturb some people: speech input types them. They are switched off here, for this browser.
#[component]
fn Keyboard() -> impl IntoView {
    let on = use_context::<SingleKeys>().is_none_or(|keys| keys.0);
    let choice = move |key: &'static str, words: &'static str, chosen: bool| {
        view! {
            <button class="button" name="keys" value=key aria-pressed=if chosen { "true" } else { "false" }>
                {words}
            </button>
        }
    };
    view! {
        <section class="part" aria-labelledby="keyboard">
            <h2 id="keyboard">"Keyboard"</h2>
            <p class="quiet small">
                "Single keys such as j, k and x act outside fields; " <a href="/help#keyboard">"all of them"</a>
                ". Ctrl K stays. Kept for this browser."
            </p>
            <form method="post" action="/keys" class="actions" aria-label="Single keys">
                {choice("on", "Single keys on", on)} {choice("off", "Single keys off", !on)}
            </form>
        </section>
    }
}

#[component]
fn Password() -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="password">
            <h2 id="password">"Password"</h2>
            <PostForm action="accounts/change_password" id="change-password" class="stack form">
                <Field label="Current password" name="cmd[current]" kind="password" autocomplete="current-password" required=true />
                <Field
                    label="New password"
                    name="cmd[new]"
                    kind="password"
                    hint="At least 15 characters; a sentence is fine. Every other session of yours ends."
                    autocomplete="new-password"
                    required=true
                />
                <p class="actions"><button class="button">"Change the password"</button></p>
            </PostForm>
        </section>
    }
}

#[component]
fn Sessions(sessions: Vec<SessionRow>, now: Option<DateTime<Utc>>) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.current);
    view! {
        <section class="part" aria-labelledby="sessions">
            <div class="line">
                <h2 id="sessions">"Sessions"</h2>
                {others
                    .then(|| {
                        view! {
                            <PostForm action="accounts/end_other_sessions" id="end-others">
                                <button class="button mini">"End all others"</button>
                            </PostForm>
                        }
                    })}
            </div>
            <p class="quiet small">"End any that you do not recognise, then change the password."</p>
            <table class="list stacked">
                <caption class="vh">"Where you are signed in"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Browser"</th>
                        <th scope="col">"Address"</th>
                        <th scope="col">"Signed in"</th>
                        <th scope="col">"Last seen"</th>
                        <th scope="col">"Ends by"</th>
                        <th scope="col"><span class="vh">"Act"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {sessions.into_iter().map(|session| view! { <Session session now /> }).collect_view()}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Session(session: SessionRow, now: Option<DateTime<Utc>>) -> impl IntoView {
    let name = browser(&session.browser);
    let words = format!("End the session of {name} at {}", session.address);
    view! {
        <tr>
            <th scope="row" class="name" title=session.browser>{name}</th>
            <td class="mono" data-label="Address">{session.address}</td>
            <td data-label="Signed in"><When at=session.created_at /></td>
            <td data-label="Last seen"><Age at=session.last_seen_at now=now.unwrap_or(session.last_seen_at) /></td>
            <td data-label="Ends by"><When at=session.expires_at /></td>
            <td class="end">
                {if session.current {
                    view! { <b>"This one"</b> }.into_any()
                } else {
                    view! {
                        <PostForm action="accounts/end_session" id=format!("end-{}", session.reference)>
                            <input type="hidden" name="cmd[session]" value=session.reference.to_string() />
                            <button class="button mini" aria-label=words>"End"</button>
                        </PostForm>
                    }
                    .into_any()
                }}
            </td>
        </tr>
    }
}
