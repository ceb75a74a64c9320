//! The password once more, for acts that bind: each asks for itself, and five wrong ones in a row end the matter for a while.

use app::api::error::ApiError;
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::DeploymentId,
};

use crate::{
    auth::throttle::Try,
    state::Server,
    usecases::{act::Act, errors::OrApi},
};

/// Verifies the caller's password, which stood in `field` of the form. A wrong one is counted and leaves an event,
/// in the deployment's chain if the act is about one.
///
/// # Errors
/// Refused when the password is wrong; with `TooMany` after five wrong ones in this session.
pub async fn reauthenticate(
    server: &Server,
    caller: &Caller,
    deployment: Option<DeploymentId>,
    field: &str,
    password: &str,
) -> Result<(), ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let account = format!("again:{}", caller.person);
    let tried = Try::begin(
        &mut conn,
        &account,
        &caller.session.to_string(),
        server.clock.now(),
    )
    .await
    .api()??;
    let known = store::people::by_id(&mut conn, caller.person).await.api()?;
    drop(conn);
    let hash = known.as_ref().and_then(|known| known.password_hash.as_deref());
    if server.hasher.verify(hash, password).await? {
        let mut conn = server.pool.acquire().await.api()?;
        tried.succeeded(&mut conn).await.api()?;
        return Ok(());
    }
    let mut act = Act::begin(server, caller).await?;
    let chain = deployment.map_or(Chain::Administration, Chain::Deployment);
    act.log(chain, Event::ReauthenticationRefused { deployment });
    act.commit().await?;
    Err(ApiError::refused_field(
        field,
        "The password is not right. Nothing was done; try again.",
    ))
}
