//! The example: something in every state, and never half of it.

use app::backend::{Deployments, Imports};
use chrono::TimeDelta;
use server::clock::Clock;
use sqlx::PgPool;

use crate::stage::Stage;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_example_shows_every_state_and_nobody_can_sign_in_to_it(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let id = stage.server.create_example(&stage.admin).await.unwrap();
    let page = stage.server.deployment(&stage.admin, id).await.unwrap();
    assert!(page.head.example);
    let words: Vec<_> = page.phases.iter().map(|phase| phase.state.word()).collect();
    assert_eq!(words, ["Needs re-sign", "Signed", "Blocked", "Not started"]);
    let tally = page.tally;
    for (count, mark) in [
        (tally.pass, "pass"),
        (tally.fail, "fail"),
        (tally.blocked, "blocked"),
        (tally.unknown, "unknown"),
        (tally.waived, "waived"),
    ] {
        assert!(count > 0, "{mark}: {tally:?}");
    }
    assert_eq!(stage.count("evidence").await, 1);
    assert_eq!(
        stage
            .count("people WHERE email LIKE '%example.invalid' AND deactivated_at IS NULL")
            .await,
        0
    );
    let again = stage.server.create_example(&stage.admin).await.unwrap();
    assert_ne!(again, id, "a second one has a play of its own");
    assert_eq!(stage.count("people").await, 5);
}

/// In the middle of the play the database refuses something: the example is gone, and the next one is whole.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_half_played_example_does_not_stay(pool: PgPool) {
    let stage = Stage::set(pool.clone()).await;
    for statement in [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'out of ink'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON waivers FOR EACH ROW EXECUTE FUNCTION refuse()",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    assert!(stage.server.create_example(&stage.admin).await.is_err());
    assert!(stage.count("signoffs").await > 0, "the play had begun");
    assert_eq!(stage.count("deployments WHERE archived_at IS NULL").await, 0);
    assert_eq!(stage.count("unfinished_examples").await, 0);
    assert_eq!(
        stage
            .count("people WHERE email LIKE '%example.invalid' AND deactivated_at IS NULL")
            .await,
        0
    );
    assert!(stage.acts().await.contains(&"deployment_archived".to_owned()));
    sqlx::query("DROP TRIGGER refuse ON waivers")
        .execute(&pool)
        .await
        .unwrap();
    let whole = stage.server.create_example(&stage.admin).await.unwrap();
    assert!(
        stage
            .server
            .deployment(&stage.admin, whole)
            .await
            .unwrap()
            .head
            .example
    );
    assert_eq!(stage.count("deployments WHERE archived_at IS NULL").await, 1);
}

/// A server that died while it played leaves its note; what it left is taken away at the next start.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_example_from_before_a_crash_is_taken_away(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let id = stage.server.create_example(&stage.admin).await.unwrap();
    sqlx::query("INSERT INTO unfinished_examples (deployment_id, began_at) VALUES ($1, $2)")
        .bind(id.0)
        .bind(stage.clock.now())
        .execute(&stage.server.pool)
        .await
        .unwrap();
    let live = "deployments WHERE archived_at IS NULL";
    server::usecases::example::clear_after_crash(&stage.server)
        .await
        .unwrap();
    assert_eq!(
        stage.count(live).await,
        1,
        "another server may be playing it right now"
    );
    stage.later(TimeDelta::minutes(11));
    server::usecases::example::clear_after_crash(&stage.server)
        .await
        .unwrap();
    assert_eq!(
        (stage.count(live).await, stage.count("unfinished_examples").await),
        (0, 0)
    );
}
