//! Titles taken apart: "Phase 1: Migration (CRITICAL) ✅" has a label, a number, a name, a claim, and may have a time.

mod label;

pub use label::{keycap, label, section_number};

use super::limits::MAX_TITLE_CHARS;
use super::window::{self, Stated};
use super::{depends, particulars, phrases, text};

/// What a heading calls itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    Phase,
    /// A part that holds phases.
    Stage,
    Task,
    Option,
    Scenario,
    /// A point in time: "Hour 24", "T-2h", "Day 1".
    Time,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Title {
    /// The name, with labels, times and claims taken off.
    pub name: String,
    /// Everything the author wrote, cut only at the limit.
    pub full: String,
    /// What was cut off a name that was too long.
    pub overlong: Option<String>,
    pub calls: Option<Calls>,
    pub number: Option<String>,
    pub claim: Option<String>,
    pub done: bool,
    pub stated_time: Option<String>,
    pub stated: Option<Stated>,
    pub recommended: bool,
    pub owner: Option<String>,
}

/// A title longer than this has no parts that a person could see; it is kept whole.
const LONGEST_READ_BYTES: usize = 4_000;

/// Takes a title apart.
pub fn read(text: &str) -> Title {
    let mut title = Title {
        full: text::cut(text.trim(), MAX_TITLE_CHARS).0,
        ..Title::default()
    };
    if text.len() > LONGEST_READ_BYTES {
        title.name.clone_from(&title.full);
        title.overlong = Some(text.trim().to_owned());
        return title;
    }
    let mut rest = text.trim();
    while let Some((before, glyph)) = text::trailing_glyph(rest) {
        if before.is_empty() || !is_state(glyph) {
            break;
        }
        title.note_claim(glyph);
        rest = before;
    }
    if let Some((glyph, _, after)) = text::leading_glyph(rest)
        && !after.is_empty()
        && is_state(glyph)
    {
        title.note_claim(glyph);
        rest = after;
    }
    let undecorated = if keycap(rest).is_some() {
        rest
    } else {
        text::without_decoration(rest)
    };
    if let Some((calls, number, after)) = label(undecorated) {
        title.calls = Some(calls);
        title.number = Some(number);
        rest = after;
    } else if let Some((number, after)) = label::leading_number(undecorated) {
        title.number = Some(number);
        rest = after;
        if let Some((calls, number, after)) = label(rest) {
            title.calls = Some(calls);
            title.number = Some(number);
            rest = after;
        }
    }
    let mut name = rest.to_owned();
    title.take_brackets(&mut name);
    title.take_mentions(&mut name);
    title.take_brackets(&mut name);
    title.take_time(&mut name);
    let name = name.trim().trim_end_matches([':', '：']).trim();
    let name = if name.is_empty() { text.trim() } else { name };
    let (cut, was_cut) = text::cut(name, MAX_TITLE_CHARS);
    title.overlong = was_cut.then(|| name.to_owned());
    title.name = cut;
    title
}

/// Coloured dots and arrows before a title are decoration; ticks, crosses and hourglasses say a state.
fn is_state(glyph: &str) -> bool {
    ["✅", "☑", "✔", "✓", "⏳", "⌛", "🚧", "❌", "⚠"]
        .iter()
        .any(|state| glyph.starts_with(state))
}

impl Title {
    fn note_claim(&mut self, glyph: &str) {
        self.done |= text::claims_done(glyph);
        self.claim.get_or_insert_with(|| glyph.to_owned());
    }

    /// "(2-4 hours)", "(CRITICAL)", "(Recommended)", "(@ops)", "[30 min]": what a bracket at the end says.
    fn take_brackets(&mut self, name: &mut String) {
        while let Some((before, inside)) = last_bracket(name) {
            // "(Owner: Infra; 1h; after B.1)": every part is heard; words that are none of these keep the bracket.
            let heard = particulars::parts(inside)
                .into_iter()
                .filter(|part| !self.take_part(part))
                .count()
                == 0;
            if !heard {
                break;
            }
            *name = before
                .trim_end()
                .trim_end_matches(['-', '–', '—', ':'])
                .trim_end()
                .to_owned();
        }
    }

    /// One part of a bracket; false where it says nothing that is known.
    fn take_part(&mut self, inside: &str) -> bool {
        const RECOMMENDED: &str =
            "recommended|recomendado|recomendada|empfohlen|recommandé|推奨|推荐|preferred|default";
        const DONE: &str =
            "complete|completed|done|finished|completado|hecho|concluído|erledigt|terminé|完了|已完成";
        let key = text::key(inside);
        let letters = inside.chars().filter(|c| c.is_alphabetic());
        let loud = letters.clone().count() >= 4
            && letters.clone().all(|c| c.is_uppercase() || !c.is_lowercase())
            && inside.is_ascii();
        if let Some(owner) = owner_in(inside) {
            self.owner.get_or_insert(owner);
        } else if depends::pending(inside).is_some() {
            return false;
        } else if let Some(stated) = window::read(inside) {
            if self.stated.is_none() {
                self.stated_time = Some(inside.trim().to_owned());
                self.stated = Some(stated);
            }
        } else if phrases::holds(RECOMMENDED, &key) {
            self.recommended = true;
        } else if phrases::holds(DONE, &key) {
            self.claim = Some(inside.trim().to_owned());
            self.done = true;
        } else if loud {
            self.claim = Some(inside.trim().to_owned());
        } else if !text::mentions(inside).is_empty() && inside.trim_start().starts_with('@') {
            self.owner.get_or_insert(inside.trim().to_owned());
        } else {
            return false;
        }
        true
    }

