//! The database fails at the moment of "Sign": nobody is told "signed" without a row, nor "not saved" with one; and the same
//! form, sent again, signs once.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use server::{clock::SystemClock, postgres::Private};
use sqlx::{PgPool, postgres::PgPoolOptions};

use crate::{
    form::Form,
    house::{Crew, House},
    private::kill_postgres,
    program::Folder,
    proxy::{Lose, Proxy},
    signing::{CHECKLIST, approval},
};

async fn crew(pool: &PgPool) -> Crew {
    Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), CHECKLIST).await
}

/// Signatures, and events of signing.
async fn signed(pool: &PgPool) -> (i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT count(*) FROM signoffs), (SELECT count(*) FROM audit_events WHERE act = 'signed_off')",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn signs_once(crew: &Crew, signer: &str, form: &Form, pool: &PgPool) {
    for _ in 0..2 {
        let again = crew.house.post("gates/sign", Some(signer), form).await;
        assert_eq!(again.status, 200, "{}", again.body);
        assert!(again.body.contains("/signoffs/"), "{}", again.body);
    }
    assert_eq!(signed(pool).await, (1, 1));
    let mut conn = pool.acquire().await.unwrap();
    for (chain, found) in server::verify::all(&mut conn).await.unwrap() {
        assert_eq!(found.broken, None, "{chain}");
    }
}

/// Waits until a statement waits for the lock that the test holds; gives its process.
async fn waiting(pool: &PgPool) -> i32 {
    loop {
        let found: Option<i32> = sqlx::query_scalar(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_optional(pool)
        .await
        .unwrap();
        if let Some(pid) = found {
            return pid;
        }
        tokio::task::yield_now().await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cancelled_statement_signs_nothing(pool: PgPool) {
    let crew = crew(&pool).await;
    let (signer, form) = approval(&crew).await;
    let mut held = pool.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM gates FOR UPDATE")
        .execute(&mut *held)
        .await
        .unwrap();
    let cancelling = async {
        let pid = waiting(&pool).await;
        sqlx::query("SELECT pg_cancel_backend($1)")
            .bind(pid)
            .execute(&pool)
            .await
            .unwrap();
    };
    let (answer, ()) = tokio::join!(crew.house.post("gates/sign", Some(&signer), &form), cancelling);
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(signed(&pool).await, (0, 0));
    held.rollback().await.unwrap();
    signs_once(&crew, &signer, &form, &pool).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_free_connection_nothing_is_signed(pool: PgPool) {
    let few = PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(Duration::from_millis(300))
        .connect_with((*pool.connect_options()).clone())
        .await
        .unwrap();
    let crew = crew(&few).await;
    let (signer, form) = approval(&crew).await;
    let (one, other) = (few.acquire().await.unwrap(), few.acquire().await.unwrap());
    let answer = crew.house.post("gates/sign", Some(&signer), &form).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.body.contains("Nothing was saved"), "{}", answer.body);
    assert_eq!(signed(&pool).await, (0, 0));
    drop((one, other));
    signs_once(&crew, &signer, &form, &pool).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_commit_that_never_arrived_is_not_saved(pool: PgPool) {
    let proxy = Proxy::before(&pool, "INSERT INTO signoffs").await;
    let crew = crew(&proxy.pool).await;
    let (signer, form) = approval(&crew).await;
    proxy.lose(Lose::Commit);
    let answer = crew.house.post("gates/sign", Some(&signer), &form).await;
    assert!(proxy.lost());
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(
        answer.body.contains("unavailable"),
        "it is certain: {}",
        answer.body
    );
    assert_eq!(signed(&pool).await, (0, 0));
    signs_once(&crew, &signer, &form, &pool).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_commit_whose_answer_was_lost_is_found_by_its_key(pool: PgPool) {
    let proxy = Proxy::before(&pool, "INSERT INTO signoffs").await;
    let crew = crew(&proxy.pool).await;
    let (signer, form) = approval(&crew).await;
    proxy.lose(Lose::Answer);
    let answer = crew.house.post("gates/sign", Some(&signer), &form).await;
    assert!(proxy.lost());
    assert_eq!(
        answer.status, 200,
        "it was saved, and is said to be: {}",
        answer.body
    );
    signs_once(&crew, &signer, &form, &pool).await;
}

/// Without a key nobody can ask; then it is not called saved, nor not saved.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_act_without_a_key_says_that_nobody_knows(pool: PgPool) {
    let proxy = Proxy::before(&pool, "UPDATE teams").await;
    let crew = crew(&proxy.pool).await;
    let admin = crew.house.sign_in(&crew.admin.name).await;
    let team: uuid::Uuid = sqlx::query_scalar("SELECT id FROM teams")
        .fetch_one(&pool)
        .await
        .unwrap();
    let form = Form::cmd(&[("team", &team.to_string()), ("name", "Payments")]);
    proxy.lose(Lose::Answer);
    let answer = crew.house.post("teams/rename_team", Some(&admin), &form).await;
    assert!(proxy.lost());
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.body.contains("unsettled"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_postgres_while_somebody_signs_leaves_no_half_signature() {
    let data = Folder::new();
    let mut postgres = Private::start(&data.0, None).await.unwrap();
    let (owner, app): (SecretString, SecretString) = (
        postgres.owner_url().to_owned().into(),
        postgres.app_url().to_owned().into(),
    );
    server::migrate::run(&owner, &app).await.unwrap();
    let pool = server::serve::connect(&app).await.unwrap();
    let crew = crew(&pool).await;
    let (signer, form) = approval(&crew).await;

    let mut held = pool.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM gates FOR UPDATE")
        .execute(&mut *held)
        .await
        .unwrap();
    let killing = async {
        waiting(&pool).await;
        kill_postgres(&data.0);
    };
    let (answer, ()) = tokio::join!(crew.house.post("gates/sign", Some(&signer), &form), killing);
    assert_eq!(answer.status, 503, "{}", answer.body);
    let said = postgres.ended().await;
    assert!(said.contains("ended by itself"), "{said}");
    drop(held);
    let down = crew.house.post("gates/sign", Some(&signer), &form).await;
    assert_eq!(down.status, 503, "{}", down.body);

    // Sessions of a killed PostgreSQL need a moment to end; until then it does not start.
    while postgres.restart().await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(signed(&pool).await, (0, 0));
    signs_once(&crew, &signer, &form, &pool).await;
    pool.close().await;
    postgres.stop().await.unwrap();
}
