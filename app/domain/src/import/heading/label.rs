//! The label and the number a title begins with: "Phase 1:", "Step 2 of 5 -", "第一阶段", "2.3", "1️⃣", "一、", "A.".

use super::Calls;

const WORDS: &[(Calls, &str)] = &[
    (
        Calls::Phase,
        "phase|fase|phases|wave|milestone|ring|meilenstein|jalon|hito|フェーズ|段階|マイルストーン|阶段|里程碑|фаза|\
        этап|веха|단계|faz|aşama",
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

/// What counts parts in scripts that put the number first.
const COUNTED_BY: &[(Calls, &str)] = &[(Calls::Task, "步"), (Calls::Task, "歩"), (Calls::Phase, "部分")];

/// "Phase 1: Name", "Step 2 - Name", "Option B. Name", "第1阶段 Name", "Phase One — Name", "Task 3".
pub fn label(text: &str) -> Option<(Calls, String, &str)> {
    let ordinal = text.strip_prefix('第').unwrap_or(text);
    let number = digits(ordinal)
        .map(|(number, rest)| (number.to_owned(), rest))
        .or_else(|| han_number(ordinal));
    if let Some((number, rest)) = number
        && let Some((calls, word)) = WORDS.iter().find_map(|(calls, words)| {
            words
                .split('|')
                .chain(
                    COUNTED_BY
                        .iter()
                        .filter(|(kind, _)| kind == calls)
                        .map(|(_, word)| *word),
                )
                .find(|w| !w.is_ascii() && rest.starts_with(w))
                .map(|w| (*calls, w))
        })
    {
        return Some((calls, number, after_number(&rest[word.len()..])?));
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
                && let Some(after) = after_number(of_how_many(after))
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
    if let Some(found) = keycap(text) {
        return Some(found);
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    if let Some((_, number)) = SPELLED
        .iter()
        .find(|(spelled, _)| word.eq_ignore_ascii_case(spelled))
    {
        return Some(((*number).to_owned(), &text[end..]));
    }
    let letter = word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase());
    (is_roman(word) || letter).then(|| (word.to_owned(), &text[end..]))
}

/// "Step 2 of 5": how many there are is no part of the name.
fn of_how_many(text: &str) -> &str {
    ["of ", "de ", "von ", "/ ", "/"]
        .iter()
        .find_map(|of| text.trim_start().strip_prefix(of))
        .and_then(digits)
        .map_or(text, |(_, rest)| rest)
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

/// What follows a number with a dot in it: "1.1 Freeze changes".
pub fn section_number(text: &str) -> Option<&str> {
    let (_, rest) = digits(text).filter(|(number, _)| number.contains('.'))?;
    rest.strip_prefix(' ')
        .map(str::trim_start)
        .filter(|rest| !rest.is_empty())
}

/// "1. Title", "2.3 Title", "1) Title", "(1) Title", "1️⃣ Title", "① Title", "A. Title", "IV. Title", "一、Title".
pub fn leading_number(text: &str) -> Option<(String, &str)> {
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
    let first = text.chars().next()?;
    if let Some(at) = CIRCLED.chars().position(|c| c == first) {
        return Some(((at + 1).to_string(), text[first.len_utf8()..].trim_start()));
    }
    if let Some(found) = keycap(text) {
        return Some(found);
    }
    if let Some((number, rest)) = in_brackets(text) {
        return Some((number, rest));
    }
    if let Some((number, rest)) = digits(text) {
        let marked = rest
            .strip_prefix(['.', ')', ':', '、', '．', '）'])
            .map(str::trim_start);
        let dashed = rest
            .strip_prefix(" - ")
            .or_else(|| rest.strip_prefix(" – "))
            .or_else(|| rest.strip_prefix(" — "))
            .map(str::trim_start);
        let dotted = number.contains('.').then(|| rest.trim_start());
        // "22:00 Close" is a time and no number.
        let clock = rest.starts_with(':') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        return marked
            .or(dashed)
            .or(dotted)
            .filter(|rest| !clock && rest.chars().any(char::is_alphabetic))
            .map(|rest| (number.to_owned(), rest));
    }
    if let Some((number, rest)) = han_number(text) {
        return rest
            .strip_prefix(['、', '.', '．', '，', ':', '：'])
            .map(|rest| (number, rest.trim_start()));
    }
    // "A.1.2 Title": a letter and the digits behind it.
    if first.is_ascii_uppercase()
        && let Some((_, rest)) = text[1..].strip_prefix('.').and_then(digits)
        && rest.starts_with([' ', '.', ':', ')'])
    {
        let number = &text[..text.len() - rest.len()];
        return Some((number.to_owned(), rest.trim_start_matches(['.', ':', ')', ' '])));
    }
    let end = text.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let letters = word.len() == 1 || is_roman(word);
    let rest = rest.strip_prefix(['.', ')'])?;
    (letters && rest.starts_with(' ')).then(|| (word.to_owned(), rest.trim_start()))
}

fn is_roman(word: &str) -> bool {
    (1..=5).contains(&word.len()) && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// A number drawn as a key: a digit with its two combining marks, or the key for ten.
pub fn keycap(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('🔟') {
        return Some(("10".to_owned(), rest.trim_start()));
    }
    let mut number = String::new();
    let mut rest = text;
    while let Some((digit, after)) = rest
        .split_at_checked(1)
        .filter(|(digit, _)| digit.as_bytes()[0].is_ascii_digit())
        && let Some(after) = after
            .strip_prefix('\u{fe0f}')
            .unwrap_or(after)
            .strip_prefix('\u{20e3}')
    {
        number.push_str(digit);
        rest = after;
    }
    (!number.is_empty()).then(|| (number, rest.trim_start()))
}

/// "(1) Title", "[2/5] Title", "（一）Title".
fn in_brackets(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix(['(', '（', '['])?;
    let (number, rest) = digits(inner)
        .map(|(number, rest)| (number.to_owned(), rest))
        .or_else(|| han_number(inner))?;
    let square = text.starts_with('[');
    let counted = of_how_many(rest);
    let rest = counted.strip_prefix([')', '）', ']'])?;
    // "[1]" is a reference; "[1/5]" counts.
    let sure = !square || counted.len() < text.len() - 1 - number.len();
    (sure && rest.chars().any(char::is_alphabetic)).then(|| (number, rest.trim_start()))
}

/// "一", "十二", "二十": numbers below a hundred, as digits.
fn han_number(text: &str) -> Option<(String, &str)> {
    const DIGITS: &str = "一二三四五六七八九";
    let mut value = 0;
    let mut end = 0;
    for c in text.chars() {
        match (DIGITS.chars().position(|digit| digit == c), c) {
            (Some(at), _) if value % 10 == 0 => value += at + 1,
            (None, '十') if value < 10 => value = value.max(1) * 10,
            _ => break,
        }
        end += c.len_utf8();
    }
    (value > 0).then(|| (value.to_string(), &text[end..]))
}
