//! Drafts: what was understood of a document, corrected step by step. Nothing of a document is run, enabled or sent.

use app::{
    api::error::ApiError,
    backend::{
        CorrectImport, Followed, ImportCounts, ImportPage, ImportRow, ImportsPage, OfImport, UndoCorrection,
        UploadedDocument,
    },
};
use domain::{
    actor::Caller,
    canonical::Hash,
    checklist::Checklist,
    claim,
    correction::{self, CorrectionRefused, Kept},
    ids::{DeploymentId, ImportId},
    import::{self, Upload, limits},
    role::Right,
};
use sqlx::PgConnection;
use store::imports::Import;

use super::makers_only;
use crate::{
    state::{Server, new_id},
    usecases::{
        access::{Access, deployment_access},
        act::Act,
        errors::{OrApi, broken},
        text,
    },
};

const MAX_NAME: usize = 200;
/// Taking one back makes all the others again, so there is an end to them.
const MOST_CORRECTIONS: usize = 2000;
const UNNAMED: &str = "Pasted text";

pub async fn imports(
    server: &Server,
    caller: &Caller,
    into: Option<DeploymentId>,
) -> Result<ImportsPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let into = match into {
        Some(id) => Some(following(&editable(&mut conn, caller, id).await?)),
        None => {
            makers_only(&mut conn, caller).await?;
            None
        }
    };
    let drafts = store::imports::drafts(&mut conn, caller.person).await.api()?;
    Ok(ImportsPage {
        drafts: drafts
            .into_iter()
            .map(|draft| ImportRow {
                id: draft.id,
                name: draft.name,
                title: draft.title,
                updated_at: draft.updated_at,
            })
            .collect(),
        limit_bytes: limits::MAX_BYTES as u64,
        into,
        now: server.clock.now(),
    })
}

/// A document as a draft; with `into`, as a newer version of that deployment's document.
pub async fn start(
    server: &Server,
    caller: &Caller,
    into: Option<DeploymentId>,
    upload: UploadedDocument,
) -> Result<ImportId, ApiError> {
    {
        let mut conn = server.pool.acquire().await.api()?;
        match into {
            Some(id) => drop(editable(&mut conn, caller, id).await?),
            None => makers_only(&mut conn, caller).await?,
        }
    }
    if upload.bytes.len() > limits::MAX_BYTES {
        return Err(ApiError::TooLarge {
            limit: "2 MiB".to_owned(),
        });
    }
    let name: String = text::clean_line(&upload.name).chars().take(MAX_NAME).collect();
    let name = if name.is_empty() { UNNAMED.to_owned() } else { name };
    let import = read(name, upload.bytes).await?;
    let mut act = Act::begin(server, caller).await?;
    let import = Import {
        updated_at: act.now,
        deployment: into,
        ..import
    };
    store::imports::insert(&mut act.tx, caller.person, &import)
        .await
        .api()?;
    act.commit().await?;
    Ok(import.id)
}

/// Reads a document on a blocking thread: a large one takes its time.
pub(in crate::usecases) async fn read(name: String, bytes: Vec<u8>) -> Result<Import, ApiError> {
    let named = name.clone();
    let imported = tokio::task::spawn_blocking(move || {
        import::read(Upload {
            name: &named,
            bytes: &bytes,
        })
    })
    .await
    .map_err(|error| broken(&error))?
    .map_err(|refused| ApiError::refused_field("file", refused))?;
    let sha256: Hash = imported
        .checklist
        .source
        .sha256
        .parse()
        .map_err(|error| broken(&error))?;
    Ok(Import {
        id: new_id(),
        name,
        text: imported.text,
        sha256: sha256.0,
        proposed: imported.checklist.clone(),
        checklist: imported.checklist,
        corrections: Some(Vec::new()),
        deployment: None,
        version: 1,
        updated_at: chrono::DateTime::UNIX_EPOCH,
    })
}

pub async fn page(server: &Server, caller: &Caller, id: ImportId) -> Result<ImportPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let import = store::imports::find(&mut conn, caller.person, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let teams = store::teams::list(&mut conn, (!caller.admin).then_some(caller.person))
        .await
        .api()?;
    let into = match import.deployment {
        Some(id) => Some(following(&deployment_access(&mut conn, caller, id).await?)),
        None => None,
    };
    let last = import.corrections.as_ref().and_then(|kept| kept.last());
    let undo = last.map(|kept| correction::words(kept.correction(), &import.proposed, &import.checklist));
    let counts = counts(&import.checklist);
    Ok(ImportPage {
        id,
        version: import.version,
        sha256: Hash(import.sha256).to_string(),
        lines: import.text.lines().map(str::to_owned).collect(),
        removed: correction::removed(&import.checklist, &import.proposed),
        claim_against_truth: claim::against_truth(
            &import.checklist,
            counts.claimed as usize,
            counts.items,
            0,
        ),
        counts,
        name: import.name,
        proposed: import.proposed,
        checklist: import.checklist,
        teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
        updated_at: import.updated_at,
        now: server.clock.now(),
        undo,
        into,
    })
}

