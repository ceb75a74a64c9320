//! The SQL probe against a real PostgreSQL, and against what only listens on its port.

use std::time::{Duration, Instant};

use domain::check::{CheckSpec, ErrorClass, Gap, Measurement, Operator, ProbeSpec, SqlSpec, Verdict, judge};
use probes::guard::{AllowList, Guard, Own, OwnDatabase};
use probes::run;
use probes::sql::SqlConnection;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::database::Fixture;
use crate::rig::{FakeNames, Server, context, error_class, message, rule};

pub fn sql(statement: &str) -> CheckSpec {
    let spec = SqlSpec {
        connection: "shop".into(),
        statement: statement.into(),
    };
    let mut check = CheckSpec::new(
        ProbeSpec::Sql(spec),
        vec![rule("value", Operator::Equals, json!(1))],
    );
    check.timeout_ms = 8000;
    check
}

async fn seen(statement: &str) -> Measurement {
    run(&sql(statement), &Fixture::get().await.context()).await
}

#[tokio::test]
async fn a_value_passes_or_fails() {
    let check = sql("SELECT count(*) FROM jobs WHERE name = 'quote';");
    let seen = run(&check, &Fixture::get().await.context()).await;
    assert_eq!(seen.error, None);
    assert_eq!(
        (seen.fields["value"].clone(), seen.fields["rows"].clone()),
        (json!(1), json!(1))
    );
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Passed);
    let none = run(
        &sql("SELECT count(*) FROM jobs WHERE id > 100"),
        &Fixture::get().await.context(),
    )
    .await;
    assert_eq!(judge(&check.rules, &none).reason, "The value is 0, not 1.");
}

#[tokio::test]
async fn no_rows_null_and_two_rows_are_three_things() {
    let rules = [rule("value", Operator::Equals, json!(1))];
    let none = seen("SELECT id FROM jobs WHERE false").await;
    assert_eq!(
        (none.gaps["value"].clone(), none.fields["rows"].clone()),
        (Gap::NoRows, json!(0))
    );
    assert_eq!(judge(&rules, &none).verdict, Verdict::Inconclusive);
    let null = seen("SELECT NULL::int").await;
    assert_eq!(null.fields["value"], Value::Null);
    assert_eq!(judge(&rules, &null).verdict, Verdict::Failed);
    let two = seen("SELECT id FROM jobs WHERE id <= 2 ORDER BY id").await;
    assert_eq!(two.gaps["value"], Gap::ManyRows { rows: 2 });
    assert_eq!(two.fields["set"], json!([1, 2]));
    assert_eq!(judge(&rules, &two).verdict, Verdict::Inconclusive);
}

#[tokio::test]
async fn odd_values_are_seen_as_what_they_are() {
    let table: [(&str, Result<Value, Gap>); 12] = [
        ("SELECT true", Ok(json!(true))),
        ("SELECT 1.5::numeric", Ok(json!(1.5))),
        ("SELECT 9007199254740993", Ok(json!(9_007_199_254_740_993_i64))),
        (
            "SELECT 'NaN'::float8",
            Err(Gap::NotANumber { seen: "NaN".into() }),
        ),
        (
            "SELECT '-Infinity'::float8",
            Err(Gap::NotANumber {
                seen: "-Infinity".into(),
            }),
        ),
        (
            "SELECT 'NaN'::numeric",
            Err(Gap::NotANumber { seen: "NaN".into() }),
        ),
        (
            "SELECT (10::numeric ^ 1000)::numeric",
            Err(Gap::TooLarge {
                why: "a number in the row has too many digits".into(),
            }),
        ),
        ("SELECT '\\x00ff'::bytea", Ok(json!("\\x00ff"))),
        ("SELECT ARRAY[1,2]", Ok(json!([1, 2]))),
        ("SELECT '{\"a\":[1]}'::jsonb", Ok(json!({"a": [1]}))),
        ("SELECT version()", Ok(Value::Null)),
        (
            "SELECT repeat('x', 100000)",
            Err(Gap::TooLarge {
                why: "more than 65536 bytes".into(),
            }),
        ),
    ];
    for (statement, wanted) in table {
        let seen = seen(statement).await;
        assert_eq!(seen.error, None, "{statement}");
        match wanted {
            Ok(Value::Null) => assert!(seen.fields["value"].as_str().unwrap().starts_with("PostgreSQL")),
            Ok(value) => assert_eq!(seen.fields["value"], value, "{statement}"),
            Err(gap) => assert_eq!(seen.gaps["value"], gap, "{statement}"),
        }
    }
}

