//! The life of deployments, their checklists and people, lists and pages.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use app::backend::{
    AddItem, BoardQuery, ChangeDeployment, ChangeItem, DeploymentRole, Deployments, OfDeployment, RemoveItem,
    SetOwners,
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
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};
use uuid::Uuid;

use crate::support::{World, create, status};

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
async fn what_is_not_yours_is_not_there(pool: PgPool) {
    let world = World::new(pool).await;
    let id = world.deployment;
    let server = &world.server;
    assert_eq!(status(&server.deployment(&world.stranger, id).await), 404);
    assert_eq!(status(&server.timeline(&world.stranger, id).await), 404);
    assert_eq!(status(&server.people_page(&world.stranger, id).await), 404);
    assert_eq!(
        status(
            &server
                .deployment(&world.qa, domain::ids::DeploymentId(Uuid::new_v4()))
                .await
        ),
        404
    );
    assert!(
        server
            .search(&world.stranger, "quote")
            .await
            .unwrap()
            .deployments
            .is_empty()
    );
    assert!(
        server
            .search(&world.stranger, "smoke")
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let board = server
        .board(&world.stranger, BoardQuery::default())
        .await
        .unwrap();
    assert!(board.empty && board.live.is_empty());
    // A stakeholder reads the summary, and nothing else.
    let role = DeploymentRole {
        deployment: id,
        person: world.stranger.person,
        role: Role::Stakeholder,
    };
    server.give_role(&world.lead, role).await.unwrap();
    assert_eq!(status(&server.deployment(&world.stranger, id).await), 404);
    assert!(
        server
            .board(&world.stranger, BoardQuery::default())
            .await
            .unwrap()
            .empty
    );
    // Admins read.
    server.deployment(&world.admin, id).await.unwrap();
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
async fn owners_are_people_of_the_deployment(pool: PgPool) {
    let world = World::new(pool).await;
    let tasks: Vec<_> = world
        .page(&world.lead)
        .await
        .phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .map(|task| task.id)
        .collect();
    let set = |person: String| SetOwners {
        deployment: world.deployment,
        tasks: tasks.clone(),
        person,
    };
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .set_owners(&world.lead, set(world.stranger.person.to_string()))
                .await
        ),
        422
    );
    assert_eq!(world.written().await, before);
    world
        .server
        .set_owners(&world.lead, set(world.ops.person.to_string()))
        .await
        .unwrap();
    let page = world.page(&world.lead).await;
    assert!(
        page.phases
            .iter()
            .flat_map(|phase| &phase.tasks)
            .all(|task| { task.owner.as_ref().is_some_and(|owner| owner.name == "Olu Ops") })
    );
    // Whoever owns something does not waive it.
    world
        .server
        .set_owners(&world.lead, set(world.tech_lead.person.to_string()))
        .await
        .unwrap();
    assert!(
        !world
            .item_for(&world.tech_lead, "Deploy the image")
            .await
            .may_waive
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn somebody_can_always_steer(pool: PgPool) {
    let world = World::new(pool).await;
    let role = |caller: &domain::actor::Caller, role| DeploymentRole {
        deployment: world.deployment,
        person: caller.person,
        role,
    };
    world
        .server
        .take_role(&world.lead, role(&world.tech_lead, Role::TechLead))
        .await
        .unwrap();
    let before = world.written().await;
    assert_eq!(
        status(
            &world
                .server
                .take_role(&world.lead, role(&world.lead, Role::Lead))
                .await
        ),
        422
    );
    assert_eq!(
        status(
            &world
                .server
                .give_role(&world.qa, role(&world.qa, Role::Lead))
                .await
        ),
        403
    );
    assert_eq!(world.written().await, before);
    let people = world
        .server
        .people_page(&world.lead, world.deployment)
        .await
        .unwrap();
    assert_eq!(people.unfilled, [Role::TechLead]);
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

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_board_says_who_is_next(pool: PgPool) {
    let world = World::new(pool).await;
    let mine = |caller| world.server.board(caller, BoardQuery::default());
    let board = mine(&world.tech_lead).await.unwrap();
    assert!(board.needs_you.is_empty());
    assert_eq!(
        board.live[0].headline,
        "Phase 1 of 2: nothing recorded yet, 3 to do"
    );
    world.settle_first_phase().await;
    let board = mine(&world.tech_lead).await.unwrap();
    assert_eq!(board.needs_you[0].headline_state, PhaseState::ReadyToSign);
    let (label, address) = board.needs_you[0].next.clone().unwrap();
    assert_eq!(
        (label.as_str(), address),
        (
            "Review and sign",
            format!("/deployments/{}/phases/1/sign", world.deployment)
        )
    );
    assert!(mine(&world.qa).await.unwrap().needs_you.is_empty());
    let found = BoardQuery {
        scope: "all".into(),
        text: "QUOTE".into(),
        page: 1,
    };
    assert_eq!(world.server.board(&world.qa, found).await.unwrap().live.len(), 1);
    let none = BoardQuery {
        scope: "all".into(),
        text: "nothing like it".into(),
        page: 1,
    };
    let board = world.server.board(&world.qa, none).await.unwrap();
    assert!(board.live.is_empty() && !board.empty);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_queue_holds_what_the_caller_can_settle(pool: PgPool) {
    let world = World::new(pool).await;
    world
        .tick_as(&world.qa, "Backup is restorable", Outcome::Failed, "no space")
        .await
        .unwrap();
    world.tick("Release notes reviewed", Outcome::Passed).await;
    let queue = world.server.queue(&world.qa).await.unwrap();
    let texts: Vec<_> = queue.items.iter().map(|item| item.item.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Backup is restorable",
            "Smoke test on staging",
            "Deploy the image",
            "Quote endpoint answers"
        ]
    );
    assert_eq!(queue.settled_today, 2);
    assert!(
        world
            .server
            .queue(&world.stranger)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_timeline_shows_plan_and_fact(pool: PgPool) {
    let world = World::new(pool).await;
    world
        .tick_as(&world.qa, "Smoke test on staging", Outcome::Failed, "500")
        .await
        .unwrap();
    let failed_at = world.now();
    world.later(10);
    world.settle_first_phase().await;
    world.sign(&world.tech_lead, Role::TechLead, 1).await.unwrap();
    let timeline = world.server.timeline(&world.qa, world.deployment).await.unwrap();
    let bar = &timeline.bars[0];
    assert_eq!(bar.actual, Some((failed_at, Some(world.now()))));
    assert_eq!(bar.blocked, [(failed_at, Some(world.now()))]);
    assert_eq!(bar.signatures.len(), 1);
    assert_eq!(timeline.bars[1].actual, None);
}

/// Queries of a page do not grow with its items.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_long_checklist_takes_no_more_queries(pool: PgPool) {
    let world = World::new(pool).await;
    let items: String = (0..300).map(|n| format!("- [ ] Item {n}\n")).collect();
    let text = format!("# Long\n\n## Phase 1: All\n\n### Task 1: Many\n\n{items}");
    let long = create(
        &world.server,
        &world.lead,
        world.service,
        world.environment,
        &text,
    )
    .await;
    let page = world.server.deployment(&world.lead, long).await.unwrap();
    assert_eq!(page.tally.total(), 300);
    let short = queries(&world, world.deployment).await;
    assert_eq!(queries(&world, long).await, short);
    assert!(short <= 10, "{short}");
}

/// Statements that the page of a deployment sends, as the driver reports them.
async fn queries(world: &World, id: domain::ids::DeploymentId) -> usize {
    let sent = Arc::new(AtomicUsize::new(0));
    let subscriber = tracing_subscriber::registry().with(Statements(Arc::clone(&sent)));
    let guard = tracing::subscriber::set_default(subscriber);
    world.server.deployment(&world.lead, id).await.unwrap();
    drop(guard);
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent > 0, "the driver reports nothing");
    sent
}

struct Statements(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
