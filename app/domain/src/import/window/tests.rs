//! Tables of named cases.

use super::*;

#[test]
fn windows_by_their_anchor() {
    let cases: &[(&str, Anchor, Option<i64>, Option<i64>)] = &[
        ("Next 2 Hours", Anchor::Now, Some(0), Some(120)),
        ("First 24 Hours", Anchor::T0, Some(0), Some(1440)),
        ("End of Day 1", Anchor::T0, None, Some(1440)),
        ("30 minutes after go-live", Anchor::T0, Some(30), None),
        ("after 24 hours", Anchor::T0, Some(1440), None),
        ("10 Days before release", Anchor::T0, Some(-14400), None),
        ("T-2h", Anchor::T0, Some(-120), None),
        ("T+30m", Anchor::T0, Some(30), None),
        ("T-24h to T-2h", Anchor::T0, Some(-1440), Some(-120)),
        ("T-0", Anchor::T0, Some(0), None),
        ("T0", Anchor::T0, Some(0), None),
        ("T-7 days", Anchor::T0, Some(-10080), None),
        ("T-01:30", Anchor::T0, Some(-90), None),
        ("D-1", Anchor::T0, Some(-1440), None),
        ("Minute 0", Anchor::T0, Some(0), None),
        ("Hour 24", Anchor::T0, Some(1440), None),
        ("Day 1", Anchor::T0, Some(0), Some(1440)),
        ("Week 2-4", Anchor::T0, Some(10080), Some(40320)),
        ("Within 24 hours", Anchor::T0, Some(0), Some(1440)),
        ("8:30 AM MT", Anchor::Clock, Some(510), None),
        ("9 AM - 1 PM", Anchor::Clock, Some(540), Some(780)),
        ("22:00–02:00 UTC", Anchor::Clock, Some(1320), Some(1560)),
        ("2026-01-17 14:00 UTC", Anchor::Clock, Some(840), None),
    ];
    for (text, anchor, from_min, to_min) in cases {
        let read = read(text).and_then(|stated| stated.window);
        assert_eq!(
            read,
            Some(Window {
                anchor: *anchor,
                from_min: *from_min,
                to_min: *to_min
            }),
            "{text}"
        );
    }
}

#[test]
fn a_bare_length_is_a_duration() {
    assert_eq!(
        read("2-4 Hours"),
        Some(Stated {
            window: None,
            duration: Some(Minutes { min: 120, max: 240 })
        })
    );
    for text in [
        "Manual",
        "24:00",
        "2026-01-17",
        "January 24, 2026",
        "CRITICAL",
        "version 2.0.1",
        "16 error codes",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}
