//! Any words as an expectation of any probe: rules and their sentence come together or not at all. The first byte chooses the probe.
#![no_main]

use domain::check::ProbeKind;
use domain::import::expectation::{About, compile, compile_list, compile_parts};
use libfuzzer_sys::fuzz_target;

const PROBES: [Option<ProbeKind>; 8] = [
    None,
    Some(ProbeKind::Http),
    Some(ProbeKind::Sql),
    Some(ProbeKind::Redis),
    Some(ProbeKind::Log),
    Some(ProbeKind::Command),
    Some(ProbeKind::Metric),
    Some(ProbeKind::Load),
];

fuzz_target!(|input: (u8, &str)| {
    let (chosen, text) = input;
    let about = About {
        probe: PROBES[usize::from(chosen) % PROBES.len()],
        item: "Error rate",
        field: (chosen >= 128).then_some("value"),
    };
    let entries: Vec<(u32, &str)> = (2..).zip(text.lines().skip(1)).collect();
    let list = compile_list(text.lines().next().unwrap_or_default(), 1, &entries, about);
    for found in compile_parts(text, 1, about).into_iter().chain(list).chain([compile(text, 1, about)]) {
        assert_eq!(found.compiled, !found.rules.is_empty(), "{text:?}");
        assert_eq!(found.compiled, found.sentence.is_some(), "{text:?}");
    }
});
