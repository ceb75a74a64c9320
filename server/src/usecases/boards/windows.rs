//! The window of a phase in words, as on a plan.

use domain::checklist::{Anchor, Window};

/// "T0 to T+2 h", "T-48 h".
pub(super) fn window_words((anchor, from, to): &(String, Option<i32>, Option<i32>)) -> Option<String> {
    let anchor = match anchor.as_str() {
        "now" => Anchor::Now,
        "previous" => Anchor::Previous,
        "clock" => Anchor::Clock,
        _ => Anchor::T0,
    };
    let window = Window::new(anchor, from.map(i64::from), to.map(i64::from));
    if window.anchor == Anchor::Clock {
        return None;
    }
    let point = |minutes: i64| {
        let zero = match window.anchor {
            Anchor::T0 => "T0",
            Anchor::Now => "now",
            Anchor::Previous => "end of the phase before",
            Anchor::Clock => "",
        };
        let short = if window.anchor == Anchor::T0 { "T" } else { zero };
        match minutes {
            0 => zero.to_owned(),
            m if m < 0 => format!("{short}-{}", span(-m)),
            m if window.anchor == Anchor::T0 => format!("{short}+{}", span(m)),
            m => format!("{} after {short}", span(m)),
        }
    };
    match (window.from_min, window.to_min) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(point(from)),
        (Some(from), Some(to)) => Some(format!("{} to {}", point(from), point(to))),
        (Some(from), None) => Some(format!("from {}", point(from))),
        (None, Some(to)) => Some(format!("until {}", point(to))),
    }
}

fn span(minutes: i64) -> String {
    match minutes {
        m if m % 1440 == 0 && m >= 2880 => format!("{} days", m / 1440),
        m if m % 60 == 0 => format!("{} h", m / 60),
        m => format!("{m} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_read_as_on_a_plan() {
        let of = |anchor: &str, from, to| window_words(&(anchor.to_owned(), from, to));
        assert_eq!(of("t0", Some(0), Some(120)).as_deref(), Some("T0 to T+2 h"));
        assert_eq!(of("t0", Some(-2880), None).as_deref(), Some("from T-2 days"));
        assert_eq!(of("t0", Some(15), Some(15)).as_deref(), Some("T+15 min"));
        assert_eq!(
            of("previous", None, Some(30)).as_deref(),
            Some("until 30 min after end of the phase before")
        );
        assert_eq!(of("t0", None, None), None);
    }
}
