//! Templates: versions of a checklist that a team uses again. Editing opens a draft and saves the next version.

use app::{
    api::error::ApiError,
    backend::{OfTemplate, SaveTemplate, TemplatePage, TemplateRow, TemplatesPage},
};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    comparison::{self, Difference},
    ids::{ImportId, TeamId, TemplateId},
    names,
};
use sqlx::PgConnection;
use store::{imports::Import, templates::Listed};

use super::{makers_only, parts};
use crate::{
    state::{Server, new_id},
    usecases::{act::Act, errors::OrApi},
};

const MAX_NAME: usize = 120;
/// More differences than this between two versions are counted, not listed.
const MOST_CHANGES: usize = 200;

pub async fn list(server: &Server, caller: &Caller) -> Result<TemplatesPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let templates = store::templates::list(&mut conn, seen_by(caller)).await.api()?;
    Ok(TemplatesPage {
        templates: templates.into_iter().map(row).collect(),
    })
}

pub async fn page(
    server: &Server,
    caller: &Caller,
    id: TemplateId,
    version: Option<u32>,
) -> Result<TemplatePage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let listed = store::templates::list(&mut conn, seen_by(caller)).await.api()?;
    let listed = listed
        .into_iter()
        .find(|template| template.id == id)
        .ok_or(ApiError::NotFound)?;
    let versions = store::templates::versions(&mut conn, id).await.api()?;
    let wanted = version.map_or(Ok(listed.version), |version| {
        i32::try_from(version).map_err(|_| ApiError::NotFound)
    })?;
    let checklist = store::templates::checklist(&mut conn, id, wanted)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let before = store::templates::checklist(&mut conn, id, wanted - 1)
        .await
        .api()?;
    let changes = before
        .map(|before| {
            let (before, after) = (parts::of_checklist(&before), parts::of_checklist(&checklist));
            let pairs = comparison::pairs(&before, &after);
            Difference::of(&before, &after, &pairs).sentences(MOST_CHANGES)
        })
        .unwrap_or_default();
    let may_edit = makers_only(&mut conn, caller).await.is_ok();
    let mut row = row(listed);
    row.version = u32::try_from(wanted).unwrap_or(u32::MAX);
    Ok(TemplatePage {
        row,
        versions: versions
            .into_iter()
            .map(|(version, by, at)| (u32::try_from(version).unwrap_or(u32::MAX), by, at))
            .collect(),
        checklist,
        changes,
        may_edit,
    })
}

pub async fn save(server: &Server, caller: &Caller, cmd: SaveTemplate) -> Result<TemplateId, ApiError> {
    let name =
        names::name(&cmd.name, MAX_NAME).map_err(|refused| ApiError::refused_field("name", refused))?;
    let mut act = Act::begin(server, caller).await?;
    makers_only(&mut act.tx, caller).await?;
    of_team(&mut act.tx, caller, cmd.team).await?;
    let import = store::imports::lock(&mut act.tx, caller.person, cmd.import)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let id = match store::templates::lock_by_name(&mut act.tx, cmd.team, &name)
        .await
        .api()?
    {
        Some(id) => id,
        None => {
            let id = new_id();
            store::templates::insert(&mut act.tx, id, cmd.team, &name, act.now)
                .await
                .map_err(|error| {
                    if error.is_constraint("templates_name_key") {
                        return ApiError::conflict(
                            "Somebody saved a template of this name just now. Look at it, then repeat.",
                        );
                    }
                    crate::usecases::errors::api(error)
                })?;
            id
        }
    };
    let version = store::templates::add_version(&mut act.tx, id, &import.checklist, caller.person, act.now)
        .await
        .api()?;
    store::imports::mark_used(&mut act.tx, cmd.import, act.now)
        .await
        .api()?;
    let version = u32::try_from(version).unwrap_or(u32::MAX);
    act.log(
        Chain::Administration,
        Event::TemplateSaved {
            template: id,
            name,
            version,
        },
    );
    act.commit().await?;
    Ok(id)
}

pub async fn archive(server: &Server, caller: &Caller, cmd: OfTemplate) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let name = editable(&mut act.tx, caller, cmd.template).await?;
    if store::templates::archive(&mut act.tx, cmd.template, act.now)
        .await
        .api()?
    {
        act.log(
            Chain::Administration,
            Event::TemplateArchived {
                template: cmd.template,
                name,
            },
        );
    }
    act.commit().await
}

/// The draft has the template's name, so that saving it under that name makes the next version.
pub async fn edit(server: &Server, caller: &Caller, cmd: OfTemplate) -> Result<ImportId, ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let name = editable(&mut act.tx, caller, cmd.template).await?;
    let newest = store::templates::versions(&mut act.tx, cmd.template)
        .await
        .api()?;
    let newest = newest.first().ok_or(ApiError::NotFound)?.0;
    let checklist = store::templates::checklist(&mut act.tx, cmd.template, newest)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let import = Import {
        id: new_id(),
        name,
        text: String::new(),
        sha256: checklist
            .source
            .sha256
            .parse()
            .map_or([0; 32], |hash: domain::canonical::Hash| hash.0),
        proposed: checklist.clone(),
        checklist,
        corrections: Some(Vec::new()),
        deployment: None,
        version: 1,
        updated_at: act.now,
    };
    store::imports::insert(&mut act.tx, caller.person, &import)
        .await
        .api()?;
    act.commit().await?;
    Ok(import.id)
}

/// The name of a template that the caller may change.
async fn editable(conn: &mut PgConnection, caller: &Caller, id: TemplateId) -> Result<String, ApiError> {
    let (name, ..) = store::templates::find(conn, id, seen_by(caller))
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    makers_only(conn, caller).await?;
    Ok(name)
}

/// Templates are saved for teams that one belongs to; admins save for any.
async fn of_team(conn: &mut PgConnection, caller: &Caller, team: TeamId) -> Result<(), ApiError> {
    match store::teams::find(conn, team, caller.person).await.api()? {
        Some((_, member)) if member || caller.admin => Ok(()),
        _ => Err(ApiError::NotFound),
    }
}

fn seen_by(caller: &Caller) -> Option<domain::ids::PersonId> {
    (!(caller.admin || caller.auditor)).then_some(caller.person)
}

fn row(listed: Listed) -> TemplateRow {
    TemplateRow {
        id: listed.id,
        name: listed.name,
        team: listed.team_name,
        version: u32::try_from(listed.version).unwrap_or(u32::MAX),
        saved_by: listed.saved_by,
        saved_at: listed.saved_at,
        phases: u32::try_from(listed.phases).unwrap_or(u32::MAX),
        items: u32::try_from(listed.items).unwrap_or(u32::MAX),
    }
}
