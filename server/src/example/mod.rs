//! The example deployment: a document of our own, read by the importer like any other, and then played through the same
//! acts as people use, by example people whom nobody can sign in as. Its clock is moved, so that it has a past.

mod cast;
mod checks;
mod play;

pub use cast::Cast;
pub use play::play;

/// The document.
pub const DOCUMENT: &str = include_str!("checklist.md");
/// Its name, as if it had been uploaded.
pub const DOCUMENT_NAME: &str = "example-shop-3.2.md";
