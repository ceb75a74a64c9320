//! Values that look like secrets are replaced by `{{secret:NAME}}` before anything else reads the text, so that they are
//! nowhere in what is stored. Line structure stays. Placeholders ("your-password", `<token>`, `$VAR`) are let be.

mod forms;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use self::forms::{FORMS, Form, Judged, Naming};
use super::variables::is_secret_name;
use super::{decode, text};
use crate::checklist::SecretFound;

static MASKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{secret:(?P<name>[A-Za-z0-9_.]{1,80})\}\}").expect("a valid pattern"));

static PRIVATE_KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?P<value>.*?)-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----").expect("a valid pattern")
});

/// The text with its secrets masked, and what was found, in the order of the document.
pub fn mask(text: &str) -> (String, Vec<SecretFound>) {
    let mut names = Names::default();
    let mut found = Vec::new();
    let mut masked = keys(text, &mut names, &mut found);
    for form in FORMS.iter() {
        if form.needs.iter().any(|part| masked.contains(part)) {
            masked = values(masked, form, &mut names, &mut found);
        }
    }
    found.sort_by_key(|secret: &SecretFound| secret.line);
    (masked, found)
}

/// The secrets of a document: those it lists itself, those just found, and those that were masked before it came here.
pub fn list(listed: &mut Vec<SecretFound>, found: Vec<SecretFound>, text: &str) {
    let mut known: HashSet<String> = listed.iter().map(|secret| secret.name.clone()).collect();
    listed.extend(found.into_iter().filter(|secret| !known.contains(&secret.name)));
    known.extend(listed.iter().map(|secret| secret.name.clone()));
    let starts = LazyCell::new(|| decode::line_starts(text));
    for captures in MASKED.captures_iter(text) {
        let at = captures.get(0).map_or(0, |whole| whole.start());
        if known.insert(captures["name"].to_owned()) {
            listed.push(SecretFound {
                line: starts.partition_point(|begin| *begin <= at) as u32,
                name: captures["name"].to_owned(),
                kind: "masked before the import".to_owned(),
            });
        }
    }
}

/// The lines of a private key: the first becomes the mask, the others become empty.
fn keys(text: &str, names: &mut Names, found: &mut Vec<SecretFound>) -> String {
    let starts = LazyCell::new(|| decode::line_starts(text));
    PRIVATE_KEY
        .replace_all(text, |captures: &Captures<'_>| {
            let whole = captures.get(0).expect("group 0 is the whole match");
            let value = captures.name("value").expect("the pattern always has it");
            let name = names.give("PRIVATE_KEY", value.as_str());
            found.push(SecretFound {
                line: starts.partition_point(|begin| *begin <= whole.start()) as u32,
                name: name.clone(),
                kind: "private key".to_owned(),
            });
            let ends: String = value
                .as_str()
                .chars()
                .filter(|c| matches!(c, '\n' | '\r'))
                .collect();
            let (first, rest) =
                ends.split_at(usize::from(!ends.is_empty()) + usize::from(ends.starts_with("\r\n")));
            format!(
                "{}{first}{{{{secret:{name}}}}}{rest}{}",
                &whole.as_str()[..value.start() - whole.start()],
                &whole.as_str()[value.end() - whole.start()..]
            )
        })
        .into_owned()
}

fn values(text: String, form: &Form, names: &mut Names, found: &mut Vec<SecretFound>) -> String {
    let mut out = String::new();
    let mut copied = 0;
    let starts = LazyCell::new(|| decode::line_starts(&text));
    for captures in form.pattern.captures_iter(&text) {
        let Some(value) = captures.name("value").or(captures.name("bare")) else {
            continue;
        };
        let beside = captures.name("name").map(|name| name.as_str());
        let raw = value.as_str();
        let bare = raw
            .trim_matches(['"', '\'', '`', '\\'])
            .trim_end_matches(['.', ',']);
        if bare.is_empty() || is_stand_in(bare) || bare.contains("{{secret:") {
            continue;
        }
        let secret = match form.judged {
            Judged::Shape => true,
            Judged::Value => looks_like_a_value(bare),
            Judged::Name => beside.is_some_and(|name| is_secret_name(name) && is_assigned(name, bare)),
        };
        if !secret {
            continue;
        }
        let stem = match form.name {
            Naming::Beside => beside.unwrap_or_default().to_uppercase().replace(['-', '.'], "_"),
            Naming::Address => address_name(
                beside,
                captures.name("scheme").map_or("", |scheme| scheme.as_str()),
            ),
            Naming::Fixed(name) => name.to_owned(),
        };
        let name = names.give(&stem, bare);
        let start = value.start() + raw.find(bare).unwrap_or(0);
        out.push_str(&text[copied..start]);
        out.push_str(&format!("{{{{secret:{name}}}}}"));
        copied = start + bare.len();
        let line = starts.partition_point(|begin| *begin <= start) as u32;
        found.push(SecretFound {
            line,
            name,
            kind: form.kind.to_owned(),
        });
    }
    if copied == 0 {
        return text;
    }
    out.push_str(&text[copied..]);
    out
}

