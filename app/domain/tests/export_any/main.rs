//! Any checklist comes back from what is written of it: made-up ones, with the words that documents are full of.

mod made;
#[path = "../support/mod.rs"]
mod support;

use domain::checklist::Checklist;
use domain::export::{content, csv, markdown};
use made::checklist;
use proptest::prelude::*;
use support::{assert_joined, assert_references, import};

/// Whether nothing in the text looks like a secret, which an import rightly masks.
fn tells_no_secret(text: &str) -> bool {
    let found = import("any.md", format!("x\n{text}").as_bytes())
        .checklist
        .secrets;
    found
        .iter()
        .all(|secret| secret.kind == "masked before the import")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_checklist_comes_back_from_markdown(list in checklist()) {
        let text = markdown(&list, None);
        prop_assume!(tells_no_secret(&text));
        let again = import("export.md", text.as_bytes()).checklist;
        assert_joined(&again);
        assert_references(&again);
        let without_secrets = Checklist { secrets: Vec::new(), ..content(&again) };
        prop_assert_eq!(without_secrets, content(&list), "{}", text);
        prop_assert_eq!(markdown(&Checklist { secrets: Vec::new(), ..again }, None), text);
    }

    #[test]
    fn any_table_comes_back_from_csv(list in checklist()) {
        // Reading a made-up checklist's table once gives what a table can say; that comes back exactly.
        let first = csv(&list);
        prop_assume!(tells_no_secret(&first));
        let once = import("plan.csv", first.as_bytes()).checklist;
        assert_joined(&once);
        assert_references(&once);
        let second = csv(&once);
        let twice = import("plan.csv", second.as_bytes()).checklist;
        prop_assert_eq!(csv(&twice), second);
        let rows = |list: &Checklist| list.all_items().count() + list.phases.iter().map(|phase| phase.tasks.len()).sum::<usize>();
        prop_assert_eq!(rows(&once), rows(&list), "{}", first);
    }
}
