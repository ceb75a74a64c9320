//! The audit trail: append-only, hash-chained facts. One chain per deployment and one for administration.

mod chain;
mod event;
mod sentence;

pub use chain::{Broken, CHAIN_VERSION, Chain, Chained, Link, link, verify_next};
pub use event::Event;
pub use sentence::sentence;
