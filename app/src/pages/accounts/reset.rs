//! A reset link: setting a new password once.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    backend::backend,
    components::{Field, Frame, PostForm, load},
    pages::address::in_path,
};

#[component]
pub fn ResetPage() -> impl IntoView {
    let token = in_path::<String>("token").unwrap_or_default();
    let asked = token.clone();
    load(
        async move { backend()?.password_reset(&asked).await },
        move |model| {
            view! {
                <Title text="Set a new password - Countersign" />
                <Frame class="narrow">
                    <div class="head">
                        <h1 tabindex="-1">"Set a new password"</h1>
                        <p>{format!("For {} ({}). Afterwards you are signed in here and signed out everywhere else.", model.name, model.email)}</p>
                    </div>
                    <PostForm action="accounts/reset_password" id="reset" class="stack">
                        <input type="hidden" name="cmd[token]" value=token />
                        <Field
                            label="New password"
                            name="cmd[password]"
                            kind="password"
                            hint="At least 15 characters; a sentence is fine. No rules about digits or signs."
                            autocomplete="new-password"
                            required=true
                        />
                        <p class="actions"><button class="button primary big">"Set the password"</button></p>
                    </PostForm>
                </Frame>
            }
        },
    )
}
