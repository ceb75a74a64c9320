//! Fences of lines: checklists, alerts, targets, messages, settings; fences under an item; other languages.

use domain::check::ProbeKind;
use domain::checklist::{Effect, ItemKind, SnippetRole};
use domain::import::fence::{SectionRole, attach, read};

use super::{fence, led, outline};

#[test]
fn checklists_in_groups() {
    let text = "SCHEMA:\n  ✅ Table exists\n  ✅ Fields present\n\nCODE:\n  [x] Built\n  [ ] Tested";
    let found = read(&led(text, "Go through the checklist", SectionRole::Checklist));
    assert_eq!(found.role, SnippetRole::Checklist);
    let groups: Vec<(&str, usize)> = found
        .groups
        .iter()
        .map(|(name, items)| (name.as_str(), items.len()))
        .collect();
    assert_eq!(groups, [("SCHEMA", 2), ("CODE", 2)]);
    let first = &found.groups[0].1[0];
    assert_eq!(
        (first.claimed, first.glyph.as_deref(), first.kind),
        (Some(false), Some("✅"), ItemKind::Check)
    );
    assert_eq!(found.groups[1].1[0].claimed, Some(true));

    let printed = led(
        "✅ Database connected\n✅ Server started",
        "Check logs for these messages:",
        SectionRole::Verification,
    );
    assert_eq!(
        (read(&printed).role, read(&printed).items.len()),
        (SnippetRole::LogPattern, 0)
    );
    let attached = attach("Check logs for these messages", &printed);
    let check = attached.check.unwrap();
    assert_eq!(
        (check.probe, check.expectations[0].compiled),
        (Some(ProbeKind::Log), true)
    );
}

#[test]
fn alerts_and_targets() {
    let text = "CRITICAL:\n  - Error rate > 0.1%\n  - Zero 402 responses after 1 hour (quota)\n\nWARNING:\n  - Response time > 100ms";
    let found = read(&led(text, "Alert Thresholds (Set These):", SectionRole::Alerts));
    let seen: Vec<(Option<&str>, u32, bool)> = found
        .alerts
        .iter()
        .map(|alert| (alert.severity.as_deref(), alert.line, alert.absence))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("CRITICAL"), 11, false),
            (Some("CRITICAL"), 12, true),
            (Some("WARNING"), 15, false)
        ]
    );
    assert_eq!(
        (found.role, found.alerts[0].value, found.alerts[1].for_min),
        (SnippetRole::Alerts, Some(0.1), Some(60))
    );

    let text = "Quotes:\n  - Response time (p95 < 100ms) ✅\n  - Rows (growing as expected) ✅";
    let found = read(&led(text, "Metrics Dashboard:", SectionRole::Monitoring));
    assert_eq!(found.role, SnippetRole::Targets);
    let first = &found.targets[0];
    assert_eq!(
        (
            first.group.as_deref(),
            first.metric.as_deref(),
            first.statistic.as_deref(),
            first.value,
            first.text.as_str()
        ),
        (
            Some("Quotes"),
            Some("Response time"),
            Some("p95"),
            Some(100.0),
            "Response time (p95 < 100ms)"
        )
    );
    assert_eq!(found.targets[1].value, None);

    let logged = led(
        "ERROR: disk full\nWARNING: slow",
        "The log shows:",
        SectionRole::Other,
    );
    assert_eq!(read(&logged).role, SnippetRole::LogPattern);
}

#[test]
fn messages_and_settings() {
    let text = "DEPLOYMENT SUMMARY\nDate: today\n\nWHAT WAS FIXED:\n- a\n- b\n\nNEXT STEPS:\n1. watch";
    let found = read(&led(text, "For Stakeholders:", SectionRole::Other));
    let message = found.message.unwrap();
    assert_eq!(
        (message.audience.as_deref(), message.title.as_deref()),
        (Some("Stakeholders"), Some("DEPLOYMENT SUMMARY"))
    );
    let sections: Vec<(&str, u32)> = message
        .sections
        .iter()
        .map(|section| (section.title.as_str(), section.lines))
        .collect();
    assert_eq!(sections, [("WHAT WAS FIXED", 2), ("NEXT STEPS", 1)]);

    let text = "# Cache\nREDIS_HOST=cache.example\nREDIS_PASSWORD={{secret:REDIS_PASSWORD}}\n\n# Mail (optional)\nexport SMTP_URL=\"smtp://a:b@mail\"";
    let found = read(&fence("bash", text, "Environment", SectionRole::Config));
    let seen: Vec<(&str, bool, bool)> = found
        .variables
        .iter()
        .map(|v| (v.name.as_str(), v.required, v.secret))
        .collect();
    assert_eq!(
        seen,
        [
            ("REDIS_HOST", true, false),
            ("REDIS_PASSWORD", true, true),
            ("SMTP_URL", false, true)
        ]
    );
    assert_eq!((found.role, found.items.len()), (SnippetRole::Config, 0));
}

