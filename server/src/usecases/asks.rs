//! Asking whoever something waits for, and what one is asked for oneself.

use app::{
    api::error::ApiError,
    backend::{Ask, AskedOfYou},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Caller,
    ask::{self, AskRefused, Wanted},
    audit::{Chain, Event},
    ids::{DeploymentId, PersonId},
    role::Role,
};
use sqlx::PgConnection;
use store::asks::{About, NewAsk};
use uuid::Uuid;

use super::{access::deployment_access, act::Act, errors::OrApi, ground};
use crate::state::{Server, new_id};

/// More than this on one page helps nobody.
const SHOWN: i64 = 20;

/// Names the people who were asked.
pub async fn ask(server: &Server, caller: &Caller, cmd: Ask) -> Result<Vec<String>, ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if let Some(answer) = act.once(caller, cmd.key, "ask", &cmd).await? {
        return Ok(serde_json::from_value(answer).unwrap_or_default());
    }
    let (id, now) = (cmd.deployment, act.now);
    let access = deployment_access(&mut act.tx, caller, id).await?;
    access.changeable()?;
    if !access.head.state.is_live() {
        return Err(ApiError::refused(
            "Nothing waits for anybody here: this deployment is not under way.",
        ));
    }
    // One at a time, so that two who ask at once are one ask.
    store::deployments::lock(&mut act.tx, id).await.api()?;
    let thing = thing(&mut act.tx, id, &cmd, now).await?;
    ask::may_ask(store::asks::last(&mut act.tx, thing.about, now).await.api()?, now).map_err(refused)?;
    let holders = store::deployments::role_holders(&mut act.tx, id).await.api()?;
    let held: Vec<(PersonId, Vec<Role>)> = holders
        .iter()
        .map(|holder| (holder.person, holder.roles.clone()))
        .collect();
    let people = ask::whom(thing.wanted, &held, access.head.author, caller.person).map_err(refused)?;
    let names: Vec<String> = holders
        .iter()
        .filter(|holder| people.contains(&holder.person))
        .map(|holder| holder.name.clone())
        .collect();
    let new = NewAsk {
        deployment: id,
        about: thing.about,
        by: caller.person,
        by_name: &caller.name,
        at: now,
        expires_at: now + ask::LASTS,
    };
    for person in people {
        store::asks::ask(&mut act.tx, new_id::<Uuid>(), person, &new)
            .await
            .api()?;
    }
    act.log(
        Chain::Deployment(id),
        Event::Asked {
            about: thing.words,
            people: names.clone(),
        },
    );
    act.announce(id);
    act.commit_with(&names).await?;
    Ok(names)
}

struct Thing {
    about: About,
    wanted: Wanted,
    words: String,
}

/// What is asked for, if it is still waited for.
async fn thing(
    conn: &mut PgConnection,
    id: DeploymentId,
    cmd: &Ask,
    now: DateTime<Utc>,
) -> Result<Thing, ApiError> {
    let ground = ground::load_one(conn, id, now).await?;
    let settled = || ApiError::conflict("Nothing waits here any more. Look at the page again.");
    if !cmd.item.is_empty() {
        let item = cmd.item.parse().map_err(|_| ApiError::NotFound)?;
        let standing = ground.standing(item).ok_or(ApiError::NotFound)?;
        if standing.mark.is_settled() {
            return Err(settled());
        }
        let item = ground.item(item).ok_or(ApiError::NotFound)?;
        let task = item.task.and_then(|task| ground.task(task));
        return Ok(Thing {
            about: About::Item(item.id),
            wanted: Wanted::Result {
                owner: task
                    .and_then(|task| task.owner.as_ref())
                    .map(|(owner, ..)| *owner),
            },
            words: item.text.clone(),
        });
    }
    let gate = cmd.gate.parse().map_err(|_| ApiError::NotFound)?;
    let index = ground.index_of_gate(gate).ok_or(ApiError::NotFound)?;
    // The first role that is missing: the others follow once it has signed.
    let missing = ground.readings[index].missing.first().ok_or_else(settled)?;
    Ok(Thing {
        about: About::Signature(gate, missing.role),
        wanted: Wanted::Signature { role: missing.role },
        words: format!("the signature of phase {}", ground.phases[index].ordinal),
    })
}

/// What the caller is asked for.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn of_caller(
    conn: &mut PgConnection,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<Vec<AskedOfYou>, ApiError> {
    let mine = store::asks::of_person(conn, caller.person, now, SHOWN)
        .await
        .api()?;
    Ok(mine
        .into_iter()
        .map(|ask| {
            let (what, address) = match (ask.item, ask.phase) {
                (Some((item, text)), _) => (text, format!("/items/{item}")),
                (None, Some((ordinal, title, _))) => (
                    format!("Sign phase {ordinal}, {title}"),
                    format!("/deployments/{}/phases/{ordinal}/sign", ask.deployment),
                ),
                (None, None) => (
                    "Look at this deployment".to_owned(),
                    format!("/deployments/{}", ask.deployment),
                ),
            };
            AskedOfYou {
                what,
                address,
                deployment: ask.deployment_name,
                by: ask.by,
                asked_at: ask.asked_at,
                reminded_at: ask.reminded_at,
            }
        })
        .collect())
}

fn refused(why: AskRefused) -> ApiError {
    ApiError::refused(why)
}
