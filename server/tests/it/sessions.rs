//! Sessions: how long they last, and that an ended one stays ended.

use app::backend::{Accounts, DeactivatePerson};
use chrono::TimeDelta;
use domain::ids::PersonId;
use server::auth::sessions::{self, IDLE, LIFETIME, Sessions};
use sqlx::PgPool;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

use crate::stage::Stage;

/// Begins a session with this number as its id.
pub async fn session(stage: &Stage, number: i128, person: PersonId) -> Sessions {
    let sessions = Sessions::new(stage.server.pool.clone(), stage.server.clock.clone());
    let mut record = record(number, person);
    sessions.create(&mut record).await.unwrap();
    sessions
}

fn record(number: i128, person: PersonId) -> Record {
    let data = [(sessions::PERSON.to_owned(), serde_json::json!(person.to_string()))].into();
    Record {
        id: Id(number),
        data,
        expiry_date: time::OffsetDateTime::UNIX_EPOCH,
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sessions_end_by_age_by_rest_and_by_their_person(pool: PgPool) {
    let stage = Stage::set(pool).await;
    let person = stage.stranger("Ada").await.person;
    let sessions = session(&stage, 1, person).await;
    assert!(sessions.load(&Id(1)).await.unwrap().is_some());
    assert!(sessions.load(&Id(2)).await.unwrap().is_none());

    stage.later(IDLE);
    assert!(
        sessions.load(&Id(1)).await.unwrap().is_none(),
        "nobody used it for an hour"
    );

    let sessions = session(&stage, 3, person).await;
    let mut conn = stage.server.pool.acquire().await.unwrap();
    for _ in 0..(LIFETIME.num_minutes() / 50) {
        stage.later(TimeDelta::minutes(50));
        let hash = sessions::hash_of(&Id(3));
        sessions::caller_of(&mut conn, &hash, stage.server.clock.now(), true)
            .await
            .unwrap();
    }
    assert!(sessions.load(&Id(3)).await.unwrap().is_some(), "used all day");
    stage.later(TimeDelta::minutes(50));
    assert!(sessions.load(&Id(3)).await.unwrap().is_none(), "a day is over");

    let sessions = session(&stage, 4, person).await;
    let deactivate = DeactivatePerson {
        person,
        reason: "left".into(),
    };
    stage
        .server
        .deactivate_person(&stage.admin, deactivate)
        .await
        .unwrap();
    assert!(sessions.load(&Id(4)).await.unwrap().is_none());
    assert!(sessions.create(&mut record(5, person)).await.is_err());
    sessions.save(&record(4, person)).await.unwrap();
    assert!(
        sessions.load(&Id(4)).await.unwrap().is_none(),
        "a saved session does not come back"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_admins_session_ends_after_half_a_day(pool: PgPool) {
    let stage = Stage::set(pool).await;
    session(&stage, 1, stage.admin.person).await;
    let page = stage.server.account(&stage.admin).await.unwrap();
    assert_eq!(
        page.sessions[0].expires_at - page.sessions[0].created_at,
        TimeDelta::hours(12)
    );
}
