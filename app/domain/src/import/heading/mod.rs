//! Titles taken apart: "Phase 1: Migration (CRITICAL) ✅" has a label, a number, a name, a claim, and may have a time.

use super::limits::MAX_TITLE_CHARS;
use super::text;
use super::window::{self, Stated};

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

const WORDS: &[(Calls, &str)] = &[
    (
        Calls::Phase,
        "phase|fase|phases|wave|フェーズ|段階|阶段|фаза|этап|단계|faz|aşama",
    ),
    (Calls::Stage, "stage|part|etapa|parte|partie|teil|section"),
    (
        Calls::Task,
        "task|step|tarea|paso|tarefa|passo|tâche|étape|aufgabe|schritt|タスク|ステップ|\
        任务|步骤|задача|шаг|작업|stap|adım|action|action item",
    ),
    (
        Calls::Option,
        "option|opción|opção|variante|alternative|alternativa|approach|variant|オプション|\
        方案|вариант",
    ),
    (
        Calls::Scenario,
        "scenario|escenario|cenário|scénario|szenario|シナリオ|场景|сценарий|risk|\
        issue",
    ),
];

const SPELLED: &[(&str, &str)] = &[
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
];

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
    let undecorated = text::without_decoration(rest);
    if let Some((calls, number, after)) = label(undecorated) {
        title.calls = Some(calls);
        title.number = Some(number);
        rest = after;
    } else if let Some((number, after)) = leading_number(undecorated) {
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
    title.take_time_before_colon(&mut name);
    title.take_mentions(&mut name);
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
            let key = text::key(inside);
            let letters = inside.chars().filter(|c| c.is_alphabetic());
            let loud = letters.clone().count() >= 4
                && letters.clone().all(|c| c.is_uppercase() || !c.is_lowercase())
                && inside.is_ascii();
            if let Some(stated) = window::read(inside) {
                if self.stated.is_none() {
                    self.stated_time = Some(inside.trim().to_owned());
                    self.stated = Some(stated);
                }
            } else if matches!(
                key.as_str(),
                "recommended"
                    | "recomendado"
                    | "recomendada"
                    | "empfohlen"
                    | "recommandé"
                    | "推奨"
                    | "推荐"
                    | "preferred"
                    | "default"
            ) {
                self.recommended = true;
            } else if matches!(
                key.as_str(),
                "complete"
                    | "completed"
                    | "done"
                    | "finished"
                    | "completado"
                    | "hecho"
                    | "concluído"
                    | "erledigt"
                    | "terminé"
                    | "完了"
                    | "已完成"
            ) {
                self.claim = Some(inside.trim().to_owned());
                self.done = true;
            } else if loud {
                self.claim = Some(inside.trim().to_owned());
            } else if !text::mentions(inside).is_empty() && inside.trim_start().starts_with('@') {
                self.owner = Some(inside.trim().to_owned());
            } else if let Some(owner) = owner_in(inside) {
                self.owner = Some(owner);
            } else {
                break;
            }
            *name = before
                .trim_end()
                .trim_end_matches(['-', '–', '—', ':'])
                .trim_end()
                .to_owned();
        }
    }

    /// "T-2h: Prepare", "Hour 24: Stability Check", "14:00 – Deploy", "Week 1 - Critical Monitoring".
    fn take_time_before_colon(&mut self, name: &mut String) {
        if self.stated.is_some() {
            return;
        }
        let cuts = [": ", "：", " - ", " – ", " — ", " | "];
        let found = cuts
            .iter()
            .filter_map(|cut| name.find(cut).map(|at| (at, cut.len())))
            .min();
        if let Some((at, length)) = found
            && let Some(stated) = window::read(&name[..at]).filter(|stated| stated.window.is_some())
        {
            self.stated_time = Some(name[..at].trim().to_owned());
            self.stated = Some(stated);
            self.calls.get_or_insert(Calls::Time);
            *name = name[at + length..].trim().to_owned();
        } else if let Some((at, length)) = found
            && let Some(stated) = window::read(&name[at + length..])
        {
            self.stated_time = Some(name[at + length..].trim().to_owned());
            self.stated = Some(stated);
            *name = name[..at].trim().to_owned();
        } else if found.is_none()
            && name.chars().count() <= 60
            && let Some(stated) = window::read(name).filter(|stated| stated.window.is_some())
        {
            self.stated_time = Some(name.trim().to_owned());
            self.stated = Some(stated);
            self.calls.get_or_insert(Calls::Time);
        }
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

/// "Phase 1: Name", "Step 2 - Name", "Option B. Name", "第1阶段 Name", "Phase One — Name", "Task 3".
fn label(text: &str) -> Option<(Calls, String, &str)> {
    let text = text.strip_prefix('第').unwrap_or(text);
    if let Some((number, rest)) = digits(text)
        && let Some((calls, word)) = WORDS.iter().find_map(|(calls, words)| {
            words
                .split('|')
                .find(|w| !w.is_ascii() && rest.starts_with(w))
                .map(|w| (*calls, w))
        })
    {
        return Some((calls, number.to_owned(), after_number(&rest[word.len()..])?));
    }
    let lower = text.to_lowercase();
    for (calls, words) in WORDS {
        for word in words.split('|') {
            // Lower-casing can move byte offsets; where it does, the word is not one of ours.
            if !lower.starts_with(word)
                || !text.is_char_boundary(word.len())
                || text[..word.len()].to_lowercase() != word
            {
                continue;
            }
            let rest = text[word.len()..].trim_start_matches([' ', '#', '\u{a0}', '№']);
            if word.is_ascii()
                && rest.len() == text.len() - word.len()
                && !rest.starts_with(|c: char| c.is_ascii_digit())
            {
                continue;
            }
            if let Some((number, after)) = label_number(rest)
                && let Some(after) = after_number(after)
            {
                return Some((*calls, number, after));
            }
        }
    }
    None
}

/// "1", "2.3", "1a", "A", "IV", "Two".
fn label_number(text: &str) -> Option<(String, &str)> {
    if let Some((number, rest)) = digits(text) {
        let letter = rest
            .chars()
            .next()
            .filter(|c| c.is_ascii_lowercase() && !rest[1..].starts_with(|c: char| c.is_alphanumeric()));
        return match letter {
            Some(letter) => Some((format!("{number}{letter}"), &rest[1..])),
            None => Some((number.to_owned(), rest)),
        };
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    if let Some((_, number)) = SPELLED
        .iter()
        .find(|(spelled, _)| word.eq_ignore_ascii_case(spelled))
    {
        return Some(((*number).to_owned(), &text[end..]));
    }
    let roman = word.len() <= 5 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let letter = word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase());
    (!word.is_empty() && (roman || letter)).then(|| (word.to_owned(), &text[end..]))
}

/// A number as written: digits, dots between digits.
fn digits(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len()
        && (bytes[end].is_ascii_digit()
            || (bytes[end] == b'.' && end > 0 && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)))
    {
        end += 1;
    }
    (end > 0 && end <= 12).then(|| (&text[..end], &text[end..]))
}

