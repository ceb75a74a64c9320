//! What an item's own words say of its owner and its time: "(Owner: QA, 30 min)", "– 2 min – Ops", "T-60m: Freeze". The words stay.

use super::labels::{self, Label};
use super::{duration, kinds, text, window};
use crate::checklist::Item;

/// Reads the particulars of one item from its words.
pub fn read(item: &mut Item) {
    let mentions = text::mentions(&item.text);
    if !mentions.is_empty() {
        item.owner_text = Some(mentions.join(", "));
        item.owners = mentions;
    }
    in_brackets(item);
    behind_dashes(item);
    in_front(item);
}

/// "(Owner: QA)", "(30 min)", "(@ops, 1,5 h)": what brackets at the end of an item say.
fn in_brackets(item: &mut Item) {
    let text = item.text.clone();
    let Some((_, inside)) = text
        .trim_end()
        .strip_suffix([')', '）'])
        .and_then(|rest| rest.rsplit_once(['(', '（']))
    else {
        return;
    };
    for part in parts(inside) {
        if !labelled(item, part) && !part.contains(['<', '>', '=']) && window::read(part).is_some() {
            set_time(item, part);
        }
    }
}

/// The parts of a bracket; the comma of "1,5 h" parts nothing.
pub fn parts(inside: &str) -> Vec<&str> {
    let bytes = inside.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let cut = |at: usize, c: char| match c {
        ',' => !(digit(at.checked_sub(1)) && digit(Some(at + 1))),
        c => matches!(c, ';' | '|' | '、' | '，' | '；' | '·'),
    };
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in inside.char_indices().filter(|(at, c)| cut(*at, *c)) {
        found.push(inside[from..at].trim());
        from = at + c.len_utf8();
    }
    found.push(inside[from..].trim());
    found
}

/// "Owner: QA", "durée : 1h30": a part with a name. False where the name is none of ours.
fn labelled(item: &mut Item, part: &str) -> bool {
    let Some((name, value)) = part.split_once([':', '：']) else {
        return false;
    };
    match labels::meaning(name) {
        Label::Owner => {
            if item.owner_text.is_none() {
                set_owner(item, value);
            }
            true
        }
        Label::Time | Label::When => {
            set_time(item, value);
            true
        }
        _ => false,
    }
}

pub fn set_owner(item: &mut Item, words: &str) {
    item.owners = labels::owners(words);
    item.owner_text = Some(words.trim().to_owned());
}

fn set_time(item: &mut Item, words: &str) {
    let stated = window::read(words);
    if item.stated_time.is_none() {
        item.stated_time = Some(words.trim().to_owned());
    }
    if item.estimate_min.is_none() {
        item.estimate_min = stated.and_then(|stated| stated.duration.filter(|_| stated.window.is_none()));
    }
}

/// The stretches of a text between dashes and bars, the first being what is done.
pub fn segments(text: &str) -> Vec<&str> {
    text.split(" – ")
        .flat_map(|part| part.split(" — "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" | "))
        .flat_map(|part| part.split(" · "))
        .map(str::trim)
        .collect()
}

/// "– 30 min", "– durée : 1h30", "— Owner: Dana", "⏱ 15 min", ", 10 minutes".
fn behind_dashes(item: &mut Item) {
    let text = item.text.clone();
    let marked = text
        .rsplit_once(['⏱', '⏰', '⏲', '🕐'])
        .map(|(_, behind)| behind.trim_start_matches('\u{fe0f}').trim());
    let last = text.rsplit_once(", ").map(|(_, behind)| behind.trim());
    for length in [marked, last]
        .into_iter()
        .flatten()
        .filter(|behind| is_length(behind))
    {
        if item.estimate_min.is_none() {
            set_time(item, length);
        }
    }
    for part in segments(&text).into_iter().skip(1) {
        if !labelled(item, part) && is_length(part) && item.estimate_min.is_none() {
            set_time(item, part);
        }
    }
}

fn is_length(words: &str) -> bool {
    duration::only_minutes(words).is_some() && !words.contains(['<', '>'])
}

