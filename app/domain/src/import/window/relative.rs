//! Times counted from the start or from now: `T-2h`, `D-1`, `Jour J`, `First 24 Hours`, `End of Day 1`, `30 minutes after go-live`.

use super::{DAY, window};
use crate::checklist::{Anchor, Minutes, Window};
use crate::import::duration::{self, Token};
use crate::import::{phrases, text};

/// Longer texts are no times.
const LONGEST: usize = 200;

/// `T-2h`, `T+30m`, `T-24h to T-2h`, `T0`, `T - 1 day`, `D-1`.
pub fn to_start(text: &str) -> Option<Window> {
    let mut points = Vec::new();
    let spelled = text::cut(text, LONGEST).0;
    let chars: Vec<char> = spelled
        .replace(" minus ", "-")
        .replace(" plus ", "+")
        .chars()
        .collect();
    let mut at = 0;
    while at < chars.len() {
        let begins = at == 0 || !chars[at - 1].is_alphanumeric();
        match chars[at] {
            c @ ('T' | 't' | 'D' | 'd' | 'J' | 'H' | 'W') if begins => match point(&chars[at + 1..], c) {
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
        _ if letter == 'H' => 60.0,
        _ if letter == 'W' => 7.0 * DAY as f64,
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

/// How many bytes of a text are the point it begins with ("T-30m Freeze").
pub fn leading(text: &str) -> Option<usize> {
    let letter = text
        .chars()
        .next()
        .filter(|c| matches!(c, 'T' | 'D' | 'J' | 'H' | 'W'))?;
    let rest: Vec<char> = text.chars().skip(1).take(LONGEST).collect();
    let (_, taken) = point(&rest, letter)?;
    let end = 1 + rest.iter().take(taken).map(|c| c.len_utf8()).sum::<usize>();
    (!text[end..].starts_with(char::is_alphanumeric)).then_some(end)
}

/// Words that count from the start, from now or from what came before.
pub fn in_words(key: &str, text: &str) -> Option<Window> {
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
        if has(&["within", "dentro", "innerhalb", "dans les", "以内", "в течение"]) {
            return window(Anchor::T0, Some(0), Some(max));
        }
        if has(&[
            "after",
            "post",
            "después",
            "depois",
            "após",
            "après",
            "nach",
            "後",
            "dopo",
            "после",
            "之后",
        ]) {
            return match after_what(key) {
                After::Start => window(Anchor::T0, Some(min), None),
                After::Previous => window(Anchor::Previous, Some(min), None),
            };
        }
        if has(&["before", "prior", "antes", "avant", "vor", "前", "prima", "до"]) {
            return window(Anchor::T0, Some(-max), None);
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

/// Days around the start that have a name of their own.
const NAMED_DAYS: &[(i64, &str)] = &[
    (
        0,
        "day of release|day of launch|day of deployment|launch day|release day|deployment day|go-live day|d-day|\
        jour j|día d|dia d|tag x|día del despliegue|dia da implantação|当日",
    ),
    (
        -1,
        "the day before|day before|the night before|la veille|am vortag|el día anterior|na véspera|前日|накануне",
    ),
    (
        1,
        "the day after|day after|next day|le lendemain|am folgetag|al día siguiente|no dia seguinte|翌日|на следующий день",
    ),
];

/// `Day 1`, `End of Day 1`, `Week 2-4`, `Hour 24`, `Day -1`, `Month 2+`, `Day of release`.
fn counted(key: &str) -> Option<Window> {
    const UNITS: &[(&str, i64, bool)] = &[
        ("minute|minutes|min|mins|minuto|minutos", 1, false),
        ("hour|hours|hora|horas|heure|heures|stunde|stunden|час", 60, false),
        ("day|days|día|días|dia|dias|jour|jours|tag|tage|день", DAY, true),
        (
            "week|weeks|semana|semanas|semaine|semaines|woche|wochen|неделя",
            7 * DAY,
            true,
        ),
        (
            "month|months|mes|meses|mês|mois|monat|monate|месяц",
            30 * DAY,
            true,
        ),
    ];
    // A sentence that speaks of a day is no day.
    if key.chars().count() <= 40
        && let Some((day, _)) = NAMED_DAYS
            .iter()
            .find(|(_, names)| names.split('|').any(|name| text::has_words(key, name)))
    {
        return window(Anchor::T0, Some(day * DAY), Some((day + 1) * DAY));
    }
    if let Some(counted) = signed(key, UNITS) {
        return Some(counted);
    }
    let words: Vec<&str> = key.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    for (names, unit, from_one) in UNITS {
        let Some(at) = words.iter().position(|word| phrases::holds(names, word)) else {
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

/// "Day -1", "Week +2": a point so many units from the start.
fn signed(key: &str, units: &[(&str, i64, bool)]) -> Option<Window> {
    let words: Vec<&str> = key.split(' ').collect();
    words.windows(2).find_map(|pair| {
        let (_, unit, _) = units.iter().find(|(names, ..)| phrases::holds(names, pair[0]))?;
        let number = pair[1].strip_prefix('-')?.parse::<i64>().ok()?;
        (number < 10_000).then(|| Window::new(Anchor::T0, Some(-number * unit), None))
    })
}
