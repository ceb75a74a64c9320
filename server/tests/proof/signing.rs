//! A phase whose only item has passed, and the form that signs it.

use app::backend::{Deployments, Gates};
use domain::role::Role;
use server::state::new_id;
use uuid::Uuid;

use crate::{
    form::Form,
    house::{Crew, PASSWORD},
};

pub const CHECKLIST: &str =
    "# Fixes\n\n## Phase 1: Before\n\n### Task 1: Try it\n\n- [ ] Smoke test on staging\n";

/// The form of a tick on the item, as the QA's page sends it, and its version.
pub async fn tick(crew: &Crew, outcome: &str) -> (Vec<(&'static str, String)>, i32) {
    let server = &crew.house.server;
    let page = server.deployment(&crew.qa, crew.deployment).await.unwrap();
    let item = &page.phases[0].tasks[0].items[0];
    let fields = vec![
        ("key", new_id::<Uuid>().to_string()),
        ("item", item.id.to_string()),
        ("outcome", outcome.to_owned()),
        ("note", "seen by hand".to_owned()),
    ];
    (fields, item.version)
}

/// Passes the item; returns the tech lead's session and the form with which they approve.
pub async fn approval(crew: &Crew) -> (String, Form) {
    let qa = crew.house.sign_in(&crew.qa.name).await;
    let (fields, version) = tick(crew, "passed").await;
    let mut fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let version = version.to_string();
    fields.push(("seen_version", &version));
    let ticked = crew
        .house
        .post("checks/record_manual_result", Some(&qa), &Form::cmd(&fields))
        .await;
    assert_eq!(ticked.status, 200, "{}", ticked.body);

    let signer = crew.house.sign_in(&crew.tech_lead.name).await;
    let server = &crew.house.server;
    let view = server
        .sign_page(&crew.tech_lead, crew.deployment, 1)
        .await
        .unwrap();
    assert_eq!(view.cannot, None);
    let points: Vec<(String, &str)> = view
        .points
        .iter()
        .enumerate()
        .map(|(at, point)| (format!("points[{at}]"), point.key.as_str()))
        .collect();
    let (key, gate, seen) = (
        new_id::<Uuid>().to_string(),
        view.gate.to_string(),
        view.view_hash.to_string(),
    );
    let mut fields = vec![
        ("key", key.as_str()),
        ("gate", &gate),
        ("role", Role::TechLead.key()),
        ("decision", "approve"),
        ("meaning", "approved"),
        ("seen", &seen),
        ("password", PASSWORD),
    ];
    fields.extend(points.iter().map(|(name, value)| (name.as_str(), *value)));
    (signer, Form::cmd(&fields))
}
