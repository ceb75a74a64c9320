//! The checks that stand in the fences of the given documents, where those documents are at hand.

use std::collections::HashMap;
use std::path::PathBuf;

use domain::checklist::{Item, ItemKind, SnippetRole};
use domain::import::{Upload, read};

fn seeds() -> Option<PathBuf> {
    let shared = std::env::var_os("COUNTERSIGN_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let found = shared.join("seeds");
    if !found.is_dir() {
        eprintln!("skipped: {} is not there", found.display());
        return None;
    }
    Some(found)
}

fn by_id<'a>(items: &'a [Item], found: &mut HashMap<&'a str, &'a Item>) {
    for item in items {
        found.insert(item.id.as_str(), item);
        by_id(&item.items, found);
    }
}

#[test]
fn checks_split_out_of_fences() {
    let Some(folder) = seeds() else { return };
    for (prefix, checks, fences) in [
        ("000", 22, 10),
        ("001", 8, 18),
        ("002", 3, 10),
        ("003", 0, 4),
        ("004", 44, 29),
    ] {
        let path = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(prefix));
        let path = path.unwrap_or_else(|| panic!("no document {prefix}"));
        let bytes = std::fs::read(&path).unwrap();
        let imported = read(Upload {
            name: "seed.md",
            bytes: &bytes,
        })
        .unwrap();
        let checklist = &imported.checklist;
        let mut items = HashMap::new();
        for phase in &checklist.phases {
            by_id(&phase.items, &mut items);
            phase.tasks.iter().for_each(|task| by_id(&task.items, &mut items));
        }
        by_id(&checklist.items, &mut items);
        let split: usize = checklist
            .snippets
            .iter()
            .filter(|snippet| snippet.role != SnippetRole::Checklist)
            .flat_map(|snippet| &snippet.items)
            .filter(|id| items[id.as_str()].kind == ItemKind::Check)
            .filter(|id| items[id.as_str()].command.is_some() || items[id.as_str()].check.is_some())
            .count();
        assert_eq!((split, checklist.snippets.len()), (checks, fences), "{prefix}");
    }
}

#[test]
fn the_roles_of_the_fences() {
    let Some(folder) = seeds() else { return };
    use SnippetRole::{Alerts, Checklist, Checks, Message, Mixed, Targets};
    let path = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("/000"));
    let bytes = std::fs::read(path.unwrap()).unwrap();
    let imported = read(Upload {
        name: "seed.md",
        bytes: &bytes,
    })
    .unwrap();
    let roles: Vec<SnippetRole> = imported
        .checklist
        .snippets
        .iter()
        .map(|snippet| snippet.role)
        .collect();
    assert_eq!(
        roles,
        [
            Checks, Checks, Mixed, Mixed, Checks, Targets, Alerts, Checks, Checklist, Message
        ]
    );
}
