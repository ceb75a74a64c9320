//! Share links: for anyone who has one, for one published summary, until their end or until they are revoked.

use app::{
    api::error::ApiError,
    backend::{MakeShareLink, RevokeShareLink, SharedSummaryPage},
};
use chrono::TimeDelta;
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::{DeploymentId, PersonId, ShareLinkId},
    role::Right,
};
use serde::Serialize;
use store::share_links::NewShareLink;

use super::facts;
use crate::{
    auth::tokens::{TokenKind, hash_of, new_token},
    state::{Server, new_id},
    usecases::{
        access::summary_access,
        act::Act,
        errors::{OrApi, broken},
        links,
        reauthenticate::reauthenticate,
        text,
    },
};

/// How many days a link can last.
const DAYS: [u32; 4] = [1, 7, 30, 90];
const MAX_NOTE: usize = 200;

/// What of the form the key stands for; the password is not part of it.
#[derive(Serialize)]
struct Content<'a> {
    deployment: DeploymentId,
    days: u32,
    note: &'a str,
}

pub async fn make(server: &Server, caller: &Caller, cmd: MakeShareLink) -> Result<String, ApiError> {
    let id = cmd.deployment;
    if !DAYS.contains(&cmd.days) {
        return Err(ApiError::refused_field(
            "days",
            "Choose how long the link lasts: 1, 7, 30 or 90 days.",
        ));
    }
    let note = text::words("note", "The note", &cmd.note, MAX_NOTE)?.unwrap_or_default();
    summary_access(&mut *server.pool.acquire().await.api()?, caller, id)
        .await?
        .need(Right::Publish)?;
    reauthenticate(server, caller, Some(id), "password", &cmd.password).await?;
    let mut act = Act::begin(server, caller).await?;
    let content = Content {
        deployment: id,
        days: cmd.days,
        note: &note,
    };
    if act
        .once(caller, cmd.key, "make_share_link", &content)
        .await?
        .is_some()
    {
        // The link is kept nowhere: it was shown with the first answer.
        return Err(ApiError::refused(
            "This link was made already and is shown once only. Revoke it and make another.",
        ));
    }
    summary_access(&mut act.tx, caller, id)
        .await?
        .need(Right::Publish)?;
    if store::summaries::version(&mut act.tx, id, None)
        .await
        .api()?
        .is_none()
    {
        return Err(ApiError::refused(
            "Nothing is published yet. Publish the summary, then share it.",
        ));
    }
    let (token, token_hash) = new_token(TokenKind::ShareLink);
    let link: ShareLinkId = new_id();
    let expires_at = act.now + TimeDelta::days(cmd.days.into());
    let new = NewShareLink {
        id: link,
        deployment: id,
        token_hash,
        note: &note,
        made_by: caller.person,
        at: act.now,
        expires_at,
    };
    store::share_links::insert(&mut act.tx, &new).await.api()?;
    act.log(Chain::Deployment(id), Event::ShareLinkMade { link, expires_at });
    act.announce(id);
    act.commit_with(&link).await?;
    Ok(links::to(server, &["s", &token]))
}

pub async fn revoke(server: &Server, caller: &Caller, cmd: RevokeShareLink) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let id = store::share_links::deployment_of(&mut act.tx, cmd.link)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    summary_access(&mut act.tx, caller, id)
        .await?
        .need(Right::Publish)?;
    if store::share_links::revoke(&mut act.tx, cmd.link, act.now)
        .await
        .api()?
    {
        act.log(Chain::Deployment(id), Event::ShareLinkRevoked { link: cmd.link });
        act.announce(id);
    }
    act.commit().await
}

/// The newest published version, for whoever has the link. What is wrong with a link is not said.
pub async fn shared(server: &Server, token: &str) -> Result<SharedSummaryPage, ApiError> {
    let now = server.clock.now();
    let token_hash = hash_of(TokenKind::ShareLink, token).ok_or(ApiError::NotFound)?;
    let mut conn = server.pool.acquire().await.api()?;
    let id = store::share_links::open(&mut conn, &token_hash, now)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let newest = store::summaries::version(&mut conn, id, None)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let head = store::deployments::head(&mut conn, id, PersonId(uuid::Uuid::nil()))
        .await
        .api()?;
    let facts = facts::read(&mut conn, &head.ok_or(ApiError::NotFound)?, now).await?;
    let current = domain::summary::build(&facts, now)
        .hash()
        .map_err(|error| broken(&error))?;
    Ok(SharedSummaryPage {
        version: newest.version,
        published_at: newest.published_at,
        published_by: newest.by,
        summary: newest.content,
        newer_facts: newest.content_hash != current,
        content_hash: newest.content_hash,
        now,
    })
}
