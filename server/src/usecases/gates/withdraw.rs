//! A signature cannot be undone, only withdrawn by a new act of its signer, with a reason.

use app::{api::error::ApiError, backend::WithdrawSignOff};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
};

use crate::{
    state::Server,
    usecases::{
        access::deployment_access,
        act::{self, Act},
        errors::{self, OrApi},
        reauthenticate::reauthenticate,
        text,
    },
};

const REASON: usize = 2000;

pub async fn withdraw_signoff(
    server: &Server,
    caller: &Caller,
    cmd: WithdrawSignOff,
) -> Result<(), ApiError> {
    let reason = text::words("reason", "The reason", &cmd.reason, REASON)?.ok_or_else(|| {
        ApiError::refused_field(
            "reason",
            "Say why you withdraw it. The reason stays beside the signature.",
        )
    })?;
    let sent = WithdrawSignOff {
        password: String::new(),
        ..cmd.clone()
    };
    let signoff = {
        let mut conn = server.pool.acquire().await.api()?;
        if act::replayed(&mut conn, caller, cmd.key, "withdraw_signoff", &sent)
            .await?
            .is_some()
        {
            return Ok(());
        }
        let record = store::signoffs::record(&mut conn, cmd.signoff)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        deployment_access(&mut conn, caller, record.signoff.deployment)
            .await?
            .changeable()?;
        record.signoff
    };
    if signoff.person != caller.person {
        return Err(ApiError::forbidden(
            "A signature is withdrawn by the person who gave it, and by nobody else.",
        ));
    }
    reauthenticate(
        server,
        caller,
        Some(signoff.deployment),
        "password",
        &cmd.password,
    )
    .await?;

    let mut act = Act::begin(server, caller).await?;
    if act
        .once(caller, cmd.key, "withdraw_signoff", &sent)
        .await?
        .is_some()
    {
        return Ok(());
    }
    store::gates::lock(&mut act.tx, signoff.gate).await.api()?;
    let access = deployment_access(&mut act.tx, caller, signoff.deployment).await?;
    access.changeable()?;
    if access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed. What was signed in it stays as it is.",
        ));
    }
    let now = act.now;
    store::signoffs::withdraw(&mut act.tx, signoff.id, &reason, now)
        .await
        .map_err(|error| {
            if error.is_constraint("signoff_ends_pkey") {
                ApiError::refused("This signature does not stand any more, so there is nothing to withdraw.")
            } else {
                errors::api(error)
            }
        })?;
    let phase = store::gates::place(&mut act.tx, signoff.gate)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?
        .title;
    act.log(
        Chain::Deployment(signoff.deployment),
        Event::SignOffWithdrawn {
            signoff: signoff.id,
            phase,
            reason,
        },
    );
    act.announce(signoff.deployment);
    act.commit().await
}
