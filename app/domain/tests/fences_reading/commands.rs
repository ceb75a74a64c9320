//! Fences of commands: labels, sessions, programs, expectations.

use domain::check::ProbeKind;
use domain::checklist::{Effect, ItemMode, SnippetRole};
use domain::import::fence::{SectionRole, read};

use super::{fence, outline};

#[test]
fn labelled_tests_without_commands() {
    let text = "# Test 1: Free quota\n# Order twice with one basket\n# Expect: 1st OK, 2nd = 402 Payment Required\n\n# Test 2: Rounding\n# As a guest:\n#   1. Order a thing\n#   2. Verify: Price has two decimals\n# Risk: money";
    let found = read(&fence(
        "bash",
        text,
        "Run integration tests",
        SectionRole::Verification,
    ));
    assert_eq!(found.role, SnippetRole::Checks);
    assert_eq!(
        outline(&found.items),
        [
            "check 10 Free quota",
            "check 14 Rounding",
            "  step 16 Order a thing",
            "  check 17 Price has two decimals"
        ]
    );
    assert_eq!(found.items[0].details, ["Order twice with one basket"]);
    assert_eq!(found.items[1].details, ["As a guest:", "Risk: money"]);
    let check = found.items[0].check.as_ref().unwrap();
    assert!(check.expectations[0].compiled);
    assert_eq!(check.expectations[0].line, 12);
    let nested = found.items[1].items[1].check.as_ref().unwrap();
    assert_eq!(
        (
            nested.expectations[0].text.as_str(),
            nested.expectations[0].compiled
        ),
        ("Price has two decimals", false)
    );
}

#[test]
fn numbered_steps_end_in_a_verification() {
    let text = "# 1. Merge the branch (if not merged)\n# 2. Deploy:\ngit pull\nnpm ci   # slow\n\n# 3. Restart services\n# (by hand)\n\n# 4. Verify\ncurl https://shop.example/health\n# Expected: 200 OK, in a good mood";
    let found = read(&fence("bash", text, "Deployment steps", SectionRole::Steps));
    assert_eq!(found.role, SnippetRole::Mixed);
    assert_eq!(
        outline(&found.items),
        [
            "step 10 Merge the branch (if not merged)",
            "step 11 Deploy",
            "step 15 Restart services",
            "check 18 Verify"
        ]
    );
    let deploy = found.items[1].command.as_ref().unwrap();
    assert_eq!(
        (deploy.text.as_str(), deploy.effect, deploy.line),
        ("git pull\nnpm ci", Effect::Changes, 12)
    );
    let verify = found.items[3].check.as_ref().unwrap();
    assert_eq!(
        (verify.probe, found.items[3].mode),
        (Some(ProbeKind::Http), ItemMode::Automated)
    );
    let expected: Vec<(&str, bool)> = verify
        .expectations
        .iter()
        .map(|part| (part.text.as_str(), part.compiled))
        .collect();
    assert_eq!(expected, [("200 OK", true), ("in a good mood", false)]);
}

#[test]
fn every_command_under_a_verifying_label_is_its_own_check() {
    let text = "# Verify imports\npython -c \"import a\"\npython -c \"import b\"\n\n# Verify health\ncurl http://a.example/\nsleep 5\ncurl http://b.example/";
    let found = read(&fence("bash", text, "Deploy", SectionRole::Steps));
    assert_eq!(
        outline(&found.items),
        [
            "check 10 Verify imports (1 of 2)",
            "check 12 Verify imports (2 of 2)",
            "check 14 Verify health (1 of 2)",
            "check 16 Verify health (2 of 2)"
        ]
    );
    let last = &found.items[3];
    assert_eq!(
        last.command.as_ref().unwrap().text,
        "sleep 5\ncurl http://b.example/"
    );
    assert_eq!(last.check.as_ref().unwrap().probe, Some(ProbeKind::Http));
}

#[test]
fn programs_and_here_documents_stay_whole() {
    let text = "# Start in test mode\npython -c \"\nfrom app import app\n# Test 1: store\nassert app.get('/').status == 200\n# Test 2: it's loaded\nprint('done')\n\"";
    let found = read(&fence(
        "bash",
        text,
        "Integration tests",
        SectionRole::Verification,
    ));
    assert_eq!(outline(&found.items), ["check 10 Start in test mode"]);
    assert!(
        found.items[0]
            .command
            .as_ref()
            .unwrap()
            .text
            .ends_with("print('done')\n\"")
    );

    let text =
        "# Write the file\ncat > a.sql <<'EOF'\n# Expected: 1\nSELECT 1;\nEOF\n\n# Check it\ncat a.sql";
    let found = read(&fence("bash", text, "Checks", SectionRole::Verification));
    assert_eq!(
        outline(&found.items),
        ["step 10 Write the file", "check 16 Check it"]
    );

    let found = read(&fence(
        "javascript",
        "const a = 1;\n// Test 1: x\nconnect(a);",
        "4. Test WebSocket",
        SectionRole::Verification,
    ));
    assert_eq!(
        (found.role, outline(&found.items)),
        (SnippetRole::Program, vec!["check 10 Test WebSocket".to_owned()])
    );
    let found = read(&fence("typescript", "const a = 1;", "Set up", SectionRole::Steps));
    assert_eq!((found.role, found.items.len()), (SnippetRole::Program, 0));
}

