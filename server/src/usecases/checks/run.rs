//! Asking for runs: rows in the queue with their placeholders filled. The runner does the rest.

use app::{
    api::error::ApiError,
    backend::{CancelRun, RunCheck, RunPhase},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    check::{CheckSpec, Variables, resolve},
    ids::{DeploymentId, EnvironmentId, ItemId, RunId},
    role::{Object, Right},
    tick::RecordRefused,
};
use sqlx::PgConnection;
use store::runs::NewRun;

use crate::{
    state::{Server, new_id},
    usecases::{
        access::{Access, deployment_access},
        act::Act,
        errors::{self, OrApi},
        ground,
        item_act::hold,
    },
};

pub async fn run_check(server: &Server, caller: &Caller, cmd: RunCheck) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if act.once(caller, cmd.key, "run_check", &cmd).await?.is_some() {
        return Ok(());
    }
    let held = hold(&mut act, caller, cmd.item, None).await?;
    let item = &held.item;
    live(&held.access)?;
    held.access.need_for(Right::Tick, held.object(caller))?;
    let spec = item.spec.as_ref().ok_or_else(|| {
        ApiError::refused("This is checked by a person. Record what you saw, or define a check first.")
    })?;
    if item.option_open {
        return Err(ApiError::refused(RecordRefused::OptionOpen));
    }
    let spec = filled(&mut act.tx, &held.access, spec).await?;
    queue(&mut act, caller, item.deployment, item.id, &item.text, &spec).await?;
    act.announce(item.deployment);
    act.commit().await
}

pub async fn run_phase(server: &Server, caller: &Caller, cmd: RunPhase) -> Result<u32, ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if let Some(answer) = act.once(caller, cmd.key, "run_phase", &cmd).await? {
        return serde_json::from_value(answer).map_err(|error| errors::broken(&error));
    }
    let (deployment, gate) = store::phases::place(&mut act.tx, cmd.phase)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    store::gates::lock(&mut act.tx, gate).await.api()?;
    let access = deployment_access(&mut act.tx, caller, deployment).await?;
    access.changeable()?;
    live(&access)?;
    let now = act.now;
    let ground = ground::load_one(&mut act.tx, deployment, now).await?;
    let details = store::items::details(&mut act.tx, &[deployment]).await.api()?;
    let (mut queued, mut first_refusal) = (0, None);
    for leaf in ground
        .leaves(cmd.phase)
        .filter(|leaf| leaf.automated && !leaf.running)
    {
        let owner = leaf
            .task
            .and_then(|id| ground.task(id))
            .and_then(|task| task.owner.as_ref());
        let own = owner.is_some_and(|(id, _, _)| *id == caller.person);
        let Some(spec) = details
            .iter()
            .find(|details| details.id == leaf.id)
            .and_then(|details| details.spec.as_ref())
        else {
            continue;
        };
        let ready = match access.need_for(Right::Tick, Object { own, manual: false }) {
            Ok(()) => filled(&mut act.tx, &access, spec).await,
            Err(refused) => Err(refused),
        };
        match ready {
            Ok(spec) => {
                queue(&mut act, caller, deployment, leaf.id, &leaf.text, &spec).await?;
                queued += 1;
            }
            Err(refused) => first_refusal = first_refusal.or(Some(refused)),
        }
    }
    if queued == 0
        && let Some(refused) = first_refusal
    {
        return Err(refused);
    }
    act.announce(deployment);
    act.commit_with(&queued).await?;
    Ok(queued)
}

pub async fn cancel_run(server: &Server, caller: &Caller, cmd: CancelRun) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let id = store::runs::item_of(&mut act.tx, cmd.run)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let held = hold(&mut act, caller, id, None).await?;
    held.access.need_for(Right::Tick, held.object(caller))?;
    let (item, now) = (&held.item, act.now);
    store::runs::cancel(&mut act.tx, cmd.run, now)
        .await
        .map_err(|error| match error {
            store::Error::Stale => ApiError::refused("This run has ended already; its result stands."),
            other => errors::api(other),
        })?;
    act.log(
        Chain::Deployment(item.deployment),
        Event::RunCancelled {
            item: item.id,
            text: item.text.clone(),
            run: cmd.run,
        },
    );
    act.announce(item.deployment);
    act.commit().await
}

async fn queue(
    act: &mut Act,
    caller: &Caller,
    deployment: DeploymentId,
    item: ItemId,
    text: &str,
    spec: &CheckSpec,
) -> Result<(), ApiError> {
    let run: RunId = new_id();
    let new = NewRun {
        id: run,
        deployment,
        item,
        spec,
        asked_by: caller.person,
        at: act.now,
    };
    store::runs::queue(&mut act.tx, &new).await.map_err(|error| {
        if error.is_constraint("runs_one_open_per_item") {
            ApiError::conflict(format!(
                "\"{text}\" is running already. Wait for its result, or cancel it."
            ))
        } else {
            errors::api(error)
        }
    })?;
    act.log(
        Chain::Deployment(deployment),
        Event::RunQueued {
            item,
            text: text.to_owned(),
            run,
        },
    );
    Ok(())
}

fn live(access: &Access) -> Result<(), ApiError> {
    let state = access.head.state;
    if state.is_live() {
        Ok(())
    } else {
        Err(ApiError::refused(RecordRefused::NotLive { state }))
    }
}

/// The check with its placeholders filled: from the environment's variables, and from the deployment itself.
///
/// # Errors
/// Refused when a placeholder has no value, or one that does not suit its place.
pub async fn filled(
    conn: &mut PgConnection,
    access: &Access,
    spec: &CheckSpec,
) -> Result<CheckSpec, ApiError> {
    let head = &access.head;
    let mut own: Variables = Variables::new();
    own.insert("version".to_owned(), head.version.clone());
    own.insert("environment".to_owned(), head.environment_name.clone());
    own.extend(head.commit.clone().map(|commit| ("commit".to_owned(), commit)));
    own.extend(head.image.clone().map(|image| ("image".to_owned(), image)));
    filled_in(conn, head.environment, own, spec).await
}

/// The check with its placeholders filled from an environment's variables, and from `own`, which come first.
///
/// # Errors
/// As [`filled`].
pub async fn filled_in(
    conn: &mut PgConnection,
    environment: EnvironmentId,
    own: Variables,
    spec: &CheckSpec,
) -> Result<CheckSpec, ApiError> {
    let mut variables: Variables = store::environments::variables(conn, environment)
        .await
        .api()?
        .into_iter()
        .collect();
    variables.extend(own);
    let resolved = resolve(spec, &variables).map_err(ApiError::refused)?;
    resolved.validate().map_err(ApiError::refused)?;
    Ok(resolved)
}
