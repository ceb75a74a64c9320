//! The stream of changes to an open page. It names nothing: the page asks again through its own address, with its own rights.

use std::{convert::Infallible, time::Duration};

use app::api::error::ApiError;
use axum::{
    Extension,
    body::Body,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response, Sse, sse::Event},
};
use domain::{
    actor::Caller,
    ids::{DeploymentId, PersonId, RequestId},
    presence::Place,
};
use futures::Stream;
use serde::Deserialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tower_sessions::Session;

use super::{
    Site,
    identify::{Asker, caller_of},
};
use crate::{
    auth::sessions,
    notify::Heard,
    state::new_id,
    usecases::{access, presence::Presence},
};

/// A sign of life that scripts can hear (a comment they cannot), and the time after which a session is looked at again.
const STILL: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
pub struct Topic {
    topic: String,
    /// What of the deployment the page is about, for the others who look at it.
    #[serde(default)]
    at: String,
}

/// What a page listens to.
#[derive(Clone, Copy)]
enum Listens {
    Deployment(DeploymentId),
    Everything,
}

impl Listens {
    /// `reader` is not told of their own coming and going.
    fn to(self, heard: Heard, reader: PersonId) -> bool {
        match (self, heard) {
            (Self::Deployment(mine), Heard::Presence(there, who)) => mine == there && who != reader,
            (Self::Everything, Heard::Presence(..)) => false,
            (_, Heard::Resync) => true,
            (Self::Deployment(mine), Heard::Deployment(changed)) => mine == changed,
            (Self::Everything, Heard::Deployment(_)) => true,
            (_, Heard::SessionsOf(_)) => false,
        }
    }
}

pub async fn stream(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    session: Session,
    Query(topic): Query<Topic>,
) -> Response<Body> {
    // Subscribed before the page's rights are looked at: nothing between the two is missed.
    let heard = site.server.changes.subscribe();
    let (Some(caller), Some(session)) = (asker.caller, session.id()) else {
        return (StatusCode::UNAUTHORIZED, "Sign in to go on.\n").into_response();
    };
    match listens(&site, &caller, &topic.topic).await {
        Ok(listens) => {
            let here = here(&site, &caller, listens, &topic.at);
            Sse::new(events(
                site,
                caller,
                sessions::hash_of(&session),
                listens,
                heard,
                here,
            ))
            .into_response()
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, format!("{error}\n")).into_response()
        }
    }
}

async fn listens(site: &Site, caller: &Caller, topic: &str) -> Result<Listens, ApiError> {
    match topic.strip_prefix("deployment/") {
        Some(id) => {
            let id = id.parse().map_err(|_| ApiError::NotFound)?;
            let mut conn = site
                .server
                .pool
                .acquire()
                .await
                .map_err(|_| ApiError::Unavailable)?;
            access::deployment_access(&mut conn, caller, id).await?;
            Ok(Listens::Deployment(id))
        }
        None if matches!(topic, "board" | "queue") => Ok(Listens::Everything),
        None => Err(ApiError::NotFound),
    }
}

/// People of the deployment are shown to each other; an auditor or admin who only looks on is, too.
fn here(site: &Site, caller: &Caller, listens: Listens, at: &str) -> Option<Presence> {
    let Listens::Deployment(deployment) = listens else {
        return None;
    };
    let place = Place::from_key(at)?;
    Some(Presence::new(
        site.server.clone(),
        deployment,
        caller.person,
        place,
    ))
}

/// What the stream does next.
enum Next {
    Say(&'static str),
    Look,
    End,
}

/// Where the stream is in its life.
enum At {
    Start,
    Open,
    End,
}

fn events(
    site: Site,
    caller: Caller,
    session: [u8; 32],
    listens: Listens,
    heard: Receiver<Heard>,
    here: Option<Presence>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    futures::stream::unfold(
        (site, heard, here, At::Start),
        move |(site, mut heard, here, at)| {
            let person = caller.person;
            async move {
                match at {
                    At::Start => {
                        if let Some(here) = &here {
                            here.renew().await;
                        }
                        return Some((Ok(event("still")), (site, heard, here, At::Open)));
                    }
                    At::End => return None,
                    At::Open => {}
                }
                loop {
                    let next = tokio::select! {
                        () = site.shutdown.cancelled() => Next::End,
                        received = heard.recv() => match received {
                            Ok(Heard::SessionsOf(whose)) if whose == person => Next::Look,
                            Ok(news) if listens.to(news, person) => Next::Say("changed"),
                            Ok(_) => continue,
                            Err(RecvError::Lagged(_)) => Next::Say("changed"),
                            Err(RecvError::Closed) => Next::End,
                        },
                        () = tokio::time::sleep(STILL) => Next::Look,
                    };
                    match next {
                        Next::Say(name) => return Some((Ok(event(name)), (site, heard, here, At::Open))),
                        Next::End => return None,
                        Next::Look => match holds(&site, &session).await {
                            Ok(true) => {
                                if let Some(here) = &here {
                                    here.renew().await;
                                }
                                return Some((Ok(event("still")), (site, heard, here, At::Open)));
                            }
                            Ok(false) => return Some((Ok(event("ended")), (site, heard, None, At::End))),
                            // The database does not answer: say nothing, so that the page sees the silence.
                            Err(_) => {}
                        },
                    }
                }
            }
        },
    )
}

async fn holds(site: &Site, session: &[u8; 32]) -> Result<bool, store::Error> {
    let request: RequestId = new_id();
    Ok(caller_of(site, session, false, request).await?.is_some())
}

/// An event without data would not reach the page's listeners.
fn event(name: &'static str) -> Event {
    Event::default().event(name).data("-")
}
