//! Editing a deployment's own checklist. Each edit is a new revision, and signatures of the phase fall.

use app::{
    api::error::ApiError,
    backend::{AddItem, ChangeItem, ChooseOption, RemoveItem},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::{ItemId, TaskId},
    role::{Object, Right},
};
use store::items::NewItem;

use crate::{
    state::{Server, new_id},
    usecases::{
        access::{Access, deployment_access},
        act::Act,
        errors::OrApi,
        item_act::hold,
        text,
        voids::{self, Gate},
    },
};

const TEXT: usize = 2000;

pub async fn add_item(server: &Server, caller: &Caller, cmd: AddItem) -> Result<(), ApiError> {
    let text = text::line("text", "The text", &cmd.text, TEXT)?;
    let task = match cmd.task.trim() {
        "" => None,
        id => Some(id.parse::<TaskId>().map_err(|_| ApiError::NotFound)?),
    };
    let mut act = Act::begin(server, caller).await?;
    if act.once(caller, cmd.key, "add_item", &cmd).await?.is_some() {
        return Ok(());
    }
    let (deployment, gate) = store::phases::place(&mut act.tx, cmd.phase)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if deployment != cmd.deployment {
        return Err(ApiError::NotFound);
    }
    store::gates::lock(&mut act.tx, gate).await.api()?;
    let access = deployment_access(&mut act.tx, caller, deployment).await?;
    open(&access)?;
    let tasks = store::tasks::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    let owned = match task {
        None => false,
        Some(id) => {
            let task = tasks
                .iter()
                .find(|task| task.id == id && task.phase == cmd.phase)
                .ok_or(ApiError::NotFound)?;
            task.owner
                .as_ref()
                .is_some_and(|(owner, _, _)| *owner == caller.person)
        }
    };
    access.need_for(
        Right::Edit,
        Object {
            own: owned,
            manual: true,
        },
    )?;
    let item: ItemId = new_id();
    let new = NewItem {
        id: item,
        deployment,
        phase: cmd.phase,
        task,
        text: &text,
        kind: cmd.kind,
    };
    store::items::add(&mut act.tx, &new).await.api()?;
    let phases = store::phases::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    let phase = phases
        .iter()
        .find(|phase| phase.id == cmd.phase)
        .ok_or(ApiError::NotFound)?;
    act.log(
        Chain::Deployment(deployment),
        Event::ItemAdded {
            item,
            text: text.clone(),
        },
    );
    let gate = Gate {
        deployment,
        gate,
        phase: &phase.title,
    };
    voids::gate_edited(&mut act, gate, &format!("\"{text}\" was added"), Some(item)).await?;
    revised(&mut act, &access).await?;
    act.commit().await
}

pub async fn change_item(server: &Server, caller: &Caller, cmd: ChangeItem) -> Result<(), ApiError> {
    let text = text::line("text", "The text", &cmd.text, TEXT)?;
    let mut act = Act::begin(server, caller).await?;
    let held = hold(&mut act, caller, cmd.item, Some(cmd.seen_version)).await?;
    open(&held.access)?;
    held.access.need_for(Right::Edit, held.object(caller))?;
    let item = &held.item;
    if item.text == text {
        return Ok(());
    }
    store::items::set_text(&mut act.tx, item.id, item.version, &text)
        .await
        .api()?;
    act.log(
        Chain::Deployment(item.deployment),
        Event::ItemChanged {
            item: item.id,
            field: "text".to_owned(),
            from: Some(item.text.clone()),
            to: Some(text.clone()),
        },
    );
    let cause = format!("\"{}\" now reads \"{text}\"", item.text);
    voids::gate_edited(&mut act, held.gate(), &cause, Some(item.id)).await?;
    revised(&mut act, &held.access).await?;
    act.commit().await
}

pub async fn remove_item(server: &Server, caller: &Caller, cmd: RemoveItem) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let held = hold(&mut act, caller, cmd.item, Some(cmd.seen_version)).await?;
    open(&held.access)?;
    held.access.need_for(Right::Edit, held.object(caller))?;
    let (item, now) = (&held.item, act.now);
    store::items::remove(&mut act.tx, item.id, item.version, now)
        .await
        .api()?;
    store::runs::cancel_of_item(&mut act.tx, item.id, now)
        .await
        .api()?;
    act.log(
        Chain::Deployment(item.deployment),
        Event::ItemRemoved {
            item: item.id,
            text: item.text.clone(),
        },
    );
    let cause = format!("\"{}\" was removed", item.text);
    voids::gate_edited(&mut act, held.gate(), &cause, Some(item.id)).await?;
    revised(&mut act, &held.access).await?;
    act.commit().await
}

pub async fn choose_option(server: &Server, caller: &Caller, cmd: ChooseOption) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let (deployment, phase, gate) = store::tasks::place(&mut act.tx, cmd.task)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    store::gates::lock(&mut act.tx, gate).await.api()?;
    let access = deployment_access(&mut act.tx, caller, deployment).await?;
    open(&access)?;
    let tasks = store::tasks::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    let task = tasks
        .iter()
        .find(|task| task.id == cmd.task)
        .ok_or(ApiError::NotFound)?;
    let own = task
        .owner
        .as_ref()
        .is_some_and(|(owner, _, _)| *owner == caller.person);
    access.need_for(Right::Edit, Object { own, manual: true })?;
    let Some((group, name, chosen)) = task.option.clone() else {
        return Err(ApiError::refused(
            "This task is not one of several ways; there is nothing to choose.",
        ));
    };
    if chosen {
        return Ok(());
    }
    store::tasks::choose_option(&mut act.tx, phase, &group, cmd.task)
        .await
        .api()?;
    let phases = store::phases::of_deployments(&mut act.tx, &[deployment])
        .await
        .api()?;
    let title = phases
        .iter()
        .find(|known| known.id == phase)
        .map(|phase| phase.title.clone())
        .unwrap_or_default();
    let cause = format!("\"{name}\" was chosen for {group}");
    act.log(
        Chain::Deployment(deployment),
        Event::OptionChosen { phase, group, name },
    );
    voids::gate_edited(
        &mut act,
        Gate {
            deployment,
            gate,
            phase: &title,
        },
        &cause,
        None,
    )
    .await?;
    revised(&mut act, &access).await?;
    act.commit().await
}

fn open(access: &Access) -> Result<(), ApiError> {
    access.changeable()?;
    if access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; its checklist stays as it was.",
        ));
    }
    Ok(())
}

async fn revised(act: &mut Act, access: &Access) -> Result<(), ApiError> {
    let id = access.head.id;
    store::deployments::revise(&mut act.tx, id).await.api()?;
    act.announce(id);
    Ok(())
}
