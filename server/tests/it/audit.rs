//! The audit trail: who reads it, that it verifies, and that tampering is named or not possible at all.

use app::backend::{AuditQuery, Audits};
use domain::{audit::Chain, item::Outcome};
use server::verify;
use sqlx::PgPool;

use crate::support::{World, status};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_act_is_a_line_and_the_chain_verifies(pool: PgPool) {
    let world = World::new(pool).await;
    world
        .tick_as(
            &world.qa,
            "Smoke test on staging",
            Outcome::Failed,
            "500 on /quote",
        )
        .await
        .unwrap();
    let history = world
        .server
        .history(&world.lead, world.deployment, 1)
        .await
        .unwrap();
    assert_eq!(
        history.events[0].sentence,
        "failed \"Smoke test on staging\": 500 on /quote"
    );
    assert_eq!(history.events[0].actor, "Quinn QA");
    assert_eq!(history.chain_status.broken, None);
    assert_eq!(history.chain_status.events, history.paging.total);
    assert_eq!(
        status(&world.server.history(&world.stranger, world.deployment, 1).await),
        404
    );

    let all = AuditQuery::default();
    assert_eq!(status(&world.server.audit(&world.lead, all.clone()).await), 403);
    let page = world.server.audit(&world.admin, all).await.unwrap();
    assert!(page.chain_status.chains >= 2 && page.chain_status.broken.is_none());
    let own = AuditQuery {
        deployment: Some(world.deployment),
        actor: "quinn".into(),
        ..AuditQuery::default()
    };
    let page = world.server.audit(&world.lead, own).await.unwrap();
    assert_eq!((page.events.len(), page.paging.total), (1, 1));
    let odd = AuditQuery {
        from: "yesterday".into(),
        ..AuditQuery::default()
    };
    assert_eq!(status(&world.server.audit(&world.admin, odd).await), 422);
}

/// The owner of the database can remove the triggers; the chain tells.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn tampering_is_named(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let chain = Chain::Deployment(world.deployment);
    let attempts = [
        "UPDATE audit_events SET event = jsonb_set(event, '{note}', '\"all fine\"') WHERE chain_id = $1 AND seq = 3",
        "UPDATE audit_events SET at = at + interval '1 second' WHERE chain_id = $1 AND seq = 3",
        "UPDATE audit_events SET actor = '{\"kind\": \"person\"}' WHERE chain_id = $1 AND seq = 3",
        "DELETE FROM audit_events WHERE chain_id = $1 AND seq = 3",
        "UPDATE audit_events SET act = 'other' WHERE chain_id = $1 AND seq = 3",
        "UPDATE audit_events SET actor_id = NULL WHERE chain_id = $1 AND seq = 3",
        "UPDATE audit_heads SET seq = 2 WHERE chain_id = $1",
    ];
    for attempt in attempts {
        let mut tx = world.server.pool.begin().await.unwrap();
        sqlx::query("ALTER TABLE audit_events DISABLE TRIGGER ALL")
            .execute(&mut *tx)
            .await
            .unwrap();
        sqlx::query(attempt)
            .bind(world.deployment.0)
            .execute(&mut *tx)
            .await
            .unwrap();
        let found = verify::chain(&mut tx, chain).await.unwrap();
        let broken = found
            .broken
            .unwrap_or_else(|| panic!("{attempt} was not noticed"));
        assert!(broken.seq <= 4, "{attempt}: {broken}");
        tx.rollback().await.unwrap();
    }
    world.assert_chains_hold().await;
}

/// Taking away the row that keeps a chain's end hides nothing, and neither does taking the whole chain.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_chain_without_its_end_is_reported(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let chain = Chain::Deployment(world.deployment);
    for (attempt, what) in [
        ("DELETE FROM audit_heads WHERE chain_id = $1", "is gone"),
        (
            "WITH events AS (DELETE FROM audit_events WHERE chain_id = $1) DELETE FROM audit_heads WHERE chain_id = $1",
            "is gone",
        ),
        (
            "UPDATE audit_heads h SET seq = e.seq, hash = e.hash FROM audit_events e
             WHERE h.chain_id = $1 AND e.chain_id = $1 AND e.seq = 2",
            "there are more",
        ),
    ] {
        let mut tx = world.server.pool.begin().await.unwrap();
        for table in [
            "ALTER TABLE audit_events DISABLE TRIGGER ALL",
            "ALTER TABLE audit_heads DISABLE TRIGGER ALL",
        ] {
            sqlx::query(table).execute(&mut *tx).await.unwrap();
        }
        sqlx::query(attempt)
            .bind(world.deployment.0)
            .execute(&mut *tx)
            .await
            .unwrap();
        let found = verify::all(&mut tx).await.unwrap();
        let broken: Vec<_> = found
            .iter()
            .filter_map(|(_, verified)| verified.broken.as_ref())
            .collect();
        assert_eq!(broken.len(), 1, "{attempt}: {broken:?}");
        assert_eq!(broken[0].chain, chain);
        assert!(broken[0].to_string().contains(what), "{}", broken[0]);
        assert!(verify::chain(&mut tx, chain).await.unwrap().broken.is_some());
        tx.rollback().await.unwrap();
    }
    world.assert_chains_hold().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_run_time_role_adds_and_changes_no_history(pool: PgPool) {
    let world = World::new(pool).await;
    world.settle_first_phase().await;
    let mut tx = world.server.pool.begin().await.unwrap();
    // A role of this test alone; it goes with the transaction.
    sqlx::query("CREATE ROLE countersign_test_runtime")
        .execute(&mut *tx)
        .await
        .unwrap();
    store::grant_runtime_rights(&mut tx, "countersign_test_runtime")
        .await
        .unwrap();
    sqlx::query("SET LOCAL ROLE countersign_test_runtime")
        .execute(&mut *tx)
        .await
        .unwrap();
    for refused in [
        "UPDATE audit_events SET act = 'nothing'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "UPDATE results SET outcome = 'passed'",
        "DELETE FROM results",
        "DELETE FROM signoffs",
        "UPDATE signoff_ends SET cause = 'x'",
        "DELETE FROM waivers",
        "DELETE FROM evidence_content",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
    ] {
        sqlx::query("SAVEPOINT before").execute(&mut *tx).await.unwrap();
        let error = sqlx::query(refused).execute(&mut *tx).await.expect_err(refused);
        let code = error
            .as_database_error()
            .and_then(|e| e.code())
            .map(|code| code.into_owned());
        assert_eq!(code.as_deref(), Some("42501"), "{refused}");
        sqlx::query("ROLLBACK TO before").execute(&mut *tx).await.unwrap();
    }
    tx.rollback().await.unwrap();

    // Even the owner is stopped by the trigger first.
    let error = sqlx::query("DELETE FROM results")
        .execute(&world.server.pool)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("only ever added"), "{error}");
}
