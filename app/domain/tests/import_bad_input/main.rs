//! Bad input, by the numbers of the list of promises: what comes in, and what must happen.

#[path = "../support/mod.rs"]
mod support;

mod bytes;
mod structure;
mod values;
