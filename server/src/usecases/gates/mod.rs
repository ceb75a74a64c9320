//! Gates: the signing page, signatures and their ends, waivers, accepted risks, who signs.

mod change;
mod receipt;
mod risk;
mod sign;
mod sign_page;
mod view;
mod waive;
mod withdraw;

use app::{
    api::error::ApiError,
    backend::{
        AcceptRisk, ChangeGate, Gates, ReceiptPage, SignGate, SignPage, Waive, WithdrawSignOff,
        WithdrawWaiver,
    },
};
use async_trait::async_trait;
use domain::{
    actor::Caller,
    ids::{DeploymentId, SignOffId},
};

pub use view::Shown;

use crate::state::Server;

#[async_trait]
impl Gates for Server {
    async fn sign_page(
        &self,
        caller: &Caller,
        deployment: DeploymentId,
        ordinal: u32,
    ) -> Result<SignPage, ApiError> {
        sign_page::sign_page(self, caller, deployment, ordinal).await
    }

    async fn sign(&self, caller: &Caller, cmd: SignGate) -> Result<SignOffId, ApiError> {
        sign::sign(self, caller, cmd).await
    }

    async fn receipt(&self, caller: &Caller, id: SignOffId) -> Result<ReceiptPage, ApiError> {
        receipt::receipt(self, caller, id).await
    }

    async fn withdraw_signoff(&self, caller: &Caller, cmd: WithdrawSignOff) -> Result<(), ApiError> {
        withdraw::withdraw_signoff(self, caller, cmd).await
    }

    async fn waive(&self, caller: &Caller, cmd: Waive) -> Result<(), ApiError> {
        waive::waive(self, caller, cmd).await
    }

    async fn withdraw_waiver(&self, caller: &Caller, cmd: WithdrawWaiver) -> Result<(), ApiError> {
        waive::withdraw_waiver(self, caller, cmd).await
    }

    async fn accept_risk(&self, caller: &Caller, cmd: AcceptRisk) -> Result<(), ApiError> {
        risk::accept_risk(self, caller, cmd).await
    }

    async fn change_gate(&self, caller: &Caller, cmd: ChangeGate) -> Result<(), ApiError> {
        change::change_gate(self, caller, cmd).await
    }
}