/// What follows a label's number: a separator or nothing. A plain word means that the number was part of a sentence.
fn after_number(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    let separated = trimmed
        .trim_start_matches([':', '：', '.', ')', '-', '–', '—', '|', '、', '／'])
        .trim_start();
    if trimmed.is_empty()
        || separated.len() < trimmed.len()
        || trimmed.starts_with(['(', '（', '['])
        || (trimmed.len() < text.len() && !text.is_ascii())
    {
        return Some(separated);
    }
    // "Step 2 Deploy": a blank and a capital letter.
    (trimmed.len() < text.len() && trimmed.starts_with(char::is_uppercase)).then_some(trimmed)
}

/// "1. Title", "2.3 Title", "1) Title", "3 Title", "① Title", "A. Title".
fn leading_number(text: &str) -> Option<(String, &str)> {
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
    let first = text.chars().next()?;
    if let Some(at) = CIRCLED.chars().position(|c| c == first) {
        return Some(((at + 1).to_string(), text[first.len_utf8()..].trim_start()));
    }
    if let Some((number, rest)) = digits(text) {
        let rest = rest.trim_start_matches('\u{fe0f}').trim_start_matches('\u{20e3}');
        let marked = rest
            .strip_prefix(['.', ')', ':', '、', '．'])
            .map(str::trim_start);
        let dashed = rest
            .strip_prefix(" - ")
            .or_else(|| rest.strip_prefix(" – "))
            .or_else(|| rest.strip_prefix(" — "))
            .map(str::trim_start);
        let dotted = number.contains('.').then(|| rest.trim_start());
        return marked
            .or(dashed)
            .or(dotted)
            .filter(|rest| rest.chars().any(char::is_alphabetic))
            .map(|rest| (number.to_owned(), rest));
    }
    let rest = text[first.len_utf8()..].strip_prefix(['.', ')'])?;
    (first.is_ascii_uppercase() && rest.starts_with(' ')).then(|| (first.to_string(), rest.trim_start()))
}

#[cfg(test)]
mod tests;
