//! Every rule of the linter against its own examples, and how findings are suppressed and bounded.

mod support;

use std::collections::HashSet;

use domain::checklist::{Checklist, Severity};
use domain::import::lint::{MAX_FINDINGS, rules};
use support::text;

fn rules_of(list: &Checklist) -> Vec<&str> {
    list.findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

#[test]
fn every_rule_finds_its_example_and_lets_its_near_miss_pass() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let example = text(rule.example);
        match example.findings.iter().find(|finding| finding.rule == rule.id) {
            None => wrong.push(format!(
                "{}: not found in its example: {:?}",
                rule.id,
                rules_of(&example)
            )),
            Some(finding) => {
                let lines = rule.example.lines().count() as u32;
                if finding.severity != rule.severity
                    || !(1..=lines).contains(&finding.line)
                    || finding.message.is_empty()
                {
                    wrong.push(format!("{}: {finding:?}", rule.id));
                }
            }
        }
        let near_miss = text(rule.near_miss);
        if let Some(finding) = near_miss.findings.iter().find(|finding| finding.rule == rule.id) {
            wrong.push(format!(
                "{}: a false alarm in its near miss: {}",
                rule.id, finding.message
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_named_once_and_explained() {
    let mut ids = HashSet::new();
    for rule in rules() {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        assert!(
            rule.id
                .split('-')
                .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())),
            "{}",
            rule.id
        );
        assert!(rule.says.ends_with('.') && rule.why.ends_with('.'), "{}", rule.id);
        assert_ne!(rule.example, rule.near_miss, "{}", rule.id);
        assert!(!rule.group.title().is_empty());
    }
}

const TWICE: &str = "# Shop\n\n## Deployment\n\n{above}\n\n```bash\n# Backend\ndocker build -t b:$(date +%s) .\n# Worker\ndocker build -t w:$(date +%s) .\n```\n\n## Next\n\n- Done\n";

fn with_comment(comment: &str) -> Checklist {
    text(&TWICE.replace("{above}", comment))
}

fn suppressed(list: &Checklist) -> Option<&str> {
    list.findings
        .iter()
        .find(|finding| finding.rule == "computed-twice")
        .expect("the finding stays in the list")
        .suppressed
        .as_deref()
}

#[test]
fn a_reason_suppresses_and_stays_visible() {
    let list = with_comment("<!-- countersign: ignore computed-twice: each image has its own stamp -->");
    assert_eq!(suppressed(&list), Some("each image has its own stamp"));
    assert!(!rules_of(&list).contains(&"ignore-without-reason"));
}

#[test]
fn without_a_reason_nothing_is_suppressed_and_the_comment_is_a_finding() {
    for comment in [
        "<!-- countersign: ignore computed-twice -->",
        "<!-- countersign: ignore computed-twice: -->",
        "<!--countersign:ignore computed-twice:   -->",
    ] {
        let list = with_comment(comment);
        assert_eq!(suppressed(&list), None, "{comment}");
        assert!(rules_of(&list).contains(&"ignore-without-reason"), "{comment}");
    }
}

#[test]
fn a_suppression_covers_its_rule_and_its_place_only() {
    let other = with_comment("<!-- countersign: ignore placeholder-left: filled in by the pipeline -->");
    assert_eq!(suppressed(&other), None);
    let elsewhere = text(&format!(
        "{}\n<!-- countersign: ignore computed-twice: another place -->\n",
        TWICE.replace("{above}", "")
    ));
    assert_eq!(suppressed(&elsewhere), None);
    let inside_a_fence = text(&TWICE.replace(
        "# Backend",
        "# <!-- countersign: ignore computed-twice: commented in code -->\n# Backend",
    ));
    assert_eq!(suppressed(&inside_a_fence), None);
}

#[test]
fn a_suppression_at_a_heading_covers_the_section() {
    let section = "# Shop\n\n## Checks\n<!-- countersign: ignore duplicate-item: asked by two auditors -->\n\n- [ ] Verify backups are recent\n- [ ] Verify backups are recent\n\n## More checks\n\n- [ ] Verify keys are rotated\n- [ ] Verify keys are rotated\n";
    let list = text(section);
    let reasons: Vec<_> = list
        .findings
        .iter()
        .filter(|finding| finding.rule == "duplicate-item")
        .map(|finding| (finding.line, finding.suppressed.as_deref()))
        .collect();
    assert_eq!(reasons, [(7, Some("asked by two auditors")), (12, None)]);
}

#[test]
fn a_suppression_on_the_line_of_an_item_covers_that_item() {
    let list = text(
        "# Shop\n\n## Checks\n\n- [ ] Verify backups are recent\n- [ ] Verify backups are recent <!-- countersign: ignore duplicate-item: once per site -->\n",
    );
    let found = list
        .findings
        .iter()
        .find(|finding| finding.rule == "duplicate-item");
    assert_eq!(
        found.and_then(|finding| finding.suppressed.as_deref()),
        Some("once per site")
    );
}

#[test]
fn too_many_findings_are_counted_and_the_gravest_stay() {
    let mut document = "# Shop\n\n## Checks\n\n".to_owned();
    for _ in 0..=MAX_FINDINGS + 20 {
        document.push_str("- [ ] Verify backups are recent\n");
    }
    document.push_str("\n## Approval\n\n**Approved by:** Release bot\n");
    let list = text(&document);
    assert_eq!(list.findings.len(), MAX_FINDINGS + 1);
    let more: Vec<_> = list
        .findings
        .iter()
        .filter(|finding| finding.rule == "more-findings")
        .collect();
    assert!(
        more.len() == 1 && more[0].message.starts_with("21 more findings"),
        "{more:?}"
    );
    assert!(
        list.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    );
    assert!(list.findings.is_sorted_by_key(|finding| finding.line));
}

#[test]
fn findings_are_written_as_the_format_says() {
    let list = text("# Shop\n\n## Post-Deployment\n\n- [ ] Make sure everything works\n");
    let json = serde_json::to_value(&list.findings).expect("serialisable");
    assert_eq!(
        json,
        serde_json::json!([{
            "rule": "vague-item",
            "severity": "note",
            "line": 5,
            "message": "\"Make sure everything works\" names nothing: say what has to be looked at.",
            "suppressed": null
        }])
    );
}
