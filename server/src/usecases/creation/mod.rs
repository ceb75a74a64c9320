//! Making deployments: from an import, from a template, or from an earlier deployment. One transaction, whatever the size.

mod origin;
mod page;
mod plan;

use app::{api::error::ApiError, backend::CreateDeployment};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    ids::{DeploymentId, EnvironmentId, PersonId, ServiceId},
    role::Role,
};
use sqlx::PgConnection;
use store::creation::NewDeployment;

pub(super) use self::{
    origin::{Origin, parse as origin_from, read as read_origin},
    page::{new_deployment, service_row},
    plan::{Rows, from_checklist, question},
};
use crate::{
    state::{Server, new_id},
    usecases::{act::Act, errors::OrApi, text},
};

pub(super) async fn create_deployment(
    server: &Server,
    caller: &Caller,
    cmd: CreateDeployment,
) -> Result<DeploymentId, ApiError> {
    let mut act = Act::begin(server, caller).await?;
    if let Some(answer) = act.once(caller, cmd.key, "create_deployment", &cmd).await? {
        return serde_json::from_value(answer).map_err(|error| crate::usecases::errors::broken(&error));
    }
    let service: ServiceId = chosen("service", &cmd.service)?;
    let environment: EnvironmentId = chosen("environment", &cmd.environment)?;
    let origin = origin::load(&mut act.tx, caller, &cmd.from).await?;
    let wanted = Wanted {
        service,
        environment,
        title: text::line("title", "The title", &cmd.title, 300)?,
        version: text::line("version", "The version", &cmd.version, 80)?,
        commit: optional_line("commit", "The commit", &cmd.commit, 80)?,
        image: optional_line("image", "The image", &cmd.image, 300)?,
        planned_t0: planned(&cmd.planned_t0)?,
        example: false,
    };
    may_create(&mut act.tx, caller, service).await?;
    let id = create(&mut act, caller, wanted, origin).await?;
    act.commit_with(&id).await?;
    Ok(id)
}

/// What a deployment is of, apart from its checklist.
pub(super) struct Wanted {
    pub service: ServiceId,
    pub environment: EnvironmentId,
    pub title: String,
    pub version: String,
    pub commit: Option<String>,
    pub image: Option<String>,
    pub planned_t0: Option<DateTime<Utc>>,
    pub example: bool,
}

/// Makes the deployment in an act: its rows, its roles from the service, its audit chain.
pub(super) async fn create(
    act: &mut Act,
    caller: &Caller,
    wanted: Wanted,
    origin: Origin,
) -> Result<DeploymentId, ApiError> {
    let (service_name, environment_name) = names(act, caller, &wanted).await?;
    let roles = roles(act, caller, wanted.service).await?;
    let holders: Vec<(PersonId, Role)> = roles.iter().map(|(person, _, role)| (*person, *role)).collect();
    let rows = match &origin.original {
        Some(original) => plan::from_deployment(original),
        None => plan::from_checklist(&origin.checklist, &holders),
    };
    let id: DeploymentId = new_id();
    let from = origin.words.clone();
    let new = NewDeployment {
        id,
        service: wanted.service,
        environment: wanted.environment,
        title: wanted.title.clone(),
        version: wanted.version.clone(),
        commit: wanted.commit,
        image: wanted.image,
        planned_t0: wanted.planned_t0,
        author: caller.person,
        checklist: origin.checklist,
        source_text: origin.source_text,
        origin: origin.words,
        example: wanted.example,
        at: act.now,
        phases: rows.phases,
        tasks: rows.tasks,
        items: rows.items,
    };
    store::creation::insert(&mut act.tx, &new).await.api()?;
    store::creation::add_roles(&mut act.tx, id, &holders)
        .await
        .api()?;
    if let Some(import) = origin.import {
        store::imports::mark_used(&mut act.tx, import, act.now)
            .await
            .api()?;
    }
    let chain = Chain::Deployment(id);
    act.log(
        chain,
        Event::DeploymentCreated {
            deployment: id,
            title: wanted.title,
            version: wanted.version,
            service: service_name,
            environment: environment_name,
            from,
        },
    );
    for (person, name, role) in roles {
        act.log(chain, Event::RoleGiven { person, name, role });
    }
    act.announce(id);
    Ok(id)
}

