//! Proofs over the whole server, through its own router or its own program: every door in every way it must not open,
//! what a killed server leaves behind, forms sent many times at once, news between two servers.

#![allow(clippy::unwrap_used)]

mod cookies;
mod coverage;
mod crash;
mod doors;
mod downloads;
mod form;
mod house;
mod looks;
mod of_deployments;
mod of_people;
mod outage;
mod precondition;
mod private;
mod program;
mod proxy;
mod races;
mod signing;
mod streams;
mod walk;
