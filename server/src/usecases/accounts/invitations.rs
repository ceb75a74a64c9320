//! Invitations: made and revoked by admins, opened by whoever has the link.

use app::{
    api::error::ApiError,
    backend::{AcceptInvitation, InvitationPage, Invite, JoinByInvitation, RevokeInvitation, Visitor},
};
use chrono::TimeDelta;
use domain::{
    actor::{Actor, Caller},
    audit::{Chain, Event},
    ids::{InvitationId, PersonId},
    names,
    role::Role,
};
use store::{
    invitations::{Invitation, NewInvitation, Place},
    people::Person,
};

use super::{Wanted, admins_only};
use crate::{
    auth::tokens::{TokenKind, hash_of, new_token},
    state::{Server, new_id},
    usecases::{
        act::Act,
        errors::{OrApi, api},
        links,
    },
};

/// How long an invitation can be used.
const LASTS: TimeDelta = TimeDelta::days(7);

pub(super) async fn invite(server: &Server, caller: &Caller, cmd: Invite) -> Result<String, ApiError> {
    admins_only(caller)?;
    let email = names::email(&cmd.email).map_err(|refused| ApiError::refused_field("email", refused))?;
    let place = place(&cmd)?;
    let mut act = Act::begin(server, caller).await?;
    if let Some(known) = store::people::by_email(&mut act.tx, &email).await.api()? {
        let name = known.person.full_name;
        if known.person.deactivated_at.is_some() {
            return Err(ApiError::refused_field(
                "email",
                format!("{name} is deactivated. Reactivate the account instead."),
            ));
        }
        if place == Place::default() {
            return Err(ApiError::refused_field(
                "email",
                format!("{name} has an account already."),
            ));
        }
    }
    let (token, token_hash) = new_token(TokenKind::Invitation);
    let id: InvitationId = new_id();
    let new = NewInvitation {
        id,
        token_hash,
        email: &email,
        place,
        invited_by: caller.person,
        at: act.now,
        expires_at: act.now + LASTS,
    };
    store::invitations::insert(&mut act.tx, &new)
        .await
        .map_err(|error| {
            let gone = ["team", "service", "deployment"]
                .into_iter()
                .find(|place| error.is_constraint(&format!("invitations_{place}_fkey")));
            match gone {
                Some(place) => ApiError::refused_field(
                    place,
                    format!("There is no such {place} any more. Choose another."),
                ),
                None => api(error),
            }
        })?;
    let invited = Event::PersonInvited {
        invitation: id,
        email: email.clone(),
        team: place.team,
        role: place.role,
    };
    act.log(Chain::Administration, invited);
    act.commit().await?;
    Ok(links::to(server, &["invitations", &token]))
}

pub(super) async fn revoke(server: &Server, caller: &Caller, cmd: RevokeInvitation) -> Result<(), ApiError> {
    admins_only(caller)?;
    let mut act = Act::begin(server, caller).await?;
    let email = store::invitations::revoke(&mut act.tx, cmd.invitation, act.now)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    act.log(
        Chain::Administration,
        Event::InvitationRevoked {
            invitation: cmd.invitation,
            email,
        },
    );
    act.commit().await
}

/// Revokes in an act what a person invited to and what invites them.
pub(super) async fn revoke_all_around(act: &mut Act, person: &Person) -> Result<(), ApiError> {
    let revoked = store::invitations::revoke_around(&mut act.tx, person.id, &person.email, act.now)
        .await
        .api()?;
    for (invitation, email) in revoked {
        act.log(
            Chain::Administration,
            Event::InvitationRevoked { invitation, email },
        );
    }
    Ok(())
}

pub(super) async fn invitation(server: &Server, token: &str) -> Result<InvitationPage, ApiError> {
    let (_, invitation, account_exists) = open(server, token).await?;
    Ok(InvitationPage {
        to: to(&invitation),
        email: invitation.email,
        invited_by: invitation.invited_by,
        expires_at: invitation.expires_at,
        account_exists,
    })
}

pub(super) async fn accept(
    server: &Server,
    visitor: &Visitor,
    cmd: AcceptInvitation,
) -> Result<PersonId, ApiError> {
    let exists = || {
        ApiError::refused("An account with this address exists. Sign in with it, then open this link again.")
    };
    let (token_hash, invitation, account_exists) = open(server, &cmd.token).await?;
    if account_exists {
        return Err(exists());
    }
    let wanted = Wanted::judge(&cmd.full_name, &invitation.email, cmd.password)?;
    let hash = server.hasher.hash(&wanted.password).await?;
    let id: PersonId = new_id();
    let actor = Actor::Person {
        id,
        name: wanted.full_name.clone(),
    };
    let mut act = Act::begin_as(server, actor, visitor.request).await?;
    let invitation = store::invitations::lock_open(&mut act.tx, &token_hash, act.now)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let person = Person {
        id,
        email: wanted.email,
        full_name: wanted.full_name,
        admin: false,
        auditor: false,
        created_at: act.now,
        deactivated_at: None,
    };
    store::people::insert(&mut act.tx, &person, Some(&hash))
        .await
        .map_err(|error| {
            if error.is_constraint("people_email_key") {
                exists()
            } else {
                api(error)
            }
        })?;
    settle(&mut act, &invitation, id, &person.full_name).await?;
    act.commit().await?;
    Ok(id)
}

