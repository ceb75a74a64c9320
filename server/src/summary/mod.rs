//! A summary in other forms than its page.

mod markdown;

pub use markdown::markdown;
