//! Who asks: the person behind the session, and the address they come from.

use std::net::SocketAddr;

use app::backend::Visitor;
use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{actor::Caller, ids::RequestId};
use tower_sessions::Session;

use super::Site;
use crate::{auth::sessions, state::new_id};

/// Who asks, for handlers.
#[derive(Clone, Debug)]
pub struct Asker {
    pub caller: Option<Caller>,
    pub visitor: Visitor,
}

pub async fn identify(State(site): State<Site>, mut request: Request, next: Next) -> Response<Body> {
    let id: RequestId = new_id();
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or_else(
        || "unknown".to_owned(),
        |ConnectInfo(peer)| peer.ip().to_canonical().to_string(),
    );
    // A stream that stays open is no use of the session.
    let touch = request.uri().path() != "/live";
    let session = request.extensions().get::<Session>().and_then(Session::id);
    let caller = match session {
        None => None,
        Some(session) => match caller_of(&site, &sessions::hash_of(&session), touch, id).await {
            Ok(caller) => caller,
            Err(error) => {
                tracing::warn!(%error, "nobody can be recognised");
                return (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The database does not answer. Nothing was saved; try again in a moment.\n",
                )
                    .into_response();
            }
        },
    };
    request.extensions_mut().insert(Asker {
        caller,
        visitor: Visitor { address, request: id },
    });
    next.run(request).await
}

/// The person whose session has this hash, if it counts now.
pub async fn caller_of(
    site: &Site,
    session: &[u8; 32],
    touch: bool,
    request: RequestId,
) -> Result<Option<Caller>, store::Error> {
    let mut conn = site.server.pool.acquire().await?;
    let live = sessions::caller_of(&mut conn, session, site.server.clock.now(), touch).await?;
    Ok(live.map(|live| Caller {
        person: live.person.id,
        name: live.person.full_name,
        email: live.person.email,
        admin: live.person.admin,
        auditor: live.person.auditor,
        session: live.reference,
        authenticated_at: live.authenticated_at,
        request,
    }))
}
