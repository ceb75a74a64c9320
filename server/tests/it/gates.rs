//! Gates: who signs, withdrawn and refused signatures, waivers and risks.

use app::backend::{AcceptRisk, ChangeGate, Gates, WithdrawSignOff, WithdrawWaiver};
use domain::{
    gate::PhaseState,
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
async fn an_impossible_gate_is_refused(pool: PgPool) {
    let world = World::new(pool).await;
    let gate = world.page(&world.lead).await.phases[0].gate.id;
    let change = |count: &str| ChangeGate {
        gate,
        question: "Is it fit?".into(),
        roles: vec![Role::TechLead],
        counts: vec![count.into()],
        password: PASSWORD.into(),
    };
    let before = world.written().await;
    for count in ["0", "2", "-1", "1.5", "10"] {
        assert_eq!(
            status(&world.server.change_gate(&world.lead, change(count)).await),
            422,
            "{count}"
        );
    }
    assert_eq!(
        status(&world.server.change_gate(&world.qa, change("1")).await),
        403
    );
    assert_eq!(world.written().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_signature_is_withdrawn_by_its_signer_only(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let id = world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    let cmd = |reason: &str| WithdrawSignOff {
        key: Uuid::new_v4(),
        signoff: id,
        reason: reason.into(),
        password: PASSWORD.into(),
    };
    assert_eq!(
        status(&world.server.withdraw_signoff(&world.lead, cmd("mine")).await),
        403
    );
    assert_eq!(
        status(&world.server.withdraw_signoff(&world.tech_lead, cmd(" ")).await),
        422
    );
    world
        .server
        .withdraw_signoff(&world.tech_lead, cmd("signed the wrong one"))
        .await
        .unwrap();
    assert_eq!(
        status(
            &world
                .server
                .withdraw_signoff(&world.tech_lead, cmd("again"))
                .await
        ),
        422
    );
    assert_eq!(state(&world, 0).await, PhaseState::ReadyToSign);
    let receipt = world.server.receipt(&world.qa, id).await.unwrap();
    assert_eq!(
        receipt.signature.ended.unwrap().1,
        "Withdrawn: signed the wrong one"
    );
    assert!(receipt.holds, "what was signed stays readable");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refusal_may_be_given_over_open_items_and_shuts_the_gate(pool: PgPool) {
    let world = World::new(pool).await;
    let mut form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    form.decision = "refuse".into();
    form.refusal = "no rollback was practised".into();
    world.server.sign(&world.tech_lead, form).await.unwrap();
    let readiness = world.page(&world.lead).await.readiness.unwrap();
    assert!(
        readiness
            .obstacles
            .iter()
            .any(|o| o.reason.contains("no rollback was practised"))
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn waivers_have_a_giver_a_reason_and_an_end(pool: PgPool) {
    let world = World::new(pool).await;
    let item = world.item(SMOKE).await;
    let before = world.written().await;
    assert_eq!(
        status(&world.server.waive(&world.qa, world.waiver(item.id)).await),
        403
    );
    let mut bad = world.waiver(item.id);
    bad.reason = " ".into();
    assert_eq!(status(&world.server.waive(&world.tech_lead, bad).await), 422);
    let mut bad = world.waiver(item.id);
    bad.until = "2026-11-17".into();
    assert_eq!(status(&world.server.waive(&world.tech_lead, bad).await), 422);
    assert_eq!(world.written().await, before);

    world
        .server
        .waive(&world.tech_lead, world.waiver(item.id))
        .await
        .unwrap();
    let waived = world.item(SMOKE).await;
    assert_eq!(waived.standing.mark, Mark::Waived);
    world.tick("Backup is restorable", Outcome::Passed).await;
    world.tick("Release notes reviewed", Outcome::Passed).await;
    let mut form = world.approval(&world.tech_lead, Role::TechLead, 1).await;
    assert_eq!(form.points.len(), 1);
    let points = std::mem::take(&mut form.points);
    assert_eq!(
        status(&world.server.sign(&world.tech_lead, form.clone()).await),
        422,
        "each waiver is ticked by itself"
    );
    form.points = points;
    world.server.sign(&world.tech_lead, form).await.unwrap();

    let waiver = waived.waiver.unwrap().id;
    let cmd = WithdrawWaiver {
        key: Uuid::new_v4(),
        waiver,
        reason: "traffic changed after all".into(),
    };
    world.server.withdraw_waiver(&world.tech_lead, cmd).await.unwrap();
    assert_eq!(world.mark(SMOKE).await, Mark::Unknown);
    assert_eq!(state(&world, 0).await, PhaseState::NeedsResign);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_expired_waiver_waives_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let item = world.item(SMOKE).await;
    world
        .server
        .waive(&world.tech_lead, world.waiver(item.id))
        .await
        .unwrap();
    world.later(14 * 24 * 60);
    assert_eq!(world.mark(SMOKE).await, Mark::Unknown);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_risks_of_the_checklist_are_accepted(pool: PgPool) {
    let world = World::new(pool).await;
    let cmd = AcceptRisk {
        key: Uuid::new_v4(),
        deployment: world.deployment,
        risk: "made up".into(),
        reason: "fine".into(),
    };
    let before = world.written().await;
    assert_eq!(
        status(&world.server.accept_risk(&world.lead, cmd.clone()).await),
        422
    );
    assert_eq!(status(&world.server.accept_risk(&world.qa, cmd).await), 403);
    assert_eq!(world.written().await, before);
}
