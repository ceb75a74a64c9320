//! The check editor's page: the form as it stands, what the document proposes, and what the environment allows.

use app::{
    api::error::ApiError,
    backend::{CheckEditorPage, DefineCheck},
};
use domain::{
    actor::Caller,
    check::{CheckSpec, ProbeSpec, rules_sentence},
    checklist::Expectation,
    ids::ItemId,
};
use store::items::Details;

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
        targets: targets
            .into_iter()
            .map(|target| {
                let ports = if target.port_from == target.port_to {
                    target.port_from.to_string()
                } else {
                    format!("{}-{}", target.port_from, target.port_to)
                };
                (target.host, ports)
            })
            .collect(),
        variables,
        connections: connections
            .into_iter()
            .map(|connection| connection.name)
            .collect(),
    })
}

/// The check as it is; for a manual item, what the document proposes, filled in but not chosen.
fn form_of(details: &Details) -> DefineCheck {
    if let Some(spec) = &details.spec {
        return form::write(spec);
    }
    let drafted = proposed_probe(details);
    let rules: Vec<_> = details
        .expectations
        .iter()
        .filter(|expectation| expectation.compiled)
        .flat_map(|expectation| expectation.rules.clone())
        .collect();
    match drafted {
        Some(probe) => form::write(&CheckSpec::new(probe, rules)),
        None => {
            let mut form = DefineCheck {
                probe: "manual".to_owned(),
                timeout_s: (CheckSpec::default_timeout_ms() / 1000).to_string(),
                fresh_min: (CheckSpec::default_freshness_s() / 60).to_string(),
                ..DefineCheck::default()
            };
            form::write_rules(&mut form, &rules);
            form
        }
    }
}

fn proposed_probe(details: &Details) -> Option<ProbeSpec> {
    let draft = details.proposal.as_ref()?;
    ProbeSpec::from_draft(draft.probe?, draft.spec.as_ref()?)
}

fn proposal(expectation: &Expectation) -> (String, Option<String>) {
    let sentence = expectation
        .sentence
        .clone()
        .or_else(|| expectation.compiled.then(|| rules_sentence(&expectation.rules)));
    (expectation.text.clone(), sentence)
}
