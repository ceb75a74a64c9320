//! People, sessions, invitations: one function per thing a person can do with accounts.

mod invitations;
mod own;
mod people;
mod resets;
mod sign_in;

use app::{
    api::error::ApiError,
    backend::{
        AcceptInvitation, AccountPage, Accounts, ChangePassword, DeactivatePerson, EndSession, InstancePage,
        InvitationPage, Invite, JoinByInvitation, OfPerson, PasswordResetPage, PeoplePage, PeopleQuery,
        ResetPassword, RevokeInvitation, SetInstanceRights, SetUp, SignIn, Visitor,
    },
};
use async_trait::async_trait;
use domain::{actor::Caller, ids::PersonId, names, password};

pub use self::{people::lock_out, resets::issue as issue_reset};
use crate::state::Server;

#[async_trait]
impl Accounts for Server {
    async fn needs_set_up(&self) -> Result<bool, ApiError> {
        sign_in::needs_set_up(self).await
    }

    async fn set_up(&self, visitor: &Visitor, cmd: SetUp) -> Result<PersonId, ApiError> {
        sign_in::set_up(self, visitor, cmd).await
    }

    async fn sign_in(&self, visitor: &Visitor, cmd: SignIn) -> Result<PersonId, ApiError> {
        sign_in::sign_in(self, visitor, cmd).await
    }

    async fn signed_out(&self, caller: &Caller) -> Result<(), ApiError> {
        sign_in::signed_out(self, caller).await
    }

    async fn account(&self, caller: &Caller) -> Result<AccountPage, ApiError> {
        own::account(self, caller).await
    }

    async fn change_password(&self, caller: &Caller, cmd: ChangePassword) -> Result<(), ApiError> {
        own::change_password(self, caller, cmd).await
    }

    async fn end_session(&self, caller: &Caller, cmd: EndSession) -> Result<(), ApiError> {
        own::end_session(self, caller, cmd).await
    }

    async fn end_other_sessions(&self, caller: &Caller) -> Result<(), ApiError> {
        own::end_other_sessions(self, caller).await
    }

    async fn invitation(&self, token: &str) -> Result<InvitationPage, ApiError> {
        invitations::invitation(self, token).await
    }

    async fn accept_invitation(
        &self,
        visitor: &Visitor,
        cmd: AcceptInvitation,
    ) -> Result<PersonId, ApiError> {
        invitations::accept(self, visitor, cmd).await
    }

    async fn join_by_invitation(&self, caller: &Caller, cmd: JoinByInvitation) -> Result<(), ApiError> {
        invitations::join(self, caller, cmd).await
    }

    async fn password_reset(&self, token: &str) -> Result<PasswordResetPage, ApiError> {
        resets::page(self, token).await
    }

    async fn reset_password(&self, visitor: &Visitor, cmd: ResetPassword) -> Result<PersonId, ApiError> {
        resets::reset(self, visitor, cmd).await
    }

    async fn instance(&self, caller: &Caller) -> Result<InstancePage, ApiError> {
        people::instance(self, caller).await
    }

    async fn people(&self, caller: &Caller, query: PeopleQuery) -> Result<PeoplePage, ApiError> {
        people::people(self, caller, query).await
    }

    async fn invite(&self, caller: &Caller, cmd: Invite) -> Result<String, ApiError> {
        invitations::invite(self, caller, cmd).await
    }

    async fn revoke_invitation(&self, caller: &Caller, cmd: RevokeInvitation) -> Result<(), ApiError> {
        invitations::revoke(self, caller, cmd).await
    }

    async fn deactivate_person(&self, caller: &Caller, cmd: DeactivatePerson) -> Result<(), ApiError> {
        people::deactivate(self, caller, cmd).await
    }

    async fn reactivate_person(&self, caller: &Caller, cmd: OfPerson) -> Result<(), ApiError> {
        people::reactivate(self, caller, cmd).await
    }

    async fn set_instance_rights(&self, caller: &Caller, cmd: SetInstanceRights) -> Result<(), ApiError> {
        people::set_rights(self, caller, cmd).await
    }

    async fn issue_password_reset(&self, caller: &Caller, cmd: OfPerson) -> Result<String, ApiError> {
        resets::issue_by_admin(self, caller, cmd).await
    }
}

/// For acts that only admins of the instance have.
pub(crate) fn admins_only(caller: &Caller) -> Result<(), ApiError> {
    if caller.admin {
        Ok(())
    } else {
        Err(ApiError::forbidden(
            "Only an admin of this instance can do this. Ask one of them.",
        ))
    }
}

/// A person's name, an address and a new password that fit together.
struct Wanted {
    full_name: String,
    email: String,
    password: String,
}

impl Wanted {
    fn judge(full_name: &str, email: &str, password: String) -> Result<Self, ApiError> {
        let full_name =
            names::full_name(full_name).map_err(|refused| ApiError::refused_field("full_name", refused))?;
        let email = names::email(email).map_err(|refused| ApiError::refused_field("email", refused))?;
        password::judge(&password, &email, &full_name)
            .map_err(|refused| ApiError::refused_field("password", refused))?;
        Ok(Self {
            full_name,
            email,
            password,
        })
    }
}
