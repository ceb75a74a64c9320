//! Deployments: the board, the page of one, its life, its checklist, its people, the QA queue, timeline, search.

mod board;
mod checklist;
mod life;
mod owners;
mod page;
mod particulars;
mod queue;
mod roles;
mod rows;
mod search;
mod timeline;

use app::{
    api::error::ApiError,
    backend::{
        ActOnDeployment, AddItem, Ask, Board, BoardQuery, ChangeDeployment, ChangeItem, ChooseOption,
        DeploymentPage, DeploymentPeoplePage, DeploymentRole, Deployments, OfDeployment, QueuePage,
        RemoveItem, SearchPage, SetOwners, TimelinePage,
    },
};
use async_trait::async_trait;
use domain::{actor::Caller, ids::DeploymentId};

pub use rows::deployment_rows;

use super::asks;
use crate::state::Server;

#[async_trait]
impl Deployments for Server {
    async fn board(&self, caller: &Caller, query: BoardQuery) -> Result<Board, ApiError> {
        board::board(self, caller, query).await
    }

    async fn deployment(&self, caller: &Caller, id: DeploymentId) -> Result<DeploymentPage, ApiError> {
        page::deployment(self, caller, id).await
    }

    async fn act_on_deployment(&self, caller: &Caller, cmd: ActOnDeployment) -> Result<(), ApiError> {
        life::act_on_deployment(self, caller, cmd).await
    }

    async fn change_deployment(&self, caller: &Caller, cmd: ChangeDeployment) -> Result<(), ApiError> {
        particulars::change_deployment(self, caller, cmd).await
    }

    async fn ask(&self, caller: &Caller, cmd: Ask) -> Result<Vec<String>, ApiError> {
        asks::ask(self, caller, cmd).await
    }

    async fn archive_deployment(&self, caller: &Caller, cmd: OfDeployment) -> Result<(), ApiError> {
        life::archive_deployment(self, caller, cmd).await
    }

    async fn set_owners(&self, caller: &Caller, cmd: SetOwners) -> Result<(), ApiError> {
        owners::set_owners(self, caller, cmd).await
    }

    async fn give_role(&self, caller: &Caller, cmd: DeploymentRole) -> Result<(), ApiError> {
        roles::give_role(self, caller, cmd).await
    }

    async fn take_role(&self, caller: &Caller, cmd: DeploymentRole) -> Result<(), ApiError> {
        roles::take_role(self, caller, cmd).await
    }

    async fn add_item(&self, caller: &Caller, cmd: AddItem) -> Result<(), ApiError> {
        checklist::add_item(self, caller, cmd).await
    }

    async fn change_item(&self, caller: &Caller, cmd: ChangeItem) -> Result<(), ApiError> {
        checklist::change_item(self, caller, cmd).await
    }

    async fn remove_item(&self, caller: &Caller, cmd: RemoveItem) -> Result<(), ApiError> {
        checklist::remove_item(self, caller, cmd).await
    }

    async fn choose_option(&self, caller: &Caller, cmd: ChooseOption) -> Result<(), ApiError> {
        checklist::choose_option(self, caller, cmd).await
    }

    async fn people_page(&self, caller: &Caller, id: DeploymentId) -> Result<DeploymentPeoplePage, ApiError> {
        roles::people_page(self, caller, id).await
    }

    async fn timeline(&self, caller: &Caller, id: DeploymentId) -> Result<TimelinePage, ApiError> {
        timeline::timeline(self, caller, id).await
    }

    async fn queue(&self, caller: &Caller) -> Result<QueuePage, ApiError> {
        queue::queue(self, caller).await
    }

    async fn search(&self, caller: &Caller, text: &str) -> Result<SearchPage, ApiError> {
        search::search(self, caller, text).await
    }
}
