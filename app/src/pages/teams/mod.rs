//! Teams: who works together, and what they own.

mod list;
mod team;

pub use self::{list::TeamsPage, team::TeamPage};
