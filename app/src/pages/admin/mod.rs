//! Administration: the instance at a glance, and its people.

mod invitations;
mod overview;
mod people;
mod person;
mod tabs;

pub use self::{overview::OverviewPage, people::PeoplePage, tabs::AdminTabs};
