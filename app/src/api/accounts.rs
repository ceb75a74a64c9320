//! Doors of people, sessions and invitations.

use leptos::prelude::*;

use super::{answer, error::ApiError};
use crate::backend::{self, Done, backend, caller, session, visitor};

#[server(endpoint = "accounts/set_up")]
pub async fn set_up(cmd: backend::SetUp) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, visitor, session) = (backend()?, visitor()?, session()?);
            let person = backend.set_up(&visitor, cmd).await?;
            session.begin(person).await?;
            Ok(Done::go("/"))
        }
        .await,
    )
}

/// `next` is the address on this server to go on to.
#[server(endpoint = "accounts/sign_in")]
pub async fn sign_in(cmd: backend::SignIn, #[server(default)] next: String) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, visitor, session) = (backend()?, visitor()?, session()?);
            let person = backend.sign_in(&visitor, cmd).await?;
            session.begin(person).await?;
            Ok(Done::go(local(&next)))
        }
        .await,
    )
}

#[server(endpoint = "accounts/sign_out")]
pub async fn sign_out() -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, session) = (backend()?, session()?);
            if let Ok(caller) = caller() {
                backend.signed_out(&caller).await?;
            }
            session.end().await?;
            Ok(Done::go("/sign-in"))
        }
        .await,
    )
}

/// The session goes on under a new id: the old one was begun with the old password.
#[server(endpoint = "accounts/change_password")]
pub async fn change_password(cmd: backend::ChangePassword) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, session, caller) = (backend()?, session()?, caller()?);
            backend.change_password(&caller, cmd).await?;
            session.begin(caller.person).await?;
            Ok(Done::here().saying("The password was changed. Every other session of yours has ended."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/end_session")]
pub async fn end_session(cmd: backend::EndSession) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.end_session(&caller, cmd).await?;
            Ok(Done::here().saying("The session has ended."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/end_other_sessions")]
pub async fn end_other_sessions() -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.end_other_sessions(&caller).await?;
            Ok(Done::here().saying("Every other session has ended."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/accept_invitation")]
pub async fn accept_invitation(cmd: backend::AcceptInvitation) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, visitor, session) = (backend()?, visitor()?, session()?);
            let person = backend.accept_invitation(&visitor, cmd).await?;
            session.begin(person).await?;
            Ok(Done::go("/"))
        }
        .await,
    )
}

#[server(endpoint = "accounts/join_by_invitation")]
pub async fn join_by_invitation(cmd: backend::JoinByInvitation) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.join_by_invitation(&caller, cmd).await?;
            Ok(Done::go("/").saying("You have joined."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/reset_password")]
pub async fn reset_password(cmd: backend::ResetPassword) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, visitor, session) = (backend()?, visitor()?, session()?);
            let person = backend.reset_password(&visitor, cmd).await?;
            session.begin(person).await?;
            Ok(Done::go("/").saying("The new password is set. Every earlier session of yours has ended."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/invite")]
pub async fn invite(cmd: backend::Invite) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let link = backend.invite(&caller, cmd).await?;
            Ok(Done::here()
                .saying("The invitation is ready. Send its link to the person yourself.")
                .with_link(link))
        }
        .await,
    )
}

#[server(endpoint = "accounts/revoke_invitation")]
pub async fn revoke_invitation(cmd: backend::RevokeInvitation) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.revoke_invitation(&caller, cmd).await?;
            Ok(Done::here().saying("The invitation was revoked; its link no longer works."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/deactivate_person")]
pub async fn deactivate_person(cmd: backend::DeactivatePerson) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.deactivate_person(&caller, cmd).await?;
            Ok(Done::here().saying("The account was deactivated and every session of it has ended."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/reactivate_person")]
pub async fn reactivate_person(cmd: backend::OfPerson) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.reactivate_person(&caller, cmd).await?;
            Ok(Done::here().saying("The account may sign in again."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/set_instance_rights")]
pub async fn set_instance_rights(cmd: backend::SetInstanceRights) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            backend.set_instance_rights(&caller, cmd).await?;
            Ok(Done::here().saying("The rights were changed."))
        }
        .await,
    )
}

#[server(endpoint = "accounts/issue_password_reset")]
pub async fn issue_password_reset(cmd: backend::OfPerson) -> Result<Done, ApiError> {
    answer(
        async {
            let (backend, caller) = (backend()?, caller()?);
            let link = backend.issue_password_reset(&caller, cmd).await?;
            Ok(Done::here()
                .saying("The reset link is ready. Send it to the person yourself; it works once.")
                .with_link(link))
        }
        .await,
    )
}

/// An address on this server, or the start page: a forged link must not lead elsewhere.
fn local(next: &str) -> String {
    let safe = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r', '\t']);
    if safe { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_addresses_here_are_followed() {
        assert_eq!(local("/deployments/1?answer=x"), "/deployments/1?answer=x");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "/\tevil",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
