//! Rules and words of Countersign: pure values and functions over them.
//! No clock, no randomness, no I/O, no async: time, ids and facts are arguments.

pub mod actor;
pub mod ask;
pub mod audit;
pub mod canonical;
pub mod check;
pub mod checklist;
pub mod claim;
pub mod comparison;
pub mod correction;
pub mod deployment;
pub mod export;
pub mod gate;
pub mod ids;
pub mod import;
pub mod item;
pub mod names;
pub mod owner;
pub mod password;
pub mod presence;
pub mod readiness;
pub mod role;
pub mod role_names;
pub mod signoff;
pub mod summary;
pub mod tick;
pub mod timeline;
pub mod waiver;
