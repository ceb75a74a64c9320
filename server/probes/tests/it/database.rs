//! A real PostgreSQL for tests: `COUNTERSIGN_TEST_PG` names one that this run may create databases and roles in.

use std::time::{Duration, Instant};

use probes::ProbeContext;
use probes::guard::{AllowEntry, AllowList};
use probes::sql::SqlConnection;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls};

use crate::rig::context;

const SCHEMA: &str = "
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  CREATE TABLE jobs (id int PRIMARY KEY, name text, ratio float8);
  INSERT INTO jobs VALUES (1, 'quote', 0.5), (2, 'invoice', 'NaN'), (3, NULL, 'Infinity');
  CREATE TABLE wide (id int PRIMARY KEY, payload text);
  CREATE SEQUENCE counted;
  CREATE FUNCTION sneaky() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO jobs VALUES (99, 'sneaked', 0); RETURN 1; END $$;
  CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;";

/// One database for this run of the tests, with a role for every degree of trust.
pub struct Fixture {
    admin: tokio_postgres::Config,
    pub database: String,
    at: SqlConnection,
}

static FIXTURE: OnceCell<Fixture> = OnceCell::const_new();

impl Fixture {
    pub async fn get() -> &'static Self {
        FIXTURE.get_or_init(Self::create).await
    }

    async fn create() -> Self {
        let url = std::env::var("COUNTERSIGN_TEST_PG")
            .expect("COUNTERSIGN_TEST_PG is the URL of a PostgreSQL superuser; without it these tests cannot say anything");
        let at = SqlConnection::from_url(&url).unwrap();
        let mut admin: tokio_postgres::Config = url.parse().unwrap();
        let database = format!("probes_it_{}", std::process::id());
        let root = connect(&admin).await;
        forget_the_dead(&root).await;
        root.batch_execute(&format!("CREATE DATABASE {database}"))
            .await
            .unwrap();
        admin.dbname(&database);
        let inside = connect(&admin).await;
        inside.batch_execute(SCHEMA).await.unwrap();
        let fixture = Self { admin, database, at };
        fixture
            .role("reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
            .await;
        fixture
    }

    pub async fn admin(&self) -> Client {
        connect(&self.admin).await
    }

    /// Creates a role of this run and grants what the test says.
    pub async fn role(&self, name: &str, grant: &str) -> String {
        let role = format!("{}_{name}", self.database);
        let grant = grant.replace("{role}", &role).replace("{run}", &self.database);
        let sql = format!("CREATE ROLE {role} LOGIN PASSWORD 'probe'; {grant}");
        self.admin().await.batch_execute(&sql).await.unwrap();
        role
    }

    pub fn reader(&self) -> String {
        format!("{}_reader", self.database)
    }

    pub fn connection(&self, role: &str) -> SqlConnection {
        SqlConnection {
            database: self.database.clone(),
            user: role.to_owned(),
            password: "probe".into(),
            ..self.at.clone()
        }
    }

    pub fn context_as(&self, role: &str) -> ProbeContext {
        let mut context = context();
        let host = self.at.host.clone();
        let net = if host == "localhost" {
            "127.0.0.1".to_owned()
        } else {
            host
        };
        context.allow = AllowList::new([AllowEntry::new(&net, self.at.port..=self.at.port).unwrap()]);
        context.limits.connect = Duration::from_secs(5);
        context.connections.insert("shop".into(), self.connection(role));
        context
    }

    pub fn context(&self) -> ProbeContext {
        self.context_as(&self.reader())
    }

    /// How many sessions this role has open.
    pub async fn sessions_of(&self, role: &str) -> i64 {
        let counted = "SELECT count(*) FROM pg_stat_activity WHERE usename = $1";
        self.admin()
            .await
            .query_one(counted, &[&role])
            .await
            .unwrap()
            .get(0)
    }

    /// Waits until the role has this many sessions; a bound, not a measure.
    pub async fn until_sessions(&self, role: &str, wanted: impl Fn(i64) -> bool) {
        let begun = Instant::now();
        while !wanted(self.sessions_of(role).await) {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "sessions of {role} did not change"
            );
            tokio::task::yield_now().await;
        }
    }
}

async fn connect(config: &tokio_postgres::Config) -> Client {
    let (client, connection) = config
        .connect(NoTls)
        .await
        .expect("the PostgreSQL of COUNTERSIGN_TEST_PG answers");
    tokio::spawn(connection);
    client
}

/// A test process cannot clean up after its last test: the next run does it for those that are gone.
async fn forget_the_dead(root: &Client) {
    let is_gone = |name: &str| {
        name.strip_prefix("probes_it_")
            .and_then(|rest| rest.split('_').next())
            .is_some_and(|pid| !std::path::Path::new("/proc").join(pid).exists())
    };
    for row in root
        .query(
            "SELECT datname::text FROM pg_database WHERE datname LIKE 'probes\\_it\\_%'",
            &[],
        )
        .await
        .unwrap()
    {
        let name: String = row.get(0);
        if is_gone(&name) {
            let _ = root
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await;
        }
    }
    for row in root
        .query(
            "SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'probes\\_it\\_%'",
            &[],
        )
        .await
        .unwrap()
    {
        let name: String = row.get(0);
        if is_gone(&name) {
            let _ = root.batch_execute(&format!("DROP ROLE IF EXISTS {name}")).await;
        }
    }
}
