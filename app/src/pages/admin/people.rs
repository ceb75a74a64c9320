//! Everybody with an account: finding, inviting, rights, deactivating.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    AdminTabs,
    invitations::{Invitations, InviteForm},
    person::Person,
};
use crate::{
    backend::{self, PeopleQuery, backend, caller},
    components::{Disclose, Frame, Pages, encode, load},
    pages::address::in_query,
};

#[component]
pub fn PeoplePage() -> impl IntoView {
    let query = PeopleQuery {
        text: in_query("text"),
        page: in_query("page").parse().unwrap_or(1),
    };
    let text = query.text.clone();
    load(
        async move { backend()?.people(&caller()?, query).await },
        move |model| {
            let invite_open = model.paging.total <= 1 && text.is_empty();
            let (teams, services, deployments) = (
                model.teams.clone(),
                model.services.clone(),
                model.live_deployments.clone(),
            );
            let invitations = model.invitations.clone();
            view! {
                <Title text="People - Countersign" />
                <Frame nav="admin">
                    <div class="head"><h1 tabindex="-1">"People"</h1></div>
                    <AdminTabs at="/admin/people" />
                    <Disclose words="Invite a person" form="invite" open=invite_open class="gap">
                        <InviteForm teams services deployments />
                    </Disclose>
                    <Invitations invitations />
                    <Everybody model text />
                </Frame>
            }
        },
    )
}

#[component]
fn Everybody(model: backend::PeoplePage, text: String) -> impl IntoView {
    let href = if text.is_empty() {
        "/admin/people".to_owned()
    } else {
        format!("/admin/people?text={}", encode(&text))
    };
    let total = model.paging.total;
    let none = model.people.is_empty();
    view! {
        <form class="filter" method="get" action="/admin/people" role="search">
            <label class="vh" for="people-q">"Name or address"</label>
            <input id="people-q" type="search" name="text" value=text.clone() placeholder="Name or address" data-key="/" />
            <button class="button">"Find"</button>
            {(!text.is_empty()).then(|| view! { <a class="button bare" href="/admin/people">"Show everybody"</a> })}
        </form>
        {none
            .then(|| {
                view! { <p class="empty">{format!("Nobody has “{text}” in their name or address. Try a part of either.")}</p> }
            })}
        {(!none)
            .then(|| {
                view! {
                    <table class="list stacked people">
                        <caption>"Accounts" <span class="count">{total}</span></caption>
                        <thead>
                            <tr>
                                <th scope="col">"Name"</th>
                                <th scope="col">"Rights and teams"</th>
                                <th scope="col">"Last seen"</th>
                                <th scope="col">"Change"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {model.people.into_iter().map(|person| view! { <Person person /> }).collect_view()}
                        </tbody>
                    </table>
                    <Pages paging=model.paging href />
                }
            })}
    }
}
