//! An invitation: a new account, or joining with the account one has.

use domain::actor::Caller;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::{self, backend},
    components::{Field, Frame, PostForm, When, encode, load},
    pages::address::in_path,
};

#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = in_path::<String>("token").unwrap_or_default();
    let asked = token.clone();
    let caller = use_context::<Option<Caller>>().flatten();
    load(async move { backend()?.invitation(&asked).await }, move |model| {
        let to = model
            .to
            .as_ref()
            .map(|to| format!(" to {to}"))
            .unwrap_or_default();
        view! {
            <Title text="Invitation - Countersign" />
            <Frame class="narrow">
                <div class="head">
                    <h1 tabindex="-1">"You are invited"</h1>
                    <p>{format!("{} invites {}{to}.", model.invited_by, model.email)}</p>
                    <p class="quiet small">"The invitation works once, until " <When at=model.expires_at /> "."</p>
                </div>
                {way_in(model, token, caller)}
            </Frame>
        }
    })
}

/// The one act that fits: join, sign in first, or make the account.
fn way_in(model: backend::InvitationPage, token: String, caller: Option<Caller>) -> AnyView {
    let here = format!("/invitations/{token}");
    match caller {
        Some(caller) if caller.email == model.email => view! {
            <PostForm action="accounts/join_by_invitation" id="join" class="stack">
                <input type="hidden" name="cmd[token]" value=token />
                <p>{format!("You are signed in as {} ({}).", caller.name, caller.email)}</p>
                <p class="actions"><button class="button primary big">"Join"</button></p>
            </PostForm>
        }
        .into_any(),
        Some(caller) => view! {
            <PostForm action="accounts/sign_out" id="sign-out-first" class="stack">
                <p>
                    {format!("You are signed in as {}. This invitation is for {}: sign out, then open it again.", caller.email, model.email)}
                </p>
                <p class="actions"><button class="button primary big">"Sign out"</button></p>
            </PostForm>
        }
        .into_any(),
        None if model.account_exists => view! {
            <p>"An account with this address exists. Sign in with it, then join."</p>
            <p class="actions">
                <a class="button primary big" href=format!("/sign-in?next={}", encode(&here))>"Sign in and join"</a>
            </p>
        }
        .into_any(),
        None => view! {
            <PostForm action="accounts/accept_invitation" id="accept" class="stack">
                <input type="hidden" name="cmd[token]" value=token />
                <Field
                    label="Your full name"
                    name="cmd[full_name]"
                    hint="Printed beside every act and signature of yours."
                    autocomplete="name"
                    required=true
                    maxlength=120
                />
                <Field
                    label="Password"
                    name="cmd[password]"
                    kind="password"
                    hint="At least 15 characters; a sentence is fine. No rules about digits or signs."
                    autocomplete="new-password"
                    required=true
                />
                <p class="actions"><button class="button primary big">"Create my account"</button></p>
            </PostForm>
        }
        .into_any(),
    }
}
