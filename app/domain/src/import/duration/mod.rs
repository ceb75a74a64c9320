//! Lengths of time in words to whole minutes. What is negative, boundless or half said gives nothing; the words are kept elsewhere.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::checklist::Minutes;

/// Nothing in a deployment lasts longer than ten years.
const MAX_MINUTES: f64 = 10.0 * 366.0 * 1440.0;

/// Units by their words, in minutes.
const UNITS: &[(f64, &str)] = &[
    (
        1.0 / 60.0,
        "s|sec|secs|second|seconds|segundo|segundos|seconde|secondes|sekunde|sekunden|secondo|\
        secondi|秒|секунд|초",
    ),
    (
        1.0,
        "m|min|mins|minute|minutes|minuto|minutos|minuten|minuti|dakika|minuut|分|分間|分钟|\
        мин|минут|минуты|분",
    ),
    (
        60.0,
        "h|hr|hrs|hour|hours|hora|horas|heure|heures|stunde|stunden|std|ora|ore|uur|saat|時間|\
        小时|час|часа|часов|ч|시간",
    ),
    (
        1440.0,
        "d|day|days|día|días|dia|dias|jour|jours|tag|tage|tagen|giorno|giorni|dag|dagen|gün|日|\
        日間|天|день|дня|дней|일",
    ),
    (
        10080.0,
        "w|wk|wks|week|weeks|semana|semanas|semaine|semaines|woche|wochen|settimana|settimane|weken|\
        hafta|週|週間|周|неделя|недели|недель|주",
    ),
    (
        43200.0,
        "month|months|mes|meses|mês|mois|monat|monate|mese|mesi|maand|ay|か月|ヶ月|个月|\
        месяц|месяца|месяцев|개월",
    ),
];

static UNITS_BY_WORD: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    UNITS
        .iter()
        .flat_map(|(unit, words)| words.split('|').map(|word| (word, *unit)))
        .collect()
});

const NUMBERS: &[(&str, f64)] = &[
    ("a", 1.0),
    ("an", 1.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("twelve", 12.0),
    ("half", 0.5),
    ("quarter", 0.25),
    ("una", 1.0),
    ("un", 1.0),
    ("uma", 1.0),
    ("um", 1.0),
    ("une", 1.0),
    ("eine", 1.0),
    ("einen", 1.0),
    ("media", 0.5),
    ("meia", 0.5),
];

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Unit(f64),
    Dash,
    Plus,
    Word(String),
    /// `<`, `≤`, `>`, `~` and whatever else is one sign.
    Sign(char),
}

/// The first length of time in a text: `30 min`, `2–4 h`, `1h30`, `half a day`, `< 5 minutes`.
pub fn minutes(text: &str) -> Option<Minutes> {
    let tokens = tokens(text);
    (0..tokens.len())
        .find_map(|at| length_at(&tokens, at))
        .map(|(minutes, _)| minutes)
}

/// A text that is a length of time and nothing else of weight ("about", "approx." and signs are let pass).
pub fn only_minutes(text: &str) -> Option<Minutes> {
    let tokens = tokens(text);
    let light = |token: &Token| match token {
        Token::Word(word) => LIGHT.contains(&word.as_str()),
        Token::Sign(_) => true,
        _ => false,
    };
    let from = tokens
        .iter()
        .position(|token| !light(token) || matches!(token, Token::Sign('<' | '≤')))?;
    let (minutes, next) = length_at(&tokens, from)?;
    tokens[next..]
        .iter()
        .all(|token| light(token) || *token == Token::Plus)
        .then_some(minutes)
}

const LIGHT: &[&str] = &[
    "about",
    "approx",
    "approximately",
    "around",
    "ca",
    "circa",
    "etwa",
    "up",
    "to",
    "max",
    "maximum",
    "est",
    "estimated",
    "each",
    "total",
    "roughly",
    "less",
    "than",
    "under",
    "within",
    "aprox",
    "unos",
    "environ",
    "cerca",
    "de",
    "約",
    "each",
    "per",
    "instance",
    "ongoing",
    "continuous",
    "every",
];

/// Reads a length that begins exactly at this token, with the index after it.
pub(super) fn length_at(tokens: &[Token], at: usize) -> Option<(Minutes, usize)> {
    // "-5 min" is no length, nor is the second half of "4-2 hours"; "Deploy - 5 min" ends in one.
    if at > 0 && tokens[at - 1] == Token::Dash && (at == 1 || preceded_by_number(tokens, at)) {
        return None;
    }
    if let Some(Token::Sign('<' | '≤')) = tokens.get(at) {
        let (most, next) = length_at(tokens, at + 1)?;
        return Some((
            Minutes {
                min: 0,
                max: most.max,
            },
            next,
        ));
    }
    let (low, mut next) = number_at(tokens, at)?;
    // A range: "2-4 hours", "2 h to 4 h".
    let low_unit = unit_at(tokens, &mut next);
    let dash = match tokens.get(next) {
        Some(Token::Dash) => true,
        Some(Token::Word(word)) => matches!(word.as_str(), "to" | "bis" | "a" | "à" | "до" | "~" | "から"),
        Some(Token::Sign('~' | '〜' | '～')) => true,
        _ => false,
    };
    if dash && let Some((high, after)) = number_at(tokens, next + 1) {
        let mut after = after;
        if let Some(unit) = unit_at(tokens, &mut after) {
            let from = whole(low * low_unit.unwrap_or(unit))?;
            let to = whole(high * unit)?;
            return (from <= to).then_some((Minutes { min: from, max: to }, after));
        }
        low_unit?;
    }
    let unit = low_unit?;
    let mut total = low * unit;
    // "1h30", "1 hour 30 minutes", "1 h 30 min".
    if unit > 1.0
        && let Some(Token::Number(more)) = tokens.get(next)
    {
        let mut after = next + 1;
        match unit_at(tokens, &mut after) {
            Some(smaller) if smaller < unit => {
                total += more * smaller;
                next = after;
            }
            None if (unit - 60.0).abs() < f64::EPSILON && *more < 60.0 => {
                total += more;
                next += 1;
            }
            _ => {}
        }
    }
    let minutes = whole(total)?;
    Some((
        Minutes {
            min: minutes,
            max: minutes,
        },
        next,
    ))
}