#[tokio::test]
async fn the_first_column_is_the_value_whatever_it_is_called() {
    let seen = seen("SELECT 'b' AS zeta, 'a' AS alpha -- a comment at the end").await;
    assert_eq!(seen.fields["value"], "b");
    assert_eq!(seen.fields["columns"], json!(["zeta", "alpha"]));
    assert_eq!(seen.fields["row"]["alpha"], "a");
}

#[tokio::test]
async fn too_many_rows_and_too_large_rows_are_said_to_be() {
    let many = seen("SELECT g FROM generate_series(1, 5000) AS g").await;
    assert_eq!(
        many.gaps["rows"],
        Gap::TooLarge {
            why: "more than 1000 rows came back".into()
        }
    );
    assert!(many.gaps.contains_key("set") && many.gaps.contains_key("value"));
    let large = seen("SELECT repeat('x', 200000000)").await;
    assert!(matches!(large.gaps["value"], Gap::TooLarge { .. }), "{large:?}");
    assert!(large.excerpt.unwrap().text.starts_with("(a row of 2000000"));
    let most = seen("SELECT repeat('x', 250000) FROM generate_series(1, 1000)").await;
    assert_eq!(
        error_class(&most),
        Some(ErrorClass::TooLarge),
        "250 MB are not read"
    );
}

#[tokio::test]
async fn mistakes_are_the_statements() {
    for (statement, part) in [
        ("SELECT nope FROM jobs", "column \"nope\" does not exist"),
        ("SELECT 1 WHERE $1", "parameter"),
        ("SELECT 1/0", "division by zero"),
    ] {
        let seen = seen(statement).await;
        assert_eq!(error_class(&seen), Some(ErrorClass::Rejected), "{statement}");
        assert!(message(&seen).contains(part), "{}", message(&seen));
    }
    let absent = run(&sql("SELECT 1"), &context()).await;
    assert_eq!(error_class(&absent), Some(ErrorClass::Unusable));
}

#[tokio::test]
async fn a_role_that_could_write_gets_no_statement() {
    let fixture = Fixture::get().await;
    let roles = [
        ("super", "ALTER ROLE {role} SUPERUSER", "it is a superuser"),
        (
            "creates",
            "ALTER ROLE {role} CREATEDB",
            "it may create roles or databases",
        ),
        (
            "writes",
            "GRANT SELECT, INSERT ON jobs TO {role}",
            "it may write to public.jobs",
        ),
        (
            "column",
            "GRANT SELECT, UPDATE (name) ON jobs TO {role}",
            "it may write to public.jobs",
        ),
        (
            "member",
            "CREATE ROLE {run}_hidden NOINHERIT; GRANT DELETE ON jobs TO {run}_hidden; ALTER ROLE {role} NOINHERIT; GRANT {run}_hidden TO {role}",
            "it may write to public.jobs",
        ),
        (
            "sequence",
            "GRANT USAGE ON SEQUENCE counted TO {role}",
            "it may advance the sequence public.counted",
        ),
        (
            "schema",
            "GRANT CREATE ON SCHEMA public TO {role}",
            "it may create objects in the schema public",
        ),
        (
            "database",
            "GRANT CREATE ON DATABASE {run} TO {role}",
            "it may create schemas",
        ),
        (
            "files",
            "GRANT pg_read_server_files TO {role}",
            "it belongs to pg_read_server_files",
        ),
        (
            "signals",
            "GRANT pg_signal_backend TO {role}",
            "it belongs to pg_signal_backend",
        ),
    ];
    for (name, grant, why) in roles {
        let role = fixture.role(name, grant).await;
        let seen = run(&sql("SELECT 1"), &fixture.context_as(&role)).await;
        assert_eq!(
            error_class(&seen),
            Some(ErrorClass::Credentials),
            "{name}: {seen:?}"
        );
        assert!(
            message(&seen).contains(why) && message(&seen).contains("SELECT alone"),
            "{}",
            message(&seen)
        );
    }
}

#[tokio::test]
async fn a_wrong_password_or_database_is_no_verdict() {
    let fixture = Fixture::get().await;
    let mut context = fixture.context();
    context.connections.insert(
        "shop".into(),
        SqlConnection {
            password: "wrong".into(),
            ..fixture.connection(&fixture.reader())
        },
    );
    let seen = run(&sql("SELECT 1"), &context).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::Credentials));
    assert!(!message(&seen).contains("wrong"));
    context.connections.insert(
        "shop".into(),
        SqlConnection {
            database: "no_such".into(),
            ..fixture.connection(&fixture.reader())
        },
    );
    assert_eq!(
        error_class(&run(&sql("SELECT 1"), &context).await),
        Some(ErrorClass::Credentials)
    );
}

