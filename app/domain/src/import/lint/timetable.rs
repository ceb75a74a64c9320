//! Times of a document in minutes, and lengths of time as people say them.

use crate::import::text::key;
use crate::import::{duration, window};

use super::words::says;

const DAY: i64 = 1440;

/// A clock time in minutes after midnight of the first day; "next day" is a day later.
pub fn clock(text: &str) -> Option<i64> {
    let time = *window::clock_times(text).first()?;
    let later = says(
        &key(text),
        "next day|following day|día siguiente|dia seguinte|翌日",
    );
    Some(time + if later { DAY } else { 0 })
}

/// "15 min", "2 h", "1 h 30 min", "3 days".
pub fn length(minutes: i64) -> String {
    match minutes {
        m if m >= 2 * DAY && m % DAY == 0 => format!("{} days", m / DAY),
        m if m >= 60 && m % 60 == 0 => format!("{} h", m / 60),
        m if m > 60 => format!("{} h {} min", m / 60, m % 60),
        m => format!("{m} min"),
    }
}

/// How long an item waits or watches: "Monitor for issues for 1 hour".
pub fn waits(text: &str) -> Option<i64> {
    let key = key(text);
    let watches = [
        "monitor ",
        "wait ",
        "watch ",
        "observe ",
        "soak ",
        "esperar ",
        "monitorear ",
        "aguardar ",
    ];
    if !watches.iter().any(|verb| key.starts_with(verb)) {
        return None;
    }
    let (_, after) = text.rsplit_once(" for ").or_else(|| text.split_once(' '))?;
    duration::only_minutes(after.split(['(', ',', ';']).next()?).map(|length| length.min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_said() {
        assert_eq!(clock("1:30 PM"), Some(810));
        assert_eq!(clock("2 PM next day"), Some(2280));
        assert_eq!(clock("Next morning"), None);
        assert_eq!(length(90), "1 h 30 min");
        assert_eq!(length(1440), "24 h");
        assert_eq!(waits("Monitor for issues for 1 hour"), Some(60));
        assert_eq!(waits("Wait 15 minutes"), Some(15));
        assert_eq!(waits("Monitor error rates"), None);
    }
}
