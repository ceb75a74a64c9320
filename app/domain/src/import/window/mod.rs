//! When something happens: `Next 2 Hours`, `T-2h`, `End of Day 1`, `30 minutes after go-live`, clock times and dates.
//! A window is read only where its anchor is said; a bare length is a duration and no window.

mod clock;
mod relative;

pub use clock::times as clock_times;

use super::duration;
use super::text;
use crate::checklist::{Anchor, Minutes, Window};

const DAY: i64 = 1440;

/// What a time in words says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    pub window: Option<Window>,
    pub duration: Option<Minutes>,
}

impl Stated {
    pub fn is_clock(&self) -> bool {
        self.window
            .as_ref()
            .is_some_and(|window| window.anchor == Anchor::Clock)
    }

    /// Whole days of the calendar, without an hour.
    pub fn is_date(&self) -> bool {
        self.window.as_ref().is_some_and(|window| {
            window.anchor == Anchor::Clock
                && window.from_min == Some(0)
                && window.to_min.is_some_and(|to| to > 0 && to % DAY == 0)
        })
    }
}

/// Reads a stated time. `None` where the text says no time at all.
pub fn read(text: &str) -> Option<Stated> {
    let key = text::key(text);
    if key.is_empty() {
        return None;
    }
    let found = relative::to_start(text)
        .or_else(|| relative::in_words(&key, text))
        .or_else(|| clock::read(text));
    match found {
        Some(window) => Some(Stated {
            duration: span(&window),
            window: Some(window),
        }),
        None => duration::only_minutes(text).map(|duration| Stated {
            window: None,
            duration: Some(duration),
        }),
    }
}

fn span(window: &Window) -> Option<Minutes> {
    match (window.from_min, window.to_min) {
        (Some(from), Some(to)) if to > from && window.anchor != Anchor::Clock => Some(Minutes {
            min: to - from,
            max: to - from,
        }),
        _ => None,
    }
}

fn window(anchor: Anchor, from_min: Option<i64>, to_min: Option<i64>) -> Option<Window> {
    Some(Window::new(anchor, from_min, to_min))
}

/// A text that begins with a point or stretch of time and goes on without a sign between ("10:30 EST Deploy", "T-30m Freeze"):
/// the time, and what follows.
pub fn leading(text: &str) -> Option<(&str, &str)> {
    let end = clock::leading(text).or_else(|| relative::leading(text))?;
    Some((text[..end].trim(), text[end..].trim_start()))
}

/// A pair of lengths written as a range ("0-15 minutes"), for series of windows.
pub fn range(text: &str) -> Option<Minutes> {
    duration::only_minutes(text).filter(|range| range.min < range.max && !text.contains(['<', '≤']))
}

#[cfg(test)]
mod tests;
