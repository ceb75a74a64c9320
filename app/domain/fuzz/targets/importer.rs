//! Any bytes as a document: no panic, every byte accounted for, and what is kept imports again.
#![no_main]

use domain::import::{Upload, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(imported) = read(Upload { name: "any.md", bytes }) else {
        return;
    };
    let list = &imported.checklist;
    let mut at = 0;
    for span in &list.ledger {
        assert_eq!(span.from, at, "a gap or an overlap before {span:?}");
        assert!(span.to > span.from, "an empty span {span:?}");
        at = span.to;
    }
    assert_eq!(at, bytes.len() as u64, "the ledger ends early");
    let mut ids: Vec<&str> = list.all_items().map(|item| item.id.as_str()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two items share an id");
});
