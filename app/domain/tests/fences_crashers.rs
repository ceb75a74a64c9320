//! What fuzzing once broke stays whole: every kept input is read again, by the reader it was found with.

use std::path::PathBuf;

use domain::import::expectation::{About, compile, compile_list, compile_parts};
use domain::import::{Upload, duration, read, threshold};

fn kept(reader: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/crashers")
        .join(reader);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| std::fs::read(entry.expect("readable").path()).expect("readable"))
        .collect()
}

#[test]
fn kept_inputs_are_read() {
    for bytes in kept("importer") {
        if let Ok(imported) = read(Upload {
            name: "any.md",
            bytes: &bytes,
        }) {
            let end = imported.checklist.ledger.last().map_or(0, |span| span.to);
            assert_eq!(end, bytes.len() as u64);
        }
    }
    for bytes in kept("durations")
        .into_iter()
        .chain(kept("thresholds"))
        .chain(kept("expectations"))
    {
        let text = String::from_utf8_lossy(&bytes);
        duration::minutes(&text);
        duration::only_minutes(&text);
        assert!(threshold::read(&text).value.is_none_or(f64::is_finite));
        let about = About {
            item: "Error rate",
            ..About::default()
        };
        compile(&text, 1, about);
        compile_parts(&text, 1, about);
        compile_list(&text, 1, &[(2, &text)], about);
    }
}
