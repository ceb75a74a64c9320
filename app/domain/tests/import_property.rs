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
