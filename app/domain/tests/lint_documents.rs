//! Documents people wrote: what is found in each, line by line, and that clean ones get nothing at all.

mod support;

use domain::checklist::Checklist;
use support::{document, import, shared};

/// The line and the rule of every finding.
fn found(list: &Checklist) -> Vec<(u32, &str)> {
    list.findings
        .iter()
        .map(|finding| (finding.line, finding.rule.as_str()))
        .collect()
}

#[test]
fn clean_documents_of_every_style_get_nothing() {
    for name in [
        "checkout-4-2.md",
        "cutover-evening.md",
        "how-we-release.md",
        "implantacao-pagamentos.md",
        "lanzamiento-tienda.md",
        "release-ja.md",
    ] {
        let list = import(name, &document(&format!("clean/{name}"))).checklist;
        assert!(list.findings.is_empty(), "{name}: {:#?}", list.findings);
    }
}

#[test]
fn a_launch_full_of_traps() {
    let list = import("orders-launch.md", &document("trapped/orders-launch.md")).checklist;
    assert_eq!(
        found(&list),
        [
            (3, "ready-over-open"),
            (5, "same-person-signs"),
            (7, "done-heading-over-open"),
            (7, "work-exceeds-window"),
            (24, "check-changes"),
            (28, "destructive-check"),
            (39, "personal-path"),
            (43, "computed-twice"),
            (54, "no-expected-result"),
            (57, "never-ends"),
            (60, "whole-log"),
            (63, "check-cannot-fail"),
            (71, "wait-exceeds-timeline"),
            (72, "vague-criterion"),
            (73, "vague-item"),
            (77, "rollback-tested-late"),
            (79, "duplicate-item"),
            (83, "ticked-before-run"),
            (83, "counts-differ"),
            (86, "no-percentile"),
            (90, "criteria-conflict"),
            (91, "nothing-to-roll-back"),
            (97, "rollback-only-marks"),
            (106, "required-and-disabled"),
            (112, "timeline-arithmetic"),
            (112, "deploy-at-peak"),
            (119, "contact-unreachable"),
            (124, "alerts-after-go-live"),
            (126, "approved-by-machine"),
        ]
    );
}

#[test]
fn a_migration_full_of_traps() {
    let list = import("ledger-migration.md", &document("trapped/ledger-migration.md")).checklist;
    assert_eq!(
        found(&list),
        [
            (1, "no-owner"),
            (1, "no-signer"),
            (3, "ready-over-open"),
            (3, "ready-but-pending"),
            (9, "ticked-and-open"),
            (24, "two-results"),
            (27, "matches-unrelated"),
            (31, "matches-unrelated"),
            (45, "no-unit"),
            (52, "window-gap"),
            (59, "rollback-undoes-less"),
            (59, "rollback-order"),
            (63, "placeholder-left"),
            (67, "destructive-way-back"),
            (81, "names-differ"),
            (86, "secret-in-text"),
            (91, "contact-empty"),
        ]
    );
}

