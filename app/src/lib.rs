//! The app: pages, server functions and the few islands that come alive in the browser.
//!
//! Pages are rendered by the server and are complete without script; the browser bundle holds `islands` only, so that it
//! stays small however many pages there are, and cannot contain anything of the server.

// The types of views nest deeper than the compiler expects.
#![recursion_limit = "256"]

pub mod islands;

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use {
    routes::App,
    shell::{PageContext, SingleKeys, Theme, shell},
};
