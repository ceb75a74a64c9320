//! The stakeholder summary: its draft and notes, its published versions, its links, and what strangers see.

mod draft;
pub mod letter;
mod links;
mod public;
mod version;

pub use self::{draft::SummaryPage, public::SharedSummaryPage, version::SummaryVersionPage};
