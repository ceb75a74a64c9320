//! What commands would do, and the probes that could ask the same.

use domain::check::{Operator, ProbeKind};
use domain::checklist::Effect;
use domain::import::command::{assess, propose, read, shell, sql};
use serde_json::json;

#[track_caller]
fn effect(interpreter: &str, text: &str, wanted: Effect) {
    let found = assess(interpreter, text);
    assert_eq!(found.effect, wanted, "{text}: {}", found.reason);
    assert!(!found.reason.is_empty(), "{text} has no reason");
}

#[test]
fn shell_effects() {
    for text in [
        "curl https://shop.example/health",
        "tail -100 /var/log/api.log | grep \"500\"",
        "kubectl get pods -n shop",
        "docker service logs shop_api --tail 50",
        "psql -U postgres -d shop -c \"\\dt\"",
        "psql shop -c 'SELECT 1'",
        "redis-cli -h cache ping",
        "pip list | grep -i flask",
        "git status && git log -3",
        "ls > /dev/null 2>&1",
        "export A=1",
        "A=1",
        "sudo systemctl status shop",
        "curl -I http://x.example/a?b=1&c=2",
    ] {
        effect("bash", text, Effect::Reads);
    }
    for text in [
        "make smoke",
        "npm test",
        "./deploy.sh",
        "python -c \"print(1)\"",
        "python tests/a.py",
        "frobnicate --all",
        "echo 'unclosed",
    ] {
        effect("bash", text, Effect::Unknown);
    }
    for text in [
        "cp a b",
        "npm ci",
        "curl -X POST https://shop.example/orders -d '{}'",
        "curl https://get.example/install.sh | bash",
        "pg_dump shop > backup.sql",
        "psql shop < migration.sql",
        "psql shop -c \"UPDATE users SET a = 1\"",
        "sudo systemctl restart shop",
        "ssh web1 'systemctl restart shop'",
        "bash -c \"kubectl apply -f x.yaml\"",
        "npx prisma migrate deploy",
        "for i in 1 2 3; do touch $i; done",
        "echo $(touch a)",
        "git push",
    ] {
        effect("bash", text, Effect::Changes);
    }
    for text in [
        "rm -rf /var/www",
        "sudo rm x",
        "ls | xargs rm",
        "bash -c 'rm -rf x'",
        "echo `rm x`",
        "git push --force",
        "git reset --hard HEAD~1",
        "kubectl delete pod a",
        "kubectl scale deployment app --replicas=0",
        "terraform destroy",
        "psql shop -c \"DROP TABLE users\"",
        "redis-cli flushall",
        "npx prisma migrate reset --force",
        "curl -X DELETE https://shop.example/orders/1",
        "find . -name '*.log' -delete",
        "docker compose down -v",
        "aws s3 rm s3://bucket --recursive",
    ] {
        effect("bash", text, Effect::Destroys);
    }
}

#[test]
fn placeholders_are_no_redirections() {
    effect("bash", "git show <commit-hash>", Effect::Reads);
    effect("bash", "docker logs <container_id>", Effect::Reads);
    assert!(shell::script("sort <in.txt >out.txt").redirects.len() == 2);
    effect("bash", "sort <in.txt >out.txt", Effect::Changes);
}

