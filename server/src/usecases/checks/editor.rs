//! The check editor's page: the form as it stands, what the document proposes, and what the environment allows.

use app::{
    api::error::ApiError,
    backend::{CheckEditorPage, DefineCheck},
};
use domain::{actor::Caller, check::rules_sentence, checklist::Expectation, ids::ItemId};
use store::{environments::Target, items::Details};

use super::form;
use crate::{
    state::Server,
    usecases::{access::deployment_access, boards::Painter, errors::OrApi, ground},
};

pub async fn check_editor(server: &Server, caller: &Caller, id: ItemId) -> Result<CheckEditorPage, ApiError> {
    let now = server.clock.now();
    let mut conn = server.pool.acquire().await.api()?;
    let place = store::items::place(&mut conn, id)
        .await
        .api()?
        .ok_or(ApiError::NotFound)?;
    let access = deployment_access(&mut conn, caller, place.deployment).await?;
    let ground = ground::load_one(&mut conn, place.deployment, now).await?;
    let details = store::items::details(&mut conn, &[place.deployment])
        .await
        .api()?;
    let waivers = store::waivers::of_deployments(&mut conn, &[place.deployment])
        .await
        .api()?;
    let environment = access.head.environment;
    let targets = store::environments::targets(&mut conn, environment).await.api()?;
    let variables = store::environments::variables(&mut conn, environment)
        .await
        .api()?;
    let connections = store::environments::connections(&mut conn, environment)
        .await
        .api()?;
    drop(conn);

    let painter = Painter::new(&ground, &access, caller, now, &details, &waivers);
    let standing = ground.item(id).ok_or(ApiError::NotFound)?;
    let own = details
        .iter()
        .find(|details| details.id == id)
        .ok_or(ApiError::NotFound)?;
    let mut form = form_of(own);
    form.item = id.to_string();
    form.seen_version = own.version;
    Ok(CheckEditorPage {
        head: access.page_head(now),
        item: painter.item(standing).ok_or(ApiError::NotFound)?,
        form,
        proposals: own.expectations.iter().map(proposal).collect(),
        targets: targets.into_iter().map(target_words).collect(),
        variables,
        connections: connections
            .into_iter()
            .map(|connection| connection.name)
            .collect(),
    })
}

/// Host and ports of an allowed target.
pub fn target_words(target: Target) -> (String, String) {
    let ports = if target.port_from == target.port_to {
        target.port_from.to_string()
    } else {
        format!("{}-{}", target.port_from, target.port_to)
    };
    (target.host, ports)
}

/// The check as it is; for a manual item, what the document proposes, filled in but not chosen.
fn form_of(details: &Details) -> DefineCheck {
    match &details.spec {
        Some(spec) => form::write(spec),
        None => form::proposed(details.proposal.as_ref(), &details.expectations),
    }
}

fn proposal(expectation: &Expectation) -> (String, Option<String>) {
    let sentence = expectation
        .sentence
        .clone()
        .or_else(|| expectation.compiled.then(|| rules_sentence(&expectation.rules)));
    (expectation.text.clone(), sentence)
}
