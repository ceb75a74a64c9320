//! The drawing: outline planned, fill actual, hatch blocked, diamond signature, line now. Where everything stands was decided
//! by the layout; here it is written down.

use domain::{
    gate::PhaseState,
    timeline::{Drawing, HEAD, LABELS, ROW, Row, Span, WIDTH},
};
use leptos::prelude::*;

use crate::{
    backend::{TimelineBar, TimelinePage},
    components::{clock, utc},
};

/// Characters of a title that fit left of the times.
const TITLE: usize = 27;
const BAR: f64 = 18.0;

pub fn drawing(page: &TimelinePage, drawn: &Drawing) -> AnyView {
    let (from, to) = (utc(drawn.range.from), utc(drawn.range.to));
    let height = drawn.height;
    let id = page.head.id;
    view! {
        <svg class="gantt" viewBox=format!("0 0 {WIDTH} {height}") role="group" aria-labelledby="tl-t">
            <title id="tl-t">{format!("Timeline, {from} to {to}. The table below holds the same facts.")}</title>
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="h-bg" width="6" height="6" />
                    <path class="h-line" d="M0 0v6" />
                </pattern>
            </defs>
            {drawn
                .ticks
                .iter()
                .map(|tick| {
                    let x = tick.x;
                    let rel = tick.from_t0_min.map(relative);
                    view! {
                        <path class="grid" d=format!("M{x} 52V{height}") />
                        <text class="hour" x=x y="18" text-anchor="middle">{tick.at.format("%H:%M").to_string()}</text>
                        <text class="rel" x=x y="34" text-anchor="middle">
                            {rel.unwrap_or_else(|| tick.at.format("%-d %b").to_string())}
                        </text>
                    }
                })
                .collect_view()}
            {page
                .bars
                .iter()
                .zip(&drawn.rows)
                .map(|(bar, row)| row_of(bar, row, format!("/deployments/{id}?phase={}", bar.ordinal)))
                .collect_view()}
            {drawn.now.map(|x| now(x, height))}
        </svg>
    }
    .into_any()
}

fn row_of(bar: &TimelineBar, row: &Row, href: String) -> AnyView {
    let middle = row.y + ROW / 2.0;
    let top = middle - BAR / 2.0;
    let state = match bar.state {
        PhaseState::Signed => "pass",
        PhaseState::Blocked => "fail",
        PhaseState::NeedsResign => "blocked",
        _ => "running",
    };
    let nothing = (row.planned.is_none() && row.actual.is_none()).then(|| {
        let words = match (&bar.stated_time, bar.planned.is_some() || bar.actual.is_some()) {
            (_, true) => "outside this range".to_owned(),
            (Some(stated), false) => format!("stated: {stated}"),
            (None, false) => "no time stated".to_owned(),
        };
        view! { <text class="cut" x=LABELS + 8.0 y=middle + 4.0>{words}</text> }
    });
    let ended = matches!(bar.state, PhaseState::Signed);
    view! {
        <path class="rowline" d=format!("M0 {}H{WIDTH}", row.y) />
        <a href=href>
            <text class="lab ph" x="0" y=middle + 5.0>
                <tspan class="q">{bar.ordinal}</tspan>
                <tspan x="24">{shortened(&bar.title)}</tspan>
            </text>
            <title>{describe(bar)}</title>
            {row.planned.map(|span| rect("plan", span, top, BAR, None))}
            {row.actual.map(|span| rect("act", span, top + 4.0, BAR - 8.0, Some(state)))}
            {row.blocked.iter().map(|span| rect("hold", *span, top, BAR, None)).collect_view()}
            {row
                .signatures
                .iter()
                .enumerate()
                .map(|(index, x)| {
                    let stands = ended || index + 1 == row.signatures.len();
                    let class = if stands { "sig ok" } else { "sig void" };
                    view! { <path class=class d=format!("M{x} {}l9 9-9 9-9-9z", middle - 9.0) /> }
                })
                .collect_view()}
        </a>
        {nothing}
    }
    .into_any()
}

fn rect(class: &'static str, span: Span, y: f64, height: f64, state: Option<&'static str>) -> AnyView {
    view! { <rect class=class data-state=state x=span.x y=y width=span.width height=height rx="2" /> }
        .into_any()
}

fn now(x: f64, height: f64) -> AnyView {
    view! {
        <path class="now" d=format!("M{x} 48V{height}") />
        <rect class="now-b" x=x - 20.0 y="40" width="40" height="18" rx="3" />
        <text class="now-t" x=x y=HEAD - 21.0 text-anchor="middle">"now"</text>
    }
    .into_any()
}

/// "T-2 h", "T0", "T+1 d"
fn relative(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "+" };
    match minutes.abs() {
        0 => "T0".to_owned(),
        days if days % 1440 == 0 => format!("T{sign}{} d", days / 1440),
        hours if hours % 60 == 0 => format!("T{sign}{} h", hours / 60),
        other => format!("T{sign}{}:{:02}", other / 60, other % 60),
    }
}

fn shortened(title: &str) -> String {
    if title.chars().count() <= TITLE {
        return title.to_owned();
    }
    let kept: String = title.chars().take(TITLE - 1).collect();
    format!("{}…", kept.trim_end())
}

/// The row in words, for whoever points at it.
fn describe(bar: &TimelineBar) -> String {
    let mut words = vec![format!(
        "Phase {}, {}: {}",
        bar.ordinal,
        bar.title,
        bar.state.word().to_lowercase()
    )];
    if let Some((from, to)) = bar.planned {
        words.push(format!("planned {} to {}", utc(from), utc(to)));
    }
    if let Some((from, to)) = bar.actual {
        words.push(match to {
            Some(to) => format!("actual {} to {}", utc(from), utc(to)),
            None => format!("since {}", utc(from)),
        });
    }
    words.join("; ")
}

/// What the shapes mean.
pub fn key() -> AnyView {
    view! {
        <ul class="key">
            <li><i class="k-plan"></i> " planned"</li>
            <li><i class="k-act" data-state="pass"></i> " signed"</li>
            <li><i class="k-act" data-state="running"></i> " going on"</li>
            <li><i class="k-hold"></i> " failed or blocked"</li>
            <li><i class="k-sig"></i> " signature"</li>
            <li><i class="k-sig void"></i> " signature that no longer counts"</li>
            <li><i class="k-now"></i> " now"</li>
        </ul>
    }
    .into_any()
}

/// The clock of a time on this deployment, beside its date.
pub fn with_clock(at: chrono::DateTime<chrono::Utc>, t0: Option<chrono::DateTime<chrono::Utc>>) -> String {
    match t0 {
        Some(t0) => format!("{}, {}", utc(at), clock(t0, at)),
        None => utc(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_t0() {
        let cases = [
            (0, "T0"),
            (-120, "T-2 h"),
            (60, "T+1 h"),
            (1440, "T+1 d"),
            (-90, "T-1:30"),
            (25, "T+0:25"),
        ];
        for (minutes, words) in cases {
            assert_eq!(relative(minutes), words);
        }
    }

    #[test]
    fn a_long_title_is_cut_at_a_character() {
        assert_eq!(shortened("Monitoring"), "Monitoring");
        let cut = shortened("Überprüfung der Änderungen vor dem Überspielen");
        assert_eq!(cut.chars().count(), TITLE);
        assert!(cut.ends_with('…'));
    }
}
