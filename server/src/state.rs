//! What every use case may reach: the database, the time, keys, and the signal that something changed.

use std::sync::Arc;

use sqlx::PgPool;
use url::Url;
use uuid::Uuid;

use crate::{
    auth::{Hasher, Seal},
    clock::Clock,
    notify::Changes,
    usecases::gates::Shown,
};

/// Settings that use cases and pages look at.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people use; links are made from it and from nothing else.
    pub base_url: Url,
    pub secure_cookies: bool,
    /// There is one database role only, so that history rests on the program alone.
    pub single_role: bool,
    /// Addresses no check may dial, whatever an allow-list says: our own listener and our own database.
    pub own_addresses: Vec<std::net::SocketAddr>,
}

/// The server behind the pages. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    pub pool: PgPool,
    pub clock: Arc<dyn Clock>,
    pub settings: Settings,
    pub seal: Arc<Seal>,
    pub hasher: Arc<Hasher>,
    pub changes: Changes,
    /// What signing pages showed lately.
    pub shown: Shown,
}

/// A new id, in the order of time. The one place where ids come from.
pub fn new_id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}
