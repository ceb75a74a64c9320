//! Clock times, dates and zones in words: `22:00–23:30 CET`, `2026-03-01 14:00 UTC`, `9 AM`, `22h00`, `2026年3月1日 22時`.
//! A date is read only where its order is beyond doubt; the words are kept by whoever asks.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::{Captures, Regex};

use super::DAY;
use crate::checklist::{Anchor, Window};
use crate::import::text::unspaced;

/// Longer texts are no times.
const LONGEST: usize = 400;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Date(NaiveDate),
    /// Minutes after midnight.
    Time(i64),
    Zone(String),
}

struct Found {
    at: Range<usize>,
    piece: Piece,
}

static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    const MONTH: &str = r"(?P<month>jan|feb|mar|mär|apr|may|mai|maio|mayo|jun|jui|jul|aug|ago|août|sep|set|oct|okt|out|nov|dec|dez|dic|déc|ene|abr|avr|fév|fev|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)\p{L}*\.?";
    Regex::new(&format!(
        r"(?ix)
          (?P<y>\d{{4}})(?:-|/|\.|\s*[年년]\s*)(?P<m>\d{{1,2}})(?:-|/|\.|\s*[月월]\s*)(?P<d>\d{{1,2}})(?:\s*[日일号])?
        | (?P<d1>\d{{1,2}})(?P<cut>[./])(?P<m1>\d{{1,2}})[./](?P<y1>\d{{4}})
        | (?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:de\s+|of\s+)?{MONTH},?\s+(?:de\s+)?(?P<y2>\d{{4}})
        | {month3}\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})
        | (?P<h>\d{{1,2}}):(?P<min>\d{{2}})(?::\d{{2}})?(?:\s*(?P<half>[ap]\.?m\b\.?))?
        | (?P<h1>\d{{1,2}})\s*(?P<half1>[ap]\.?m\b\.?)
        | (?P<h2>\d{{2}})h(?P<min2>\d{{2}})\b
        | (?P<h3>\d{{1,2}})\s*Uhr(?:\s*(?P<min3>[0-5]\d)\b)?
        | (?P<h4>\d{{1,2}})\s*[時点시](?:\s*(?P<min4>\d{{1,2}})\s*[分분]|(?P<whole>[整钟])|(?P<half4>半))?
        | (?P<zone>(?:UTC|GMT)\s?[+\u{{2212}}-]\s?\d{{1,2}}(?::?\d{{2}})?
            | (?-i:UTC|GMT|Z|CES?T|EES?T|WES?T|BST|IST|MSK|МСК|MES?Z|[ECMP][SD]?T|JST|KST|SGT|HKT|A[EC][SD]T|AWST|NZ[SD]T|BRT|ART|CLT|AKST|HST|SAST|WIB|PKT|ICT|PHT|TRT)
            | [+\u{{2212}}-]\d{{2}}:?\d{{2}}
            | (?-i:Africa|America|Asia|Atlantic|Australia|Europe|Pacific)/[A-Za-z_]+)
        ",
        month3 = MONTH.replace("month", "month3"),
    ))
    .expect("a valid pattern")
});

/// The window a text states by clock or calendar.
pub fn read(text: &str) -> Option<Window> {
    let found = pieces(text);
    let times: Vec<(usize, i64)> = found
        .iter()
        .enumerate()
        .filter_map(|(at, found)| match found.piece {
            Piece::Time(time) => Some((at, time)),
            _ => None,
        })
        .collect();
    let dates: Vec<(usize, NaiveDate)> = found
        .iter()
        .enumerate()
        .filter_map(|(at, found)| match found.piece {
            Piece::Date(date) => Some((at, date)),
            _ => None,
        })
        .collect();
    let zone = found.iter().find_map(|found| match &found.piece {
        Piece::Zone(zone) => Some(zone.clone()),
        _ => None,
    });
    let first = dates.first().map(|(_, date)| *date);
    let (from_min, to_min) = match times[..] {
        // Days without a time: from the midnight of the first to the midnight after the last.
        [] => {
            let first = first.filter(|_| is_bare(text, &found))?;
            let last = dates.get(1).map_or(first, |(_, date)| *date);
            let days = (last - first).num_days();
            (0, Some((days.max(0) + 1) * DAY))
        }
        [(_, from)] => (from, None),
        [(first_time, from), (second, to), ..] => {
            // "7 March 22:00 – 8 March 02:00": the second date belongs to the second time.
            let days = match (dates.get(1), first) {
                (Some((at, date)), Some(first)) if *at < second => Some((*date - first).num_days()),
                _ => None,
            };
            let days = days.or_else(|| days_between_weekdays(text, &found[first_time].at, &found[second].at));
            let end = match days {
                Some(days) => to + days * DAY,
                None if to < from => to + DAY,
                None => to,
            };
            (from, (end >= from).then_some(end))
        }
    };
    Some(Window {
        anchor: Anchor::Clock,
        from_min: Some(from_min),
        to_min,
        date: first.map(|date| date.format("%Y-%m-%d").to_string()),
        zone,
    })
}

