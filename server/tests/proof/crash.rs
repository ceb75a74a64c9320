//! The server is killed while people tick and checks run: what was acknowledged is there, once; nothing is doubled; no run
//! is forgotten.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};

use app::backend::{AllowTarget, Checks, DefineCheck, DeploymentPage, Deployments, Environments, ItemBoard};
use server::{clock::SystemClock, state::new_id};
use sqlx::{ConnectOptions, PgPool};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::watch,
};
use uuid::Uuid;

use crate::{
    form::Form,
    house::{Crew, House, PASSWORD, email_of},
    program::{Folder, Patient, Program},
};

const ITEMS: usize = 150;
const CHECKS: usize = 4;
const CLIENTS: usize = 8;
const KILLS: usize = 5;
/// Far beyond what it takes: reached only when a run is never finished.
const AT_MOST: Duration = Duration::from_secs(60);

fn checklist() -> String {
    let mut text = String::from("# Many fixes\n\n## Phase 1: By hand\n\n### Task 1: Look\n\n");
    for number in 1..=ITEMS {
        let _ = writeln!(text, "- [ ] Page {number} looks right");
    }
    text.push_str("\n## Phase 2: By machine\n\n### Task 1: Measure\n\n");
    for number in 1..=CHECKS {
        let _ = writeln!(text, "- [ ] Endpoint {number} answers");
    }
    text
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn killing_the_server_loses_nothing_acknowledged_and_doubles_nothing(pool: PgPool) {
    let database_url = pool.connect_options().to_url_lossy().to_string();
    let crew = Crew::around(House::on(pool.clone(), Arc::new(SystemClock)), &checklist()).await;
    let page = automate(&crew).await;
    let data = Folder::new();

    let mut program = Program::start(&database_url, &data.0).await;
    let (moved, place) = watch::channel(program.addr);
    let mut patient = Patient::new(place);
    let form = Form::cmd(&[("email", &email_of(&crew.qa.name)), ("password", PASSWORD)]);
    let (status, cookie, body) = patient.post("accounts/sign_in", &form).await;
    assert_eq!(status, 200, "{body}");
    patient.cookie = cookie;

    let waiting: VecDeque<ItemBoard> = page.phases[0].tasks[0].items.iter().cloned().collect();
    assert_eq!(waiting.len(), ITEMS);
    let waiting = Arc::new(Mutex::new(waiting));
    let (acknowledged, mut count) = watch::channel(BTreeMap::<Uuid, Uuid>::new());
    let acknowledged = Arc::new(acknowledged);
    let mut people = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        people.spawn(tick(
            patient.clone(),
            Arc::clone(&waiting),
            Arc::clone(&acknowledged),
        ));
    }

    let phase = page.phases[1].id.to_string();
    for kill in 1..=KILLS {
        let form = Form::cmd(&[("key", &new_id::<Uuid>().to_string()), ("phase", &phase)]);
        let (status, _, body) = patient.post("checks/run_phase", &form).await;
        assert_eq!(status, 200, "{body}");
        // Somewhere within this stretch, with others under way.
        let after = kill * ITEMS / (KILLS + 1) + random_below(ITEMS / (KILLS + 1) / 2);
        count.wait_for(|done| done.len() >= after).await.unwrap();
        program.kill().await;
        program = Program::start(&database_url, &data.0).await;
        moved.send_replace(program.addr);
    }
    while let Some(ended) = people.join_next().await {
        ended.unwrap();
    }

    // The leases of the dead run out: time moves because we move it.
    sqlx::query("UPDATE runs SET lease_until = now() WHERE state = 'running'")
        .execute(&pool)
        .await
        .unwrap();
    let settled = async {
        while number(
            &pool,
            "SELECT count(*) FROM runs WHERE state IN ('queued', 'running')",
        )
        .await
            > 0
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(AT_MOST, settled)
        .await
        .expect("every run comes to its end");
    program.kill().await;

    assert_eq!(acknowledged.borrow().len(), ITEMS);
    assert!(
        patient.resent.load(Ordering::Relaxed) >= KILLS,
        "each kill hit somebody in the middle"
    );
    for (key, item) in acknowledged.borrow().iter() {
        let kept: (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM results WHERE item_id = $1),
                    (SELECT count(*) FROM audit_events WHERE act = 'result_recorded' AND event->>'item' = $1::text),
                    (SELECT count(*) FROM idempotency_keys WHERE key = $2)",
        )
        .bind(item)
        .bind(key)
        .fetch_one(&pool)
        .await
        .unwrap();
        assert_eq!(kept, (1, 1, 1), "item {item}: one result, one event, one key");
    }
    let finished = number(&pool, "SELECT count(*) FROM runs WHERE state = 'finished'").await;
    assert!(finished >= CHECKS as i64, "{finished}");
    assert_eq!(
        number(&pool, "SELECT count(*) FROM results WHERE run_id IS NOT NULL").await,
        finished
    );
    assert_eq!(
        number(
            &pool,
            "SELECT count(*) FROM audit_events WHERE act = 'result_recorded'"
        )
        .await,
        number(&pool, "SELECT count(*) FROM results").await,
    );
    let mut conn = pool.acquire().await.unwrap();
    for (chain, found) in server::verify::all(&mut conn).await.unwrap() {
        assert_eq!(found.broken, None, "{chain}");
    }
}

