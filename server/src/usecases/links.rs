//! Addresses to give away. They are built from the configured base address only, never from what a request claims.

use crate::state::Server;

/// The address of a page of this server.
pub fn to(server: &Server, path: &[&str]) -> String {
    let base = server.settings.base_url.as_str().trim_end_matches('/');
    path.iter()
        .fold(base.to_owned(), |address, part| address + "/" + part)
}
