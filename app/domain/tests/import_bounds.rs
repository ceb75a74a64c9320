//! What reading costs, counted and not timed: for every kind of slow document, twice the text takes about twice the work,
//! and what passes a cap is refused with a sentence that names it.

#[path = "support/worst.rs"]
mod worst;

mod support;

use domain::import::{ImportRefused, Upload, limits, read};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SMALL: usize = 24 * 1024;
/// Twice the text may need a little more than twice the memory requests: buffers grow in steps.
const GROWTH: f64 = 2.3;

/// How often memory was asked for, and how much of it.
fn work(text: &str) -> (f64, f64) {
    let region = Region::new(COUNTED);
    let outcome = read(Upload {
        name: "slow.md",
        bytes: text.as_bytes(),
    });
    let spent = region.change();
    drop(outcome);
    (
        (spent.allocations + spent.reallocations) as f64,
        spent.bytes_allocated as f64,
    )
}

// One test, so that nothing else asks for memory meanwhile.
#[test]
fn reading_is_bounded() {
    twice_the_text_takes_about_twice_the_work();
    what_passes_a_cap_is_refused();
    a_fence_at_the_cap_is_read();
}

fn twice_the_text_takes_about_twice_the_work() {
    for kind in worst::KINDS {
        let (half, whole) = (kind.of_bytes(SMALL), kind.of_bytes(2 * SMALL));
        // The first reading compiles patterns and fills their caches.
        work(&whole);
        let (few, small) = work(&half);
        let (many, large) = work(&whole);
        assert!(
            many <= few * GROWTH + 1_000.0,
            "{}: {few} requests for memory became {many}",
            kind.name
        );
        assert!(
            large <= small * GROWTH + 1e6,
            "{}: {small} bytes became {large}",
            kind.name
        );
    }
}

fn what_passes_a_cap_is_refused() {
    let refused = |text: &str| {
        read(Upload {
            name: "slow.md",
            bytes: text.as_bytes(),
        })
        .expect_err("past a cap")
    };
    let fence = format!(
        "# A\n\n```bash\n{}```\n",
        "ls\n".repeat(limits::MAX_FENCE_LINES + 1)
    );
    let found = refused(&fence);
    assert_eq!(
        found,
        ImportRefused::FenceTooLong {
            line: 3,
            lines: limits::MAX_FENCE_LINES + 1
        }
    );
    assert!(found.to_string().contains(&limits::MAX_FENCE_LINES.to_string()));

    let fences = format!(
        "# A\n\n{}",
        format!("```bash\n{}```\n\n", "# Test 1: a\nls\n".repeat(4_000)).repeat(14)
    );
    assert!(matches!(refused(&fences), ImportRefused::TooMany { .. }));

    assert_eq!(
        refused(&"*a ".repeat(limits::MAX_MARKS + 1)),
        ImportRefused::TooIntricate
    );
    assert_eq!(
        refused(&"[".repeat(limits::MAX_MARKS + 1)),
        ImportRefused::TooIntricate
    );
}

/// Every line of it is accounted for and every command is kept.
fn a_fence_at_the_cap_is_read() {
    let text = format!(
        "# A\n\n## Steps\n\n```bash\n{}```\n",
        "ls\n".repeat(limits::MAX_FENCE_LINES)
    );
    let imported = support::import("long.md", text.as_bytes());
    support::assert_joined(&imported.checklist);
    let kept: usize = imported
        .checklist
        .all_items()
        .filter_map(|item| item.command.as_ref())
        .map(|command| command.text.lines().count())
        .sum();
    assert_eq!(kept, limits::MAX_FENCE_LINES);
}
