//! Title, version, commit, image and planned time of a deployment. All of them but the time are part of what is signed.

use app::{api::error::ApiError, backend::ChangeDeployment};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    actor::Caller,
    audit::{Chain, Event},
    role::Right,
};
use store::deployments::Particulars;

use crate::{
    state::Server,
    usecases::{access::deployment_access, act::Act, errors::OrApi, text, voids},
};

pub async fn change_deployment(
    server: &Server,
    caller: &Caller,
    cmd: ChangeDeployment,
) -> Result<(), ApiError> {
    let mut act = Act::begin(server, caller).await?;
    let id = cmd.deployment;
    store::deployments::lock_gates(&mut act.tx, id).await.api()?;
    store::deployments::lock(&mut act.tx, id).await.api()?;
    let access = deployment_access(&mut act.tx, caller, id).await?;
    access.changeable()?;
    access.need(Right::Edit)?;
    let head = &access.head;
    if head.state.is_closed() {
        return Err(ApiError::refused(
            "This deployment is closed; what it was stays as it was.",
        ));
    }
    let (mut title, mut version) = (head.title.clone(), head.version.clone());
    let (mut commit, mut image, mut planned_t0) = (head.commit.clone(), head.image.clone(), head.planned_t0);
    let (name, from, to) = match cmd.field.as_str() {
        "title" => {
            title = text::line("value", "The title", &cmd.value, 300)?;
            ("title", Some(head.title.clone()), Some(title.clone()))
        }
        "version" => {
            version = text::line("value", "The version", &cmd.value, 80)?;
            ("version", Some(head.version.clone()), Some(version.clone()))
        }
        "commit" => {
            commit = optional("The commit", &cmd.value, 80)?;
            ("commit", head.commit.clone(), commit.clone())
        }
        "image" => {
            image = optional("The image", &cmd.value, 300)?;
            ("image", head.image.clone(), image.clone())
        }
        "planned_t0" => {
            if head.t0.is_some() {
                return Err(ApiError::refused(
                    "The deployment has started; its planned start stays as it was.",
                ));
            }
            planned_t0 = planned(&cmd.value)?;
            let words = |at: Option<DateTime<Utc>>| at.map(|at| at.format("%-d %b %Y %H:%M UTC").to_string());
            ("planned start", words(head.planned_t0), words(planned_t0))
        }
        _ => return Err(ApiError::refused_field("field", "This cannot be changed.")),
    };
    if from == to {
        return Ok(());
    }
    let now = act.now;
    let particulars = Particulars {
        title: &title,
        version: &version,
        commit: commit.as_deref(),
        image: image.as_deref(),
        planned_t0,
    };
    store::deployments::set_particulars(&mut act.tx, id, &particulars, now)
        .await
        .api()?;
    act.log(
        Chain::Deployment(id),
        Event::DeploymentChanged {
            field: name.to_owned(),
            from,
            to,
        },
    );
    if cmd.field != "planned_t0" {
        let phases = store::phases::of_deployments(&mut act.tx, &[id]).await.api()?;
        voids::deployment_edited(
            &mut act,
            id,
            &phases,
            &format!("the {name} of the deployment changed"),
        )
        .await?;
    }
    act.announce(id);
    act.commit().await
}

fn optional(what: &str, value: &str, most: usize) -> Result<Option<String>, ApiError> {
    if text::clean_line(value).is_empty() {
        Ok(None)
    } else {
        text::line("value", what, value, most).map(Some)
    }
}

/// A time as forms send it (`2026-11-21T14:00`, UTC), or with its zone.
fn planned(value: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    let with_zone = DateTime::parse_from_rfc3339(value).ok().map(|at| at.to_utc());
    let plain = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(value, form).ok())
        .map(|at| at.and_utc());
    with_zone.or(plain).map(Some).ok_or_else(|| {
        ApiError::refused_field("value", "Give day and time in UTC, such as 2026-11-21T14:00.")
    })
}
