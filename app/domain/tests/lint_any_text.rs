//! Whatever is imported: the linter does not panic, names only lines that are there, and says the same twice.

mod support;

use domain::import::lint::{MAX_FINDINGS, lint, rules};
use domain::import::{Upload, read};
use proptest::prelude::*;

fn holds(bytes: &[u8]) {
    let Ok(imported) = read(Upload {
        name: "any.md",
        bytes,
    }) else {
        return;
    };
    let findings = &imported.checklist.findings;
    let ends = imported.text.matches(['\n', '\r']).count() as u32;
    let lines = ends + 1;
    for finding in findings {
        assert!(
            (1..=lines).contains(&finding.line),
            "{finding:?} of {lines} lines"
        );
        assert!(!finding.message.is_empty());
    }
    assert!(findings.len() <= MAX_FINDINGS + 1);
    assert_eq!(
        &lint(&imported.checklist, &imported.text),
        findings,
        "linting twice says the same"
    );
}

/// Lines that the rules look for, so that they meet in ways nobody wrote.
fn line() -> impl Strategy<Value = String> {
    let from_rules: Vec<String> = rules()
        .flat_map(|rule| rule.example.lines().chain(rule.near_miss.lines()))
        .map(|line| format!("{line}\n"))
        .collect();
    prop_oneof![
        8 => proptest::sample::select(from_rules),
        1 => "\\PC{0,40}\n",
        1 => Just("\n".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        holds(&bytes);
    }

    #[test]
    fn arbitrary_text(text in "(?s).{0,400}") {
        holds(text.as_bytes());
    }

    #[test]
    fn lines_of_the_examples_in_any_order(lines in proptest::collection::vec(line(), 0..60)) {
        holds(lines.concat().as_bytes());
    }
}

#[test]
fn the_shared_documents_lint_alike_twice() {
    for folder in ["seeds", "corpus"] {
        for (_, bytes) in support::shared(folder) {
            holds(&bytes);
        }
    }
}
