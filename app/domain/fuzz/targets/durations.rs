//! Any text as a length of time: never negative, never the wrong way round.
#![no_main]

use domain::import::duration;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for found in [duration::minutes(text), duration::only_minutes(text)].into_iter().flatten() {
        assert!(0 <= found.min && found.min <= found.max, "{found:?} of {text:?}");
    }
});