fn preceded_by_number(tokens: &[Token], at: usize) -> bool {
    at >= 2 && matches!(tokens[at - 2], Token::Number(_) | Token::Unit(_))
}

/// A number or a number word; "half a day", "half an hour", "an hour".
fn number_at(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    match tokens.get(at)? {
        Token::Number(number) => match tokens.get(at + 1) {
            Some(Token::Plus) => Some((*number, at + 2)),
            _ => Some((*number, at + 1)),
        },
        Token::Word(word) => {
            let (_, number) = NUMBERS.iter().find(|(known, _)| known == word)?;
            match tokens.get(at + 1) {
                Some(Token::Word(article)) if *number < 1.0 && matches!(article.as_str(), "a" | "an") => {
                    Some((*number, at + 2))
                }
                _ => Some((*number, at + 1)),
            }
        }
        _ => None,
    }
}

pub(super) fn unit_at(tokens: &[Token], at: &mut usize) -> Option<f64> {
    match tokens.get(*at) {
        Some(Token::Unit(unit)) => {
            *at += 1;
            Some(*unit)
        }
        _ => None,
    }
}

/// Whole minutes, part of a minute counting as one.
fn whole(minutes: f64) -> Option<i64> {
    (minutes.is_finite() && (0.0..=MAX_MINUTES).contains(&minutes))
        .then_some((minutes - 1e-9).ceil().max(0.0) as i64)
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().take(400).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() || matches!(c, '(' | ')' | ',' | '.' | ':' | '[' | ']' | '*') {
            at += 1;
        } else if let Some(fraction) = fraction(c) {
            match tokens.last_mut() {
                Some(Token::Number(whole)) => *whole += fraction,
                _ => tokens.push(Token::Number(fraction)),
            }
            at += 1;
        } else if digit(c).is_some() {
            let (number, next) = number(&chars, at);
            tokens.push(Token::Number(number));
            at = next;
        } else if matches!(c, '-' | '–' | '—' | '−') {
            tokens.push(Token::Dash);
            at += 1;
        } else if c == '+' {
            tokens.push(Token::Plus);
            at += 1;
        } else if c.is_alphabetic() {
            let (word, next) = word(
                &chars,
                at,
                matches!(tokens.last(), Some(Token::Number(_) | Token::Plus)),
            );
            tokens.push(word);
            at = next;
        } else {
            tokens.push(Token::Sign(c));
            at += 1;
        }
    }
    tokens
}

fn number(chars: &[char], from: usize) -> (f64, usize) {
    let mut text = String::new();
    let mut at = from;
    while at < chars.len() {
        match (digit(chars[at]), chars[at]) {
            (Some(digit), _) => text.push(digit),
            (None, '.' | ',')
                if chars.get(at + 1).is_some_and(|c| digit(*c).is_some()) && !text.contains('.') =>
            {
                text.push('.')
            }
            _ => break,
        }
        at += 1;
    }
    // "1e9 min" is a number nobody means.
    if matches!(chars.get(at), Some('e' | 'E')) && chars.get(at + 1).is_some_and(|c| digit(*c).is_some()) {
        return (f64::INFINITY, at + 2);
    }
    (text.parse().unwrap_or(f64::INFINITY), at)
}

fn word(chars: &[char], from: usize, after_number: bool) -> (Token, usize) {
    let joins = |c: char| c.is_alphabetic() || c == '\'';
    let end = chars[from..]
        .iter()
        .position(|c| !joins(*c))
        .map_or(chars.len(), |more| from + more);
    let whole: String = chars[from..end].iter().flat_map(|c| c.to_lowercase()).collect();
    if let Some(unit) = unit(&whole, after_number) {
        return (Token::Unit(unit), end);
    }
    // Scripts without blanks: the unit is the longest known beginning ("30分以内").
    if after_number && !whole.is_ascii() {
        for length in (1..=3.min(end - from)).rev() {
            let head: String = chars[from..from + length].iter().collect();
            if !head.is_ascii()
                && let Some(unit) = unit(&head, true)
                && chars[from..end].iter().any(|c| *c as u32 > 0x2E80)
            {
                return (Token::Unit(unit), from + length);
            }
        }
    }
    (Token::Word(whole), end)
}

/// Single letters are units only right after a number.
fn unit(word: &str, after_number: bool) -> Option<f64> {
    if word.chars().count() == 1 && !after_number {
        return None;
    }
    UNITS_BY_WORD.get(word).copied()
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

fn fraction(c: char) -> Option<f64> {
    match c {
        '½' => Some(0.5),
        '¼' => Some(0.25),
        '¾' => Some(0.75),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
