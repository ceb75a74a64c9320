//! Signing: who may, what it needs, its races, and what makes a signature fall.

use app::{
    api::error::ApiError,
    backend::{ChangeGate, ChangeItem, DeploymentRole, Deployments, Gates},
};
use domain::{
    audit::Event,
    gate::PhaseState,
    ids::SignOffId,
    item::{Mark, Outcome},
    role::Role,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{PASSWORD, World, status};

const SMOKE: &str = "Smoke test on staging";

async fn state(world: &World, phase: usize) -> PhaseState {
    world.page(&world.qa).await.phases[phase].state
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn done_is_not_signed_and_signing_opens_the_gate_once(pool: PgPool) {
    let world = World::new(pool).await;
    let page = world.page(&world.tech_lead).await;
    let readiness = page.readiness.unwrap();
    assert_eq!(
        (readiness.ordinal, readiness.obstacles.len(), readiness.may_sign),
        (1, 3, false)
    );
    assert_eq!(
        status(&world.sign(&world.tech_lead, Role::TechLead, 1).await),
        422
    );

    world.settle_first_phase().await;
    assert_eq!(state(&world, 0).await, PhaseState::ReadyToSign);
    assert!(world.page(&world.tech_lead).await.readiness.unwrap().may_sign);
    let id = world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    assert_eq!(state(&world, 0).await, PhaseState::Signed);

    let receipt = world.server.receipt(&world.lead, id).await.unwrap();
    assert!(receipt.holds);
    assert_eq!(receipt.signature.name, "Tom Tech");
    assert_eq!(receipt.view.items.len(), 3);
    assert_eq!(receipt.next_phase, Some((2, "Production".to_owned())));
    let opened = world
        .events()
        .await
        .iter()
        .filter(|event| matches!(event, Event::GateOpened { .. }))
        .count();
    assert_eq!(opened, 1);
    let kept: Vec<u8> = sqlx::query_scalar("SELECT view FROM signoffs")
        .fetch_one(&world.server.pool)
        .await
        .unwrap();
    let hash = domain::canonical::hash_bytes(domain::signoff::VIEW_VERSION, &kept);
    assert_eq!(
        hash, receipt.view_hash,
        "the receipt can be recomputed from what is kept"
    );
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_may_not_sign_is_told_before_any_effort(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let before = world.written().await;
    assert!(
        cannot(&world, &world.qa)
            .await
            .unwrap()
            .contains("Only Tech Lead")
    );
    assert_eq!(cannot(&world, &world.tech_lead).await, None);
    assert_eq!(
        status(&world.sign(&world.qa, Role::TechLead, 1).await),
        403,
        "lacks the role"
    );
    assert_eq!(
        status(&world.sign(&world.qa, Role::Qa, 1).await),
        422,
        "the gate does not ask for it"
    );
    let form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    assert_eq!(status(&world.server.sign(&world.stranger, form).await), 404);
    assert_eq!(world.written().await, before);

    // The author of a deployment does not sign it, whatever roles they are given.
    let role = DeploymentRole {
        deployment: world.deployment,
        person: world.lead.person,
        role: Role::TechLead,
    };
    world.server.give_role(&world.lead, role).await.unwrap();
    let refused = world.sign(&world.lead, Role::TechLead, 1).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "You created this deployment, so someone else must sign."
    );
}

async fn cannot(world: &World, caller: &domain::actor::Caller) -> Option<String> {
    world
        .server
        .sign_page(caller, world.deployment, 1)
        .await
        .unwrap()
        .cannot
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_signature_needs_its_statement_its_words_and_the_password(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    let before = world.written().await;
    let sign = |form| world.server.sign(&world.tech_lead, form);
    let field = |result: Result<SignOffId, ApiError>| match result {
        Err(ApiError::Refused { field, .. }) => field.unwrap_or_default(),
        other => panic!("{other:?}"),
    };
    let mut bad = form.clone();
    bad.decision = String::new();
    assert_eq!(field(sign(bad).await), "decision");
    let mut bad = form.clone();
    bad.meaning = String::new();
    assert_eq!(field(sign(bad).await), "meaning");
    let mut bad = form.clone();
    bad.decision = "refuse".into();
    assert_eq!(field(sign(bad).await), "refusal");
    assert_eq!(world.written().await, before);

    for _ in 0..5 {
        let mut bad = form.clone();
        bad.password = "something else entirely".into();
        assert_eq!(field(sign(bad).await), "password");
    }
    assert_eq!(
        status(&sign(form).await),
        429,
        "five wrong passwords end it for a while"
    );
    let wrong = world
        .events()
        .await
        .iter()
        .filter(|e| matches!(e, Event::ReauthenticationRefused { .. }))
        .count();
    assert_eq!(wrong, 5);
    assert_eq!(state(&world, 0).await, PhaseState::ReadyToSign);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn evidence_that_changed_since_the_page_stops_the_signature(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    world.later(1);
    world
        .tick_as(&world.qa, SMOKE, Outcome::Failed, "500")
        .await
        .unwrap();
    let before = world.written().await;
    let refused = world.server.sign(&world.tech_lead, form).await.unwrap_err();
    assert_eq!(refused.status(), 409);
    assert_eq!(
        refused.details(),
        [format!("\"{SMOKE}\" was passed and is now failed")]
    );
    assert_eq!(world.written().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_of_what_was_signed_makes_the_signature_fall(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    world.later(1);
    world.tick(SMOKE, Outcome::Passed).await;
    assert_eq!(
        state(&world, 0).await,
        PhaseState::Signed,
        "the same again changes nothing"
    );
    world
        .tick_as(&world.qa, SMOKE, Outcome::Failed, "500 on /quote")
        .await
        .unwrap();
    assert_eq!(state(&world, 0).await, PhaseState::NeedsResign);
    let events = world.events().await;
    let cause = events.iter().find_map(|event| match event {
        Event::SignOffVoided { cause, .. } => Some(cause.clone()),
        _ => None,
    });
    assert_eq!(
        cause.unwrap(),
        format!("\"{SMOKE}\" was passed and is now failed")
    );

    world.later(1);
    world.tick(SMOKE, Outcome::Passed).await;
    assert_eq!(
        state(&world, 0).await,
        PhaseState::NeedsResign,
        "what fell does not stand up again by itself"
    );
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    assert_eq!(state(&world, 0).await, PhaseState::Signed);

    let item = world.item(SMOKE).await;
    let edit = ChangeItem {
        item: item.id,
        text: "Smoke test on production".into(),
        seen_version: item.version,
    };
    world.server.change_item(&world.lead, edit).await.unwrap();
    assert_eq!(state(&world, 0).await, PhaseState::NeedsResign);
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn signing_and_regressing_at_once_never_gives_green_and_red(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    let (signed, ticked) = tokio::join!(
        world.server.sign(&world.tech_lead, form),
        world.tick_as(&world.qa, SMOKE, Outcome::Failed, "500"),
    );
    ticked.unwrap();
    match signed {
        // Signed first, with the hash of green; then it fell.
        Ok(_) => assert_eq!(state(&world, 0).await, PhaseState::NeedsResign),
        Err(refused) => {
            assert_eq!(refused.status(), 409);
            assert_eq!(state(&world, 0).await, PhaseState::Blocked);
        }
    }
    assert_eq!(world.mark(SMOKE).await, Mark::Fail);
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_form_sent_sixty_four_times_signs_once(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    let sent = (0..64).map(|_| world.server.sign(&world.tech_lead, form.clone()));
    let answers: Vec<_> = futures::future::join_all(sent).await;
    let first = answers[0].clone().unwrap();
    assert!(
        answers.iter().all(|answer| *answer == Ok(first)),
        "each gets the first one's answer"
    );
    let events = world.events().await;
    assert_eq!(
        events
            .iter()
            .filter(|event| matches!(event, Event::SignedOff { .. }))
            .count(),
        1
    );
    assert_eq!(
        events
            .iter()
            .filter(|event| matches!(event, Event::GateOpened { .. }))
            .count(),
        1
    );
    let mut other = form.clone();
    other.key = Uuid::new_v4();
    assert_eq!(
        status(&world.server.sign(&world.tech_lead, other).await),
        422,
        "one person signs once"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_last_two_signers_at_once_open_the_gate_once(pool: PgPool) {
    let world = World::new(pool).await;
    let page = world.page(&world.lead).await;
    let change = ChangeGate {
        gate: page.phases[0].gate.id,
        question: "Is staging as reviewed?".into(),
        roles: vec![Role::TechLead, Role::Qa],
        counts: vec!["1".into(), "1".into()],
        password: PASSWORD.into(),
    };
    world.server.change_gate(&world.lead, change).await.unwrap();
    world.settle_first_phase().await;
    let one = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    let other = world.approval(&world.qa, Role::Qa, 1).await;
    let (one, other) = tokio::join!(
        world.server.sign(&world.tech_lead, one),
        world.server.sign(&world.qa, other)
    );
    one.unwrap();
    other.unwrap();
    let opened = world
        .events()
        .await
        .iter()
        .filter(|event| matches!(event, Event::GateOpened { .. }))
        .count();
    assert_eq!(opened, 1);
    assert_eq!(state(&world, 0).await, PhaseState::Signed);
    world.assert_chains_hold().await;
}
