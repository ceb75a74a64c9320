//! Signing in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    backend::backend,
    components::{Field, Frame, PostForm, load},
};

#[component]
pub fn SignInPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    load(
        async {
            if backend()?.needs_set_up().await? {
                leptos_axum::redirect("/setup");
            }
            Ok(())
        },
        move |()| {
            view! {
                <Title text="Sign in - Countersign" />
                <Frame class="narrow">
                    <div class="head"><h1 tabindex="-1">"Sign in"</h1></div>
                    <PostForm action="accounts/sign_in" id="sign-in" class="stack">
                        <input type="hidden" name="next" value=next />
                        <Field label="E-mail address" name="cmd[email]" kind="email" autocomplete="username" required=true />
                        <Field label="Password" name="cmd[password]" kind="password" autocomplete="current-password" required=true />
                        <p class="actions"><button class="button primary big">"Sign in"</button></p>
                        <p class="quiet small">"Forgotten? An admin can make you a reset link."</p>
                    </PostForm>
                </Frame>
            }
        },
    )
}
