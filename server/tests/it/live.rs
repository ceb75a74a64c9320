//! News of changes, over two servers on one database.

use std::sync::Arc;

use domain::item::Outcome;
use server::notify::{self, Changes, Heard};
use sqlx::PgPool;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::support::World;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_server_hears_what_was_committed_here(pool: PgPool) {
    let world = World::new(pool.clone()).await;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let there = Changes::new();
    let mut heard = there.subscribe();
    notify::start(
        pool.clone(),
        Arc::clone(&world.server.clock),
        there,
        &tasks,
        stop.clone(),
    );
    notify::start(
        pool,
        Arc::clone(&world.server.clock),
        world.server.changes.clone(),
        &tasks,
        stop.clone(),
    );
    assert_eq!(
        heard.recv().await.unwrap(),
        Heard::Resync,
        "a listener begins by looking at everything"
    );

    world.tick("Smoke test on staging", Outcome::Passed).await;
    loop {
        // What was written before the listener began may be told, too.
        if heard.recv().await.unwrap() == Heard::Deployment(world.deployment) && waiting(&world).await == 0 {
            break;
        }
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

async fn waiting(world: &World) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM outbox WHERE announced_seq IS NULL")
        .fetch_one(&world.server.pool)
        .await
        .unwrap()
}
