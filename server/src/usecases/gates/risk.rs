//! Accepting a risk that the checklist names: somebody answers for it, and every later signer ticks that they saw it.
//! Earlier signatures stand: what they cover has not changed, somebody has only come to answer for it.

use app::{api::error::ApiError, backend::AcceptRisk};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    role::Right,
};
use store::risks::NewRisk;

use crate::{
    state::{Server, new_id},
    usecases::{access::deployment_access, act::Act, errors::OrApi, text},
};

const REASON: usize = 2000;

pub async fn accept_risk(server: &Server, caller: &Caller, cmd: AcceptRisk) -> Result<(), ApiError> {
    let reason = text::words("reason", "The reason", &cmd.reason, REASON)?.ok_or_else(|| {
        ApiError::refused_field(
            "reason",
            "Why can this be lived with? Your name and reason appear in the summary.",
        )
    })?;
    let mut act = Act::begin(server, caller).await?;
    if act.once(caller, cmd.key, "accept_risk", &cmd).await?.is_some() {
        return Ok(());
    }
    // The gates first: a signer's view holds the accepted risks.
    store::deployments::lock_gates(&mut act.tx, cmd.deployment)
        .await
        .api()?;
    let access = deployment_access(&mut act.tx, caller, cmd.deployment).await?;
    access.changeable()?;
    access.need(Right::Steer)?;
    if access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; its risks stay as they were.",
        ));
    }
    let papers = store::deployments::papers(&mut act.tx, cmd.deployment)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if !papers.checklist.risks.iter().any(|risk| risk.title == cmd.risk) {
        return Err(ApiError::refused_field(
            "risk",
            "The checklist names no such risk. Reload the page and choose again.",
        ));
    }
    if let Some((_, _, name)) = papers
        .accepted_risks
        .iter()
        .find(|(risk, _, _)| *risk == cmd.risk)
    {
        return Err(ApiError::refused(format!("{name} accepted this risk already.")));
    }
    let now = act.now;
    let risk: String = cmd.risk.chars().take(REASON).collect();
    let new = NewRisk {
        id: new_id(),
        deployment: cmd.deployment,
        risk: &risk,
        reason: &reason,
        person: caller.person,
        person_name: &caller.name,
        at: now,
    };
    store::risks::accept(&mut act.tx, &new).await.api()?;
    act.log(
        Chain::Deployment(cmd.deployment),
        Event::RiskAccepted { risk, reason },
    );
    act.announce(cmd.deployment);
    act.commit().await
}
