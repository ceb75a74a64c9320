//! The checks of a draft: what each item compiles to, completed and tried before there is a deployment. A try is measured
//! through the same guard as any other, and nothing of it is kept.

use app::{
    api::error::ApiError,
    backend::{DefineCheck, DraftCheckPage, OfDraft, Tried},
};
use domain::{
    actor::Caller,
    check::Variables,
    checklist::Item,
    correction::Kept,
    ids::{EnvironmentId, ImportId},
};
use sqlx::PgConnection;
use store::imports::Import;

use super::{drafts, makers_only};
use crate::{
    state::Server,
    usecases::{
        checks::{
            editor::target_words,
            form,
            run::filled_in,
            try_out::{measurable, measured},
        },
        errors::{OrApi, broken},
    },
};

pub async fn page(
    server: &Server,
    caller: &Caller,
    id: ImportId,
    item: &str,
    environment: &str,
) -> Result<DraftCheckPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let import = own(&mut conn, caller, id).await?;
    let item = find(&import, item)?.clone();
    let mut form = match &item.accepted {
        Some(spec) => form::write(spec),
        None => form::proposed(
            item.check.as_ref(),
            item.check.as_ref().map_or(&[][..], |check| &check.expectations),
        ),
    };
    form.item = item.id.clone();
    form.seen_version = import.version;
    let environments = store::environments::list(&mut conn).await.api()?;
    let chosen = environments
        .iter()
        .find(|known| known.environment.id.to_string() == environment)
        .or(environments.first())
        .map(|known| known.environment.id);
    let (mut targets, mut variables, mut connections) = Default::default();
    if let Some(chosen) = chosen {
        targets = store::environments::targets(&mut conn, chosen).await.api()?;
        variables = store::environments::variables(&mut conn, chosen).await.api()?;
        connections = store::environments::connections(&mut conn, chosen).await.api()?;
    }
    Ok(DraftCheckPage {
        item,
        form,
        environments: environments
            .into_iter()
            .map(|known| (known.environment.id.to_string(), known.environment.name))
            .collect(),
        environment: chosen.map(|id| id.to_string()).unwrap_or_default(),
        targets: Vec::from_iter(targets.into_iter().map(target_words)),
        variables,
        connections: Vec::from_iter(connections.into_iter().map(|connection| connection.name)),
    })
}

/// Saves the form as the item's check; "by a person" leaves the item to one.
pub async fn define(
    server: &Server,
    caller: &Caller,
    import: ImportId,
    cmd: DefineCheck,
) -> Result<(), ApiError> {
    let (part, value) = match form::read(&cmd)? {
        Some(spec) => (
            "check",
            serde_json::to_string(&spec).map_err(|error| broken(&error))?,
        ),
        None => ("by_hand", String::new()),
    };
    let kept = Kept {
        target: cmd.item,
        part: part.to_owned(),
        value,
    };
    drafts::change(server, caller, import, cmd.seen_version, kept).await
}

pub async fn try_out(
    server: &Server,
    caller: &Caller,
    draft: OfDraft,
    cmd: DefineCheck,
) -> Result<Tried, ApiError> {
    let spec = measurable(&cmd)?;
    let (environment, resolved) = {
        let mut conn = server.pool.acquire().await.api()?;
        let import = own(&mut conn, caller, draft.import).await?;
        find(&import, &cmd.item)?;
        // Whoever makes deployments could make one in any environment, and try the check there.
        makers_only(&mut conn, caller).await?;
        let chosen: EnvironmentId = draft.environment.parse().map_err(|_| {
            ApiError::refused_field("environment", "Choose the environment to try it against.")
        })?;
        let environment = store::environments::find(&mut conn, chosen)
            .await
            .api()?
            .ok_or(ApiError::NotFound)?;
        let mut known = Variables::new();
        known.insert("environment".to_owned(), environment.name);
        (chosen, filled_in(&mut conn, chosen, known, &spec).await?)
    };
    measured(server, caller, environment, &resolved).await
}

async fn own(conn: &mut PgConnection, caller: &Caller, id: ImportId) -> Result<Import, ApiError> {
    store::imports::find(conn, caller.person, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)
}

fn find<'a>(import: &'a Import, id: &str) -> Result<&'a Item, ApiError> {
    import
        .checklist
        .all_items()
        .find(|item| item.id == id)
        .ok_or(ApiError::NotFound)
}
