//! Ranges of time that follow each other from phase to phase.

use crate::checklist::{Anchor, Minutes, Phase, Window};
use crate::import::window;

/// "0-15 minutes", "15-30 minutes", …: ranges that follow each other are windows after T0, not lengths.
pub fn windows_of_a_series(phases: &mut [Phase]) {
    let ranges: Vec<Option<(i64, i64)>> = phases
        .iter()
        .map(|phase| {
            let range = phase
                .duration_min
                .filter(|range| range.min < range.max && phase.window.is_none())?;
            phase
                .stated_time
                .as_deref()
                .is_some_and(|stated| window::range(stated).is_some())
                .then_some((range.min, range.max))
        })
        .collect();
    let mut at = 0;
    while at < ranges.len() {
        let mut end = at;
        while let (Some(Some((_, until))), Some(Some((from, _)))) = (ranges.get(end), ranges.get(end + 1)) {
            if from < until {
                break;
            }
            end += 1;
        }
        // Two ranges in a row may be two lengths; a series that begins at zero, or has three, is a clock.
        let begins_at_zero = matches!(ranges[at], Some((0, _)));
        if end > at && (begins_at_zero || end - at >= 2) {
            for (phase, range) in phases[at..=end].iter_mut().zip(&ranges[at..=end]) {
                if let Some((from, to)) = range {
                    phase.window = Some(Window::new(Anchor::T0, Some(*from), Some(*to)));
                    phase.duration_min = Some(Minutes {
                        min: to - from,
                        max: to - from,
                    });
                }
            }
        }
        at = end + 1;
    }
}
