//! Word lists: phrases of several languages in one place each, written as "one|two|three", and found in a text quickly.
//! The first group whose phrase stands in the text wins; scripts without blanks between words match anywhere.

use std::collections::HashMap;

/// Phrases by group, ready to be looked up.
pub struct Phrases {
    /// Spaced phrases by their first word.
    by_first: HashMap<&'static str, Vec<(&'static str, usize)>>,
    unspaced: Vec<(&'static str, usize)>,
}

impl Phrases {
    pub fn new(groups: impl IntoIterator<Item = &'static str>) -> Self {
        let mut phrases = Phrases {
            by_first: HashMap::new(),
            unspaced: Vec::new(),
        };
        for (group, list) in groups.into_iter().enumerate() {
            for phrase in list.split('|') {
                if phrase.chars().any(super::text::unspaced) {
                    phrases.unspaced.push((phrase, group));
                } else {
                    let end = phrase
                        .find(|c: char| !c.is_alphanumeric())
                        .unwrap_or(phrase.len());
                    phrases
                        .by_first
                        .entry(&phrase[..end])
                        .or_default()
                        .push((phrase, group));
                }
            }
        }
        phrases
    }

    /// The first group with a phrase in this key.
    pub fn find(&self, key: &str) -> Option<usize> {
        let spaced = words(key).filter_map(|(at, word)| {
            let known = self.by_first.get(word)?;
            let stands = |phrase: &str| {
                key[at..]
                    .strip_prefix(phrase)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            };
            known
                .iter()
                .filter(|(phrase, _)| stands(phrase))
                .map(|(_, group)| *group)
                .min()
        });
        let unspaced = self
            .unspaced
            .iter()
            .filter(|(phrase, _)| key.contains(phrase))
            .map(|(_, group)| *group);
        spaced.chain(unspaced).min()
    }

    /// The first group with a phrase that this key begins with: up to a blank, or written without blanks.
    pub fn begins(&self, key: &str) -> Option<usize> {
        let end = key.find(|c: char| !c.is_alphanumeric()).unwrap_or(key.len());
        let whole = |phrase: &str| {
            key.strip_prefix(phrase)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let spaced = self.by_first.get(&key[..end]).into_iter().flatten();
        spaced
            .filter(|(phrase, _)| whole(phrase))
            .chain(self.unspaced.iter().filter(|(phrase, _)| key.starts_with(phrase)))
            .map(|(_, group)| *group)
            .min()
    }
}

/// Runs of letters and digits, with where they begin.
fn words(key: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = key.as_ptr() as usize;
    key.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - base, word))
}

/// Whether a list holds exactly this text.
pub fn holds(list: &str, text: &str) -> bool {
    !text.is_empty() && list.split('|').any(|phrase| phrase == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_match_and_the_first_group_wins() {
        let phrases = Phrases::new(["success criteria|成功基準", "risk|risks", "go-live"]);
        assert_eq!(phrases.find("known risks and success criteria"), Some(0));
        assert_eq!(phrases.find("asterisks"), None);
        assert_eq!(phrases.find("after go-live"), Some(2));
        assert_eq!(phrases.find("本番の成功基準"), Some(0));
        assert_eq!(phrases.begins("risks of it"), Some(1));
        assert_eq!(phrases.begins("risk-free"), None);
        assert_eq!(phrases.begins("成功基準の確認"), Some(0));
        assert!(holds("a|b c|d", "b c") && !holds("a|b c|d", "b"));
    }
}
