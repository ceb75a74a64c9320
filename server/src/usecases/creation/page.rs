//! The page from which a deployment is made.

use app::{
    api::error::ApiError,
    backend::{NewDeploymentPage, NewFrom, ServiceRow},
};
use domain::actor::Caller;
use store::services::Seen;

use super::origin::{described, read};
use crate::{state::Server, usecases::errors::OrApi};

pub async fn new_deployment(
    server: &Server,
    caller: &Caller,
    from: NewFrom,
) -> Result<NewDeploymentPage, ApiError> {
    let mut conn = server.pool.acquire().await.api()?;
    let origin = match &from {
        NewFrom::Nothing => None,
        from => Some(read(&mut conn, caller, from).await?),
    };
    let seen = Seen::SteeredBy {
        person: caller.person,
        admin: caller.admin,
    };
    let services = store::services::list(&mut conn, seen).await.api()?;
    let environments = store::environments::list(&mut conn).await.api()?;
    let member = (!caller.admin).then_some(caller.person);
    let templates = store::templates::list(&mut conn, member).await.api()?;
    let original = origin.as_ref().and_then(|origin| origin.original.as_ref());
    Ok(NewDeploymentPage {
        from: match from {
            NewFrom::Nothing => String::new(),
            NewFrom::Import(id) => format!("import:{id}"),
            NewFrom::Template(id) => format!("template:{id}"),
            NewFrom::Deployment(id) => format!("deployment:{id}"),
        },
        described: origin
            .as_ref()
            .map(|origin| match &origin.original {
                Some(copied) => described(
                    &origin.words,
                    copied.phases.len(),
                    copied.tasks.len(),
                    copied.items.len(),
                ),
                None => {
                    let checklist = &origin.checklist;
                    let tasks = checklist.phases.iter().map(|phase| phase.tasks.len()).sum();
                    described(
                        &origin.words,
                        checklist.phases.len(),
                        tasks,
                        checklist.all_items().count(),
                    )
                }
            })
            .unwrap_or_default(),
        title: match (original, &origin) {
            (Some(original), _) => original.title.clone(),
            (None, Some(origin)) => origin.checklist.title.chars().take(300).collect(),
            (None, None) => String::new(),
        },
        version: String::new(),
        service: original.map(|original| original.service.to_string()).or_else(|| {
            match services.as_slice() {
                [only] => Some(only.service.id.to_string()),
                _ => None,
            }
        }),
        environment: original
            .map(|original| original.environment.to_string())
            .or_else(|| match environments.as_slice() {
                [only] => Some(only.environment.id.to_string()),
                _ => None,
            }),
        services: services.into_iter().map(service_row).collect(),
        environments: environments
            .into_iter()
            .map(|listed| {
                (
                    listed.environment.id.to_string(),
                    listed.environment.name,
                    listed.environment.production,
                )
            })
            .collect(),
        templates: templates
            .into_iter()
            .map(|template| (template.id, template.name))
            .collect(),
        may_create_service: caller.admin,
    })
}

/// A service as a line of a list.
pub fn service_row(listed: store::services::Listed) -> ServiceRow {
    ServiceRow {
        id: listed.service.id,
        name: listed.service.name,
        about: listed.service.about,
        team: listed.service.team_name,
        deployments: u32::try_from(listed.deployments).unwrap_or(u32::MAX),
        live: u32::try_from(listed.live).unwrap_or(u32::MAX),
    }
}
