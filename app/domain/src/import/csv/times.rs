//! Durations of the table: `1h 30m`, `90`, `01:30`, and whatever else people write a length of time as.

use crate::checklist::Minutes;
use crate::import::duration;

const HOUR: i64 = 60;

/// The minutes of a cell. A bare number counts minutes; a clock counts hours and minutes.
pub fn minutes(cell: &str) -> Option<Minutes> {
    let cell = cell.trim();
    let exact = |minutes: i64| Minutes {
        min: minutes,
        max: minutes,
    };
    if let Some(minutes) = number(cell) {
        return Some(exact(minutes));
    }
    // Both ends of a range that was written here may have two units, which words do not have.
    if let Some((low, high)) = cell.split_once(" - ")
        && let (Some(low), Some(high)) = (duration::only_minutes(low), duration::only_minutes(high))
        && low.min <= high.max
    {
        return Some(Minutes {
            min: low.min,
            max: high.max,
        });
    }
    let clock: Option<Vec<i64>> = cell.split(':').map(number).collect();
    match clock.as_deref() {
        Some([hours, minutes]) if *minutes < HOUR => Some(exact(hours * HOUR + minutes)),
        // Seconds round up: a step of ten seconds takes a minute of the plan.
        Some([hours, minutes, seconds]) if *minutes < HOUR && *seconds < HOUR => {
            Some(exact(hours * HOUR + minutes + i64::from(*seconds > 0)))
        }
        Some(_) => None,
        None => duration::minutes(cell),
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// The minutes as they are written: `1h 30m`, or `30m - 1h`.
pub fn written(length: Minutes) -> String {
    if length.min == length.max {
        one(length.min)
    } else {
        format!("{} - {}", one(length.min), one(length.max))
    }
}

fn one(minutes: i64) -> String {
    match (minutes / HOUR, minutes % HOUR) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h {minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_people_write_durations() {
        for (cell, expected) in [
            ("90", 90),
            ("01:30", 90),
            ("1:30:00", 90),
            ("0:00:10", 1),
            ("1h 30m", 90),
            ("1h30", 90),
            ("2 hours", 120),
            ("45 min", 45),
            ("1 day", 1440),
        ] {
            let found = minutes(cell).map(|length| (length.min, length.max));
            assert_eq!(found, Some((expected, expected)), "{cell}");
        }
        for cell in ["", "soon", "1:75", "1:2:3:4", "99999999999999999999"] {
            assert_eq!(minutes(cell), None, "{cell}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for (min, max) in [
            (0, 0),
            (30, 30),
            (60, 60),
            (90, 90),
            (30, 60),
            (0, 90),
            (90, 135),
            (1440, 1440),
        ] {
            let length = Minutes { min, max };
            assert_eq!(minutes(&written(length)), Some(length), "{}", written(length));
        }
    }
}
