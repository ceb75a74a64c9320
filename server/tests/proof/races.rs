//! One form sent many times at once.

use std::sync::Arc;

use app::backend::{Deployments, Gates};
use domain::role::Role;
use server::{clock::SystemClock, state::new_id};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    form::Form,
    house::{Crew, House, PASSWORD},
};

const CHECKLIST: &str =
    "# Fixes\n\n## Phase 1: Before\n\n### Task 1: Try it\n\n- [ ] Smoke test on staging\n";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sixty_four_equal_forms_make_one_signature(pool: PgPool) {
    let crew = Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), CHECKLIST).await;
    let qa = crew.house.sign_in(&crew.qa.name).await;
    let page = crew
        .house
        .server
        .deployment(&crew.qa, crew.deployment)
        .await
        .unwrap();
    let item = &page.phases[0].tasks[0].items[0];
    let tick = Form::cmd(&[
        ("key", &new_id::<Uuid>().to_string()),
        ("item", &item.id.to_string()),
        ("outcome", "passed"),
        ("note", "seen by hand"),
        ("seen_version", &item.version.to_string()),
    ]);
    assert_eq!(
        crew.house
            .post("checks/record_manual_result", Some(&qa), &tick)
            .await
            .status,
        200
    );

    let signer = crew.house.sign_in(&crew.tech_lead.name).await;
    let view = crew
        .house
        .server
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
    let form = Form::cmd(&fields);

    let answers =
        futures::future::join_all((0..64).map(|_| crew.house.post("gates/sign", Some(&signer), &form))).await;
    let receipts: std::collections::BTreeSet<&str> =
        answers.iter().map(|answer| answer.body.as_str()).collect();
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    assert_eq!(
        receipts.len(),
        1,
        "everybody is led to the same receipt: {receipts:?}"
    );
    let kept: (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM signoffs), (SELECT count(*) FROM audit_events WHERE act = 'signed_off')",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(kept, (1, 1));
}