/// Lead and Tech Lead of a service make its deployments. Where it has neither yet, its team and admins begin.
pub(super) async fn may_create(
    conn: &mut PgConnection,
    caller: &Caller,
    service: ServiceId,
) -> Result<(), ApiError> {
    let (found, member, roles) = store::services::find(conn, service, caller.person)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    if !(member || caller.admin || !roles.is_empty()) {
        return Err(ApiError::NotFound);
    }
    let steering = |role: &Role| matches!(role, Role::Lead | Role::TechLead);
    if roles.iter().any(steering) {
        return Ok(());
    }
    let led = store::services::roles(conn, service)
        .await
        .api()?
        .iter()
        .any(|(.., role)| steering(role));
    if !led && (member || caller.admin) {
        return Ok(());
    }
    let name = found.name;
    Err(ApiError::forbidden(format!(
        "Only Lead or Tech Lead of {name} can create its deployments. You can ask one of them."
    )))
}

/// The roles of the service's people; the author leads where nobody has a role yet.
async fn roles(
    act: &mut Act,
    caller: &Caller,
    service: ServiceId,
) -> Result<Vec<(PersonId, String, Role)>, ApiError> {
    let mut roles: Vec<(PersonId, String, Role)> = store::services::roles(&mut act.tx, service)
        .await
        .api()?
        .into_iter()
        .map(|(person, name, _, role)| (person, name, role))
        .collect();
    if roles.is_empty() {
        roles.push((caller.person, caller.name.clone(), Role::Lead));
    }
    Ok(roles)
}

async fn names(act: &mut Act, caller: &Caller, wanted: &Wanted) -> Result<(String, String), ApiError> {
    let gone = |field| ApiError::refused_field(field, "Choose one from the list.");
    let service = store::services::find(&mut act.tx, wanted.service, caller.person)
        .await
        .api()?;
    let environment = store::environments::find(&mut act.tx, wanted.environment)
        .await
        .api()?;
    Ok((
        service.ok_or_else(|| gone("service"))?.0.name,
        environment.ok_or_else(|| gone("environment"))?.name,
    ))
}

fn chosen<T: std::str::FromStr>(field: &str, id: &str) -> Result<T, ApiError> {
    id.parse()
        .map_err(|_| ApiError::refused_field(field, format!("Choose the {field} from the list.")))
}

fn optional_line(field: &str, what: &str, text: &str, most: usize) -> Result<Option<String>, ApiError> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        text::line(field, what, text, most).map(Some)
    }
}

/// The time of a browser's input, in UTC: `2026-11-18T14:00`, with or without seconds.
fn planned(text: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|time| time.and_utc())
        .filter(|time| (2000..=2200).contains(&chrono::Datelike::year(time)))
        .map(Some)
        .ok_or_else(|| {
            ApiError::refused_field(
                "planned_t0",
                "Give a date and a time in UTC, such as 2026-11-18T14:00.",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planned_start_is_a_real_time_in_utc() {
        assert_eq!(planned(" ").unwrap(), None);
        let two = "2026-11-18T14:00:00Z".parse().ok();
        assert_eq!(planned("2026-11-18T14:00").unwrap(), two);
        assert_eq!(planned("2026-11-18T14:00:00").unwrap(), two);
        for wrong in [
            "2026-02-30T10:00",
            "2026-11-18T24:00",
            "0000-01-01T00:00",
            "99999-01-01T00:00",
            "tomorrow",
        ] {
            assert!(planned(wrong).is_err(), "{wrong}");
        }
    }
}
