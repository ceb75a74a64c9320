//! Proofs over the whole server, through its own router or its own program: every door in every way it must not open,
//! what a killed server leaves behind, forms sent many times at once, news between two servers.

mod coverage;
mod crash;
mod doors;
mod form;
mod house;
mod program;
mod races;
mod streams;
mod walk;
