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
        ("Day -1", Anchor::T0, Some(-1440), None),
        ("W+1", Anchor::T0, Some(10080), None),
        ("Jour J", Anchor::T0, Some(0), Some(1440)),
        ("the day before", Anchor::T0, Some(-1440), Some(0)),
        ("T minus 30 minutes", Anchor::T0, Some(-30), None),
        ("J-2", Anchor::T0, Some(-2880), None),
        ("H+4", Anchor::T0, Some(240), None),
        ("within 2 hours after go-live", Anchor::T0, Some(0), Some(120)),
        ("Week 2-4", Anchor::T0, Some(10080), Some(40320)),
        ("Within 24 hours", Anchor::T0, Some(0), Some(1440)),
        ("8:30 AM MT", Anchor::Clock, Some(510), None),
        ("9 AM - 1 PM", Anchor::Clock, Some(540), Some(780)),
        ("22:00–02:00 UTC", Anchor::Clock, Some(1320), Some(1560)),
        ("2026-01-17 14:00 UTC", Anchor::Clock, Some(840), None),
    ];
    for (text, anchor, from_min, to_min) in cases {
        let read = read(text).and_then(|stated| stated.window);
        let read = read.map(|window| (window.anchor, window.from_min, window.to_min));
        assert_eq!(read, Some((*anchor, *from_min, *to_min)), "{text}");
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
        "9:5",
        "Build 2026-01-17 of the api",
        "03/04/2026",
        "2時間の作業枠をとる",
        "CRITICAL",
        "version 2.0.1",
        "16 error codes",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

/// Words, date, first and last minute, zone.
type Clock<'a> = (&'a str, Option<&'a str>, i64, Option<i64>, Option<&'a str>);

#[test]
fn clock_windows_keep_their_date_and_zone() {
    let cases: &[Clock<'_>] = &[
        ("22:00–23:30 CET", None, 1320, Some(1410), Some("CET")),
        ("2026-03-01 14:00 UTC", Some("2026-03-01"), 840, None, Some("UTC")),
        (
            "2026-11-26 14:00 UTC – 15:00 UTC",
            Some("2026-11-26"),
            840,
            Some(900),
            Some("UTC"),
        ),
        (
            "2026-03-07 22:00–2026-03-08 02:00 CET",
            Some("2026-03-07"),
            1320,
            Some(1560),
            Some("CET"),
        ),
        ("2026-03-01T14:00Z", Some("2026-03-01"), 840, None, Some("Z")),
        (
            "2026-03-01 14:00 +02:00",
            Some("2026-03-01"),
            840,
            None,
            Some("+02:00"),
        ),
        (
            "Samstag, 14.03.2026, 22:00–23:30 MEZ",
            Some("2026-03-14"),
            1320,
            Some(1410),
            Some("MEZ"),
        ),
        (
            "15/03/2026 23:00 a 01:00 (CET)",
            Some("2026-03-15"),
            1380,
            Some(1500),
            Some("CET"),
        ),
        (
            "2026年3月1日 22:00〜23:30 JST",
            Some("2026-03-01"),
            1320,
            Some(1410),
            Some("JST"),
        ),
        ("22h00 – 23h30", None, 1320, Some(1410), None),
        ("20 Uhr 30", None, 1230, None, None),
        ("3月1日 22時30分", None, 1350, None, None),
        (
            "March 3, 2026, 9 PM UTC+1",
            Some("2026-03-03"),
            1260,
            None,
            Some("UTC+1"),
        ),
        ("7 mars 2026 06:30", Some("2026-03-07"), 390, None, None),
        ("2026-03-01", Some("2026-03-01"), 0, Some(1440), None),
        (
            "2026-09-01 → 2026-09-12",
            Some("2026-09-01"),
            0,
            Some(17280),
            None,
        ),
        ("Tue 2026-03-03", Some("2026-03-03"), 0, Some(1440), None),
        ("2026-02-30 10:00", None, 600, None, None),
    ];
    for (text, date, from, to, zone) in cases {
        let window = read(text)
            .and_then(|stated| stated.window)
            .unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (
                window.anchor,
                window.date.as_deref(),
                window.from_min,
                window.to_min,
                window.zone.as_deref()
            ),
            (Anchor::Clock, *date, Some(*from), *to, *zone),
            "{text}"
        );
    }
}

#[test]
fn a_time_in_front_comes_apart_from_what_follows() {
    assert_eq!(leading("10:30 EST Deploy"), Some(("10:30 EST", "Deploy")));
    assert_eq!(
        leading("06:30 Tom stops the workers"),
        Some(("06:30", "Tom stops the workers"))
    );
    assert_eq!(leading("T-30m Freeze"), Some(("T-30m", "Freeze")));
    assert_eq!(leading("Deploy at 10:30"), None);
    assert_eq!(leading("24/7 support"), None);
}