#[test]
fn sessions_are_split_by_interpreter() {
    let text = "psql -U app shop\n\n# Check tables\nSELECT tablename FROM pg_tables;\n\n-- Create data\nINSERT INTO a VALUES (1);\n\n-- Verify a sees one row\nSET app.user = 'a';\nSELECT count(*) FROM a;  -- Should be 1\n\nSET app.user = 'b';\nSELECT count(*) FROM a;  -- Should be 1\n\\q\n\n# Check the cache\nredis-cli\nPING\n# Expected: PONG";
    let found = read(&fence("bash", text, "Verify policies", SectionRole::Verification));
    assert_eq!(
        outline(&found.items),
        [
            "step 10 psql -U app shop",
            "check 12 Check tables",
            "step 15 Create data",
            "check 18 Verify a sees one row (1 of 2)",
            "check 22 Verify a sees one row (2 of 2)",
            "step 26 Check the cache",
            "check 28 PING",
        ]
        .map(str::to_owned)
    );
    let tables = found.items[1].check.as_ref().unwrap();
    assert_eq!(tables.spec.as_ref().unwrap()["connection"], "shop");
    let counted = &found.items[4];
    assert_eq!(counted.command.as_ref().unwrap().interpreter, "psql");
    assert_eq!(
        counted.check.as_ref().unwrap().expectations[0]
            .sentence
            .as_deref(),
        Some("passes when the value is 1")
    );
    assert_eq!(
        counted.mode,
        ItemMode::Manual,
        "a query that needs its session set up cannot be asked by a probe"
    );
    assert_eq!(
        found.items[6].check.as_ref().unwrap().probe,
        Some(ProbeKind::Redis)
    );
}

#[test]
fn a_function_body_does_not_end_a_session() {
    let text = "psql shop\nCREATE FUNCTION f() RETURNS int AS $$\n  SELECT 1;\n$$ LANGUAGE sql;\n\n-- Test it\nSELECT f();";
    let found = read(&fence("bash", text, "Create the function", SectionRole::Steps));
    assert_eq!(outline(&found.items)[2..], ["check 15 Test it".to_owned()]);
    assert_eq!(
        found.items[1].command.as_ref().unwrap().text,
        "CREATE FUNCTION f() RETURNS int AS $$\n  SELECT 1;\n$$ LANGUAGE sql;"
    );
}

#[test]
fn sql_between_shell_commands() {
    let text = "# Test 1: Balances\n# Check the database:\nSELECT COUNT(*) FROM users WHERE credits < 0;\n# Expected: 0 (none below)\n\n# Test 2: Job\ngrep \"Cleaned.*quotes\" /var/log/jobs.log | tail -3\n# Expected: Recent entries";
    let found = read(&fence("bash", text, "Validate", SectionRole::Verification));
    assert_eq!(outline(&found.items), ["check 10 Balances", "check 15 Job"]);
    assert_eq!(found.items[0].check.as_ref().unwrap().probe, Some(ProbeKind::Sql));
    assert_eq!(
        found.items[0].check.as_ref().unwrap().expectations[0].rules[0].field,
        "value"
    );
    let job = found.items[1].check.as_ref().unwrap();
    assert_eq!(job.spec.as_ref().unwrap()["match"], "good");
    assert!(
        job.expectations
            .iter()
            .any(|part| !part.compiled && part.text == "Recent entries"),
        "vague words stay"
    );
    assert!(
        job.expectations.iter().any(|part| part.compiled),
        "what the search says is measured"
    );
}

#[test]
fn expected_lists_and_multi_line_json() {
    let text = "# Verify tables\npsql -d shop -c \"\\dt\"\n\n# Expected tables:\n# - users\n# - orders\n\n# Check health\ncurl http://a.example/health\n# Expected:\n# {\n#   \"status\": \"ok\"\n# }";
    let found = read(&fence("bash", text, "Database", SectionRole::Verification));
    let expected = &found.items[0].check.as_ref().unwrap().expectations[0];
    assert_eq!(
        (expected.line, expected.text.as_str()),
        (13, "tables: users, orders")
    );
    assert_eq!(
        expected.sentence.as_deref(),
        Some("passes when the list of values has all of users, orders")
    );
    let health = &found.items[1].check.as_ref().unwrap().expectations[0];
    assert_eq!(
        health.sentence.as_deref(),
        Some("passes when the body holds at least {\"status\":\"ok\"}")
    );
    let kinds: Vec<&str> = found.spans.iter().map(|(_, kind)| *kind).collect();
    assert_eq!(
        kinds,
        [
            "item",
            "command",
            "blank",
            "expectation",
            "expectation",
            "expectation",
            "blank",
            "item",
            "command",
            "expectation",
            "expectation",
            "expectation",
            "expectation"
        ]
    );
}

#[test]
fn pasted_sessions_with_prompts() {
    let text = "$ curl -s http://a.example/version\n1.2.3\n$ kubectl get pods \\\n    -n shop";
    let found = read(&fence(
        "console",
        text,
        "Check the version",
        SectionRole::Verification,
    ));
    assert_eq!(
        outline(&found.items),
        [
            "check 10 curl -s http://a.example/version",
            "check 12 kubectl get pods"
        ]
    );
    assert_eq!(
        found.items[0].check.as_ref().unwrap().expectations[0].text,
        "1.2.3"
    );
    assert_eq!(
        found.items[1].command.as_ref().unwrap().text,
        "kubectl get pods \\\n-n shop"
    );
}
