//! Any text as a threshold: what is read is a number.
#![no_main]

use domain::import::threshold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let found = threshold::read(text);
    assert!(found.value.is_none_or(f64::is_finite), "{text:?}");
});