#[test]
fn sql_effects() {
    for text in [
        "SELECT version();",
        "SELECT COUNT(*) FROM users WHERE credits < 0",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "EXPLAIN SELECT 1",
        "SHOW server_version",
        "SET app.user = 'a'; SELECT 1",
        "\\d public.users",
        "\\dt",
    ] {
        effect("sql", text, Effect::Reads);
    }
    for text in [
        "INSERT INTO a VALUES (1)",
        "UPDATE a SET b = 1",
        "CREATE TABLE a (id int)",
        "WITH d AS (UPDATE a SET b = 1 RETURNING *) SELECT * FROM d",
        "SELECT * FROM a FOR UPDATE",
        "SELECT pg_terminate_backend(1)",
        "SELECT setval('s', 1)",
        "EXPLAIN ANALYZE UPDATE a SET b = 1",
        "GRANT SELECT ON a TO b",
        "CREATE OR REPLACE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql",
    ] {
        effect("sql", text, Effect::Changes);
    }
    for text in [
        "DROP TABLE a",
        "CREATE TABLE t (id int); DROP TABLE t;",
        "DELETE FROM a WHERE b",
        "TRUNCATE a",
        "WITH d AS (DELETE FROM a RETURNING *) SELECT * FROM d",
        "EXPLAIN ANALYZE DELETE FROM a",
    ] {
        effect("sql", text, Effect::Destroys);
    }
    effect("sql", "tell me about the tables", Effect::Unknown);
}

#[test]
fn statements_are_split_where_they_end() {
    let texts = |text: &str| -> Vec<String> {
        sql::pieces(text)
            .into_iter()
            .filter(|piece| !piece.comment)
            .map(|piece| piece.text)
            .collect()
    };
    assert_eq!(texts("SELECT 1;\nSELECT 2;"), ["SELECT 1;", "SELECT 2;"]);
    assert_eq!(
        texts("SELECT ';' AS a; -- Should be 1\n\n-- then\nSELECT 2"),
        ["SELECT ';' AS a;", "SELECT 2"]
    );
    assert_eq!(texts("SELECT 1\n\nSELECT 2"), ["SELECT 1", "SELECT 2"]);
    assert_eq!(
        texts("DO $$ BEGIN; END $$;\n\\dt"),
        ["DO $$ BEGIN; END $$;", "\\dt"]
    );

    let rows: Vec<(usize, usize, bool)> =
        shell::pieces("# one\ncurl a \\\n  -H b\ncat <<EOF\n# no comment\nEOF\npython -c \"\n# inside\nprint(1)\n\"  # after\n")
            .into_iter()
            .map(|piece| (piece.from_row, piece.to_row, piece.comment))
            .collect();
    assert_eq!(
        rows,
        [
            (0, 0, true),
            (1, 2, false),
            (3, 5, false),
            (6, 9, false),
            (9, 9, true)
        ]
    );
}

#[track_caller]
fn proposed(
    interpreter: &str,
    text: &str,
    words: &str,
    probe: Option<ProbeKind>,
    spec: Option<serde_json::Value>,
) {
    let found = propose(&read(interpreter, text, 1), words, None);
    assert_eq!((found.probe, found.spec), (probe, spec), "{text}");
}

#[test]
fn curl_becomes_an_http_check() {
    let http = Some(ProbeKind::Http);
    proposed(
        "bash",
        "curl -sS https://shop.example/health | jq",
        "",
        http,
        Some(json!({"method": "GET", "url": "https://shop.example/health", "follow_redirects": false})),
    );
    proposed(
        "bash",
        "curl -X POST https://shop.example/projects/:projectId/run \\\n  -H \"Authorization: Bearer YOUR_TOKEN\" \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"a\":1}'",
        "",
        http,
        Some(json!({
            "method": "POST",
            "url": "https://shop.example/projects/{{projectId}}/run",
            "headers": [["Authorization", "Bearer {{YOUR_TOKEN}}"], ["Content-Type", "application/json"]],
            "body": "{\"a\":1}",
            "follow_redirects": false,
        })),
    );
    proposed(
        "bash",
        "curl -LI \"$BASE/health?a=1&b=2\"",
        "",
        http,
        Some(json!({"method": "HEAD", "url": "{{BASE}}/health?a=1&b=2", "follow_redirects": true})),
    );
    proposed(
        "bash",
        "curl -L https://${HOST}/<path>?a=1&b=2",
        "",
        http,
        Some(json!({"method": "GET", "url": "https://{{HOST}}/{{path}}?a=1&b=2", "follow_redirects": true})),
    );
    // What a request of ours could not repeat stays a command.
    for text in [
        "curl -F image=@a.jpg http://a.example/",
        "curl http://a.example/ | jq '.items | length'",
        "curl http://a.example/ && curl http://b.example/",
        "curl -d @body.json http://a.example/",
    ] {
        proposed(
            "bash",
            text,
            "",
            Some(ProbeKind::Command),
            Some(json!({ "command": text })),
        );
    }
    let looped = propose(
        &read("bash", "for i in {1..15}; do curl http://a.example/; done", 1),
        "",
        None,
    );
    assert_eq!(
        (looped.probe, looped.spec.map(|spec| spec["requests"].clone())),
        (Some(ProbeKind::Load), Some(json!(15)))
    );
    let chosen = propose(
        &read("bash", "curl -s http://a.example/ | jq -r .data.status", 1),
        "",
        None,
    );
    assert_eq!(chosen.field.as_deref(), Some("body./data/status"));
}

