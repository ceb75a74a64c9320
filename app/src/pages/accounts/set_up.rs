//! The first start: creating the admin.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::error::ApiError,
    backend::backend,
    components::{Field, Frame, PostForm, load},
};

#[component]
pub fn SetUpPage() -> impl IntoView {
    load(
        async {
            if backend()?.needs_set_up().await? {
                Ok(())
            } else {
                Err(ApiError::NotFound)
            }
        },
        |()| {
            view! {
                <Title text="Set up Countersign" />
                <Frame class="narrow">
                    <div class="head">
                        <h1 tabindex="-1">"Set up Countersign"</h1>
                        <p class="quiet">
                            "Create the first account. It administers this instance: people, teams, environments. \
                             Being an admin never includes signing."
                        </p>
                    </div>
                    <PostForm action="accounts/set_up" id="set-up" class="stack">
                        <Field
                            label="Your full name"
                            name="cmd[full_name]"
                            hint="Printed beside every act and signature of yours."
                            autocomplete="name"
                            required=true
                            maxlength=120
                        />
                        <Field label="E-mail address" name="cmd[email]" kind="email" autocomplete="username" required=true maxlength=254 />
                        <Field
                            label="Password"
                            name="cmd[password]"
                            kind="password"
                            hint="At least 15 characters; a sentence is fine. No rules about digits or signs."
                            autocomplete="new-password"
                            required=true
                        />
                        <p class="actions">
                            <button class="button primary big">"Create the admin account"</button>
                        </p>
                    </PostForm>
                </Frame>
            }
        },
    )
}
