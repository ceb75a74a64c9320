//! News over two servers on one database: a tick on one is heard by a page that is open on the other.

use std::{sync::Arc, time::Duration};

use app::backend::Deployments;
use http_body_util::BodyExt;
use server::{
    clock::SystemClock,
    notify::{self, Heard},
    state::new_id,
};
use sqlx::PgPool;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    form::Form,
    house::{Crew, House},
};

const CHECKLIST: &str = "# Fixes\n\n## Phase 1: Before\n\n- [ ] Smoke test on staging\n";
/// Long beyond what it takes: reached only when the news never comes.
const AT_MOST: Duration = Duration::from_secs(30);

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_tick_on_one_server_reaches_a_page_of_the_other(pool: PgPool) {
    let crew = Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), CHECKLIST).await;
    let there = House::on(pool.clone(), Arc::new(SystemClock));
    let cookie = crew.house.sign_in(&crew.qa.name).await;
    // What was announced while the world was made is not the tick.
    sqlx::query("DELETE FROM outbox").execute(&pool).await.unwrap();

    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    for house in [&crew.house, &there] {
        let mut heard = house.server.changes.subscribe();
        let changes = house.server.changes.clone();
        notify::start(
            pool.clone(),
            Arc::clone(&house.server.clock),
            changes,
            &tasks,
            stop.clone(),
        );
        assert_eq!(heard.recv().await.unwrap(), Heard::Resync);
    }

    let stream = there
        .open(&format!("/live?topic=deployment/{}", crew.deployment), &cookie)
        .await;
    assert_eq!(stream.status(), 200);
    let mut stream = stream.into_body();
    let mut next = async || {
        let frame = tokio::time::timeout(AT_MOST, stream.frame())
            .await
            .expect("the stream speaks");
        let bytes = frame
            .expect("the stream goes on")
            .expect("the stream holds")
            .into_data()
            .expect("events");
        String::from_utf8(bytes.to_vec()).expect("text")
    };
    assert!(
        next().await.contains("event: still"),
        "a stream opens with a sign of life"
    );

    let page = crew
        .house
        .server
        .deployment(&crew.qa, crew.deployment)
        .await
        .unwrap();
    let item = &page.phases[0].items[0];
    let tick = Form::cmd(&[
        ("key", &new_id::<Uuid>().to_string()),
        ("item", &item.id.to_string()),
        ("outcome", "passed"),
        ("seen_version", &item.version.to_string()),
    ]);
    let answer = crew
        .house
        .post("checks/record_manual_result", Some(&cookie), &tick)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    loop {
        let event = next().await;
        if event.contains("event: changed") {
            break;
        }
        assert!(event.contains("event: still"), "{event}");
    }

    // Signing out on one ends the stream of the other.
    assert_eq!(
        crew.house
            .post("accounts/sign_out", Some(&cookie), &Form::default())
            .await
            .status,
        200
    );
    loop {
        let event = next().await;
        if event.contains("event: ended") {
            break;
        }
        assert!(
            event.contains("event: still") || event.contains("event: changed"),
            "{event}"
        );
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
