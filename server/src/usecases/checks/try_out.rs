//! Trying a check: measured and judged at once through the same guard, recorded nowhere.

use app::{
    api::error::ApiError,
    backend::{DefineCheck, Tried},
};
use domain::{
    actor::Caller,
    check::{CheckSpec, judge, spec_sentence},
    ids::{EnvironmentId, ItemId},
    role::Right,
};
use tokio::sync::Semaphore;

use super::{form, run::filled};
use crate::{
    runner,
    state::Server,
    usecases::{access::deployment_access, errors::OrApi, item_act::Held},
};

/// So many are tried at once; whoever comes later waits a moment.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

pub async fn try_check(server: &Server, caller: &Caller, cmd: DefineCheck) -> Result<Tried, ApiError> {
    let id: ItemId = cmd.item.parse().map_err(|_| ApiError::NotFound)?;
    let spec = measurable(&cmd)?;
    let (resolved, environment) = {
        let mut conn = server.pool.acquire().await.api()?;
        let place = store::items::place(&mut conn, id)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let access = deployment_access(&mut conn, caller, place.deployment).await?;
        access.changeable()?;
        let item = store::items::item(&mut conn, id)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let held = Held {
            access,
            item,
            gate: place.gate,
        };
        held.access.need_for(Right::Edit, held.object(caller))?;
        (
            filled(&mut conn, &held.access, &spec).await?,
            held.access.head.environment,
        )
    };
    measured(server, caller, environment, &resolved).await
}

/// The check that a form says, where a machine can measure it.
///
/// # Errors
/// Refused beside the field that is wrong.
pub fn measurable(cmd: &DefineCheck) -> Result<CheckSpec, ApiError> {
    form::read(cmd)?.ok_or_else(|| {
        ApiError::refused_field(
            "probe",
            "A manual check is tried by a person. Choose HTTP, TCP or SQL to try it here.",
        )
    })
}

/// Measures and judges a check whose placeholders are filled. Recorded nowhere but in the log of the server.
///
/// # Errors
/// Refused when too many are tried at once.
pub async fn measured(
    server: &Server,
    caller: &Caller,
    environment: EnvironmentId,
    spec: &CheckSpec,
) -> Result<Tried, ApiError> {
    let _permit = AT_ONCE
        .try_acquire()
        .map_err(|_| ApiError::TooMany { seconds: 5 })?;
    tracing::info!(person = %caller.person, %environment, "a check is tried");
    let measurement = runner::measure(server, environment, spec).await;
    Ok(Tried {
        sentence: spec_sentence(spec),
        judgement: judge(&spec.rules, &measurement),
        measurement,
    })
}
