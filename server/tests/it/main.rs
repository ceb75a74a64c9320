//! The use cases over a real PostgreSQL: state, audit events, races, and that a refusal writes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod stage;
mod support;

mod accounts;
mod asks;
mod audit;
mod checks;
mod creation;
mod deployments;
mod example;
mod exports;
mod gates;
mod imports;
mod invitations;
mod lists;
mod live;
mod revisions;
mod role_names;
mod roles;
mod runs;
mod sessions;
mod signing;
mod summaries;
mod teams;
