//! When something happens: `Next 2 Hours`, `T-2h`, `End of Day 1`, `30 minutes after go-live`, clock times and dates.
//! A window is read only where its anchor is said; a bare length is a duration and no window.

use super::duration::{self, Token};
use super::text;
use crate::checklist::{Anchor, Minutes, Window};

const DAY: i64 = 1440;

/// What a time in words says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    pub window: Option<Window>,
    pub duration: Option<Minutes>,
}

/// Reads a stated time. `None` where the text says no time at all.
pub fn read(text: &str) -> Option<Stated> {
    let key = text::key(text);
    if key.is_empty() {
        return None;
    }
    let found = t_relative(text)
        .or_else(|| relative(&key, text))
        .or_else(|| clock(text));
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
    Some(Window {
        anchor,
        from_min,
        to_min,
    })
}

/// `T-2h`, `T+30m`, `T-24h to T-2h`, `T0`, `T - 1 day`, `D-1`.
fn t_relative(text: &str) -> Option<Window> {
    let mut points = Vec::new();
    let chars: Vec<char> = text.chars().take(200).collect();
    let mut at = 0;
    while at < chars.len() {
        let begins = at == 0 || !chars[at - 1].is_alphanumeric();
        match chars[at] {
            c @ ('T' | 't' | 'D' | 'd' | 'J' | 'H') if begins => match point(&chars[at + 1..], c) {
                Some((minutes, taken)) => {
                    points.push(minutes);
                    at += 1 + taken;
                }
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    match points[..] {
        [] => None,
        [at] => window(Anchor::T0, Some(at), None),
        [from, to, ..] => window(Anchor::T0, Some(from.min(to)), Some(from.max(to))),
    }
}

/// What follows the letter: a sign with a length, or zero. Gives minutes and how many characters it took.
fn point(rest: &[char], letter: char) -> Option<(i64, usize)> {
    let mut at = rest.iter().take_while(|c| **c == ' ').count();
    if letter.eq_ignore_ascii_case(&'t')
        && rest.get(at) == Some(&'0')
        && !rest.get(at + 1).is_some_and(|c| c.is_alphanumeric())
    {
        return Some((0, at + 1));
    }
    let sign = match rest.get(at) {
        Some('-' | '–' | '−' | '—') => -1,
        Some('+') => 1,
        _ => return None,
    };
    at += 1;
    at += rest[at..].iter().take_while(|c| **c == ' ').count();
    let digits: String = rest[at..].iter().take_while(|c| c.is_ascii_digit()).collect();
    let number: i64 = digits.parse().ok().filter(|number| *number < 100_000)?;
    at += digits.len();
    // "T-01:30": hours and minutes.
    if rest.get(at) == Some(&':') && rest.get(at + 1).is_some_and(char::is_ascii_digit) {
        let more: String = rest[at + 1..]
            .iter()
            .take(2)
            .take_while(|c| c.is_ascii_digit())
            .collect();
        return Some((
            sign * (number * 60 + more.parse::<i64>().ok()?),
            at + 1 + more.len(),
        ));
    }
    let tail: String = rest[at..].iter().take(16).collect();
    let unit_text: String = tail
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect();
    let tokens = duration::tokens(&format!("1 {unit_text}"));
    let unit = match tokens.get(1) {
        Some(Token::Unit(unit)) => {
            at += tail.len() - tail.trim_start().len() + unit_text.chars().count();
            *unit
        }
        // Days are the custom where only a number stands behind "T-" or "D-"; zero needs no unit.
        _ if letter.eq_ignore_ascii_case(&'t') && number == 0 => 0.0,
        _ if matches!(letter, 'H') => 60.0,
        _ => DAY as f64,
    };
    Some((sign * (number as f64 * unit).round() as i64, at))
}

const AFTER_START: &[&str] = &[
    "go-live",
    "go live",
    "golive",
    "deploy",
    "deployment",
    "deploying",
    "launch",
    "release",
    "cutover",
    "start",
    "t0",
    "rollout",
    "despliegue",
    "lanzamiento",
    "implantação",
    "lançamento",
    "déploiement",
    "mise en production",
    "lancement",
    "リリース",
];

fn relative(key: &str, text: &str) -> Option<Window> {
    let length = duration::minutes(text);
    let has = |words: &[&str]| words.iter().any(|word| text::has_words(key, word));
    let starts = |words: &[&str]| words.iter().any(|word| key.starts_with(word));
    if let Some(Minutes { min, max }) = length {
        if starts(&[
            "next",
            "in the next",
            "próximas",
            "próximos",
            "prochaines",
            "nächste",
            "within the next",
        ]) {
            return window(Anchor::Now, Some(0), Some(max));
        }
        if has(&[
            "first",
            "primeras",
            "primeros",
            "primeras",
            "primeira",
            "primeiras",
            "premières",
            "ersten",
            "最初の",
        ]) {
            return window(Anchor::T0, Some(0), Some(max));
        }
        if has(&[
            "after", "post", "después", "depois", "après", "nach", "後", "dopo",
        ]) {
            return match after_what(key) {
                After::Start => window(Anchor::T0, Some(min), None),
                After::Previous => window(Anchor::Previous, Some(min), None),
            };
        }
        if has(&["before", "prior", "antes", "avant", "vor", "前", "prima"]) {
            return window(Anchor::T0, Some(-max), None);
        }
        if has(&["within", "dentro", "innerhalb", "dans les", "以内"]) {
            return window(Anchor::T0, Some(0), Some(max));
        }
    }
    counted(key)
}

enum After {
    Start,
    Previous,
}

fn after_what(key: &str) -> After {
    if AFTER_START.iter().any(|word| text::has_words(key, word)) || key.starts_with("after") {
        After::Start
    } else if ["previous", "previous step", "previous phase", "that", "last step"]
        .iter()
        .any(|word| text::has_words(key, word))
    {
        After::Previous
    } else {
        After::Start
    }
}

/// `Day 1`, `End of Day 1`, `Week 2-4`, `Hour 24`, `Minute 0`, `Month 2+`, `Day of release`.
fn counted(key: &str) -> Option<Window> {
    let units: &[(&[&str], i64, bool)] = &[
        (&["minute", "min", "minuto"], 1, false),
        (&["hour", "hora", "heure", "stunde"], 60, false),
        (&["day", "día", "dia", "jour", "tag"], DAY, true),
        (&["week", "semana", "semaine", "woche"], 7 * DAY, true),
        (&["month", "mes", "mês", "mois", "monat"], 30 * DAY, true),
    ];
    let words: Vec<&str> = key.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    if [
        "day of release",
        "day of launch",
        "day of deployment",
        "launch day",
        "release day",
        "deployment day",
        "go-live day",
    ]
    .iter()
    .any(|phrase| text::has_words(key, phrase))
    {
        return window(Anchor::T0, Some(0), Some(DAY));
    }
    for (names, unit, from_one) in units {
        let Some(at) = words.iter().position(|word| names.contains(word)) else {
            continue;
        };
        let Some(first) = words
            .get(at + 1)
            .and_then(|word| word.trim_end_matches('+').parse::<i64>().ok())
        else {
            continue;
        };
        if first > 10_000 {
            return None;
        }
        let last = words
            .get(at + 2)
            .and_then(|word| word.parse::<i64>().ok())
            .filter(|last| *last > first && *last < 10_000);
        // Days and weeks are counted from one: day 1 begins at T0. Minutes and hours are points in time.
        let begin = |count: i64| {
            if *from_one {
                (count - 1) * unit
            } else {
                count * unit
            }
        };
        let ends = at > 0 && words[..at].contains(&"end");
        return match (ends, from_one) {
            (true, true) => window(Anchor::T0, None, Some(first.saturating_mul(*unit))),
            (_, true) => window(
                Anchor::T0,
                Some(begin(first.max(1))),
                Some(last.unwrap_or(first.max(1)) * unit),
            ),
            (_, false) => window(Anchor::T0, Some(begin(first)), last.map(begin)),
        };
    }
    None
}

/// `9 AM – 1 PM`, `14:00 UTC`, `8:30 AM MT`, `2026-01-17 14:00`: minutes after midnight.
fn clock(text: &str) -> Option<Window> {
    let times = clock_times(text);
    match times[..] {
        [] => None,
        [from] => window(Anchor::Clock, Some(from), None),
        [from, to, ..] => window(
            Anchor::Clock,
            Some(from),
            Some(if to < from { to + DAY } else { to }),
        ),
    }
}

/// Clock times of a text, as minutes after midnight. `24:00`, `25:10` and bare numbers are none.
pub fn clock_times(text: &str) -> Vec<i64> {
    let chars: Vec<char> = text.chars().take(200).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let begins =
            before.is_none_or(|c| c == 'T' || !(c.is_alphanumeric() || matches!(c, ':' | '.' | '+' | '$')));
        if !chars[at].is_ascii_digit() || !begins {
            at += 1;
            continue;
        }
        let hours: String = chars[at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        let mut next = at + hours.len();
        let mut minutes = None;
        if matches!(chars.get(next), Some(':' | 'h'))
            && chars.get(next + 1).is_some_and(char::is_ascii_digit)
            && chars[next] == ':'
        {
            let digits: String = chars[next + 1..]
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .collect();
            if digits.len() == 2 {
                minutes = digits.parse::<i64>().ok();
                next += 3;
            }
        }
        let tail: String = chars[next..]
            .iter()
            .skip_while(|c| **c == ' ')
            .take(4)
            .collect::<String>()
            .to_lowercase();
        let half = match tail.as_str() {
            tail if tail.starts_with("am") || tail.starts_with("a.m") => Some(0),
            tail if tail.starts_with("pm") || tail.starts_with("p.m") => Some(12),
            _ => None,
        };
        let hour = hours.parse::<i64>().ok().filter(|_| hours.len() <= 2);
        let time = match (hour, minutes, half) {
            (Some(hour @ 1..=12), minutes, Some(half)) => {
                Some((hour % 12 + half) * 60 + minutes.unwrap_or(0))
            }
            (Some(hour @ 0..=23), Some(minutes @ 0..=59), None) => Some(hour * 60 + minutes),
            _ => None,
        };
        found.extend(time.filter(|time| time % 60 < 60));
        at = next.max(at + 1);
    }
    found
}

/// A pair of lengths written as a range ("0-15 minutes"), for series of windows.
pub fn range(text: &str) -> Option<Minutes> {
    duration::only_minutes(text).filter(|range| range.min < range.max && !text.contains(['<', '≤']))
}

#[cfg(test)]
mod tests;
