//! The layout of a timeline: planned against actual, as places in a drawing. Pure: the page only writes down what comes out.
//! Lengths are in units of the drawing's view box; whatever lies outside the shown range is cut at its edge and says so.

use chrono::{DateTime, Duration, Utc};

/// The drawing is this wide; the labels stand left of `LABELS`, the times right of it.
pub const WIDTH: f64 = 1200.0;
pub const LABELS: f64 = 232.0;
const RIGHT: f64 = 1176.0;
/// The head with clock times, and one row per bar.
pub const HEAD: f64 = 74.0;
pub const ROW: f64 = 56.0;
/// Clock times closer than this would run into each other.
const TICK_ROOM: f64 = 84.0;

/// One phase, as far as time goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    pub planned: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Without an end it lasts until now.
    pub actual: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    pub blocked: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    pub signatures: Vec<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub range: Range,
    pub height: f64,
    pub ticks: Vec<Tick>,
    pub rows: Vec<Row>,
    pub now: Option<f64>,
    pub t0: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub x: f64,
    pub at: DateTime<Utc>,
    /// Minutes from T0, where there is one.
    pub from_t0_min: Option<i64>,
}

/// One bar in its row; `y` is the row's upper edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub y: f64,
    pub planned: Option<Span>,
    pub actual: Option<Span>,
    pub blocked: Vec<Span>,
    pub signatures: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub x: f64,
    pub width: f64,
    /// It began before the range, or goes on after it.
    pub cut: bool,
}

