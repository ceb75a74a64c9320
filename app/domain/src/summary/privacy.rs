//! What a reader outside the team should perhaps not see: paths with a person's name, mail addresses, telephone numbers.
//! Proposals only: nothing is removed, and a person decides before the account is shared.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::Summary;

/// Something private in an account, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Private {
    Path(String),
    Email(String),
    Phone(String),
}

impl Private {
    /// What it is, before the text itself.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Path(_) => "A path with a person's name",
            Self::Email(_) => "A mail address",
            Self::Phone(_) => "A telephone number",
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Path(text) | Self::Email(text) | Self::Phone(text) => text,
        }
    }
}

static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:/home/|/Users/|[A-Za-z]:\\Users\\)[^/\\\s"'<>]+(?:[/\\][^\s"'<>,;]*)?"#)
        .expect("the pattern reads")
});
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+").expect("the pattern reads")
});
/// International with a plus, or national with a zero and separators: plain numbers, dates and versions are none.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+\d|\(0\d{1,4}\)|\b0\d{1,4}[ /-])[\d /()-]{5,18}\d\b").expect("the pattern reads")
});

/// Everything private in all texts of the account, each once.
pub fn private(summary: &Summary) -> Vec<Private> {
    let sentences = summary
        .sections
        .iter()
        .flat_map(|section| section.sentences.iter().map(|sentence| sentence.text.as_str()));
    let evidence = summary.evidence.iter().map(|line| line.text.as_str());
    let phases = summary
        .phases
        .iter()
        .flat_map(|phase| [Some(phase.title.as_str()), phase.answered.as_deref()])
        .flatten();
    let texts = [summary.title.as_str(), summary.status_line.as_str()];
    let found: BTreeSet<Private> = texts
        .into_iter()
        .chain(sentences)
        .chain(evidence)
        .chain(phases)
        .flat_map(in_text)
        .collect();
    found.into_iter().collect()
}

fn in_text(text: &str) -> Vec<Private> {
    let of = |pattern: &Regex, make: fn(String) -> Private| -> Vec<Private> {
        pattern
            .find_iter(text)
            .map(|found| make(found.as_str().trim_end_matches(['.', ':', ')']).to_owned()))
            .collect()
    };
    let phones = of(&PHONE, Private::Phone).into_iter().filter(|phone| {
        let digits = phone.text().chars().filter(char::is_ascii_digit).count();
        (7..=15).contains(&digits)
    });
    of(&PATH, Private::Path)
        .into_iter()
        .chain(of(&EMAIL, Private::Email))
        .chain(phones)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        in_text(text)
            .into_iter()
            .map(|private| private.text().to_owned())
            .collect()
    }

    #[test]
    fn private_things_are_found_as_they_stand() {
        assert_eq!(
            texts("See /Users/ada/projects/quote/run.sh."),
            ["/Users/ada/projects/quote/run.sh"]
        );
        assert_eq!(
            texts(r"in C:\Users\Ada\notes.txt, twice"),
            [r"C:\Users\Ada\notes.txt"]
        );
        assert_eq!(texts("Log: /home/deploy/app.log"), ["/home/deploy/app.log"]);
        assert_eq!(
            texts("ask ada.lovelace@example.org or Ops"),
            ["ada.lovelace@example.org"]
        );
        assert_eq!(texts("call +49 30 1234567 at night"), ["+49 30 1234567"]);
        assert_eq!(texts("call (030) 123 45 67"), ["(030) 123 45 67"]);
    }

    #[test]
    fn plain_numbers_paths_and_names_are_none() {
        for text in [
            "38 of 41 checks passed on 2026-11-18 at 14:31 UTC",
            "version 2.0.1-hotfix, commit 9f3c21a, sha256:0012345678",
            "/var/log/app.log and https://shop.example/health",
            "Order 10021, refunded; @team was told; 62 ms of 100",
            "between 10:00-12:00, 20 000 000 rows",
        ] {
            assert_eq!(texts(text), Vec::<String>::new(), "{text}");
        }
    }
}
