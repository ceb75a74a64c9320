//! Statements that mean harm, given to the probe without the form's checks before it: nothing is written, nothing stays.

use std::time::Duration;

use domain::check::{Measurement, ProbeSpec, SqlSpec};

use crate::database::Fixture;

const REFUSED: [&str; 61] = [
    "DROP TABLE jobs",
    "COMMIT; DROP TABLE jobs",
    "SELECT 1; DROP TABLE jobs",
    "COMMIT",
    "ROLLBACK",
    "ABORT",
    "BEGIN",
    "END",
    "SAVEPOINT a",
    "SET ROLE postgres",
    "RESET ROLE",
    "SET SESSION AUTHORIZATION postgres",
    "SET default_transaction_read_only = off",
    "SET TRANSACTION READ WRITE",
    "RESET ALL",
    "DISCARD ALL",
    "WITH d AS (DELETE FROM jobs RETURNING *) SELECT * FROM d",
    "WITH i AS (INSERT INTO jobs VALUES (7) RETURNING *) SELECT * FROM i",
    "WITH u AS (UPDATE jobs SET name = 'x' RETURNING *) SELECT * FROM u",
    "INSERT INTO jobs VALUES (8) RETURNING id",
    "UPDATE jobs SET name = 'x' RETURNING id",
    "DELETE FROM jobs RETURNING id",
    "TRUNCATE jobs",
    "SELECT * FROM jobs FOR UPDATE",
    "SELECT * FROM jobs FOR SHARE",
    "LOCK TABLE jobs",
    "SELECT id INTO copied FROM jobs",
    "CREATE TABLE made (id int)",
    "CREATE TEMP TABLE made (id int)",
    "CREATE TABLE made AS SELECT 1",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE jobs ADD COLUMN x int",
    "ALTER SYSTEM SET work_mem = '1MB'",
    "ALTER ROLE CURRENT_USER SET statement_timeout = 0",
    "GRANT ALL ON jobs TO PUBLIC",
    "VACUUM jobs",
    "CHECKPOINT",
    "CLUSTER jobs",
    "REINDEX TABLE jobs",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "PREPARE TRANSACTION 'x'",
    "LISTEN x",
    "NOTIFY x",
    "COPY jobs TO STDOUT",
    "COPY jobs FROM STDIN",
    "COPY jobs TO PROGRAM 'touch harm'",
    "COPY (SELECT 1) TO '/tmp/harm'",
    "EXPLAIN ANALYZE DELETE FROM jobs",
    "DO $$ BEGIN DELETE FROM jobs; END $$",
    "CALL commits()",
    "SELECT nextval('counted')",
    "SELECT setval('counted', 100)",
    "SELECT sneaky()",
    "SELECT set_config('transaction_read_only', 'off', true), sneaky()",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT pg_reload_conf()",
    "SELECT 1) AS t LIMIT 1) AS x; DROP TABLE jobs; --",
    "SELECT 1 UNION ALL SELECT sneaky()",
];

/// Allowed to run, and left without a trace.
const HARMLESS: [&str; 7] = [
    "SELECT pg_advisory_lock(42)",
    "SELECT pg_advisory_lock_shared(43), pg_try_advisory_lock(44)",
    "SELECT pg_notify('x', 'y')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'abc')",
    "SELECT set_config('statement_timeout', '0', false)",
    "SELECT set_config('role', session_user, false)",
];

/// Would run for ever.
const ENDLESS: [&str; 5] = [
    "SELECT pg_sleep(1e9)",
    "SELECT count(*) FROM generate_series(1, 1000000000000)",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT count(*) FROM r",
    "SELECT set_config('statement_timeout', '0', false), pg_sleep(1e9)",
    "SELECT pg_advisory_lock(45), pg_sleep(1e9)",
];

async fn measured(fixture: &Fixture, role: &str, statement: &str, total: Duration) -> Measurement {
    let spec = SqlSpec {
        connection: "shop".into(),
        statement: statement.into(),
    };
    probes::sql::measure(&spec, &fixture.context_as(role), total).await
}

#[tokio::test]
async fn nothing_is_written_and_nothing_stays() {
    let fixture = Fixture::get().await;
    let role = fixture
        .role("nasty", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        .await;
    let admin = fixture.admin().await;
    let state = "SELECT (SELECT string_agg(j::text, ';' ORDER BY id) FROM jobs j)
        || ' relations ' || (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        || ' large objects ' || (SELECT count(*) FROM pg_largeobject_metadata)
        || ' sequence ' || (SELECT last_value || is_called::text FROM counted)
        || ' functions ' || (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)";
    let before: String = admin.query_one(state, &[]).await.unwrap().get(0);

    for statement in REFUSED {
        let seen = measured(fixture, &role, statement, Duration::from_secs(10)).await;
        assert!(seen.error.is_some(), "{statement} was answered: {seen:?}");
    }
    for statement in HARMLESS {
        let seen = measured(fixture, &role, statement, Duration::from_secs(10)).await;
        assert_eq!(seen.error, None, "{statement}");
    }
    for statement in ENDLESS {
        let seen = measured(fixture, &role, statement, Duration::from_millis(300)).await;
        assert!(seen.error.is_some(), "{statement}");
    }
    fixture.until_sessions(&role, |open| open == 0).await;

    let after: String = admin.query_one(state, &[]).await.unwrap().get(0);
    assert_eq!(before, after);
    let locks = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE d.datname = current_database() AND (l.locktype = 'advisory' OR l.mode NOT IN ('AccessShareLock'))";
    let held: i64 = admin.query_one(locks, &[]).await.unwrap().get(0);
    assert_eq!(held, 0, "no lock outlives its session");
}

#[test]
fn the_form_refuses_most_of_them_before() {
    let refused = REFUSED
        .iter()
        .filter(|statement| {
            let probe = ProbeSpec::Sql(SqlSpec {
                connection: "shop".into(),
                statement: (**statement).into(),
            });
            domain::check::CheckSpec::new(
                probe,
                vec![crate::rig::rule(
                    "rows",
                    domain::check::Operator::Equals,
                    1.into(),
                )],
            )
            .validate()
            .is_err()
        })
        .count();
    assert!(refused > REFUSED.len() / 2, "{refused}");
}
