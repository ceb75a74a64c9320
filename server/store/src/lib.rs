//! All SQL of the product: rows in, domain values out. Functions take a connection; whoever calls owns the transaction.
//! Nothing is decided here, and row types stay private.

pub mod asks;
pub mod attention;
pub mod audit;
pub mod board;
pub mod cloning;
pub mod cluster;
pub mod creation;
pub mod deployments;
pub mod environments;
pub mod evidence;
pub mod example;
pub mod form_answers;
pub mod gates;
pub mod idempotency;
pub mod imports;
pub mod instance;
pub mod invitations;
pub mod items;
pub mod outbox;
pub mod password_resets;
pub mod people;
pub mod phases;
pub mod results;
pub mod revision;
pub mod risks;
pub mod runs;
pub mod search;
pub mod services;
pub mod sessions;
pub mod share_links;
pub mod sign_in_attempts;
pub mod signoffs;
pub mod summaries;
pub mod tasks;
pub mod teams;
pub mod templates;
pub mod waivers;

mod error;
mod schema;

pub use error::{Error, Result};
pub use schema::{MIGRATOR, grant_runtime_rights, ping};
