//! One folder or file per page. Pages read a model, show it, and hold forms; they decide nothing.

pub mod accounts;
pub(crate) mod address;
pub mod admin;
pub mod audit;
pub mod board;
pub mod check;
pub mod deployment;
pub mod environments;
pub mod evidence;
pub mod help;
pub mod history;
pub mod imports;
pub mod item;
pub mod queue;
pub mod receipt;
pub mod search;
pub mod services;
pub mod sign;
pub mod summary;
pub mod teams;
pub mod templates;
pub mod timeline;