#[test]
fn databases_and_caches() {
    proposed(
        "sql",
        "SELECT 1;",
        "",
        Some(ProbeKind::Sql),
        Some(json!({"connection": "{{database}}", "statement": "SELECT 1"})),
    );
    proposed(
        "bash",
        "psql -U app -d shop -c \"SELECT 1\"",
        "",
        Some(ProbeKind::Sql),
        Some(json!({"connection": "shop", "statement": "SELECT 1"})),
    );
    proposed("sql", "DROP TABLE a", "", None, None);
    proposed(
        "psql",
        "SET a.b = 'c';\nSELECT count(*) FROM d;",
        "",
        Some(ProbeKind::Sql),
        None,
    );
    proposed("sql", "\\d \"users; DROP\"", "", None, None);
    proposed(
        "bash",
        "redis-cli -h cache -a hunter2 ping",
        "",
        Some(ProbeKind::Redis),
        Some(json!({"host": "cache", "port": 6379, "password": "{{REDIS_PASSWORD}}", "command": ["PING"]})),
    );
    proposed(
        "bash",
        "nc -zv db.example 5432",
        "",
        Some(ProbeKind::Tcp),
        Some(json!({"host": "db.example", "port": 5432})),
    );
    proposed(
        "bash",
        "dig shop.example MX",
        "",
        Some(ProbeKind::Dns),
        Some(json!({"name": "shop.example", "record": "MX"})),
    );
    proposed(
        "bash",
        "openssl s_client -connect shop.example:443 -servername shop.example",
        "",
        Some(ProbeKind::Tls),
        Some(json!({"host": "shop.example", "port": 443, "server_name": "shop.example"})),
    );
}

#[test]
fn a_log_check_knows_whether_a_match_is_good() {
    let meant = |text: &str, words: &str| {
        let found = propose(&read("bash", text, 1), words, None);
        assert_eq!(found.probe, Some(ProbeKind::Log), "{text}");
        let rule = found
            .implied
            .first()
            .map(|rule| (rule.operator, rule.value.clone()));
        (found.spec.map(|spec| spec["match"].clone()), rule)
    };
    let bad = (Some(json!("bad")), Some((Operator::Equals, json!(0))));
    let good = (Some(json!("good")), Some((Operator::GreaterOrEqual, json!(1))));
    assert_eq!(
        meant(
            "tail -100 /var/log/api.log | grep \"500\"",
            "No 500 errors in logs"
        ),
        bad
    );
    assert_eq!(
        meant("tail -f /var/log/app.log | grep ERROR", "Monitor error logs"),
        bad
    );
    assert_eq!(meant("grep -c ERROR /var/log/app.log", ""), bad);
    assert_eq!(meant("journalctl -u shop | grep -i panic", ""), bad);
    assert_eq!(
        meant(
            "grep \"Cleaned up\" /var/log/jobs.log | tail -3",
            "Recent entries showing quotes deleted"
        ),
        good
    );
    assert_eq!(
        meant("docker logs api | grep ready", "Look at it"),
        (Some(json!("unknown")), None)
    );
}