/// `DATABASE_URL=postgresql://…` names a DATABASE_PASSWORD.
fn address_name(variable: Option<&str>, scheme: &str) -> String {
    let stem = variable
        .unwrap_or(scheme)
        .to_uppercase()
        .replace(['-', '+', '.'], "_");
    let stem = ["_URL", "_URI", "_DSN", "_CONNECTION_STRING"]
        .iter()
        .find_map(|end| stem.strip_suffix(end))
        .unwrap_or(&stem)
        .to_owned();
    format!("{stem}_PASSWORD")
}

/// What stands for a value that somebody still has to fill in.
fn is_stand_in(value: &str) -> bool {
    let lower = value.to_lowercase();
    let marks = value.starts_with(['$', '<', '[', '{', '%', '*', '('])
        || value.contains("...")
        || value.contains('…')
        || value.contains("${")
        || value.contains("<");
    let words = [
        "your",
        "example",
        "changeme",
        "change-me",
        "change_me",
        "placeholder",
        "replace",
        "xxxx",
        "****",
        "dummy",
        "sample",
        "insert",
        "todo",
        "redacted",
        "process.env",
        "os.environ",
        "env.",
        "secrets.",
        "vault:",
        "secretsmanager",
        ".values.",
        "fake",
        "not-a-real",
        "my-secret",
        "mysecret",
        "s3cr3t-here",
    ];
    marks || words.iter().any(|word| lower.contains(word)) || text::is_placeholder(value)
}

/// A setting in capitals is set to what stands behind it, be it a plain word; anywhere else it may be prose.
fn is_assigned(name: &str, value: &str) -> bool {
    let setting = !name.contains(char::is_lowercase) && value.chars().count() >= 6;
    let word = value.chars().all(char::is_alphabetic);
    let number = value.chars().all(|c| c.is_ascii_digit() || c == '.');
    let plain = [
        "required",
        "optional",
        "string",
        "secret",
        "password",
        "token",
        "hidden",
        "generated",
        "random",
        "undefined",
        "missing",
        "present",
        "configured",
        "rotated",
        "unchanged",
        "enabled",
        "disabled",
    ];
    let lower = value.to_lowercase();
    let path = value.starts_with(['/', '.', '~']) || value.starts_with("arn:") || value.contains("://");
    looks_like_a_value(value) && !path
        || setting
            && !number
            && !path
            && !value.contains(char::is_whitespace)
            && !plain.contains(&lower.as_str())
            && (!word || lower.chars().count() >= 8)
            && !lower.starts_with("test")
}

/// In an assignment only what is no plain word: prose says "token: required" too.
fn looks_like_a_value(value: &str) -> bool {
    let letters = value.chars().any(char::is_alphabetic);
    let others = value.chars().any(|c| {
        c.is_ascii_digit() || matches!(c, '!' | '#' | '%' | '^' | '&' | '+' | '/' | '=' | '@' | '$')
    });
    let test = value.to_lowercase().starts_with("test");
    !value.contains(char::is_whitespace)
        && letters
        && others
        && value.chars().count() >= 8
        && !test
        && !value.contains("()")
        && !value.starts_with("http")
}

/// The names given so far: by stem and value, and how many of each stem.
#[derive(Default)]
struct Names {
    given: HashMap<(String, String), String>,
    used: HashMap<String, usize>,
}

impl Names {
    /// The same value keeps its name; another value under the same name gets a number.
    fn give(&mut self, stem: &str, value: &str) -> String {
        let used = &mut self.used;
        let name = self
            .given
            .entry((stem.to_owned(), value.to_owned()))
            .or_insert_with(|| {
                let count = used.entry(stem.to_owned()).or_default();
                *count += 1;
                if *count == 1 {
                    stem.to_owned()
                } else {
                    format!("{stem}_{count}")
                }
            });
        name.clone()
    }
}

#[cfg(test)]
mod tests;