/// Takes items as long as there are any, and sends each until it is acknowledged.
async fn tick(
    mut patient: Patient,
    waiting: Arc<Mutex<VecDeque<ItemBoard>>>,
    acknowledged: Arc<watch::Sender<BTreeMap<Uuid, Uuid>>>,
) {
    loop {
        let Some(item) = waiting.lock().unwrap().pop_front() else {
            return;
        };
        let key: Uuid = new_id();
        let form = Form::cmd(&[
            ("key", &key.to_string()),
            ("item", &item.id.to_string()),
            ("outcome", "passed"),
            ("note", "seen by hand"),
            ("seen_version", &item.version.to_string()),
        ]);
        let (status, _, body) = patient.post("checks/record_manual_result", &form).await;
        assert_eq!(status, 200, "{}: {body}", item.text);
        acknowledged.send_modify(|done| assert_eq!(done.insert(key, item.id.0), None));
    }
}

/// The second phase is measured by machine, against a target that lets every other request wait for ever: killed servers
/// leave runs in the middle. Returns the page as it is then.
async fn automate(crew: &Crew) -> DeploymentPage {
    let server = &crew.house.server;
    let port = target().await;
    let allow = AllowTarget {
        environment: crew.environment,
        host: "127.0.0.1/32".into(),
        ports: port.to_string(),
        note: String::new(),
    };
    server.allow_target(&crew.admin, allow).await.unwrap();
    let page = server.deployment(&crew.lead, crew.deployment).await.unwrap();
    for item in &page.phases[1].tasks[0].items {
        let check = DefineCheck {
            item: item.id.to_string(),
            seen_version: item.version,
            probe: "http".into(),
            url: format!("http://127.0.0.1:{port}/"),
            timeout_s: "2".into(),
            fields: vec!["status".into()],
            operators: vec!["equals".into()],
            values: vec!["200".into()],
            ..DefineCheck::default()
        };
        server.define_check(&crew.lead, check).await.unwrap();
    }
    server.deployment(&crew.lead, crew.deployment).await.unwrap()
}

async fn target() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        let mut asked = 0_usize;
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            asked += 1;
            if asked.is_multiple_of(2) {
                kept.push(stream);
                continue;
            }
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
                .await;
        }
    });
    port
}

async fn number(pool: &PgPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

fn random_below(limit: usize) -> usize {
    usize::from(Uuid::new_v4().as_bytes()[0]) % limit.max(1)
}
