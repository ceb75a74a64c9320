//! A draft beside a template, beside the last deployment of a service, or beside the deployment that it is for.

use app::{
    api::error::ApiError,
    backend::{ComparePage, NewFrom},
};
use domain::{
    actor::Caller,
    comparison::{self, Difference, Part},
    ids::ImportId,
};
use sqlx::PgConnection;
use store::imports::Import;

use super::{parts, revise};
use crate::{
    state::Server,
    usecases::{creation, errors::OrApi},
};

pub async fn page(
    server: &Server,
    caller: &Caller,
    id: ImportId,
    with: &str,
) -> Result<ComparePage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let import = store::imports::find(&mut conn, caller.person, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if let Some(deployment) = import.deployment {
        let (difference, revision) = revise::preview(server, &mut conn, caller, &import, deployment).await?;
        return Ok(ComparePage {
            options: Vec::new(),
            with: format!("deployment:{deployment}"),
            difference: Some(difference),
            revision: Some(revision),
        });
    }
    let options = options(&mut conn, caller).await?;
    let with = match options.iter().find(|(value, _)| value == with) {
        Some((value, _)) => value.clone(),
        None => suggested(&options, &import),
    };
    let difference = match creation::origin_from(&with)? {
        NewFrom::Nothing => None,
        from => {
            let before = origin(&mut conn, caller, &from).await?;
            let after = parts::of_checklist(&import.checklist);
            let pairs = comparison::pairs(&before, &after);
            Some(Difference::of(&before, &after, &pairs))
        }
    };
    Ok(ComparePage {
        options,
        with,
        difference,
        revision: None,
    })
}

async fn origin(conn: &mut PgConnection, caller: &Caller, from: &NewFrom) -> Result<Vec<Part>, ApiError> {
    let origin = creation::read_origin(conn, caller, from).await?;
    Ok(match &origin.original {
        Some(original) => parts::of_rows(&original.phases, &original.tasks, &original.items).list,
        None => parts::of_checklist(&origin.checklist),
    })
}

/// Templates, and the newest deployment of each service, as far as the caller may see them.
async fn options(conn: &mut PgConnection, caller: &Caller) -> Result<Vec<(String, String)>, ApiError> {
    let all = caller.admin || caller.auditor;
    let deployments = store::board::last_of_services(conn, caller.person, all)
        .await
        .api()?;
    let templates = store::templates::list(conn, (!caller.admin).then_some(caller.person))
        .await
        .api()?;
    let deployments = deployments.into_iter().map(|(id, service, title, version)| {
        (
            format!("deployment:{id}"),
            format!("Last deployment of {service}: {title} {version}"),
        )
    });
    let templates = templates.into_iter().map(|template| {
        (
            format!("template:{}", template.id),
            format!("Template {}", template.name),
        )
    });
    Ok(deployments.chain(templates).collect())
}

/// What bears the document's title: that is what it is most likely a version of.
fn suggested(options: &[(String, String)], import: &Import) -> String {
    options
        .iter()
        .find(|(_, name)| !import.checklist.title.is_empty() && name.contains(&import.checklist.title))
        .map(|(value, _)| value.clone())
        .unwrap_or_default()
}
