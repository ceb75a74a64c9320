//! The route table of the pages, on one screen.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    api::error::ApiError,
    components::error_page,
    pages::{
        accounts::{AccountPage, InvitationPage, ResetPage, SetUpPage, SignInPage},
        admin::{OverviewPage, PeoplePage},
        audit::AuditPage,
        board::BoardPage,
        check::CheckPage,
        deployment::{DeploymentPage, DeploymentPeoplePage},
        environments::{EnvironmentPage, EnvironmentsPage},
        evidence::EvidencePage,
        help::HelpPage,
        history::HistoryPage,
        imports::{ImportPage, NewDeploymentPage, StartPage},
        item::ItemPage,
        queue::QueuePage,
        receipt::ReceiptPage,
        search::SearchPage,
        services::{ServicePage, ServicesPage},
        sign::SignPage,
        summary::{SharedSummaryPage, SummaryPage, SummaryVersionPage},
        teams::{TeamPage, TeamsPage},
        templates::{TemplatePage, TemplatesPage},
        timeline::TimelinePage,
    },
};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=|| error_page(ApiError::NotFound)>
                <Route path=path!("/setup") view=SetUpPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <Route path=path!("/invitations/:token") view=InvitationPage ssr=SsrMode::Async />
                <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async />
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                <Route path=path!("/admin") view=OverviewPage ssr=SsrMode::Async />
                <Route path=path!("/admin/people") view=PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/teams") view=TeamsPage ssr=SsrMode::Async />
                <Route path=path!("/teams/:id") view=TeamPage ssr=SsrMode::Async />
                <Route path=path!("/services") view=ServicesPage ssr=SsrMode::Async />
                <Route path=path!("/services/:id") view=ServicePage ssr=SsrMode::Async />
                <Route path=path!("/environments") view=EnvironmentsPage ssr=SsrMode::Async />
                <Route path=path!("/environments/:id") view=EnvironmentPage ssr=SsrMode::Async />
                <Route path=path!("/import") view=StartPage ssr=SsrMode::Async />
                <Route path=path!("/import/:id") view=ImportPage ssr=SsrMode::Async />
                <Route path=path!("/deployments/new") view=NewDeploymentPage ssr=SsrMode::Async />
                <Route path=path!("/") view=BoardPage ssr=SsrMode::Async />
                <Route path=path!("/q") view=QueuePage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id") view=DeploymentPage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/people") view=DeploymentPeoplePage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/timeline") view=TimelinePage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/evidence") view=EvidencePage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/history") view=HistoryPage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/summary") view=SummaryPage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/summary/:version") view=SummaryVersionPage ssr=SsrMode::Async />
                <Route path=path!("/deployments/:id/phases/:n/sign") view=SignPage ssr=SsrMode::Async />
                <Route path=path!("/signoffs/:id") view=ReceiptPage ssr=SsrMode::Async />
                <Route path=path!("/items/:id") view=ItemPage ssr=SsrMode::Async />
                <Route path=path!("/checks/:id") view=CheckPage ssr=SsrMode::Async />
                <Route path=path!("/s/:token") view=SharedSummaryPage ssr=SsrMode::Async />
                <Route path=path!("/templates") view=TemplatesPage ssr=SsrMode::Async />
                <Route path=path!("/templates/:id") view=TemplatePage ssr=SsrMode::Async />
                <Route path=path!("/audit") view=AuditPage ssr=SsrMode::Async />
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async />
                <Route path=path!("/help") view=HelpPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}