/// "Sat 06:00 – Sun 18:00": how many days lie between, where both times have their day of the week in front.
fn days_between_weekdays(text: &str, first: &Range<usize>, second: &Range<usize>) -> Option<i64> {
    let from = weekday(&text[..first.start])?;
    let to = weekday(&text[first.end..second.start])?;
    Some((to - from).rem_euclid(7))
}

/// The last day of the week that a text names, counted from Monday.
fn weekday(text: &str) -> Option<i64> {
    const DAYS: [&str; 7] = [
        "mon|monday|mo|montag|lundi|lunes|segunda|lunedì|пн|понедельник",
        "tue|tues|tuesday|di|dienstag|mardi|martes|terça|martedì|вт|вторник",
        "wed|wednesday|mi|mittwoch|mercredi|miércoles|quarta|mercoledì|ср|среда",
        "thu|thur|thurs|thursday|do|donnerstag|jeudi|jueves|quinta|giovedì|чт|четверг",
        "fri|friday|fr|freitag|vendredi|viernes|sexta|venerdì|пт|пятница",
        "sat|saturday|sa|samstag|samedi|sábado|sabato|сб|суббота",
        "sun|sunday|so|sonntag|dimanche|domingo|domenica|вс|воскресенье",
    ];
    let day = |word: &str| {
        DAYS.iter()
            .position(|names| crate::import::phrases::holds(names, &word.to_lowercase()))
    };
    let last = text
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(day)
        .next_back()?;
    i64::try_from(last).ok()
}

/// Clock times of a text, as minutes after midnight. `24:00`, `25:10` and bare numbers are none.
pub fn times(text: &str) -> Vec<i64> {
    pieces(text)
        .into_iter()
        .filter_map(|found| match found.piece {
            Piece::Time(time) => Some(time),
            _ => None,
        })
        .collect()
}

/// How many bytes of a text are the clock time, date or range it begins with.
pub fn leading(text: &str) -> Option<usize> {
    let found = pieces(text);
    let mut end = 0;
    let mut timed = false;
    for found in found {
        let between = &text[end..found.at.start];
        let joined = if end == 0 {
            between.is_empty()
        } else {
            let joint = between.trim_matches([' ', '(', ')', ',', '\u{a0}']);
            matches!(
                joint,
                "" | "-"
                    | "–"
                    | "—"
                    | "~"
                    | "〜"
                    | "～"
                    | "→"
                    | "to"
                    | "until"
                    | "bis"
                    | "a"
                    | "à"
                    | "às"
                    | "T"
            )
        };
        if !joined {
            break;
        }
        timed |= matches!(found.piece, Piece::Time(_));
        end = found.at.end;
    }
    if text[end..].starts_with(')') {
        end += 1;
    }
    timed.then_some(end)
}

