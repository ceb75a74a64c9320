//! Small words of findings: quoting, counting, naming lines, and the content words by which items are compared.

use std::sync::LazyLock;

use crate::import::phrases::Phrases;
use crate::import::text;

/// Words or phrases, written as "one|two", that are looked for in every line of a document.
pub struct Words(LazyLock<Phrases, fn() -> Phrases>);

impl Words {
    pub const fn new(list: fn() -> Phrases) -> Self {
        Words(LazyLock::new(list))
    }

    pub fn are_in(&self, key: &str) -> bool {
        self.0.find(key).is_some()
    }
}

/// A list of words, made ready once: `static QUIET: Words = word_list!("off-peak|low traffic");`
macro_rules! word_list {
    ($list:expr) => {
        $crate::import::lint::words::Words::new(|| $crate::import::phrases::Phrases::new([$list]))
    };
}
pub(crate) use word_list;

const LONGEST_QUOTE: usize = 70;
const LINES_NAMED: usize = 4;

/// The author's words in quotes, shortened.
pub fn quoted(words: &str) -> String {
    let first = words
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let words = first.trim_end_matches([':', '.', '。']);
    format!("\"{}\"", text::cut(words, LONGEST_QUOTE).0)
}

/// "1 box", "3 boxes".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

/// "line 3", "lines 3 and 9", "lines 3, 9, 12, 15 and 4 more".
pub fn lines(lines: &[u32]) -> String {
    let named: Vec<String> = lines.iter().take(LINES_NAMED).map(u32::to_string).collect();
    match (&named[..], lines.len().saturating_sub(LINES_NAMED)) {
        ([], _) => "no line".to_owned(),
        ([only], _) => format!("line {only}"),
        ([most @ .., last], 0) => format!("lines {} and {last}", most.join(", ")),
        (all, more) => format!("lines {} and {more} more", all.join(", ")),
    }
}

/// "a", "a and b", "a, b and c".
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The words of a text that carry its meaning: lower-case, without the little ones, plurals as singulars.
pub fn content(words: &str) -> Vec<String> {
    const LITTLE: &str = "the|a|an|of|in|on|for|to|and|or|is|are|be|with|all|by|at|as|it|its|new|no|not|\
        el|la|los|las|de|del|y|en|o|os|as|do|da|dos|das|e|em|le|les|des|du|et|der|die|das|und";
    let key = text::key(words);
    key.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !crate::import::phrases::holds(LITTLE, word))
        .map(singular)
        .collect()
}

/// "endpoints" as "endpoint", "queries" as "query"; short words and "status" stay.
pub fn singular(word: &str) -> String {
    let ending = |end: &str| word.len() > end.len() + 2 && word.ends_with(end);
    if ending("ies") {
        format!("{}y", &word[..word.len() - 3])
    } else if ending("sses") || ending("xes") || ending("shes") || ending("ches") {
        word[..word.len() - 2].to_owned()
    } else if ending("s") && !ending("ss") && !ending("us") && !ending("is") {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    }
}

/// A number without needless digits: 0.1, 5, 1000000.
pub fn number(value: f64) -> String {
    if value.fract().abs() < f64::EPSILON && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

/// Whether the key of a text holds one of these words or phrases, written as "one|two".
pub fn says(key: &str, list: &str) -> bool {
    list.split('|').any(|words| text::has_words(key, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_lists_read_as_people_write_them() {
        assert_eq!(lines(&[3]), "line 3");
        assert_eq!(lines(&[3, 9]), "lines 3 and 9");
        assert_eq!(lines(&[1, 2, 3, 4, 5, 6]), "lines 1, 2, 3, 4 and 2 more");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(count(1, "box", "boxes"), "1 box");
        assert_eq!(quoted("**x:\ny"), "\"**x\"");
    }

    #[test]
    fn content_words_are_compared_without_number_and_case() {
        assert_eq!(
            content("All the Queries of Worker tasks"),
            ["query", "worker", "task"]
        );
        assert_eq!(content("Status of indexes"), ["status", "index"]);
    }
}
