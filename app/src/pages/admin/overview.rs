//! The instance at a glance.

use leptos::prelude::*;
use leptos_meta::Title;

use super::AdminTabs;
use crate::{
    backend::{InstancePage, backend, caller},
    components::{Frame, Icon, load},
};

#[component]
pub fn OverviewPage() -> impl IntoView {
    load(async { backend()?.instance(&caller()?).await }, |model| {
        view! {
            <Title text="Administration - Countersign" />
            <Frame nav="admin">
                <div class="head">
                    <h1 tabindex="-1">"Administration"</h1>
                    <p class="quiet">{format!("Countersign {}. Administering never includes signing.", model.version)}</p>
                </div>
                <AdminTabs at="/admin" />
                <Health single_role=model.single_role />
                <Figures model />
            </Frame>
        }
    })
}

#[component]
fn Health(single_role: bool) -> impl IntoView {
    if single_role {
        view! {
            <div class="note gap" data-state="blocked">
                <Icon name="blocked" />
                <div>
                    <p><b>"One database role does everything."</b></p>
                    <p>
                        "The role the server works with may also change the schema, so it could rewrite the audit trail. "
                        "Start the server with a second role that may only read and append; the README says how."
                    </p>
                </div>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="note gap" data-state="pass">
                <Icon name="pass" />
                <p>"The server works with a database role that cannot change the schema or rewrite the audit trail."</p>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Figures(model: InstancePage) -> impl IntoView {
    let waiting = match (model.queued_runs, model.running_runs) {
        (0, 0) => "none waits, none runs".to_owned(),
        (queued, running) => format!("{queued} waiting, {running} running"),
    };
    let row = |href: &'static str, name: &'static str, figure: String| {
        view! {
            <tr>
                <th scope="row" class="name"><a class="name" href=href>{name}</a></th>
                <td>{figure}</td>
            </tr>
        }
    };
    view! {
        <table class="list figures">
            <caption class="vh">"What this instance holds"</caption>
            <tbody>
                {row(
                    "/admin/people",
                    "People",
                    format!("{} active, {} deactivated, {} invited", model.people, model.deactivated, model.open_invitations),
                )}
                {row("/teams", "Teams", model.teams.to_string())}
                {row("/services", "Services", model.services.to_string())}
                {row("/environments", "Environments", model.environments.to_string())}
                {row("/?scope=all", "Deployments", format!("{}, {} of them live", model.deployments, model.live_deployments))}
                {row("/?scope=live", "Automated checks", waiting)}
                {row("/audit", "Audit trail", "every act, with its chain verified".to_owned())}
            </tbody>
        </table>
    }
}