#[test]
fn a_rollback_gives_steps_of_its_procedure() {
    let text = "# 1. Stop\nsystemctl stop shop\n\n# 2. Tell people\n# (in the channel)\n\n# 3. Verify it works\ncurl http://a.example/";
    let found = read(&fence("bash", text, "Rollback", SectionRole::Rollback));
    assert!(found.items.is_empty());
    let steps: Vec<(u32, &str, bool)> = found
        .procedure_steps
        .iter()
        .map(|step| (step.line, step.text.as_str(), step.command.is_some()))
        .collect();
    assert_eq!(
        steps,
        [
            (10, "Stop", true),
            (13, "Tell people (in the channel)", false),
            (16, "Verify it works", true)
        ]
    );
}

#[test]
fn fences_under_an_item() {
    let under = |item: &str, info: &str, text: &str| {
        attach(item, &fence(info, text, "Preparation", SectionRole::Verification))
    };
    let version = under(
        "Verify PostgreSQL version >= 12 (for policies)",
        "sql",
        "SELECT version();",
    );
    assert_eq!(
        (
            version.kind,
            version.check.as_ref().unwrap().expectations[0].compiled
        ),
        (ItemKind::Check, true)
    );
    let create = under(
        "Verify current user can create tables",
        "sql",
        "CREATE TABLE t (id int);\nDROP TABLE t;",
    );
    assert_eq!(
        (
            create.kind,
            create.command.unwrap().effect,
            create.check.unwrap().probe
        ),
        (ItemKind::Check, Effect::Destroys, None)
    );
    let installed = under("Verify Flask is installed", "bash", "pip list | grep -i flask");
    assert_eq!(
        installed.check.unwrap().expectations[0].sentence.as_deref(),
        Some("passes when the output matches /(?i)flask/")
    );
    let generated = under("Client generated", "bash", "npx prisma generate");
    assert_eq!(
        (generated.kind, generated.role, generated.check),
        (ItemKind::Step, SnippetRole::Steps, None)
    );
    let tested = under(
        "All unit tests passing (100% pass rate)",
        "bash",
        "npm test tests/a.ts",
    );
    assert_eq!((tested.kind, tested.role), (ItemKind::Check, SnippetRole::Checks));
    let set = under("Variables set", "bash", "A=1\nTOKEN=...");
    assert_eq!((set.variables.len(), set.command), (2, None));
    let several = under(
        "Check it all",
        "bash",
        "# Check a\ncurl http://a.example/\n\n# Check b\ncurl http://b.example/",
    );
    assert_eq!((several.command, outline(&several.extra_items).len()), (None, 2));
}

#[test]
fn other_languages() {
    let text = "# 1. Construir\ndocker build .\n\n# 2. Verificar registros\ndocker logs api\n# Esperado: nada raro\n\n# 3. Comprobar salud\ncurl https://[URL]/health\n# Resultado esperado: 200 OK";
    let found = read(&fence("bash", text, "Despliegue", SectionRole::Steps));
    assert_eq!(
        outline(&found.items),
        [
            "step 10 Construir",
            "check 13 Verificar registros",
            "check 17 Comprobar salud"
        ]
    );
    assert_eq!(
        found.items[2].check.as_ref().unwrap().expectations[0].rules.len(),
        1
    );
    let text = "# ヘルスチェックを確認\ncurl http://a.example/\n# 期待値: 200 OK";
    let found = read(&fence("bash", text, "確認", SectionRole::Verification));
    assert_eq!(
        (
            found.items.len(),
            found.items[0].check.as_ref().unwrap().expectations[0].compiled
        ),
        (1, true)
    );
}

#[test]
fn prose_stays_prose() {
    for text in [
        "├── app\n└── lib",
        "https://ci.example/builds",
        "Make sure to read this first.",
        "Result: fine\nAll good",
        "",
    ] {
        let found = read(&led(text, "The layout", SectionRole::Other));
        assert_eq!((found.role, found.items.len()), (SnippetRole::Text, 0), "{text}");
    }
    let found = read(&fence("yaml", "a: 1", "Settings", SectionRole::Steps));
    assert_eq!(found.role, SnippetRole::Config);
}
