//! Times: rendered in UTC by the server; the browser adds the reader's own zone.

use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;

/// `18 Nov 2026 14:52 UTC`
pub fn utc(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y %H:%M UTC").to_string()
}

/// "just now", "18 min", "3 h", "2 days".
pub fn span(length: Duration) -> String {
    let minutes = length.num_minutes();
    match minutes {
        ..1 => "less than a minute".to_owned(),
        1..120 => format!("{minutes} min"),
        120..2880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

/// "2 min ago", "in 3 h".
pub fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if now - at < Duration::minutes(1) && at - now < Duration::minutes(1) {
        "just now".to_owned()
    } else if at <= now {
        format!("{} ago", span(now - at))
    } else {
        format!("in {}", span(at - now))
    }
}

/// `T-2:00`, `T+0:40`
pub fn clock(t0: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = (now - t0).num_minutes();
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("T{sign}{}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// A point in time.
#[component]
pub fn When(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339()>{utc(at)}</time> }
}

/// An age, with the point in time on hover. The browser keeps it counting.
#[component]
pub fn Age(at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <time class="age" datetime=at.to_rfc3339() title=utc(at) data-age="">
            {age(at, now)}
        </time>
    }
}