    /// "T-2h: Prepare", "22:00 – 22:20 CET: Close", "10:30 EST Deploy", "Week 1 - Critical Monitoring", "Deploy — 30 min".
    fn take_time(&mut self, name: &mut String) {
        if self.stated.is_some() {
            return;
        }
        let (time, rest) = if is_all_time(name) {
            (name.clone(), name.trim().to_owned())
        } else if let Some((at, length)) = cut_after_time(name) {
            (name[..at].to_owned(), name[at + length..].trim().to_owned())
        } else if let Some((time, rest)) =
            window::leading(name).filter(|(_, rest)| rest.starts_with(char::is_alphanumeric))
        {
            (time.to_owned(), rest.to_owned())
        } else if let Some((at, length)) = separators(name).last().copied() {
            if let Some(stated) = window::read(&name[at + length..])
                .filter(|stated| !stated.is_clock() || window::leading(&name[at + length..]).is_some())
            {
                self.stated_time = Some(name[at + length..].trim().to_owned());
                self.stated = Some(stated);
                *name = name[..at].trim().to_owned();
            }
            return;
        } else if name.chars().count() <= 60 {
            (name.clone(), name.trim().to_owned())
        } else {
            return;
        };
        let Some(stated) = window::read(&time).filter(|stated| stated.window.is_some()) else {
            return;
        };
        // A date alone heads a log as often as it heads work.
        if !stated.is_date() {
            self.calls.get_or_insert(Calls::Time);
        }
        self.stated_time = Some(time.trim().to_owned());
        self.stated = Some(stated);
        *name = rest;
    }

    /// "Deploy the API — @ops-team".
    fn take_mentions(&mut self, name: &mut String) {
        if self.owner.is_some() {
            return;
        }
        let mentions = text::mentions(name);
        let Some(first) = mentions.first() else { return };
        if let Some(at) = name.find(first.as_str()) {
            let after: String = name[at..]
                .split_whitespace()
                .filter(|word| !word.starts_with('@'))
                .collect();
            if after.chars().all(|c| !c.is_alphanumeric()) && at > 0 {
                self.owner = Some(mentions.join(", "));
                *name = name[..at]
                    .trim_end()
                    .trim_end_matches(['-', '–', '—', '(', '[', ':', '|', ','])
                    .trim_end()
                    .to_owned();
            }
        }
    }
}

/// Where a title's parts may come apart, and how long the separator is.
fn separators(name: &str) -> Vec<(usize, usize)> {
    const SEPARATORS: [&str; 6] = [": ", "：", " - ", " – ", " — ", " | "];
    let mut found: Vec<(usize, usize)> = SEPARATORS
        .iter()
        .flat_map(|cut| name.match_indices(cut).map(|(at, cut)| (at, cut.len())))
        .collect();
    found.sort_unstable();
    // In ": | " two of them share a blank: the first has it.
    let mut end = 0;
    found.retain(|(at, length)| {
        let apart = *at >= end;
        if apart {
            end = at + length;
        }
        apart
    });
    found
}

/// "22:00 – 23:30 CET", "T-24h – T-2h": a title that is a time and nothing else.
fn is_all_time(name: &str) -> bool {
    let mut from = 0;
    let mut parts: Vec<&str> = Vec::new();
    for (at, length) in separators(name) {
        parts.push(&name[from..at]);
        from = at + length;
    }
    parts.push(&name[from..]);
    parts
        .iter()
        .all(|part| window::leading(part.trim()).is_some_and(|(_, rest)| rest.is_empty()))
}

/// The separator behind the time that a title begins with; the dash inside "22:00 – 22:20" is none.
fn cut_after_time(name: &str) -> Option<(usize, usize)> {
    let cuts = separators(name);
    let (mut at, mut length) = *cuts.first()?;
    window::read(&name[..at]).filter(|stated| stated.window.is_some())?;
    for (next, next_length) in cuts.into_iter().skip(1) {
        let between = name[at + length..next].trim();
        if window::leading(between).is_none_or(|(_, rest)| !rest.is_empty()) {
            break;
        }
        (at, length) = (next, next_length);
    }
    Some((at, length))
}

fn owner_in(inside: &str) -> Option<String> {
    let (name, value) = inside.split_once([':', '：'])?;
    (super::labels::meaning(name) == super::labels::Label::Owner).then(|| value.trim().to_owned())
}

fn last_bracket(text: &str) -> Option<(&str, &str)> {
    let trimmed = text.trim_end();
    let (open, close) = match trimmed.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        '）' => ('（', '）'),
        '】' => ('【', '】'),
        _ => return None,
    };
    let inner = trimmed.strip_suffix(close)?;
    let at = inner.rfind(open)?;
    (at > 0).then(|| (&inner[..at], &inner[at + open.len_utf8()..]))
}

#[cfg(test)]
mod tests;
