//! Results by hand: recorded, and taken back by a new act.

use app::{
    api::error::ApiError,
    backend::{RecordManualResult, UndoResult, UploadedFile},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::ResultId,
    item::{ItemFacts, Outcome, standing},
    tick::{self, RecordRefused},
};
use serde::Serialize;
use store::results::{NewResult, Source};

use super::files::{self, Sound};
use crate::{
    state::{Server, new_id},
    usecases::{
        act::Act,
        errors::OrApi,
        item_act::{self, Held, hold},
        text, voids,
    },
};

/// Longest note of a result.
pub const NOTE: usize = 4000;

/// What makes two sent forms the same one.
#[derive(Serialize)]
struct Sent<'a> {
    cmd: &'a RecordManualResult,
    files: Vec<domain::canonical::Hash>,
}

pub async fn record_manual_result(
    server: &Server,
    caller: &Caller,
    cmd: RecordManualResult,
    files: Vec<UploadedFile>,
) -> Result<(), ApiError> {
    let note = text::words("note", "The note", &cmd.note, NOTE)?;
    let files = files::sound(files)?;
    let mut act = Act::begin(server, caller).await?;
    let sent = Sent {
        cmd: &cmd,
        files: files.iter().map(|file| file.sha256).collect(),
    };
    if act
        .once(caller, cmd.key, "record_manual_result", &sent)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let held = hold(&mut act, caller, cmd.item, Some(cmd.seen_version)).await?;
    tick::record_manual(&held.tick_facts(caller), cmd.outcome, note.as_deref()).map_err(refused)?;
    record(&mut act, caller, &held, cmd.outcome, note.as_deref(), &files).await?;
    act.commit().await
}

pub async fn undo_result(server: &Server, caller: &Caller, cmd: UndoResult) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if act.once(caller, cmd.key, "undo_result", &cmd).await?.is_some() {
        return Ok(());
    }
    let held = hold(&mut act, caller, cmd.item, Some(cmd.seen_version)).await?;
    tick::undo(&held.tick_facts(caller)).map_err(refused)?;
    record(&mut act, caller, &held, Outcome::Undone, None, &[]).await?;
    act.commit().await
}

async fn record(
    act: &mut Act,
    caller: &Caller,
    held: &Held,
    outcome: Outcome,
    note: Option<&str>,
    files: &[Sound],
) -> Result<(), ApiError> {
    let (now, item) = (act.now, &held.item);
    let result: ResultId = new_id();
    let new = NewResult {
        id: result,
        deployment: item.deployment,
        item: item.id,
        attempt: item.attempts + 1,
        outcome,
        note,
        source: Source::Person {
            id: caller.person,
            name: &caller.name,
        },
        at: now,
    };
    store::results::add(&mut act.tx, &new, item.version).await.api()?;
    let after = standing(
        &ItemFacts {
            latest: Some((outcome, now)),
            ..item_act::facts(item)
        },
        now,
    )
    .mark;
    act.log(
        Chain::Deployment(item.deployment),
        Event::ResultRecorded {
            item: item.id,
            text: item.text.clone(),
            result,
            outcome,
            note: note.map(str::to_owned),
            from: held.mark(now),
            to: after,
        },
    );
    for file in files {
        files::add(act, caller, item, Some(result), file).await?;
    }
    voids::item_marked(act, held.gate(), item.id, &item.text, after).await?;
    act.announce(item.deployment);
    Ok(())
}

fn refused(why: RecordRefused) -> ApiError {
    match why {
        RecordRefused::NotYours => ApiError::forbidden(why.to_string()),
        RecordRefused::NeedsNote => ApiError::refused_field("note", why),
        RecordRefused::NotByHand { .. } => ApiError::refused_field("outcome", why),
        _ => ApiError::refused(why),
    }
}
