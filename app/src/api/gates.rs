//! Doors of gates: signatures and their withdrawal, waivers, accepted risks.

use leptos::prelude::*;

use super::{answer, error::ApiError};
use crate::backend::{self, Done, backend, caller};

#[server(endpoint = "gates/sign")]
pub async fn sign(cmd: backend::SignGate) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .sign(&caller()?, cmd)
                .await
                .map(|id| Done::go(format!("/signoffs/{id}")))
        }
        .await,
    )
}

#[server(endpoint = "gates/withdraw_signoff")]
pub async fn withdraw_signoff(cmd: backend::WithdrawSignOff) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?.withdraw_signoff(&caller()?, cmd).await?;
            Ok(Done::here().saying("Withdrawn. The signature stays on record with your reason."))
        }
        .await,
    )
}

#[server(endpoint = "gates/waive")]
pub async fn waive(cmd: backend::Waive) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?.waive(&caller()?, cmd).await?;
            Ok(Done::here().saying("Waived. Your name and reason appear in the summary."))
        }
        .await,
    )
}

#[server(endpoint = "gates/withdraw_waiver")]
pub async fn withdraw_waiver(cmd: backend::WithdrawWaiver) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .withdraw_waiver(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Waiver withdrawn."))
        }
        .await,
    )
}

#[server(endpoint = "gates/accept_risk")]
pub async fn accept_risk(cmd: backend::AcceptRisk) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?.accept_risk(&caller()?, cmd).await?;
            Ok(Done::here().saying("Risk accepted in your name. Signers see it before they sign."))
        }
        .await,
    )
}

#[server(endpoint = "gates/change_gate")]
pub async fn change_gate(cmd: backend::ChangeGate) -> Result<Done, ApiError> {
    answer(
        async {
            backend()?
                .change_gate(&caller()?, cmd)
                .await
                .map(|()| Done::here().saying("Gate saved."))
        }
        .await,
    )
}
