//! Probes against listeners of our own: honest ones, broken ones, and ones that mean harm.
#![allow(
    clippy::unwrap_used,
    reason = "this whole crate is tests; clippy only recognises the marked functions"
)]

mod database;
mod guard_table;
mod http_answers;
mod http_hostile;
mod one_way_out;
mod redirects;
mod rig;
mod run;
mod sql;
mod sql_nasty;
mod tcp;
mod tls;
