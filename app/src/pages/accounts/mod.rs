//! Set-up, signing in, invitations, one's own account.

mod account;
mod browser;
mod invitation;
mod reset;
mod set_up;
mod sign_in;

pub use self::{
    account::AccountPage, invitation::InvitationPage, reset::ResetPage, set_up::SetUpPage,
    sign_in::SignInPage,
};
