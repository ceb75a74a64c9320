//! Shared by the import tests: reading documents, and counting what an import yields.

#![allow(dead_code)] // each test file uses a part of it

use std::path::PathBuf;

use domain::checklist::{Checklist, Item};
use domain::import::{ImportRefused, Imported, Upload, read};

pub fn import(name: &str, bytes: &[u8]) -> Imported {
    read(Upload { name, bytes }).unwrap_or_else(|refused| panic!("{name}: {refused}"))
}

pub fn text(markdown: &str) -> Checklist {
    import("test.md", markdown.as_bytes()).checklist
}

pub fn refused(bytes: &[u8]) -> ImportRefused {
    read(Upload {
        name: "test.md",
        bytes,
    })
    .expect_err("refused")
}

/// A document of our own writing.
pub fn document(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/documents")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files of a folder of the shared documents, by name; empty (and said so) where they are not at hand.
pub fn shared(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os("COUNTERSIGN_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        eprintln!("skipped: {} is not at hand", root.join(folder).display());
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read(entry.path()).expect("readable"),
            )
        })
        .collect();
    found.sort();
    found
}

/// Boxes: items that claim something by a box and not by a glyph.
pub fn boxes(list: &Checklist) -> (usize, usize) {
    let boxes: Vec<&Item> = list
        .all_items()
        .filter(|item| item.claimed.is_some() && item.glyph.is_none())
        .collect();
    (
        boxes.len(),
        boxes.iter().filter(|item| item.claimed == Some(true)).count(),
    )
}

pub fn tasks(list: &Checklist) -> usize {
    list.phases.iter().map(|phase| phase.tasks.len()).sum()
}

/// Every byte of the source stands in the ledger exactly once, in order.
pub fn assert_joined(list: &Checklist) {
    let mut at = 0;
    for span in &list.ledger {
        assert_eq!(span.from, at, "a gap or an overlap before {span:?}");
        assert!(span.to > span.from, "an empty span {span:?}");
        at = span.to;
    }
    assert_eq!(at, list.source.bytes, "the ledger ends early");
}

/// Ids are unique, and references point at parts that are there.
pub fn assert_references(list: &Checklist) {
    let mut ids: Vec<&str> = list.all_items().map(|item| item.id.as_str()).collect();
    for phase in &list.phases {
        ids.push(&phase.id);
        ids.extend(phase.tasks.iter().map(|task| task.id.as_str()));
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
    let known = |id: &str| assert!(ids.binary_search(&id).is_ok(), "{id} names nothing");
    list.success_criteria
        .iter()
        .filter_map(|part| part.item.as_deref())
        .for_each(known);
    list.rollback_procedures
        .iter()
        .filter_map(|part| part.task.as_deref())
        .for_each(known);
    list.snippets
        .iter()
        .flat_map(|part| &part.items)
        .for_each(|id| known(id));
    list.phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .flat_map(|task| &task.depends_on)
        .for_each(|id| known(id));
    list.ledger
        .iter()
        .filter_map(|span| span.id.as_deref())
        .for_each(known);
}
