//! What pages show of many things at once: the board, the queue, the timeline; and what they cost.

use std::{cell::Cell, sync::Once};

use app::backend::{BoardQuery, Deployments};
use domain::{gate::PhaseState, item::Outcome, role::Role};
use sqlx::PgPool;
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

use crate::support::{World, create};

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
    static COUNTED: Once = Once::new();
    // For the whole process, since a subscriber of one thread can be overlooked by call sites that others used first.
    COUNTED.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(Statements);
        tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    });
    SENT.set(0);
    world.server.deployment(&world.lead, id).await.unwrap();
    assert!(SENT.get() > 0, "the driver reports nothing");
    SENT.get()
}

thread_local! {
    /// Each test has a thread of its own.
    static SENT: Cell<usize> = const { Cell::new(0) };
}

struct Statements;

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            SENT.set(SENT.get() + 1);
        }
    }
}
