//! The way between the pages of administration.

use domain::actor::Caller;
use leptos::prelude::*;

/// Shown to admins above people, teams, services and environments; to nobody else, since most of it is not theirs to see.
#[component]
pub fn AdminTabs(at: &'static str) -> impl IntoView {
    let admin = use_context::<Option<Caller>>()
        .flatten()
        .is_some_and(|caller| caller.admin);
    if !admin {
        return ().into_any();
    }
    let tab = move |href: &'static str, words: &'static str| {
        view! {
            <li>
                <a href=href aria-current=(href == at).then_some("page")>{words}</a>
            </li>
        }
    };
    view! {
        <nav class="tabs" aria-label="Administration">
            <ul>
                {tab("/admin", "Overview")} {tab("/admin/people", "People")} {tab("/teams", "Teams")} {tab("/services", "Services")}
                {tab("/environments", "Environments")}
            </ul>
        </nav>
    }
    .into_any()
}
