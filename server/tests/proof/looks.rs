//! What pages ask for beside themselves: the palette, the trail as a file, and who else is here.

use std::{sync::Arc, time::Duration};

use app::backend::Deployments;
use http_body_util::BodyExt;
use server::{
    clock::SystemClock,
    notify::{self, Heard},
};
use sqlx::PgPool;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    form::Form,
    house::{Answer, Crew, House},
    signing::CHECKLIST,
};

/// Long beyond what it takes: reached only when the news never comes.
const AT_MOST: Duration = Duration::from_secs(30);

async fn crew(pool: &PgPool) -> Crew {
    Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), CHECKLIST).await
}

fn words(answer: &Answer) -> Vec<String> {
    let entries: Vec<serde_json::Value> = serde_json::from_str(&answer.body).expect("entries");
    entries
        .iter()
        .map(|entry| entry["words"].as_str().expect("words").to_owned())
        .collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_palette_offers_what_the_person_can_do_here(pool: PgPool) {
    let crew = crew(&pool).await;
    let (lead, admin) = (
        crew.house.sign_in(&crew.lead.name).await,
        crew.house.sign_in(&crew.admin.name).await,
    );
    crew.house.person("Sam Stranger", false).await;
    let stranger = crew.house.sign_in("Sam Stranger").await;
    let here = format!("/palette?at=/deployments/{}", crew.deployment);
    let offered = words(&crew.house.get(&here, Some(&lead)).await);
    for wanted in [
        "Phase 1: Before",
        "Run all checks of phase 1",
        "My queue",
        "Copy the link to this page",
    ] {
        assert!(offered.contains(&wanted.to_owned()), "{wanted}: {offered:?}");
    }
    assert!(!offered.contains(&"Admin".to_owned()), "{offered:?}");
    assert!(words(&crew.house.get("/palette?at=/", Some(&admin)).await).contains(&"Admin".to_owned()));
    let offered = words(&crew.house.get(&here, Some(&stranger)).await);
    assert!(
        !offered.iter().any(|words| words.contains("phase")),
        "not theirs to know: {offered:?}"
    );

    let found = crew.house.get("/palette?at=/&q=smoke", Some(&lead)).await;
    assert_eq!(words(&found), ["Smoke test on staging"]);
    assert_eq!(
        words(&crew.house.get("/palette?at=/&q=smoke", Some(&stranger)).await),
        Vec::<String>::new()
    );
    assert_eq!(crew.house.get("/palette?at=/", None).await.status, 401);
    let odd = crew
        .house
        .get("/palette?at=//evil.example/&q=copy", Some(&lead))
        .await;
    assert_eq!(
        words(&odd),
        Vec::<String>::new(),
        "only addresses of this server are copied"
    );
}

async fn export(crew: &Crew, cookie: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let mut form = Form::default();
    for (name, value) in fields {
        form = form.and(name, value);
    }
    let mut request = axum::http::Request::post("/audit/export")
        .header("content-type", "application/x-www-form-urlencoded");
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    let request = request
        .body(axum::body::Body::from(form.query()))
        .expect("a request");
    crew.house.send(request).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_trail_is_a_file_for_those_who_may_read_it(pool: PgPool) {
    let crew = crew(&pool).await;
    let (admin, lead, qa) = (
        crew.house.sign_in(&crew.admin.name).await,
        crew.house.sign_in(&crew.lead.name).await,
        crew.house.sign_in(&crew.qa.name).await,
    );
    let deployment = crew.deployment.to_string();
    let own = [("format", "json"), ("deployment", deployment.as_str())];
    for (cookie, fields, status) in [
        (None, &own[..], 401),
        (Some(&lead), &[("format", "csv")][..], 403),
        (Some(&qa), &own[..], 403),
        (Some(&admin), &[("format", "pdf")][..], 422),
        (Some(&admin), &[("format", "csv"), ("from", "yesterday")][..], 422),
        (
            Some(&admin),
            &[("format", "csv"), ("deployment", "nonsense")][..],
            404,
        ),
    ] {
        let answer = export(&crew, cookie.map(String::as_str), fields).await;
        assert_eq!(answer.status, status, "{fields:?}: {}", answer.body);
    }
    assert_eq!(
        crew.house
            .get("/audit/export?format=csv", Some(&admin))
            .await
            .status,
        405,
        "a look makes no file"
    );

    // More than one step of reading, a name that a spreadsheet would take for a formula, and every event once, in order.
    let many = 1_203;
    let start: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_events")
        .fetch_one(&pool)
        .await
        .unwrap();
    for _ in 0..3 {
        let team = Form::cmd(&[("name", &format!("=cmd{}", uuid::Uuid::new_v4()))]);
        let made = crew.house.post("teams/create_team", Some(&admin), &team).await;
        assert_eq!(made.status, 200, "{}", made.body);
    }
    let rights = app::backend::SetInstanceRights {
        person: crew.qa.person,
        admin: String::new(),
        auditor: "on".into(),
    };
    let back = app::backend::SetInstanceRights {
        auditor: String::new(),
        ..rights.clone()
    };
    use app::backend::Accounts;
    for turn in 0..(many - 3) {
        let cmd = if turn % 2 == 0 {
            rights.clone()
        } else {
            back.clone()
        };
        crew.house
            .server
            .set_instance_rights(&crew.admin, cmd)
            .await
            .unwrap();
    }
    let all: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_events")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(all >= start + many);
    let csv = export(&crew, Some(&admin), &[("format", "csv")]).await;
    assert_eq!(csv.status, 200);
    let rows: Vec<&str> = csv.body.trim_end().split("\r\n").collect();
    assert_eq!(rows.len() as i64, all + 1, "a heading, and each event once");
    assert!(
        rows.windows(2)
            .skip(1)
            .all(|pair| pair[0].split(',').next() <= pair[1].split(',').next())
    );
    assert!(
        csv.body.contains("created the team =cmd") && !csv.body.contains(",=cmd"),
        "formulas stay texts"
    );
    let json = export(&crew, Some(&lead), &own).await;
    let file: serde_json::Value = serde_json::from_str(&json.body).expect("one JSON value");
    let events = file["events"].as_array().expect("events");
    let chain: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM audit_events WHERE chain_id = $1 AND act <> 'audit_exported'",
    )
    .bind(crew.deployment.0)
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(
        (events.len() as i64, &file["incomplete"]),
        (chain, &serde_json::Value::Null)
    );
    assert!(
        events
            .iter()
            .all(|event| event["chain"] == format!("deployment {deployment}"))
    );
    // The filter of the page is kept, and each file left an event.
    let mine = export(
        &crew,
        Some(&admin),
        &[("format", "json"), ("act", "team created")],
    )
    .await;
    let file: serde_json::Value = serde_json::from_str(&mine.body).unwrap();
    assert_eq!(file["events"].as_array().unwrap().len(), 4);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_events WHERE act = 'audit_exported'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 3);
}

