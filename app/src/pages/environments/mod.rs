//! Environments: where deployments go, and what their checks may reach and use there.

mod connections;
mod environment;
mod list;
mod targets;
mod variables;

pub use self::{environment::EnvironmentPage, list::EnvironmentsPage};
