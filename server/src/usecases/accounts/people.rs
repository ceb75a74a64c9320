//! What admins do about people. Nobody is deleted: the trail names them.

use app::{
    api::error::ApiError,
    backend::{
        DeactivatePerson, InstancePage, InvitationRow, OfPerson, PeoplePage, PeopleQuery, PersonRow,
        SetInstanceRights,
    },
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::PersonId,
    names,
};
use store::people::Person;

use super::{admins_only, invitations};
use crate::{
    state::Server,
    usecases::{
        act::Act,
        errors::OrApi,
        paging::{offset, paging},
    },
};

const PER_PAGE: u32 = 50;
/// The most characters of a reason.
const MAX_REASON: usize = 500;

pub(super) async fn instance(server: &Server, caller: &Caller) -> Result<InstancePage, ApiError> {
    if !caller.auditor {
        admins_only(caller)?;
    }
    let mut conn = server.pool.acquire().await.api()?;
    let counts = store::instance::counts(&mut conn, server.clock.now())
        .await
        .api()?;
    Ok(InstancePage {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        single_role: server.settings.single_role,
        people: counts.people,
        deactivated: counts.deactivated,
        open_invitations: counts.open_invitations,
        teams: counts.teams,
        services: counts.services,
        environments: counts.environments,
        deployments: counts.deployments,
        live_deployments: counts.live_deployments,
        queued_runs: counts.queued_runs,
        running_runs: counts.running_runs,
    })
}

pub(super) async fn people(
    server: &Server,
    caller: &Caller,
    query: PeopleQuery,
) -> Result<PeoplePage, ApiError> {
    admins_only(caller)?;
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let (people, total) = store::people::page(
        &mut conn,
        &query.text,
        PER_PAGE.into(),
        offset(query.page, PER_PAGE),
    )
    .await
    .api()?;
    let waiting = store::invitations::waiting(&mut conn).await.api()?;
    let teams = store::teams::list(&mut conn, None).await.api()?;
    let services = store::services::list(&mut conn, store::services::Seen::All)
        .await
        .api()?;
    let live = store::creation::live_titles(&mut conn).await.api()?;
    Ok(PeoplePage {
        people: people
            .into_iter()
            .map(|listed| PersonRow {
                looks_alike: names::looks_alike(&listed.person.full_name),
                id: listed.person.id,
                name: listed.person.full_name,
                email: listed.person.email,
                admin: listed.person.admin,
                auditor: listed.person.auditor,
                teams: listed.teams,
                last_seen_at: listed.last_seen_at,
                deactivated_at: listed.person.deactivated_at,
            })
            .collect(),
        paging: paging(query.page, PER_PAGE, total),
        invitations: waiting
            .into_iter()
            .map(|invitation| InvitationRow {
                to: invitations::to(&invitation),
                expired: invitation.expires_at <= now,
                id: invitation.id,
                email: invitation.email,
                invited_by: invitation.invited_by,
                created_at: invitation.created_at,
                expires_at: invitation.expires_at,
            })
            .collect(),
        teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
        services: services
            .into_iter()
            .map(|listed| (listed.service.id, listed.service.name))
            .collect(),
        live_deployments: live,
    })
}

pub(super) async fn deactivate(
    server: &Server,
    caller: &Caller,
    cmd: DeactivatePerson,
) -> Result<(), ApiError> {
    admins_only(caller)?;
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(ApiError::refused_field(
            "reason",
            "Say why in a few words; the reason stays in the audit trail.",
        ));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(ApiError::refused_field(
            "reason",
            format!("Use at most {MAX_REASON} characters."),
        ));
    }
    let mut act = Act::begin(server, caller).await?;
    lock_out(&mut act, cmd.person, reason).await?;
    act.commit().await
}

/// Ends everything of a person's in an act: sessions, streams, reset links, invitations, share links.
///
/// # Errors
/// Refused for the last admin, and for somebody deactivated already.
pub async fn lock_out(act: &mut Act, id: PersonId, reason: &str) -> Result<(), ApiError> {
    store::people::lock_administration(&mut act.tx).await.api()?;
    let person = person(act, id).await?;
    if person.deactivated_at.is_some() {
        return Err(ApiError::refused(format!(
            "{} is deactivated already.",
            person.full_name
        )));
    }
    if person.admin {
        keep_an_admin(act, id).await?;
    }
    store::people::set_deactivated(&mut act.tx, id, Some(act.now))
        .await
        .api()?;
    store::sessions::end_all(&mut act.tx, id, None).await.api()?;
    store::password_resets::forget(&mut act.tx, id).await.api()?;
    invitations::revoke_all_around(act, &person).await?;
    for (link, deployment) in store::share_links::revoke_of(&mut act.tx, id, act.now)
        .await
        .api()?
    {
        act.log(Chain::Deployment(deployment), Event::ShareLinkRevoked { link });
        act.announce(deployment);
    }
    let name = person.full_name;
    act.log(
        Chain::Administration,
        Event::PersonDeactivated {
            person: id,
            name,
            reason: reason.to_owned(),
        },
    );
    act.announce_session_end(id);
    Ok(())
}

pub(super) async fn reactivate(server: &Server, caller: &Caller, cmd: OfPerson) -> Result<(), ApiError> {
    admins_only(caller)?;
    let mut act = Act::begin(server, caller).await?;
    let person = person(&mut act, cmd.person).await?;
    if person.deactivated_at.is_none() {
        return Err(ApiError::refused(format!(
            "{} is active already.",
            person.full_name
        )));
    }
    store::people::set_deactivated(&mut act.tx, cmd.person, None)
        .await
        .api()?;
    act.log(
        Chain::Administration,
        Event::PersonReactivated {
            person: cmd.person,
            name: person.full_name,
        },
    );
    act.commit().await
}

pub(super) async fn set_rights(
    server: &Server,
    caller: &Caller,
    cmd: SetInstanceRights,
) -> Result<(), ApiError> {
    admins_only(caller)?;
    let (admin, auditor) = (cmd.admin == "on", cmd.auditor == "on");
    let mut act = Act::begin(server, caller).await?;
    store::people::lock_administration(&mut act.tx).await.api()?;
    let person = person(&mut act, cmd.person).await?;
    if (person.admin, person.auditor) == (admin, auditor) {
        return Ok(());
    }
    if person.admin && !admin {
        keep_an_admin(&mut act, cmd.person).await?;
    }
    store::people::set_rights(&mut act.tx, cmd.person, admin, auditor)
        .await
        .api()?;
    // A session lasts as long as the rights it began with allow: others begin anew.
    let own = (cmd.person == caller.person).then_some(caller.session);
    store::sessions::end_all(&mut act.tx, cmd.person, own)
        .await
        .api()?;
    let name = person.full_name;
    act.log(
        Chain::Administration,
        Event::InstanceRightsChanged {
            person: cmd.person,
            name,
            admin,
            auditor,
        },
    );
    act.announce_session_end(cmd.person);
    act.commit().await
}

async fn person(act: &mut Act, id: PersonId) -> Result<Person, ApiError> {
    Ok(store::people::lock(&mut act.tx, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?
        .person)
}

async fn keep_an_admin(act: &mut Act, without: PersonId) -> Result<(), ApiError> {
    if store::people::other_admins(&mut act.tx, without).await.api()? == 0 {
        return Err(ApiError::refused(
            "This is the last admin. Make somebody else an admin first.",
        ));
    }
    Ok(())
}
