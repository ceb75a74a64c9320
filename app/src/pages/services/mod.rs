//! Services: what is deployed, and who holds which role in its deployments.

mod list;
mod roles;
mod service;

pub use self::{
    list::{ServiceTable, ServicesPage},
    service::ServicePage,
};
