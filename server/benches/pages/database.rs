//! A database of its own in the PostgreSQL that was given, what was asked of it, and `pgbench` on it.

use std::{net::SocketAddr, path::Path};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, postgres::PgPoolOptions};
use url::Url;

use crate::load::{Connection, Encoding, page_request};

const NAME: &str = "countersign_bench";
/// Where `.ci/postgres` lets its server write, in the data folder.
const LOG: &str = "server.log";
/// The server's own work, once a second, falls into some of these and not into all.
const TRIES: usize = 10;

pub struct Database {
    server: String,
    url: String,
}

impl Database {
    pub async fn create(server: &str) -> Self {
        let mut url = Url::parse(server).expect("DATABASE_URL is an address");
        url.set_path(NAME);
        let database = Self {
            server: server.to_owned(),
            url: url.into(),
        };
        database
            .on_server(format!("DROP DATABASE IF EXISTS {NAME}"))
            .await;
        database.on_server(format!("CREATE DATABASE {NAME}")).await;
        store::MIGRATOR
            .run(&database.pool(1).await)
            .await
            .expect("the schema");
        database
    }

    pub async fn drop(self) {
        self.on_server(format!("DROP DATABASE {NAME} WITH (FORCE)")).await;
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn pool(&self, connections: u32) -> PgPool {
        PgPoolOptions::new()
            .max_connections(connections)
            .connect(&self.url)
            .await
            .expect("the database answers")
    }

    /// Whether servers started from now on have all their statements written to the log.
    pub async fn log_statements(&self, all: bool) {
        let act = if all {
            "SET log_statement = 'all'"
        } else {
            "RESET log_statement"
        };
        self.on_server(format!("ALTER DATABASE {NAME} {act}")).await;
    }

    /// How many statements one page needs: the least of several, since other work falls in between.
    pub async fn queries_of(&self, addr: SocketAddr, page: &str, cookie: &str) -> usize {
        let mut connection = Connection::open(addr).await;
        let mut least = usize::MAX;
        for _ in 0..=TRIES {
            let from = self.log_size().await;
            let (status, _) = connection
                .send(page_request(addr, page, cookie, Encoding::Plain))
                .await;
            assert_eq!(status, 200);
            let log: String = self
                .ask(format!("SELECT pg_read_file('{LOG}', {from}, 10000000)"))
                .await;
            let marks = ["LOG:  execute ", "LOG:  statement: "];
            // What this benchmark asks of the log stands there, too, without a database of its own.
            let asked = log
                .lines()
                .filter(|line| marks.iter().any(|mark| line.contains(mark)) && !line.contains("pg_read_file"))
                .count();
            least = least.min(asked);
        }
        least
    }

    async fn log_size(&self) -> i64 {
        self.ask(format!("SELECT size FROM pg_stat_file('{LOG}')")).await
    }

    async fn ask<T>(&self, query: String) -> T
    where
        T: Send + Unpin,
        (T,): for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
    {
        let mut conn = PgConnection::connect(&self.server)
            .await
            .expect("the server answers");
        let answer = sqlx::query_scalar(AssertSqlSafe(query))
            .fetch_one(&mut conn)
            .await
            .expect("an answer");
        let _ = conn.close().await;
        answer
    }

    async fn on_server(&self, act: String) {
        let mut conn = PgConnection::connect(&self.server)
            .await
            .expect("the server answers");
        sqlx::raw_sql(AssertSqlSafe(act))
            .execute(&mut conn)
            .await
            .expect("a superuser may");
        let _ = conn.close().await;
    }

    /// Transactions per second of a script, by so many clients for so many seconds.
    pub async fn pgbench(&self, script: &Path, clients: usize, seconds: u64) -> f64 {
        let program = match std::env::var_os("COUNTERSIGN_POSTGRES_BIN") {
            Some(bin) => Path::new(&bin).join("pgbench"),
            None => "pgbench".into(),
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "what is measured beside is another program"
        )]
        let mut command = tokio::process::Command::new(program);
        let out = command
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={clients}"))
            .arg(format!("--time={seconds}"))
            .arg("--file")
            .arg(script)
            .arg(&self.url)
            .output()
            .await
            .expect("pgbench is beside PostgreSQL's server programs");
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(
            out.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&out.stderr)
        );
        said.lines()
            .find_map(|line| line.strip_prefix("tps = "))
            .and_then(|tps| tps.split_whitespace().next()?.parse().ok())
            .expect("pgbench says how many")
    }
}