#[tokio::test]
async fn the_own_database_is_noticed_behind_any_detour() {
    let fixture = Fixture::get().await;
    let cluster: String = fixture
        .admin()
        .await
        .query_one("SELECT system_identifier::text FROM pg_control_system()", &[])
        .await
        .unwrap()
        .get(0);
    // As if reached through a pooler: the address is not the one the server itself uses.
    let own = |name: &str| OwnDatabase {
        host: "10.9.9.9".into(),
        port: 6432,
        name: name.into(),
        cluster: Some(cluster.clone()),
    };
    let mut context = fixture.context();
    context.guard = Guard::new(
        FakeNames::knowing(&[]),
        Own {
            listen: vec![],
            database: Some(own(&fixture.database)),
        },
    );
    assert_eq!(
        error_class(&run(&sql("SELECT 1"), &context).await),
        Some(ErrorClass::RefusedByPolicy)
    );
    context.guard = Guard::new(
        FakeNames::knowing(&[]),
        Own {
            listen: vec![],
            database: Some(own("another")),
        },
    );
    assert_eq!(run(&sql("SELECT 1"), &context).await.error, None);
}

#[tokio::test]
async fn a_connection_that_is_not_listed_is_not_opened() {
    let fixture = Fixture::get().await;
    let mut context = fixture.context();
    context.allow = AllowList::default();
    assert_eq!(
        error_class(&run(&sql("SELECT 1"), &context).await),
        Some(ErrorClass::RefusedByPolicy)
    );
}

#[tokio::test]
async fn a_limit_cancels_the_statement_on_the_server_too() {
    let fixture = Fixture::get().await;
    let role = fixture.role("sleeper", "GRANT SELECT ON jobs TO {role}").await;
    let mut check = sql("SELECT set_config('statement_timeout', '0', false), pg_sleep(1000)");
    check.timeout_ms = 400;
    let begun = Instant::now();
    let seen = run(&check, &fixture.context_as(&role)).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::TimedOut));
    assert!(begun.elapsed() < Duration::from_secs(3));
    fixture.until_sessions(&role, |open| open == 0).await;
}

#[tokio::test]
async fn a_cancelled_run_stops_on_the_server_too() {
    let fixture = Fixture::get().await;
    let role = fixture.role("dropped", "GRANT SELECT ON jobs TO {role}").await;
    let context = fixture.context_as(&role);
    let running = tokio::spawn(async move { run(&sql("SELECT pg_sleep(1000)"), &context).await });
    fixture.until_sessions(&role, |open| open > 0).await;
    running.abort();
    fixture.until_sessions(&role, |open| open == 0).await;
}

async fn against(server: &Server) -> Measurement {
    let mut context = context();
    let url = format!("postgres://qa@{}/shop", server.address);
    context
        .connections
        .insert("shop".into(), SqlConnection::from_url(&url).unwrap());
    let mut check = sql("SELECT 1");
    check.timeout_ms = 500;
    let seen = run(&check, &context).await;
    assert_ne!(judge(&check.rules, &seen).verdict, Verdict::Passed);
    seen
}

#[tokio::test]
async fn what_is_no_database_is_said_to_be_none() {
    let web = Server::answering("HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let class = error_class(&against(&web).await);
    assert!(
        matches!(class, Some(ErrorClass::Protocol | ErrorClass::TimedOut)),
        "{class:?}"
    );
    let closing = Server::start(|stream| async move { drop(stream) }).await;
    let class = error_class(&against(&closing).await);
    assert!(
        matches!(class, Some(ErrorClass::Protocol | ErrorClass::Unreachable)),
        "{class:?}"
    );
    let silent = Server::start(|stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    assert_eq!(error_class(&against(&silent).await), Some(ErrorClass::TimedOut));
    let flood = Server::start(|mut stream| async move {
        let _ = stream.write_all(&[b'R', 0x7f, 0xff, 0xff, 0xff]).await;
        while stream.write_all(&[0; 65536]).await.is_ok() {}
    })
    .await;
    let class = error_class(&against(&flood).await);
    assert!(
        matches!(class, Some(ErrorClass::TooLarge | ErrorClass::TimedOut)),
        "{class:?}"
    );
}

#[tokio::test]
async fn a_shut_database_leaves_the_question_open() {
    let server = Server::start(|stream| async move { drop(stream) }).await;
    let address = server.address;
    drop(server);
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let mut context = context();
    let url = format!("postgres://qa@{address}/shop");
    context
        .connections
        .insert("shop".into(), SqlConnection::from_url(&url).unwrap());
    let check = sql("SELECT 1");
    assert_eq!(
        judge(&check.rules, &run(&check, &context).await).verdict,
        Verdict::Errored
    );
}
