//! Whatever comes in: no panic, every byte accounted for, the same result twice.

mod support;

use domain::import::{Upload, read};
use proptest::prelude::*;
use support::{assert_joined, assert_references};

fn holds(bytes: &[u8]) {
    if let Ok(imported) = read(Upload {
        name: "any.md",
        bytes,
    }) {
        assert_joined(&imported.checklist);
        assert_references(&imported.checklist);
        assert_eq!(
            read(Upload {
                name: "any.md",
                bytes
            }),
            Ok(imported)
        );
    }
}

/// Pieces that checklists are made of, in any order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("# Title\n".to_owned()),
        Just("## Phase 1: Prepare (T-2h) ✅\n".to_owned()),
        Just("### Task 2: Deploy (@ops)\n".to_owned()),
        Just("## Rollback Plan\n".to_owned()),
        Just("## Success Criteria\n".to_owned()),
        Just("## Risks\n".to_owned()),
        Just("## Contacts\n".to_owned()),
        Just("**Owner:** QA/Dev **Time:** 2-4 h\n".to_owned()),
        Just("**Roll back if:**\n".to_owned()),
        Just("- [ ] verify x > 5%\n".to_owned()),
        Just("  - [x] nested\n".to_owned()),
        Just("1. Run it\n".to_owned()),
        Just("   - Owner: Dev\n".to_owned()),
        Just("```bash\n# Test 1: x\ncurl http://h/\n# Expected: 200\n```\n".to_owned()),
        Just("```\n".to_owned()),
        Just("| a | Owner | Status |\n|---|---|---|\n| x | QA | ⬜ |\n".to_owned()),
        Just("> quoted\n".to_owned()),
        Just("---\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("<details><summary>x</summary>\n".to_owned()),
        Just("<table><tr><th>Task</th><th>Owner</th></tr>\n<tr><td>x<td>QA\n".to_owned()),
        Just("<ul><li><input type=checkbox> a<ul><li>b\n".to_owned()),
        Just("<pre>make\n".to_owned()),
        Just("\n22:00 – 23:30 CET Deploy\n2026-03-01 14:00 UTC Watch\n".to_owned()),
        Just("\nStep 1: Announce\nall\n\nStep 2: Do the whole of it. Then stop.\n\n".to_owned()),
        Just("\n1️⃣ **Backup** (15 min) — @dba\n\n2️⃣ Go\n\n".to_owned()),
        Just(
            "| Phase | Task | Owner | Start |\n|---|---|---|---|\n| **G** | | | |\n| P | x | QA | 20:00 |\n"
                .to_owned()
        ),
        Just("| Job | Ana | Bo |\n|---|---|---|\n| x | R | A |\n| y | C | R/A |\n".to_owned()),
        Just("h2. Steps\n# One\n||a||b||\n|c|(/)|\n{code}\n".to_owned()),
        Just("\nFreeze\n: No merges. Owner: QA.\n\n".to_owned()),
        Just("- Option A: x\n- Option B (recommended): y\n".to_owned()),
        Just("## If it fails\n\nRevert the change. Takes 5 minutes.\n".to_owned()),
        Just("Depends on: Phase 1\n".to_owned()),
        Just("â€“ Größe 担当者：佐藤\n".to_owned()),
        "\\PC{0,40}\n",
        "[ -~]{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        holds(&bytes);
    }

    #[test]
    fn arbitrary_text(text in "(?s).{0,400}") {
        holds(text.as_bytes());
    }

    #[test]
    fn pieces_of_checklists(pieces in proptest::collection::vec(piece(), 0..30)) {
        holds(pieces.concat().as_bytes());
    }
}
