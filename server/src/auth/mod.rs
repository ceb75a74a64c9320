//! Who somebody is: password hashing, sealed secrets, link tokens, sessions, slowing down guesses.
//! What people may do is decided elsewhere.

pub mod hasher;
pub mod seal;
pub mod sessions;
pub mod throttle;
pub mod tokens;

pub use hasher::Hasher;
pub use seal::{Seal, SealBroken};
