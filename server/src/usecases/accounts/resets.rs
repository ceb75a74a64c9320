//! Reset links: made by an admin or on the command line, used once.

use app::{
    api::error::ApiError,
    backend::{OfPerson, PasswordResetPage, ResetPassword, Visitor},
};
use chrono::TimeDelta;
use domain::{
    actor::{Actor, Caller},
    audit::{Chain, Event},
    ids::PersonId,
    password,
};
use store::people::Person;

use super::admins_only;
use crate::{
    auth::tokens::{TokenKind, hash_of, new_token},
    state::Server,
    usecases::{act::Act, errors::OrApi, links},
};

/// How long a reset link can be used.
const LASTS: TimeDelta = TimeDelta::hours(24);

pub(super) async fn page(server: &Server, token: &str) -> Result<PasswordResetPage, ApiError> {
    let (_, person) = whose(server, token).await?;
    Ok(PasswordResetPage {
        name: person.full_name,
        email: person.email,
    })
}

pub(super) async fn reset(
    server: &Server,
    visitor: &Visitor,
    cmd: ResetPassword,
) -> Result<PersonId, ApiError> {
    let (token_hash, person) = whose(server, &cmd.token).await?;
    password::judge(&cmd.password, &person.email, &person.full_name)
        .map_err(|refused| ApiError::refused_field("password", refused))?;
    let hash = server.hasher.hash(&cmd.password).await?;
    let actor = Actor::Person {
        id: person.id,
        name: person.full_name,
    };
    let mut act = Act::begin_as(server, actor, visitor.request).await?;
    if store::password_resets::lock_open(&mut act.tx, &token_hash, act.now)
        .await
        .api()?
        != Some(person.id)
    {
        return Err(ApiError::NotFound);
    }
    store::people::set_password(&mut act.tx, person.id, &hash)
        .await
        .api()?;
    store::password_resets::mark_used(&mut act.tx, &token_hash, act.now)
        .await
        .api()?;
    store::sessions::end_all(&mut act.tx, person.id, None)
        .await
        .api()?;
    act.log(Chain::Administration, Event::PasswordReset);
    act.announce_session_end(person.id);
    act.commit().await?;
    Ok(person.id)
}

pub(super) async fn issue_by_admin(
    server: &Server,
    caller: &Caller,
    cmd: OfPerson,
) -> Result<String, ApiError> {
    admins_only(caller)?;
    let mut act = Act::begin(server, caller).await?;
    let link = issue(server, &mut act, cmd.person).await?;
    act.commit().await?;
    Ok(link)
}

/// Makes the link in an act; earlier ones of the person work no more.
pub async fn issue(server: &Server, act: &mut Act, person: PersonId) -> Result<String, ApiError> {
    let known = store::people::lock(&mut act.tx, person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?
        .person;
    if known.deactivated_at.is_some() {
        return Err(ApiError::refused(format!(
            "{} is deactivated. Reactivate the account first.",
            known.full_name
        )));
    }
    let (token, token_hash) = new_token(TokenKind::PasswordReset);
    store::password_resets::replace(&mut act.tx, person, token_hash, act.now, act.now + LASTS)
        .await
        .api()?;
    act.log(
        Chain::Administration,
        Event::PasswordResetIssued {
            person,
            name: known.full_name,
        },
    );
    Ok(links::to(server, &["reset", &token]))
}

async fn whose(server: &Server, token: &str) -> Result<([u8; 32], Person), ApiError> {
    let token_hash = hash_of(TokenKind::PasswordReset, token).ok_or(ApiError::NotFound)?;
    let mut conn = server.pool.acquire().await.api()?;
    let id = store::password_resets::lock_open(&mut conn, &token_hash, server.clock.now())
        .await
        .api()?;
    let known = store::people::by_id(&mut conn, id.ok_or(ApiError::NotFound)?)
        .await
        .api()?;
    Ok((token_hash, known.ok_or(ApiError::NotFound)?.person))
}
