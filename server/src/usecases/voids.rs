//! Signatures fall when something they cover changes. The gate's row is locked by whoever calls.

use app::api::error::ApiError;
use domain::{
    audit::{Chain, Event},
    ids::{DeploymentId, GateId, ItemId, SignOffId},
    item::Mark,
    signoff::{SigningView, voids},
};
use store::phases::Phase;

use super::{act::Act, errors::OrApi};

/// A gate whose signatures may fall, with the title of its phase.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    pub deployment: DeploymentId,
    pub gate: GateId,
    pub phase: &'a str,
}

/// An item got another mark: signatures fall that were given on one from which it differs. What each signer saw is
/// compared, so that measuring the same again, after a result grew too old, takes nothing from them.
///
/// # Errors
/// Refused when the database does not answer.
pub async fn item_marked(
    act: &mut Act,
    gate: Gate<'_>,
    item: ItemId,
    text: &str,
    after: Mark,
) -> Result<(), ApiError> {
    for (signoff, _, view) in store::signoffs::standing(&mut act.tx, &[gate.gate]).await.api()? {
        // A view that cannot be read any more is not what anybody signs to again: the signature falls.
        let seen = serde_json::from_slice::<SigningView>(&view).map(|view| {
            view.items
                .iter()
                .find(|seen| seen.item == item)
                .map(|seen| seen.mark)
        });
        let before = match seen {
            Ok(None) => continue,
            Ok(Some(before)) if !voids(before, after) => continue,
            Ok(Some(before)) => before,
            Err(_) => Mark::Unknown,
        };
        let cause = format!(
            "\"{text}\" was {} and is now {}",
            before.word().to_lowercase(),
            after.word().to_lowercase()
        );
        fall(act, gate, &[signoff], &cause, Some(item)).await?;
    }
    Ok(())
}

/// What a gate covers was edited: all its standing signatures fall.
///
/// # Errors
/// As [`item_marked`].
pub async fn gate_edited(
    act: &mut Act,
    gate: Gate<'_>,
    cause: &str,
    item: Option<ItemId>,
) -> Result<(), ApiError> {
    let standing: Vec<SignOffId> = store::signoffs::standing(&mut act.tx, &[gate.gate])
        .await
        .api()?
        .into_iter()
        .map(|(id, _, _)| id)
        .collect();
    fall(act, gate, &standing, cause, item).await
}

/// What all gates of a deployment cover was edited.
///
/// # Errors
/// As [`item_marked`].
pub async fn deployment_edited(
    act: &mut Act,
    deployment: DeploymentId,
    phases: &[Phase],
    cause: &str,
) -> Result<(), ApiError> {
    for phase in phases {
        gate_edited(
            act,
            Gate {
                deployment,
                gate: phase.gate,
                phase: &phase.title,
            },
            cause,
            None,
        )
        .await?;
    }
    Ok(())
}

async fn fall(
    act: &mut Act,
    gate: Gate<'_>,
    signoffs: &[SignOffId],
    cause: &str,
    item: Option<ItemId>,
) -> Result<(), ApiError> {
    if signoffs.is_empty() {
        return Ok(());
    }
    let now = act.now;
    store::signoffs::void(&mut act.tx, signoffs, cause, item, now)
        .await
        .api()?;
    for signoff in signoffs {
        act.log(
            Chain::Deployment(gate.deployment),
            Event::SignOffVoided {
                signoff: *signoff,
                phase: gate.phase.to_owned(),
                cause: cause.to_owned(),
            },
        );
    }
    Ok(())
}