/// Somebody opens the signing page on one server; whoever has the deployment open on the other reads it there, until they leave.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn people_see_who_else_is_here(pool: PgPool) {
    let crew = crew(&pool).await;
    let there = House::on(pool.clone(), Arc::new(SystemClock));
    let (qa, tech) = (
        crew.house.sign_in(&crew.qa.name).await,
        crew.house.sign_in(&crew.tech_lead.name).await,
    );
    sqlx::query("DELETE FROM outbox").execute(&pool).await.unwrap();
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    for house in [&crew.house, &there] {
        let mut heard = house.server.changes.subscribe();
        let clock = Arc::clone(&house.server.clock);
        notify::start(
            pool.clone(),
            clock,
            house.server.changes.clone(),
            &tasks,
            stop.clone(),
        );
        assert_eq!(heard.recv().await.unwrap(), Heard::Resync);
    }
    let address = format!("/live?topic=deployment/{}", crew.deployment);
    let watching = there.open(&address, &qa).await;
    assert_eq!(watching.status(), 200);
    let mut watching = watching.into_body();
    let mut until = async |wanted: &str| {
        let reading = async {
            loop {
                let frame = watching.frame().await.expect("it goes on").expect("it holds");
                let text = String::from_utf8(frame.into_data().expect("events").to_vec()).expect("text");
                if text.contains(wanted) {
                    return;
                }
            }
        };
        tokio::time::timeout(AT_MOST, reading).await.expect(wanted);
    };
    until("event: still").await;
    let here = async || {
        let page = crew
            .house
            .server
            .deployment(&crew.qa, crew.deployment)
            .await
            .unwrap();
        let mut places: Vec<_> = page
            .here
            .iter()
            .map(|here| (here.name.clone(), here.place.key()))
            .collect();
        places.sort();
        places
    };
    assert_eq!(here().await, [("Quinn Adams".to_owned(), String::new())]);

    let signing = crew.house.open(&format!("{address}&at=sign/1"), &tech).await;
    assert_eq!(signing.status(), 200);
    let mut signing = signing.into_body();
    signing.frame().await.expect("a sign of life").expect("it holds");
    until("event: changed").await;
    let both = [
        ("Quinn Adams".to_owned(), String::new()),
        ("Tom Tech".to_owned(), "sign/1".to_owned()),
    ];
    assert_eq!(here().await, both);
    let page = crew
        .house
        .get(&format!("/deployments/{}", crew.deployment), Some(&qa))
        .await;
    assert!(
        page.body.contains("Tech Lead is reviewing phase 1."),
        "it is said in words"
    );
    assert!(page.body.contains("TT, Tech Lead"), "initials with the role");

    drop(signing);
    until("event: changed").await;
    assert_eq!(here().await, both[..1]);
    // A server that died says no goodbye: what it left fades.
    sqlx::query("UPDATE presence SET expires_at = now() - interval '1 second'")
        .execute(&pool)
        .await
        .unwrap();
    assert!(here().await.is_empty());
    let odd = crew.house.open(&format!("{address}&at=%00'--"), &qa).await;
    assert_eq!(odd.status(), 200, "a place that is none is no place");
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