/// The range that shows everything known, with a little room around it. `None` where no time is known at all.
pub fn whole(bars: &[Bar], t0: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Range> {
    let mut times: Vec<DateTime<Utc>> = t0.into_iter().collect();
    for bar in bars {
        times.extend(bar.planned.into_iter().flat_map(|(from, to)| [from, to]));
        times.extend(
            bar.actual
                .into_iter()
                .flat_map(|(from, to)| [from, to.unwrap_or(now)]),
        );
        times.extend(
            bar.blocked
                .iter()
                .flat_map(|(from, to)| [*from, to.unwrap_or(now)]),
        );
        times.extend(&bar.signatures);
    }
    let (from, to) = (*times.iter().min()?, *times.iter().max()?);
    let room = ((to - from) / 40).max(Duration::minutes(5));
    Some(Range {
        from: from - room,
        to: to + room,
    })
}

/// Lays the bars out over the range, one row each, in their order.
pub fn layout(bars: &[Bar], range: Range, t0: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Drawing {
    let scale = Scale { range };
    let rows = bars
        .iter()
        .enumerate()
        .map(|(index, bar)| Row {
            y: HEAD + ROW * index as f64,
            planned: bar.planned.and_then(|(from, to)| scale.span(from, to)),
            actual: bar
                .actual
                .and_then(|(from, to)| scale.span(from, to.unwrap_or(now))),
            blocked: bar
                .blocked
                .iter()
                .filter_map(|(from, to)| scale.span(*from, to.unwrap_or(now)))
                .collect(),
            signatures: bar.signatures.iter().filter_map(|at| scale.point(*at)).collect(),
        })
        .collect();
    Drawing {
        range,
        height: HEAD + ROW * bars.len() as f64,
        ticks: ticks(&scale, t0),
        rows,
        now: scale.point(now),
        t0: t0.and_then(|t0| scale.point(t0)),
    }
}

struct Scale {
    range: Range,
}

impl Scale {
    /// Never nothing, so that nothing is divided by it.
    fn seconds(&self) -> f64 {
        (self.range.to - self.range.from).num_seconds().max(1) as f64
    }

    fn place(&self, at: DateTime<Utc>) -> f64 {
        let share = (at - self.range.from).num_seconds() as f64 / self.seconds();
        tenth(LABELS + share * (RIGHT - LABELS))
    }

    fn point(&self, at: DateTime<Utc>) -> Option<f64> {
        (self.range.from <= at && at <= self.range.to).then(|| self.place(at))
    }

    /// The part inside the range; never so narrow that it cannot be seen.
    fn span(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Span> {
        let (from, to) = (from.min(to), from.max(to));
        if to < self.range.from || from > self.range.to {
            return None;
        }
        let left = self.place(from.max(self.range.from));
        let right = self.place(to.min(self.range.to));
        let width = (right - left).max(3.0);
        Some(Span {
            x: left.min(RIGHT - width),
            width: tenth(width),
            cut: from < self.range.from || to > self.range.to,
        })
    }
}

/// Round clock times, as many as fit.
fn ticks(scale: &Scale, t0: Option<DateTime<Utc>>) -> Vec<Tick> {
    const STEPS_MIN: [i64; 11] = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880];
    let minutes = scale.seconds() / 60.0;
    let most = (RIGHT - LABELS) / TICK_ROOM;
    let step = STEPS_MIN
        .into_iter()
        .find(|step| minutes / *step as f64 <= most)
        .unwrap_or_else(|| ((minutes / most / 1440.0).ceil() as i64).max(1) * 1440);
    let step_s = step * 60;
    let first = scale.range.from.timestamp().div_euclid(step_s) * step_s;
    (0..)
        .map(|n| first + n * step_s)
        .skip_while(|at| *at < scale.range.from.timestamp())
        .take_while(|at| *at <= scale.range.to.timestamp())
        .filter_map(|at| DateTime::from_timestamp(at, 0))
        .map(|at| Tick {
            x: scale.place(at),
            at,
            from_t0_min: t0.map(|t0| (at - t0).num_minutes()),
        })
        .collect()
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).expect("a valid time")
    }

    #[test]
    fn nothing_known_draws_nothing() {
        assert_eq!(whole(&[Bar::default(), Bar::default()], None, at(0)), None);
    }

    #[test]
    fn a_bar_stands_where_its_times_are() {
        let bar = Bar {
            planned: Some((at(0), at(60))),
            actual: Some((at(30), None)),
            ..Bar::default()
        };
        let drawing = layout(
            &[bar],
            Range {
                from: at(0),
                to: at(120),
            },
            Some(at(60)),
            at(90),
        );
        let middle = tenth((LABELS + RIGHT) / 2.0);
        let planned = drawing.rows[0].planned.unwrap();
        assert_eq!(
            (planned.x, planned.width, planned.cut),
            (LABELS, tenth(middle - LABELS), false)
        );
        let actual = drawing.rows[0].actual.unwrap();
        assert_eq!(
            tenth(actual.x + actual.width),
            drawing.now.unwrap(),
            "what goes on lasts until now"
        );
        assert_eq!(drawing.t0, Some(middle));
    }

    #[test]
    fn what_reaches_over_the_edge_is_cut_and_says_so() {
        let bar = Bar {
            planned: Some((at(-60), at(60))),
            actual: Some((at(200), None)),
            ..Bar::default()
        };
        let drawing = layout(
            &[bar],
            Range {
                from: at(0),
                to: at(120),
            },
            None,
            at(300),
        );
        let planned = drawing.rows[0].planned.unwrap();
        assert!(planned.cut && planned.x == LABELS);
        assert_eq!(drawing.rows[0].actual, None);
        assert_eq!(drawing.now, None);
    }

    proptest! {
        #[test]
        fn everything_drawn_lies_in_the_drawing(
            plans in proptest::collection::vec((0_i64..100_000, 0_i64..100_000, 0_i64..100_000), 1..12),
            now in 0_i64..200_000,
            t0 in proptest::option::of(0_i64..100_000),
        ) {
            let bars: Vec<Bar> = plans
                .iter()
                .map(|(a, b, c)| Bar {
                    planned: Some((at(*a.min(b)), at(*a.max(b)))),
                    actual: Some((at(*c), None)),
                    blocked: vec![(at(*b), None)],
                    signatures: vec![at(*a)],
                })
                .collect();
            let t0 = t0.map(at);
            let range = whole(&bars, t0, at(now)).unwrap();
            let drawing = layout(&bars, range, t0, at(now));
            prop_assert_eq!(drawing.rows.len(), bars.len());
            for row in &drawing.rows {
                prop_assert!(row.y + ROW <= drawing.height);
                // Everything was known when the range was chosen, so nothing is cut and nothing is missing.
                prop_assert!(row.planned.is_some() && row.actual.is_some() && row.signatures.len() == 1);
                for span in row.planned.iter().chain(&row.actual).chain(&row.blocked) {
                    prop_assert!(!span.cut && span.width > 0.0);
                    prop_assert!(span.x >= LABELS && span.x + span.width <= RIGHT + 0.11);
                }
            }
            prop_assert!(drawing.ticks.windows(2).all(|pair| pair[1].x - pair[0].x >= TICK_ROOM - 0.2));
            prop_assert!(!drawing.ticks.is_empty() && drawing.ticks.len() < 14);
        }
    }
}
