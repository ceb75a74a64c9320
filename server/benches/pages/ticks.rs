//! Ticks per second over HTTP, beside `pgbench` doing the same writes in one statement: what the program adds to the database.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use app::backend::{Deployments, ItemBoard};
use axum::http::{Request, header};
use http_body_util::Full;
use hyper::body::Bytes;
use server::state::new_id;
use uuid::Uuid;

use crate::{
    database::Database,
    form::Form,
    house::Crew,
    load::Connection,
    process,
    program::Folder,
    table::{Limit, Table},
    world,
};

const CLIENTS: usize = 32;
const ITEMS_EACH: usize = 100;
const SECONDS: u64 = 5;

/// The same work in one statement: the gate locked, key, result, item, deployment, the chain's next event and end, the outbox.
const STATEMENT: &str = r"\set n random(1, 100)
WITH what AS MATERIALIZED (
    SELECT b.* FROM bench_items b JOIN gates g ON g.id = b.gate
    WHERE b.client = :client_id AND b.n = :n FOR UPDATE OF g
), key AS (
    INSERT INTO idempotency_keys (person_id, key, act, fingerprint, answer, created_at)
    SELECT person, gen_random_uuid(), 'record_manual_result', sha256(item::text::bytea), 'null', now() FROM what
), result AS (
    INSERT INTO results (id, deployment_id, item_id, attempt, outcome, note, person_id, person_name, recorded_at)
    SELECT gen_random_uuid(), deployment, item, nextval('bench_attempts'), 'passed', 'seen by hand', person, 'Quinn Adams', now()
    FROM what RETURNING id, item_id
), ticked AS (
    UPDATE items i SET version = i.version + 1, latest_result_id = r.id FROM result r WHERE i.id = r.item_id
), touched AS (
    UPDATE deployments d SET changed_at = now() FROM what WHERE d.id = what.deployment
), head AS (
    UPDATE audit_heads h SET seq = h.seq + 1, hash = sha256(h.hash) FROM what, result r
    WHERE h.chain_id = what.deployment RETURNING h.chain_id, h.seq, h.hash, what.person, r.id AS result
), event AS (
    INSERT INTO audit_events (chain_id, seq, at, actor, actor_id, act, event, request_id, canonical, previous, hash)
    SELECT chain_id, seq, now(), jsonb_build_object('kind', 'person', 'id', person, 'name', 'Quinn Adams'), person,
           'result_recorded', jsonb_build_object('act', 'result_recorded', 'result', result, 'note', 'seen by hand'),
           gen_random_uuid(), convert_to(repeat('x', 600), 'UTF8'), hash, hash
    FROM head
)
INSERT INTO outbox (topic, deployment_id, created_at) SELECT 'deployment', deployment, now() FROM what;
";

pub async fn measure(table: &mut Table, database: &Database, folder: &Folder, crew: &Crew, cookie: &str) {
    let server = &crew.house.server;
    let mut work: Vec<Vec<ItemBoard>> = Vec::new();
    for _ in 0..CLIENTS {
        let id = world::deployment(crew, &world::checklist(ITEMS_EACH)).await;
        let page = server.deployment(&crew.qa, id).await.expect("the page");
        let items = page
            .phases
            .into_iter()
            .flat_map(|phase| phase.tasks)
            .flat_map(|task| task.items);
        work.push(items.collect());
    }
    prepare(crew, &work).await;

    let (program, _) = process::started(database, folder).await;
    let began = Instant::now();
    let end = began + Duration::from_secs(SECONDS);
    let addr = program.addr;
    let people = work
        .into_iter()
        .map(|items| tokio::spawn(tick(addr, cookie.to_owned(), items, end)));
    let ticks: usize = futures::future::join_all(people)
        .await
        .into_iter()
        .map(|ticked| ticked.expect("a load does not panic"))
        .sum();
    let ours = ticks as f64 / began.elapsed().as_secs_f64();
    program.kill().await;

    let script = folder.0.join("tick.sql");
    std::fs::write(&script, STATEMENT).expect("a file for scratch");
    let theirs = database.pgbench(&script, CLIENTS, SECONDS).await;
    table.row(
        "the same writes in one statement by pgbench, 32 clients, per second",
        format!("{theirs:.0}"),
        Limit::None,
    );
    let share = ours / theirs;
    table.row(
        "manual ticks per second, 32 connections, audit included",
        format!("{ours:.0} ({share:.2} of pgbench)"),
        Limit::at_least(share, 0.6, "0.6 of pgbench"),
    );
}

/// Passed, passed again, and so on over the person's own deployment: every tick is a result of its own.
async fn tick(addr: SocketAddr, cookie: String, items: Vec<ItemBoard>, end: Instant) -> usize {
    let mut connection = Connection::open(addr).await;
    let mut ticked = 0;
    for round in 0.. {
        for item in &items {
            if Instant::now() >= end {
                return ticked;
            }
            let form = Form::cmd(&[
                ("key", &new_id::<Uuid>().to_string()),
                ("item", &item.id.to_string()),
                ("outcome", "passed"),
                ("note", "seen by hand"),
                ("seen_version", &(item.version + round).to_string()),
            ]);
            let (kind, body) = form.body();
            let request = Request::post("/api/checks/record_manual_result")
                .header(header::HOST, addr.to_string())
                .header(header::COOKIE, &cookie)
                .header(header::CONTENT_TYPE, kind)
                .header(header::ACCEPT, "application/json")
                .body(Full::new(Bytes::from(body)))
                .expect("a request");
            let (status, answer) = connection.send(request).await;
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
            ticked += 1;
        }
    }
    ticked
}

/// What the statement looks up, since it knows no form.
async fn prepare(crew: &Crew, work: &[Vec<ItemBoard>]) {
    let pool = &crew.house.server.pool;
    sqlx::raw_sql(
        "CREATE SEQUENCE bench_attempts AS integer START 100000;
         CREATE TABLE bench_items (client integer, n integer, item uuid, deployment uuid, gate uuid, person uuid,
                                   PRIMARY KEY (client, n))",
    )
    .execute(pool)
    .await
    .expect("a table");
    for (client, items) in work.iter().enumerate() {
        let ids: Vec<Uuid> = items.iter().map(|item| item.id.0).collect();
        sqlx::query(
            "INSERT INTO bench_items
             SELECT $1, row_number() OVER (), i.id, i.deployment_id, g.id, $3
             FROM items i JOIN gates g ON g.phase_id = i.phase_id WHERE i.id = ANY($2)",
        )
        .bind(i32::try_from(client).expect("few clients"))
        .bind(&ids)
        .bind(crew.qa.person.0)
        .execute(pool)
        .await
        .expect("rows");
    }
    sqlx::raw_sql("VACUUM ANALYZE")
        .execute(pool)
        .await
        .expect("statistics");
}
