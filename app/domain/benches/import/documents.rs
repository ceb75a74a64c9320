//! What is measured: the seeds where they are at hand, pages of our own, and documents built to be slow.

use crate::{plans, support, worst};

/// The limit of an import.
pub const LARGE: usize = 2 * 1024 * 1024;

/// A document under a name that finds it again in another process.
pub struct Document {
    pub name: String,
    pub text: Vec<u8>,
}

/// Documents as people write them, and one at the limit.
pub fn written() -> Vec<Document> {
    let mut found: Vec<Document> = ["seeds", "corpus"]
        .iter()
        .flat_map(|folder| support::shared(folder))
        .filter(|(name, _)| !name.ends_with(".json"))
        .map(|(name, text)| Document {
            name: name.split('_').next().unwrap_or(&name).to_owned(),
            text,
        })
        .collect();
    found.push(Document {
        name: "a page".to_owned(),
        text: plans::PAGE.as_bytes().to_vec(),
    });
    found.extend([LARGE / 2, LARGE].map(|bytes| Document {
        name: format!("plans of {} KiB", bytes / 1024),
        text: plans::of_bytes(bytes).into_bytes(),
    }));
    found
}

/// One of the documents built to be slow, in a size.
pub fn slow(kind: &worst::Worst, bytes: usize) -> Document {
    Document {
        name: format!("{}: {}", bytes, kind.name),
        text: kind.of_bytes(bytes).into_bytes(),
    }
}

/// The document of a name.
pub fn named(name: &str) -> Option<Document> {
    if let Some((bytes, kind)) = name.split_once(": ")
        && let Ok(bytes) = bytes.parse()
    {
        let kind = worst::KINDS.iter().find(|worst| worst.name == kind)?;
        return Some(slow(kind, bytes));
    }
    written().into_iter().find(|document| document.name == name)
}
