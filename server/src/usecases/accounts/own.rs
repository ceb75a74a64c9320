//! What people do with their own account.

use app::{
    api::error::ApiError,
    backend::{AccountPage, ChangePassword, EndSession, SessionRow},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::ServiceId,
    password,
};

use crate::{
    auth::sessions::IDLE,
    state::Server,
    usecases::{act::Act, errors::OrApi, reauthenticate::reauthenticate},
};

pub(super) async fn account(server: &Server, caller: &Caller) -> Result<AccountPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let teams = store::teams::list(&mut conn, Some(caller.person)).await.api()?;
    let roles = store::services::roles_of_person(&mut conn, caller.person)
        .await
        .api()?;
    let sessions = store::sessions::of_person(&mut conn, caller.person, server.clock.now(), IDLE)
        .await
        .api()?;
    let mut service_roles: Vec<(ServiceId, String, Vec<String>)> = Vec::new();
    for (service, name, role) in roles {
        match service_roles.last_mut() {
            Some((last, _, roles)) if *last == service => roles.push(role),
            _ => service_roles.push((service, name, vec![role])),
        }
    }
    Ok(AccountPage {
        name: caller.name.clone(),
        email: caller.email.clone(),
        admin: caller.admin,
        auditor: caller.auditor,
        teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
        service_roles,
        sessions: sessions
            .into_iter()
            .map(|session| SessionRow {
                reference: session.reference,
                current: session.reference == caller.session,
                browser: session.user_agent,
                address: session.address,
                created_at: session.created_at,
                last_seen_at: session.last_seen_at,
                expires_at: session.expires_at,
            })
            .collect(),
    })
}

pub(super) async fn change_password(
    server: &Server,
    caller: &Caller,
    cmd: ChangePassword,
) -> Result<(), ApiError> {
    password::judge(&cmd.new, &caller.email, &caller.name)
        .map_err(|refused| ApiError::refused_field("new", refused))?;
    reauthenticate(server, caller, None, "current", &cmd.current).await?;
    let hash = server.hasher.hash(&cmd.new).await?;
    let mut act = Act::begin(server, caller).await?;
    store::people::set_password(&mut act.tx, caller.person, &hash)
        .await
        .api()?;
    store::password_resets::forget(&mut act.tx, caller.person)
        .await
        .api()?;
    store::sessions::end_all(&mut act.tx, caller.person, Some(caller.session))
        .await
        .api()?;
    act.log(Chain::Administration, Event::PasswordChanged);
    act.announce_session_end(caller.person);
    act.commit().await
}

pub(super) async fn end_session(server: &Server, caller: &Caller, cmd: EndSession) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if !store::sessions::end_one(&mut act.tx, caller.person, cmd.session)
        .await
        .api()?
    {
        return Err(ApiError::NotFound);
    }
    act.log(
        Chain::Administration,
        Event::SessionEnded {
            person: caller.person,
            all: false,
        },
    );
    act.announce_session_end(caller.person);
    act.commit().await
}

pub(super) async fn end_other_sessions(server: &Server, caller: &Caller) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    store::sessions::end_all(&mut act.tx, caller.person, Some(caller.session))
        .await
        .api()?;
    act.log(
        Chain::Administration,
        Event::SessionEnded {
            person: caller.person,
            all: true,
        },
    );
    act.announce_session_end(caller.person);
    act.commit().await
}