pub(super) async fn join(server: &Server, caller: &Caller, cmd: JoinByInvitation) -> Result<(), ApiError> {
    let token_hash = hash_of(TokenKind::Invitation, &cmd.token).ok_or(ApiError::NotFound)?;
    let mut act = Act::begin(server, caller).await?;
    let invitation = store::invitations::lock_open(&mut act.tx, &token_hash, act.now)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if invitation.email != caller.email {
        let email = &invitation.email;
        return Err(ApiError::refused(format!(
            "This invitation is for {email}. Sign out, then open the link again."
        )));
    }
    settle(&mut act, &invitation, caller.person, &caller.name).await?;
    act.commit().await
}

/// Uses the invitation up and gives the person the place it leads to.
async fn settle(
    act: &mut Act,
    invitation: &Invitation,
    person: PersonId,
    name: &str,
) -> Result<(), ApiError> {
    store::invitations::accept(&mut act.tx, invitation.id, person, act.now)
        .await
        .api()?;
    let name = name.to_owned();
    act.log(
        Chain::Administration,
        Event::InvitationAccepted {
            invitation: invitation.id,
            person,
            name: name.clone(),
        },
    );
    let place = invitation.place;
    if let Some(team) = place.team
        && store::teams::add_member(&mut act.tx, team, person, act.now)
            .await
            .api()?
    {
        act.log(
            Chain::Administration,
            Event::TeamMemberAdded {
                team,
                person,
                name: name.clone(),
            },
        );
    }
    let Some(role) = place.role else { return Ok(()) };
    if let Some(service) = place.service
        && store::services::give_role(&mut act.tx, service, person, role)
            .await
            .api()?
    {
        act.log(
            Chain::Administration,
            Event::ServiceRoleGiven {
                service,
                person,
                name: name.clone(),
                role,
            },
        );
    }
    if let Some(deployment) = place.deployment
        && store::creation::add_roles(&mut act.tx, deployment, &[(person, role)])
            .await
            .api()?
            > 0
    {
        act.log(
            Chain::Deployment(deployment),
            Event::RoleGiven { person, name, role },
        );
        act.announce(deployment);
    }
    Ok(())
}

/// An open invitation, and whether an account with its address exists.
async fn open(server: &Server, token: &str) -> Result<([u8; 32], Invitation, bool), ApiError> {
    let token_hash = hash_of(TokenKind::Invitation, token).ok_or(ApiError::NotFound)?;
    let mut conn = server.pool.acquire().await.api()?;
    let invitation = store::invitations::lock_open(&mut conn, &token_hash, server.clock.now())
        .await
        .api()?;
    let invitation = invitation.ok_or(ApiError::NotFound)?;
    let account_exists = store::people::by_email(&mut conn, &invitation.email)
        .await
        .api()?
        .is_some();
    Ok((token_hash, invitation, account_exists))
}

/// "the team Payments", "the service images as QA".
pub(super) fn to(invitation: &Invitation) -> Option<String> {
    let name = invitation.place_name.as_deref()?;
    let place = &invitation.place;
    let kind = match (place.team, place.service, place.deployment) {
        (Some(_), ..) => "team",
        (_, Some(_), _) => "service",
        _ => "deployment",
    };
    let role = invitation
        .role_name
        .as_ref()
        .map(|role| format!(" as {role}"))
        .unwrap_or_default();
    Some(format!("the {kind} {name}{role}"))
}

fn place(cmd: &Invite) -> Result<Place, ApiError> {
    let chosen = [&cmd.team, &cmd.service, &cmd.deployment]
        .iter()
        .filter(|id| !id.is_empty())
        .count();
    if chosen > 1 {
        return Err(ApiError::refused(
            "Choose one place: a team, a service or a deployment. More can be given afterwards.",
        ));
    }
    let gone = |field| ApiError::refused_field(field, "Choose one from the list.");
    let role = match cmd.role.as_str() {
        "" => None,
        key => Some(Role::from_key(key).ok_or_else(|| gone("role"))?),
    };
    let with_role = !cmd.service.is_empty() || !cmd.deployment.is_empty();
    if with_role && role.is_none() {
        return Err(ApiError::refused_field(
            "role",
            "Choose the role the person will have there.",
        ));
    }
    Ok(Place {
        team: optional(&cmd.team).map_err(|()| gone("team"))?,
        service: optional(&cmd.service).map_err(|()| gone("service"))?,
        deployment: optional(&cmd.deployment).map_err(|()| gone("deployment"))?,
        role: role.filter(|_| with_role),
    })
}

fn optional<T: std::str::FromStr>(id: &str) -> Result<Option<T>, ()> {
    if id.is_empty() {
        Ok(None)
    } else {
        id.parse().map(Some).map_err(|_| ())
    }
}
