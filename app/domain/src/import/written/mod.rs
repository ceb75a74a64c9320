//! The notation that exports are written in: Markdown that says what every line is, so that it reads to the same content.
//! `# Title`, `## Phase 1: …`, `### Task 1: …`, `- [ ] item`, `- **Name:** value`, fences for commands, `#### group` until a
//! rule, and named sections for the rest. A front matter line tells it from documents that people write freely.

mod build;
pub mod lists;
pub mod parse;
pub mod part;
mod pending;
pub mod reading;
pub mod words;
pub mod work;

pub use build::read;
pub use parse::is_written;
pub use pending::Pending;

pub const CLAIMS: &str = "Claims";
pub const FACTS: &str = "Facts";
pub const ITEMS: &str = "Items";
pub const CRITERIA: &str = "Success criteria";
pub const TRIGGERS: &str = "Rollback triggers";
pub const TARGETS: &str = "Targets";
pub const ALERTS: &str = "Alerts";
pub const RISKS: &str = "Risks";
pub const CONTACTS: &str = "Contacts";
pub const TIMELINE: &str = "Timeline";
pub const VARIABLES: &str = "Environment variables";
pub const FOLLOW_UPS: &str = "Follow-ups";
pub const MESSAGES: &str = "Messages";
pub const TABLES: &str = "Tables";
pub const NOTES: &str = "Notes";
pub const SECRETS: &str = "Secrets";
