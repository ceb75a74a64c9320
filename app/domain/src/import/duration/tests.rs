//! Tables of named cases.

use super::*;

#[test]
fn lengths_of_time() {
    for (text, expected) in [
        ("30 min", Some((30, 30))),
        ("30 minutes", Some((30, 30))),
        ("2-4 hours", Some((120, 240))),
        ("2–4 h", Some((120, 240))),
        ("Ongoing (first 24 hours)", Some((1440, 1440))),
        ("< 5 minutes", Some((0, 5))),
        ("1h30", Some((90, 90))),
        ("1 hour 30 minutes", Some((90, 90))),
        ("half a day", Some((720, 720))),
        ("half an hour", Some((30, 30))),
        ("½ h", Some((30, 30))),
        ("1½ h", Some((90, 90))),
        ("1.5h", Some((90, 90))),
        ("1,5 Stunden", Some((90, 90))),
        ("about an hour", Some((60, 60))),
        ("30 minutes to 2 hours", Some((30, 120))),
        ("90s", Some((2, 2))),
        ("45 seconds", Some((1, 1))),
        ("2 days", Some((2880, 2880))),
        ("1 semana", Some((10080, 10080))),
        ("30分", Some((30, 30))),
        ("2時間以内", Some((120, 120))),
        ("15 минут", Some((15, 15))),
        ("2+ hours", Some((120, 120))),
        ("0", None),
        ("-5 min", None),
        ("999999999999 h", None),
        ("1e9 min", None),
        ("3-", None),
        ("4-2 hours", None),
        ("soon", None),
        ("", None),
        ("version 12", None),
    ] {
        let expected = expected.map(|(min, max)| Minutes { min, max });
        assert_eq!(minutes(text), expected, "{text}");
    }
}

#[test]
fn only_a_length_and_nothing_else() {
    assert!(only_minutes("~30 min").is_some());
    assert!(only_minutes("up to 2 hours").is_some());
    assert!(only_minutes("< 5 minutes").is_some());
    assert_eq!(only_minutes("Deploy within 5 minutes of approval"), None);
    assert_eq!(only_minutes("10s transaction"), None);
}
