//! The life of deployments and their checklists.

use app::backend::{
    AddItem, BoardQuery, ChangeDeployment, ChangeItem, Deployments, OfDeployment, RemoveItem,
};
use domain::{
    audit::Event,
    checklist::ItemKind,
    deployment::{DeploymentAct, DeploymentState},
    gate::PhaseState,
    item::Outcome,
    role::Role,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{World, status};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deployment_lives_from_draft_to_done(pool: PgPool) {
    let world = World::new(pool).await;
    let before = world.written().await;
    let stale = world.act(DeploymentAct::Start, DeploymentState::Draft).await;
    assert_eq!(status(&stale), 409);
    assert_eq!(
        status(&world.act(DeploymentAct::Finish, DeploymentState::Preparing).await),
        422
    );
    assert_eq!(world.written().await, before);

    world.later(5);
    world
        .act(DeploymentAct::Start, DeploymentState::Preparing)
        .await
        .unwrap();
    assert_eq!(world.page(&world.qa).await.head.t0, Some(world.now()));
    let unsigned = world
        .act(DeploymentAct::Finish, DeploymentState::Deploying)
        .await
        .unwrap_err();
    assert!(
        unsigned.to_string().contains("2 of 2 phases are not signed"),
        "{unsigned}"
    );
    world.settle_first_phase().await;
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    for text in ["Deploy the image", "Quote endpoint answers"] {
        world
            .tick_as(&world.ops, text, Outcome::Passed, "")
            .await
            .unwrap();
    }
    world.sign(&world.tech_lead, Role::TechLead, 2).await.unwrap();
    world
        .act(DeploymentAct::Watch, DeploymentState::Deploying)
        .await
        .unwrap();
    world
        .act(DeploymentAct::Finish, DeploymentState::Watching)
        .await
        .unwrap();
    let page = world.page(&world.lead).await;
    assert_eq!(
        (page.head.state, page.head.closed_at),
        (DeploymentState::Done, Some(world.now()))
    );
    assert!(page.acts.is_empty() && page.readiness.is_none());
    assert_eq!(
        status(
            &world
                .tick_as(&world.qa, "Deploy the image", Outcome::Failed, "late")
                .await
        ),
        422
    );
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn phases_are_signed_in_their_order(pool: PgPool) {
    let world = World::new(pool).await;
    for text in ["Deploy the image", "Quote endpoint answers"] {
        world.tick(text, Outcome::Passed).await;
    }
    let refused = world.sign(&world.tech_lead, Role::TechLead, 2).await.unwrap_err();
    assert_eq!(refused.status(), 422);
    assert!(
        refused.details()[0].contains("Phase 1"),
        "{:?}",
        refused.details()
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn rolling_back_says_why(pool: PgPool) {
    let world = World::new(pool).await;
    world
        .act(DeploymentAct::Start, DeploymentState::Preparing)
        .await
        .unwrap();
    world
        .act(DeploymentAct::RollBack, DeploymentState::Deploying)
        .await
        .unwrap();
    let head = world.page(&world.lead).await.head;
    assert_eq!(
        (head.state, head.closing_reason.as_deref()),
        (DeploymentState::RolledBack, Some("because of the test"))
    );
    let Some(Event::StateChanged { reason, .. }) = world.events().await.pop() else {
        panic!("no event")
    };
    assert_eq!(reason.as_deref(), Some("because of the test"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn editing_makes_a_revision_and_voids_what_was_signed(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    let page = world.page(&world.lead).await;
    let add = AddItem {
        key: Uuid::new_v4(),
        deployment: world.deployment,
        phase: page.phases[0].id,
        task: page.phases[0].tasks[0].id.to_string(),
        text: "Look at the logs\u{0}".into(),
        kind: ItemKind::Check,
    };
    let before = world.written().await;
    assert_eq!(status(&world.server.add_item(&world.qa, add.clone()).await), 403);
    assert_eq!(world.written().await, before);
    world.server.add_item(&world.lead, add).await.unwrap();
    let after = world.page(&world.lead).await;
    assert_eq!(after.phases[0].state, PhaseState::NeedsResign);
    assert_eq!(after.head.checklist_revision, page.head.checklist_revision + 1);

    let item = world.item("Look at the logs").await;
    let stale = ChangeItem {
        item: item.id,
        text: "x".into(),
        seen_version: item.version + 1,
    };
    assert_eq!(status(&world.server.change_item(&world.lead, stale).await), 409);
    world
        .server
        .remove_item(
            &world.lead,
            RemoveItem {
                item: item.id,
                seen_version: item.version,
            },
        )
        .await
        .unwrap();
    assert_eq!(
        world.page(&world.lead).await.phases[0].state,
        PhaseState::NeedsResign
    );
    let gone = RemoveItem {
        item: item.id,
        seen_version: item.version,
    };
    assert_eq!(status(&world.server.remove_item(&world.lead, gone).await), 404);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_version_is_not_what_was_signed(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    let change = |field: &str, value: &str| ChangeDeployment {
        deployment: world.deployment,
        field: field.into(),
        value: value.into(),
    };
    world
        .server
        .change_deployment(&world.lead, change("planned_t0", "2026-11-19T14:00"))
        .await
        .unwrap();
    assert_eq!(world.page(&world.lead).await.phases[0].state, PhaseState::Signed);
    world
        .server
        .change_deployment(&world.lead, change("version", "2.0.2"))
        .await
        .unwrap();
    assert_eq!(
        world.page(&world.lead).await.phases[0].state,
        PhaseState::NeedsResign
    );
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .change_deployment(&world.lead, change("version", " "))
                .await
        ),
        422
    );
    assert_eq!(
        status(
            &world
                .server
                .change_deployment(&world.lead, change("state", "done"))
                .await
        ),
        422
    );
    assert_eq!(
        status(
            &world
                .server
                .change_deployment(&world.qa, change("version", "3"))
                .await
        ),
        403
    );
    assert_eq!(world.written().await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn archived_is_out_of_the_lists_and_unchangeable(pool: PgPool) {
    let world = World::new(pool).await;
    let of = || OfDeployment {
        deployment: world.deployment,
    };
    assert_eq!(
        status(&world.server.archive_deployment(&world.lead, of()).await),
        422,
        "it is under way"
    );
    world
        .act(DeploymentAct::Cancel, DeploymentState::Preparing)
        .await
        .unwrap();
    world.server.archive_deployment(&world.lead, of()).await.unwrap();
    let query = BoardQuery {
        scope: "all".into(),
        ..BoardQuery::default()
    };
    assert!(
        world
            .server
            .board(&world.lead, query)
            .await
            .unwrap()
            .done
            .is_empty()
    );
    let head = world.page(&world.lead).await.head;
    assert!(head.archived && !head.rights.edit);
    let change = ChangeDeployment {
        deployment: world.deployment,
        field: "title".into(),
        value: "x".into(),
    };
    assert_eq!(
        status(&world.server.change_deployment(&world.lead, change).await),
        422
    );
}
