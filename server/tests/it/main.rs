//! The use cases over a real PostgreSQL: state, audit events, races, and that a refusal writes nothing.

mod stage;
mod support;

mod accounts;
mod audit;
mod checks;
mod creation;
mod deployments;
mod gates;
mod imports;
mod live;
mod runs;
mod summaries;
mod teams;