/// What a reading of each document by hand found to be so.
const SHARED: &[(&str, &[(u32, &str)])] = &[
    (
        "000",
        &[
            (121, "rollback-undoes-less"),
            (149, "matches-unrelated"),
            (171, "placeholder-left"),
            (180, "vague-criterion"),
            (201, "no-percentile"),
            (241, "whole-log"),
            (257, "done-marks-before-run"),
            (311, "names-differ"),
            (313, "destructive-way-back"),
            (385, "nothing-to-roll-back"),
            (391, "criteria-conflict"),
            (392, "vague-criterion"),
            (398, "ready-but-pending"),
        ],
    ),
    (
        "001",
        &[
            (1, "no-owner"),
            (1, "no-time"),
            (1, "no-signer"),
            (15, "placeholder-left"),
            (64, "placeholder-left"),
            (69, "no-expected-result"),
            (151, "placeholder-left"),
            (183, "placeholder-left"),
            (268, "destructive-way-back"),
            (278, "required-and-disabled"),
            (292, "ticked-before-run"),
            (324, "contact-unreachable"),
            (337, "vague-item"),
            (343, "alerts-after-go-live"),
        ],
    ),
    (
        "002",
        &[
            (3, "ready-over-open"),
            (100, "placeholder-left"),
            (156, "vague-criterion"),
            (157, "vague-criterion"),
            (159, "no-signer"),
            (240, "rollback-tested-late"),
            (244, "window-gap"),
            (264, "rollback-order"),
            (265, "rollback-only-marks"),
            (268, "placeholder-left"),
            (303, "done-heading-over-open"),
            (359, "contact-empty"),
            (388, "same-person-signs"),
        ],
    ),
    (
        "003",
        &[
            (3, "ready-over-open"),
            (94, "personal-path"),
            (100, "computed-twice"),
            (113, "placeholder-left"),
            (153, "vague-criterion"),
            (154, "vague-criterion"),
            (155, "vague-criterion"),
            (249, "ticked-and-open"),
            (260, "ticked-and-open"),
            (267, "approved-by-machine"),
            (278, "contact-unreachable"),
            (286, "rollback-undoes-less"),
        ],
    ),
    (
        "004",
        &[
            (1, "no-owner"),
            (1, "no-signer"),
            (23, "destructive-check"),
            (30, "matches-unrelated"),
            (34, "check-changes"),
            (38, "check-changes"),
            (42, "check-changes"),
            (55, "no-expected-result"),
            (58, "no-expected-result"),
            (78, "no-expected-result"),
            (99, "no-expected-result"),
            (108, "test-data-left"),
            (133, "placeholder-left"),
            (135, "computed-twice"),
            (180, "secret-in-text"),
            (181, "placeholder-left"),
            (265, "check-cannot-fail"),
            (302, "check-cannot-fail"),
            (318, "no-expected-result"),
            (323, "wait-exceeds-timeline"),
            (355, "no-expected-result"),
            (356, "no-expected-result"),
            (386, "never-ends"),
            (389, "no-expected-result"),
            (397, "no-expected-result"),
            (404, "whole-log"),
            (407, "no-expected-result"),
            (411, "no-expected-result"),
            (423, "rollback-undoes-less"),
            (436, "no-expected-result"),
            (462, "counts-differ"),
            (517, "alerts-after-go-live"),
            (518, "criteria-conflict"),
            (533, "deploy-at-peak"),
        ],
    ),
    ("argo-rollouts-releasing.md", &[]),
    ("bazaar-go-live.md", &[(73, "placeholder-left")]),
    ("checklist-produccion-es-bom.md", &[]),
    (
        "dash-braip-deploy-pt.md",
        &[
            (1, "no-owner"),
            (1, "no-time"),
            (1, "no-signer"),
            (36, "placeholder-left"),
            (48, "no-expected-result"),
            (53, "rollback-undoes-less"),
            (57, "placeholder-left"),
        ],
    ),
    ("deployment-guide-ja-frontmatter.md", &[]),
    (
        "go-ai-production-readiness.md",
        &[
            (1, "no-owner"),
            (1, "no-time"),
            (1, "no-signer"),
            (128, "two-results"),
            (131, "placeholder-left"),
            (148, "placeholder-left"),
            (156, "check-changes"),
            (207, "vague-criterion"),
            (227, "rollback-tested-late"),
            (259, "placeholder-left"),
            (280, "contact-empty"),
            (287, "alerts-after-go-live"),
            (298, "ready-over-open"),
        ],
    ),
    ("homebrew-releases.md", &[]),
    ("k8s-cut-release-issue.md", &[]),
    ("lighthouse-releasing.md", &[]),
    ("ms-engineering-fundamentals.md", &[]),
    ("prometheus-release.md", &[]),
    ("rails-releasing.md", &[]),
    ("runbook-kube-api-error-budget.md", &[]),
    (
        "snap2listing-deployment.md",
        &[
            (1, "no-owner"),
            (1, "no-signer"),
            (203, "vague-item"),
            (260, "contact-empty"),
        ],
    ),
    (
        "threat-intel-deployment.md",
        &[
            (1, "no-owner"),
            (1, "no-time"),
            (1, "no-signer"),
            (51, "no-way-back"),
            (71, "placeholder-left"),
            (115, "placeholder-left"),
            (161, "ready-over-open"),
        ],
    ),
];

#[test]
fn the_shared_documents_get_what_is_true_of_them() {
    for (name, bytes) in shared("seeds").into_iter().chain(shared("corpus")) {
        let Some((_, expected)) = SHARED.iter().find(|(start, _)| name.starts_with(start)) else {
            continue;
        };
        let list = import(&name, &bytes).checklist;
        assert_eq!(found(&list), *expected, "{name}: {:#?}", list.findings);
    }
}
