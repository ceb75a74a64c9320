//! One public function per thing a person or the runner can do: begin, load and lock, ask the domain, write, commit.
//! Neither HTTP nor SQL text is found here.

pub mod access;
pub mod accounts;
pub mod act;
mod asks;
pub mod audit;
pub mod audit_export;
pub mod boards;
pub mod checks;
pub mod creation;
pub mod deployments;
pub mod environments;
pub mod errors;
pub mod example;
pub mod exports;
pub mod gates;
pub mod ground;
pub mod imports;
pub mod item_act;
pub mod links;
pub mod paging;
pub mod palette;
pub mod presence;
pub mod reauthenticate;
pub mod summaries;
pub mod teams;
pub mod text;
mod unsettled;
pub mod voids;
