//! Drafts: what was understood of a document, corrected step by step. Nothing of a document is run, enabled or sent.

use app::{
    api::error::ApiError,
    backend::{CorrectImport, ImportCounts, ImportPage, ImportRow, ImportsPage, OfImport, UploadedDocument},
};
use domain::{
    actor::Caller,
    canonical::Hash,
    checklist::Checklist,
    claim,
    correction::{self, Correction, CorrectionRefused},
    ids::ImportId,
    import::{self, Upload, limits},
};
use store::imports::Import;

use super::makers_only;
use crate::{
    state::{Server, new_id},
    usecases::{
        act::Act,
        errors::{OrApi, broken},
        text,
    },
};

const MAX_NAME: usize = 200;
const UNNAMED: &str = "Pasted text";

pub async fn imports(server: &Server, caller: &Caller) -> Result<ImportsPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    makers_only(&mut conn, caller).await?;
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
    })
}

pub async fn start(server: &Server, caller: &Caller, upload: UploadedDocument) -> Result<ImportId, ApiError> {
    makers_only(&mut *server.pool.acquire().await.api()?, caller).await?;
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
    let counts = counts(&import.checklist);
    Ok(ImportPage {
        id,
        version: import.version,
        sha256: Hash(import.sha256).to_string(),
        lines: import.text.lines().map(str::to_owned).collect(),
        removed: correction::removed(&import.checklist, &import.proposed),
        claim_against_truth: claim::against_truth(&import.checklist, counts.items),
        counts,
        name: import.name,
        proposed: import.proposed,
        checklist: import.checklist,
        teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
        updated_at: import.updated_at,
    })
}

pub async fn correct(server: &Server, caller: &Caller, cmd: CorrectImport) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let import = store::imports::lock(&mut act.tx, caller.person, cmd.import)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if import.version != cmd.seen_version {
        return Err(ApiError::conflict(
            "This draft was corrected in another window. Look at it again, then repeat.",
        ));
    }
    let wanted = Correction {
        target: &cmd.target,
        part: &cmd.part,
        value: &cmd.value,
    };
    let corrected =
        correction::apply(&import.checklist, &import.proposed, wanted).map_err(|refused| match refused {
            CorrectionRefused::NoSuchPart | CorrectionRefused::NotPossible => ApiError::refused(refused),
            about_the_value => ApiError::refused_field("value", about_the_value),
        })?;
    store::imports::save(
        &mut act.tx,
        caller.person,
        cmd.import,
        cmd.seen_version,
        &corrected,
        act.now,
    )
    .await
    .api()?;
    act.commit().await
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