/// "T-60m: Freeze", "14:00 – Deploy", "06:30 Tom stops the workers".
fn in_front(item: &mut Item) {
    let cuts = [": ", "：", " - ", " – ", " — "];
    let before_cut = cuts
        .iter()
        .filter_map(|cut| item.text.find(cut))
        .min()
        .map(|at| item.text[..at].to_owned());
    let separated = before_cut
        .filter(|time| time.chars().count() <= 30)
        .filter(|time| window::read(time).is_some_and(|stated| stated.window.is_some()));
    let time = match separated {
        Some(time) => Some(time),
        None => window::leading(&item.text)
            .filter(|(_, rest)| !rest.is_empty())
            .map(|(time, _)| time.to_owned()),
    };
    if let Some(time) = time.filter(|_| item.stated_time.is_none()) {
        item.stated_time = Some(time.trim().to_owned());
    }
}

/// "Swap slot – Tom – 0.5h", line after line: where entries of one list have a time and one short name behind their
/// dashes, the name is who does it.
pub fn owners_by_position(items: &mut [Item]) {
    let named: Vec<(usize, String)> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| name_beside_a_time(&item.text).map(|name| (at, name.to_owned())))
        .collect();
    if named.len() < 2 {
        return;
    }
    for (at, name) in named {
        if items[at].owner_text.is_none() {
            set_owner(&mut items[at], &name);
        }
    }
}

fn name_beside_a_time(text: &str) -> Option<&str> {
    let parts = segments(text);
    let (times, names): (Vec<&str>, Vec<&str>) = parts.into_iter().skip(1).partition(|part| is_length(part));
    match (&times[..], &names[..]) {
        ([_], [name]) if is_name(name) => Some(name),
        _ => None,
    }
}

fn is_name(words: &str) -> bool {
    words.split_whitespace().count() <= 4
        && words
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || !c.is_ascii())
        && !words.chars().any(|c| c.is_ascii_digit())
        && !kinds::begins_with_verb(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(text: &str) -> Item {
        let mut item = Item {
            text: text.to_owned(),
            ..Item::default()
        };
        read(&mut item);
        item
    }

    #[test]
    fn owners_and_times_stand_at_both_ends() {
        type Case<'a> = (&'a str, &'a [&'a str], Option<&'a str>, Option<i64>);
        let cases: &[Case<'_>] = &[
            (
                "Migrate (Owner: QA/Dev, 20 min)",
                &["QA", "Dev"],
                Some("20 min"),
                Some(20),
            ),
            (
                "Datenbank migrieren (ca. 1,5 Stunden)",
                &[],
                Some("ca. 1,5 Stunden"),
                Some(90),
            ),
            (
                "数据库备份（负责人：李娜，预计时间：20分钟）",
                &["李娜"],
                Some("20分钟"),
                Some(20),
            ),
            ("Sauvegarder la base – durée : 1h30", &[], Some("1h30"), Some(90)),
            ("06:30 Tom stops the workers", &[], Some("06:30"), None),
            ("T-60m: Freeze", &[], Some("T-60m"), None),
            ("Keep p95 < 20 ms (> 3 runs)", &[], None, None),
            ("Canary – 25 %", &[], None, None),
        ];
        for (text, owners, time, minutes) in cases {
            let item = item(text);
            assert_eq!(item.owners, *owners, "{text}");
            assert_eq!(item.stated_time.as_deref(), *time, "{text}");
            assert_eq!(item.estimate_min.map(|length| length.max), *minutes, "{text}");
        }
    }

    #[test]
    fn a_name_beside_a_time_is_an_owner_only_where_that_is_a_habit() {
        let read = |texts: &[&str]| {
            let mut items: Vec<Item> = texts.iter().map(|text| item(text)).collect();
            owners_by_position(&mut items);
            items.into_iter().map(|item| item.owner_text).collect::<Vec<_>>()
        };
        assert_eq!(
            read(&["Swap slot – Tom – 0.5h", "Smoke suite – 1h – Ines"]),
            [Some("Tom".to_owned()), Some("Ines".to_owned())]
        );
        assert_eq!(read(&["Deploy – Canary – 15 min", "Watch"]), [None, None]);
    }
}
