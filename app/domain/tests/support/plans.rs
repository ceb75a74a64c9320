//! Realistic documents of any size: the plan below, again and again with other names and numbers.

#![allow(dead_code)] // the benchmark and the tests use different parts of it

/// A page-long plan with every part that plans usually have.
pub const PAGE: &str = include_str!("../documents/release-page.md");

/// Plans one after the other, up to so many bytes.
pub fn of_bytes(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes);
    for at in 1.. {
        let next = PAGE
            .replace("4.2", &format!("4.{at}"))
            .replace("orders", &format!("orders{at}"));
        if out.len() + next.len() > bytes {
            break;
        }
        out.push_str(&next);
    }
    out
}
