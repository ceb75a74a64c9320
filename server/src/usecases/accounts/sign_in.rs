//! The first admin, signing in and signing out.

use app::{
    api::error::ApiError,
    backend::{SetUp, SignIn, Visitor},
};
use domain::{
    actor::{Actor, Caller, SystemPart},
    audit::{Chain, Event},
    ids::PersonId,
    names,
};
use store::people::Person;

use super::Wanted;
use crate::{
    auth::throttle::Try,
    state::{Server, new_id},
    usecases::{act::Act, errors::OrApi},
};

const WRONG: &str =
    "The e-mail address or the password is not right. Try again, or ask an admin for a reset link.";

pub(super) async fn needs_set_up(server: &Server) -> Result<bool, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    Ok(!store::people::any(&mut conn).await.api()?)
}

pub(super) async fn set_up(server: &Server, visitor: &Visitor, cmd: SetUp) -> Result<PersonId, ApiError> {
    let done = || ApiError::refused("This instance is set up already. Sign in instead.");
    if !needs_set_up(server).await? {
        return Err(done());
    }
    let wanted = Wanted::judge(&cmd.full_name, &cmd.email, cmd.password)?;
    let hash = server.hasher.hash(&wanted.password).await?;
    let id: PersonId = new_id();
    let mut act = Act::begin_as(
        server,
        Actor::Person {
            id,
            name: wanted.full_name.clone(),
        },
        visitor.request,
    )
    .await?;
    store::people::lock_administration(&mut act.tx).await.api()?;
    if store::people::any(&mut act.tx).await.api()? {
        return Err(done());
    }
    let person = Person {
        id,
        email: wanted.email,
        full_name: wanted.full_name.clone(),
        admin: true,
        auditor: false,
        created_at: act.now,
        deactivated_at: None,
    };
    store::people::insert(&mut act.tx, &person, Some(&hash))
        .await
        .api()?;
    act.log(
        Chain::Administration,
        Event::InstanceSetUp {
            admin: id,
            name: wanted.full_name,
        },
    );
    act.commit().await?;
    Ok(id)
}

/// The same words and the same work whatever was wrong: unknown address, wrong password, no password yet, deactivated.
pub(super) async fn sign_in(server: &Server, visitor: &Visitor, cmd: SignIn) -> Result<PersonId, ApiError> {
    let email = names::email(&cmd.email).ok();
    let account = email
        .clone()
        .unwrap_or_else(|| cmd.email.chars().take(254).collect());
    let mut conn = server.pool.acquire().await.api()?;
    let tried = Try::begin(&mut conn, &account, &visitor.address, server.clock.now())
        .await
        .api()??;
    let known = match &email {
        Some(email) => store::people::by_email(&mut conn, email).await.api()?,
        None => None,
    };
    // Hashing takes its time; others can use the connection meanwhile.
    drop(conn);
    let known = known.filter(|known| known.person.deactivated_at.is_none());
    let hash = known.as_ref().and_then(|known| known.password_hash.as_deref());
    let right = server.hasher.verify(hash, &cmd.password).await?;
    match known.filter(|_| right) {
        Some(known) => {
            let actor = Actor::Person {
                id: known.person.id,
                name: known.person.full_name,
            };
            let mut act = Act::begin_as(server, actor, visitor.request).await?;
            tried.succeeded(&mut act.tx).await.api()?;
            act.log(Chain::Administration, Event::SignedIn);
            act.commit().await?;
            Ok(known.person.id)
        }
        None => {
            // What is no address may be a password typed into the wrong field: it is not written down.
            if let Some(email) = email {
                let server_itself = Actor::System {
                    part: SystemPart::Server,
                };
                let mut act = Act::begin_as(server, server_itself, visitor.request).await?;
                act.log(Chain::Administration, Event::SignInRefused { email });
                act.commit().await?;
            }
            Err(ApiError::refused(WRONG))
        }
    }
}

pub(super) async fn signed_out(server: &Server, caller: &Caller) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    store::sessions::end_one(&mut act.tx, caller.person, caller.session)
        .await
        .api()?;
    act.log(Chain::Administration, Event::SignedOut);
    act.announce_session_end(caller.person);
    act.commit().await
}
