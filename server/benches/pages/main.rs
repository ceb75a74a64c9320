//! Measures the released program over HTTP, each number beside its limit: `make bench`. Nothing here is a test; a machine
//! that is slow or busy says so in the table and fails nothing.

mod database;
#[path = "../../tests/proof/form.rs"]
mod form;
#[path = "../../tests/proof/house.rs"]
mod house;
mod load;
mod process;
#[path = "../../tests/proof/program.rs"]
mod program;
mod table;
mod ticks;
mod world;

use std::{sync::Arc, time::Duration};

use house::{Crew, House};
use server::clock::SystemClock;

use crate::{
    database::Database,
    load::{Encoding, Load},
    process::Process,
    program::Folder,
    table::{Limit, Table},
};

/// How long each load lasts.
const LASTS: Duration = Duration::from_secs(5);
const STARTS: usize = 5;

#[tokio::main]
async fn main() {
    // Cargo says so to benchmarks alone: `cargo test --all-targets` runs this program, too, and must not measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let server = std::env::var("DATABASE_URL").expect("make bench names a PostgreSQL in DATABASE_URL");
    let database = Database::create(&server).await;
    let house = House::on(database.pool(8).await, Arc::new(SystemClock));
    let crew = Crew::around(house, &world::checklist(world::ITEMS)).await;
    let cookie = crew.house.sign_in(&crew.qa.name).await;
    let page = format!("/deployments/{}", crew.deployment);
    let folder = Folder::new();
    let mut table = Table::new();

    starts(&mut table, &database, &folder).await;
    queries(&mut table, &database, &folder, &crew, &cookie).await;
    pages(&mut table, &database, &folder, &page, &cookie).await;
    ticks::measure(&mut table, &database, &folder, &crew, &cookie).await;
    others(&mut table, &database, &folder, &crew, &cookie).await;

    crew.house.server.pool.close().await;
    database.drop().await;
    table.print();
}

/// From the start of the process to its first page.
async fn starts(table: &mut Table, database: &Database, folder: &Folder) {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let (program, took) = process::started(database, folder).await;
        times.push(took);
        program.kill().await;
    }
    times.sort();
    let median = times[STARTS / 2];
    table.row(
        "start to first 200, database warm",
        table::seconds(median),
        Limit::at_most(median.as_secs_f64(), 0.3, "0.3 s"),
    );
}

/// What one page asks the database, and that it does not grow with the items.
async fn queries(table: &mut Table, database: &Database, folder: &Folder, crew: &Crew, cookie: &str) {
    let few = world::deployment(crew, &world::checklist(10)).await;
    database.log_statements(true).await;
    let (program, _) = process::started(database, folder).await;
    for (items, deployment) in [(10, few), (world::ITEMS, crew.deployment)] {
        let asked = database
            .queries_of(program.addr, &format!("/deployments/{deployment}"), cookie)
            .await;
        let limit = Limit::at_most(asked as f64, 10.0, "10");
        table.row(
            &format!("queries of a deployment page with {items} items, session included"),
            asked.to_string(),
            limit,
        );
    }
    program.kill().await;
    database.log_statements(false).await;
}

async fn pages(table: &mut Table, database: &Database, folder: &Folder, page: &str, cookie: &str) {
    let (program, _) = process::started(database, folder).await;
    let process = Process::of(&program);
    let idle = process.memory_mb();
    table.row(
        "memory, idle",
        format!("{idle:.1} MB"),
        Limit::at_most(idle, 25.0, "25 MB"),
    );
    Load::of(program.addr, page, cookie)
        .connections(8)
        .lasting(Duration::from_secs(2))
        .run()
        .await;
    for connections in [1, 8, 32] {
        let before = process.cpu();
        let measured = Load::of(program.addr, page, cookie)
            .connections(connections)
            .lasting(LASTS)
            .run()
            .await;
        let cpu = (process.cpu() - before).as_secs_f64() * 1000.0 / measured.requests() as f64;
        let what = format!(
            "deployment page, {} items, {connections} connections",
            world::ITEMS
        );
        table.row(
            &format!("{what}: requests/s"),
            format!("{:.0}", measured.per_second()),
            Limit::None,
        );
        table.row(
            &format!("{what}: p50"),
            table::millis(measured.percentile(50)),
            Limit::None,
        );
        let refused = measured.refused();
        if refused > 0 {
            let limit = Limit::at_most(refused as f64, 0.0, "0");
            table.row(&format!("{what}: refused"), refused.to_string(), limit);
        }
        let p99 = measured.percentile(99);
        let limit = match connections {
            32 => Limit::at_most(p99.as_secs_f64(), 0.040, "40 ms"),
            _ => Limit::None,
        };
        table.row(&format!("{what}: p99"), table::millis(p99), limit);
        table.row(
            &format!("{what}: CPU per page"),
            format!("{cpu:.2} ms"),
            Limit::at_most(cpu, 1.3, "1.3 ms"),
        );
    }
    let before = process.cpu();
    let compressed = Load::of(program.addr, page, cookie)
        .accepting(Encoding::Brotli)
        .connections(8)
        .lasting(LASTS)
        .run()
        .await;
    let cpu = (process.cpu() - before).as_secs_f64() * 1000.0 / compressed.requests() as f64;
    table.row(
        "the same at 8 connections, compressed: CPU per page",
        format!("{cpu:.2} ms"),
        Limit::None,
    );
    table.row(
        "the same, compressed: size of a page",
        format!("{} kB", compressed.bytes_each() / 1000),
        Limit::None,
    );
    let busy = process.peak_memory_mb();
    table.row(
        "memory, peak under these loads",
        format!("{busy:.1} MB"),
        Limit::at_most(busy, 60.0, "60 MB"),
    );
    program.kill().await;
}

/// The same page among more and more other deployments.
async fn others(table: &mut Table, database: &Database, folder: &Folder, crew: &Crew, cookie: &str) {
    let page = format!("/deployments/{}", crew.deployment);
    let mut first = None;
    for count in [10, 1_000, 100_000] {
        world::fill(crew, count).await;
        let (program, _) = process::started(database, folder).await;
        Load::of(program.addr, &page, cookie)
            .connections(1)
            .lasting(Duration::from_secs(1))
            .run()
            .await;
        let median = Load::of(program.addr, &page, cookie)
            .connections(1)
            .lasting(LASTS)
            .run()
            .await
            .percentile(50);
        let base = *first.get_or_insert(median);
        let ratio = median.as_secs_f64() / base.as_secs_f64();
        let what = format!("deployment page among {count} others, 1 connection: p50");
        let limit = if count == 10 {
            Limit::None
        } else {
            Limit::at_most(ratio, 1.2, "1.2 times")
        };
        table.row(
            &what,
            format!("{} ({ratio:.2} times)", table::millis(median)),
            limit,
        );
        program.kill().await;
    }
}
