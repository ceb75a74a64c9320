//! What comes alive in the browser. Everything here adds speed or life to pages that are complete without it.

pub mod live;

#[cfg(feature = "hydrate")]
mod enhance;

/// Called once when the bundle has loaded, before the islands wake.
#[cfg(feature = "hydrate")]
pub fn wake() {
    enhance::listen();
}