fn pieces(text: &str) -> Vec<Found> {
    let end = (0..=LONGEST.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let text = &text[..end];
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some(captures) = PIECES.captures_at(text, from) {
        let Some(whole) = captures.get(0) else { break };
        from = whole.end().max(from + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let Some(piece) = piece(&captures).filter(|piece| stands_free(text, whole.range(), piece)) else {
            continue;
        };
        // A zone is one only behind a time.
        let behind_a_time = |last: &Found| {
            matches!(last.piece, Piece::Time(_))
                && text[last.at.end..whole.start()]
                    .trim_matches([' ', '(', '\u{a0}'])
                    .is_empty()
        };
        if matches!(piece, Piece::Zone(_)) && !found.last().is_some_and(behind_a_time) {
            continue;
        }
        found.push(Found {
            at: whole.range(),
            piece,
        });
    }
    found
}

/// Whether letters and digits around a piece leave it a piece of its own.
fn stands_free(text: &str, at: Range<usize>, piece: &Piece) -> bool {
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    if matches!(piece, Piece::Zone(_)) {
        return after.is_none_or(|c| !c.is_alphanumeric());
    }
    let own_script = |c: char| unspaced(c) && !matches!(c, '間' | '간');
    before.is_none_or(|c| {
        c == 'T' || own_script(c) || !(c.is_alphanumeric() || matches!(c, ':' | '.' | '+' | '$'))
    }) && after.is_none_or(|c| {
        matches!(c, 'T' | 'Z')
            || own_script(c)
            || !(c.is_alphanumeric() || matches!(c, ':' | '%' | '間' | '간'))
    })
}

fn piece(captures: &Captures<'_>) -> Option<Piece> {
    let number = |name: &str| {
        captures
            .name(name)
            .and_then(|found| found.as_str().parse::<u32>().ok())
    };
    let date = |year: Option<u32>, month: Option<u32>, day: Option<u32>| {
        let year = i32::try_from(year?)
            .ok()
            .filter(|year| (1970..2200).contains(year))?;
        NaiveDate::from_ymd_opt(year, month?, day?).map(Piece::Date)
    };
    let month = |name: &str| captures.name(name).and_then(|found| month(found.as_str()));
    if let Some(zone) = captures.name("zone") {
        return Some(Piece::Zone(zone.as_str().to_owned()));
    }
    if captures.name("y").is_some() {
        return date(number("y"), number("m"), number("d"));
    }
    if let (Some(day), Some(second)) = (number("d1"), number("m1")) {
        // With slashes the order is only sure where one of the numbers is no month.
        let dotted = captures.name("cut").is_some_and(|cut| cut.as_str() == ".");
        return match (dotted || day > 12, second > 12) {
            (_, true) if !dotted => date(number("y1"), Some(day), Some(second)),
            (true, false) => date(number("y1"), Some(second), Some(day)),
            _ => None,
        };
    }
    if captures.name("y2").is_some() {
        return date(number("y2"), month("month"), number("d2"));
    }
    if captures.name("y3").is_some() {
        return date(number("y3"), month("month3"), number("d3"));
    }
    let hour = ["h", "h1", "h2", "h3", "h4"]
        .iter()
        .find_map(|name| number(name))?;
    let minutes = ["min", "min2", "min3", "min4"]
        .iter()
        .find_map(|name| number(name))
        .unwrap_or(if captures.name("half4").is_some() { 30 } else { 0 });
    let half = captures.name("half").or_else(|| captures.name("half1"));
    // "5点" may be five points: only an hour with its minutes, or "整", is sure.
    let counted = captures.name("h4").is_some_and(|found| {
        let rest = captures.get(0).map_or("", |whole| whole.as_str());
        rest[found.len()..].trim_start().starts_with('点')
            && captures
                .name("min4")
                .or_else(|| captures.name("whole"))
                .or_else(|| captures.name("half4"))
                .is_none()
    });
    let time = match (hour, half) {
        _ if minutes > 59 || counted => None,
        (1..=12, Some(half)) => {
            let noon = if half.as_str().starts_with(['p', 'P']) {
                12
            } else {
                0
            };
            Some((hour % 12 + noon) * 60 + minutes)
        }
        (0..=23, None) => Some(hour * 60 + minutes),
        _ => None,
    };
    time.map(|time| Piece::Time(i64::from(time)))
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "ene", "янв"],
        &["feb", "fév", "fev", "фев"],
        &["mar", "mär", "мар"],
        &["apr", "abr", "avr", "апр"],
        &["may", "mai", "мая"],
        &["jun", "juin", "июн"],
        &["jul", "juil", "июл"],
        &["aug", "ago", "août", "авг"],
        &["sep", "set", "сен"],
        &["oct", "okt", "out", "окт"],
        &["nov", "ноя"],
        &["dec", "dez", "dic", "déc", "дек"],
    ];
    let word = word.to_lowercase();
    let known = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    u32::try_from(known + 1).ok()
}

/// Whether a text is dates and times, with nothing beside them but days of the week and small words.
fn is_bare(text: &str, found: &[Found]) -> bool {
    const LIGHT: &str = "at|on|from|to|until|till|and|by|the|von|bis|um|am|der|den|und|de|a|à|às|al|el|la|le|du|au|das|em|\
        с|по|до|в|から|まで|至|到|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|\
        friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|\
        lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|\
        segunda|terça|quarta|quinta|sexta|feira|月|火|水|木|金|土|日|周一|周二|周三|周四|周五|周六|周日|local|time|t|z";
    let mut rest = String::new();
    let mut from = 0;
    for found in found {
        rest.push_str(&text[from..found.at.start]);
        rest.push(' ');
        from = found.at.end;
    }
    rest.push_str(&text[from..]);
    rest.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| crate::import::phrases::holds(LIGHT, &word.to_lowercase()))
}