fn following(access: &Access) -> Followed {
    Followed {
        id: access.head.id,
        name: format!("{} {}", access.head.title, access.head.version),
    }
}

/// A deployment whose checklist the caller may replace.
///
/// # Errors
/// Refused where it is closed or archived, or the caller lacks the right.
pub(super) async fn editable(
    conn: &mut PgConnection,
    caller: &Caller,
    id: DeploymentId,
) -> Result<Access, ApiError> {
    let access = deployment_access(conn, caller, id).await?;
    access.need(Right::Edit)?;
    access.changeable()?;
    if access.head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; its checklist stays as it was.",
        ));
    }
    Ok(access)
}

pub async fn correct(server: &Server, caller: &Caller, cmd: CorrectImport) -> Result<(), ApiError> {
    let kept = Kept {
        target: cmd.target,
        part: cmd.part,
        value: cmd.value,
    };
    change(server, caller, cmd.import, cmd.seen_version, kept).await
}

/// Makes a correction and keeps it, so that it can be taken back.
pub(super) async fn change(
    server: &Server,
    caller: &Caller,
    id: ImportId,
    seen: i32,
    kept: Kept,
) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let mut import = locked(&mut act, caller, id, seen).await?;
    let corrected =
        correction::apply(&import.checklist, &import.proposed, kept.correction()).map_err(|refused| {
            match refused {
                CorrectionRefused::NoSuchPart
                | CorrectionRefused::NotPossible
                | CorrectionRefused::NotACheck(_)
                | CorrectionRefused::Incomplete => ApiError::refused(refused),
                about_the_value => ApiError::refused_field("value", about_the_value),
            }
        })?;
    if let Some(corrections) = &mut import.corrections {
        if corrections.len() >= MOST_CORRECTIONS {
            return Err(ApiError::refused(
                "This draft was corrected very often. Correct the document itself and import it again.",
            ));
        }
        corrections.push(kept);
    }
    save(&mut act, caller, &import, &corrected).await?;
    act.commit().await
}

/// Takes the last correction back: the others are made again, from what was proposed.
pub async fn undo(server: &Server, caller: &Caller, cmd: UndoCorrection) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let mut import = locked(&mut act, caller, cmd.import, cmd.seen_version).await?;
    if import.corrections.as_mut().and_then(Vec::pop).is_none() {
        return Err(ApiError::refused("There is no correction to take back."));
    }
    let kept = import.corrections.as_deref().unwrap_or_default();
    let before = correction::replay(&import.proposed, kept).map_err(|_| {
        ApiError::refused(
            "This correction cannot be taken back: the draft is from an earlier version of this server.",
        )
    })?;
    save(&mut act, caller, &import, &before).await?;
    act.commit().await
}

async fn locked(act: &mut Act, caller: &Caller, id: ImportId, seen: i32) -> Result<Import, ApiError> {
    let import = store::imports::lock(&mut act.tx, caller.person, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if import.version != seen {
        return Err(ApiError::conflict(
            "This draft was corrected in another window. Look at it again, then repeat.",
        ));
    }
    Ok(import)
}

async fn save(
    act: &mut Act,
    caller: &Caller,
    import: &Import,
    checklist: &Checklist,
) -> Result<(), ApiError> {
    let kept = import.corrections.as_deref();
    store::imports::save(
        &mut act.tx,
        caller.person,
        import.id,
        import.version,
        checklist,
        kept,
        act.now,
    )
    .await
    .api()
}

pub async fn discard(server: &Server, caller: &Caller, cmd: OfImport) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if !store::imports::delete(&mut act.tx, caller.person, cmd.import)
        .await
        .api()?
    {
        return Err(ApiError::NotFound);
    }
    act.commit().await
}

/// How much there is of what in a draft.
pub fn counts(checklist: &Checklist) -> ImportCounts {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let items: Vec<_> = checklist.all_items().collect();
    let placeholders = checklist
        .contacts
        .iter()
        .filter(|contact| contact.placeholder)
        .count();
    let uncertain = checklist
        .source
        .repair
        .as_ref()
        .map_or(0, |repair| repair.uncertain as usize);
    ImportCounts {
        phases: count(checklist.phases.len()),
        tasks: count(checklist.phases.iter().map(|phase| phase.tasks.len()).sum()),
        items: count(items.len()),
        claimed: count(items.iter().filter(|item| item.claimed == Some(true)).count()),
        automatable: count(items.iter().filter(|item| is_automatable(item)).count()),
        criteria: count(checklist.success_criteria.len()),
        need_you: count(placeholders + uncertain),
        secrets: count(checklist.secrets.len()),
    }
}

fn is_automatable(item: &domain::checklist::Item) -> bool {
    item.check
        .as_ref()
        .is_some_and(|check| check.probe.is_some() && check.expectations.iter().any(|e| e.compiled))
}
