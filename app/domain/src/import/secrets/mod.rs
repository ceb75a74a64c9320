//! Values that look like secrets are replaced by `{{secret:NAME}}` before anything else reads the text, so that they are
//! nowhere in what is stored. Line structure stays. Placeholders ("your-password", `<token>`, `$VAR`) are let be.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::variables::is_secret_name;
use super::{decode, text};
use crate::checklist::SecretFound;

/// A pattern with the group that holds the value, the group that may hold a name, and what to call the find.
struct Form {
    pattern: Regex,
    kind: &'static str,
    name: Naming,
}

enum Naming {
    /// The name stands beside the value.
    Beside,
    /// The name of the address's scheme or of the variable that holds it.
    Address,
    Fixed(&'static str),
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let form = |pattern: &str, kind, name| Form {
        pattern: Regex::new(pattern).expect("a valid pattern"),
        kind,
        name,
    };
    vec![
        form(
            r#"(?:(?P<name>[A-Za-z_][A-Za-z0-9_]{2,})\s*[=:]\s*["']?)?(?P<scheme>[a-z][a-z0-9+.-]+)://[^\s:/@'"<>]*:(?P<value>[^\s/@'"<>]+)@"#,
            "password in a URL",
            Naming::Address,
        ),
        form(
            r"(?P<value>\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,})\b",
            "Stripe key",
            Naming::Fixed("STRIPE_KEY"),
        ),
        form(
            r"(?P<value>\bgh[pousr]_[A-Za-z0-9]{20,})\b",
            "GitHub token",
            Naming::Fixed("GITHUB_TOKEN"),
        ),
        form(
            r"(?P<value>\bgithub_pat_[A-Za-z0-9_]{20,})\b",
            "GitHub token",
            Naming::Fixed("GITHUB_TOKEN"),
        ),
        form(
            r"(?P<value>\bglpat-[A-Za-z0-9_-]{16,})\b",
            "GitLab token",
            Naming::Fixed("GITLAB_TOKEN"),
        ),
        form(
            r"(?P<value>\b(?:AKIA|ASIA)[A-Z0-9]{16})\b",
            "AWS access key",
            Naming::Fixed("AWS_ACCESS_KEY_ID"),
        ),
        form(
            r"(?P<value>\bAIza[A-Za-z0-9_-]{30,})\b",
            "Google API key",
            Naming::Fixed("GOOGLE_API_KEY"),
        ),
        form(
            r"(?P<value>\bxox[abprs]-[A-Za-z0-9-]{10,})\b",
            "Slack token",
            Naming::Fixed("SLACK_TOKEN"),
        ),
        form(
            r"(?P<value>\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,})\b",
            "API key",
            Naming::Fixed("API_KEY"),
        ),
        form(
            r"https://hooks\.slack\.com/services/(?P<value>[A-Za-z0-9/_-]{10,})",
            "Slack webhook",
            Naming::Fixed("SLACK_WEBHOOK"),
        ),
        form(
            r"api\.telegram\.org/bot(?P<value>[0-9]{6,}:[A-Za-z0-9_-]{20,})",
            "Telegram bot token",
            Naming::Fixed("TELEGRAM_BOT_TOKEN"),
        ),
        form(
            r"(?P<value>\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})",
            "signed token",
            Naming::Fixed("TOKEN"),
        ),
        form(
            r#"(?i)\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+(?P<value>[A-Za-z0-9._~+/=-]{8,})"#,
            "authorization header",
            Naming::Fixed("AUTHORIZATION"),
        ),
        form(
            r#"(?i)(?:--password[= ]|--passwd[= ]|--token[= ]|--secret[= ]|--api-key[= ])["']?(?P<value>[^\s"'`]{4,})"#,
            "secret on a command line",
            Naming::Fixed("COMMAND_SECRET"),
        ),
        form(
            r#"\bredis-cli\b[^\n|;&]*?\s-a\s+["']?(?P<value>[^\s"'`]{4,})"#,
            "password on a command line",
            Naming::Fixed("REDIS_PASSWORD"),
        ),
        form(
            r#"\bmysql(?:dump)?\b[^\n|;&]*?\s-p(?P<value>[^\s"'`-][^\s"'`]{3,})"#,
            "password on a command line",
            Naming::Fixed("MYSQL_PASSWORD"),
        ),
        form(
            r#"\bcurl\b[^\n|;&]*?\s(?:-u|--user)\s+["']?[^\s:"'`]+:(?P<value>[^\s"'`]{3,})"#,
            "password on a command line",
            Naming::Fixed("HTTP_PASSWORD"),
        ),
        form(
            r#"(?:^|[\s"'`(\[{,;])(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.-]{2,})["'`]?\s*(?:=|:\s)\s*(?P<value>"[^"\n]{4,}"|'[^'\n]{4,}'|[^\s"'`,;)\]}|]{4,})"#,
            "secret in an assignment",
            Naming::Beside,
        ),
    ]
});

static MASKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{secret:(?P<name>[A-Za-z0-9_.]{1,80})\}\}").expect("a valid pattern"));

static PRIVATE_KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----(?P<value>.*?)-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----").expect("a valid pattern")
});

/// The text with its secrets masked, and what was found, in the order of the document.
pub fn mask(text: &str) -> (String, Vec<SecretFound>) {
    let mut names = Names::default();
    let mut found = Vec::new();
    let mut masked = keys(text, &mut names, &mut found);
    for form in FORMS.iter() {
        masked = values(&masked, form, &mut names, &mut found);
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

fn values(text: &str, form: &Form, names: &mut Names, found: &mut Vec<SecretFound>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let starts = LazyCell::new(|| decode::line_starts(text));
    for captures in form.pattern.captures_iter(text) {
        let Some(value) = captures.name("value") else {
            continue;
        };
        let beside = captures.name("name").map(|name| name.as_str());
        let raw = value.as_str();
        let bare = raw.trim_matches(['"', '\'', '`']).trim_end_matches(['.', ',']);
        if bare.is_empty() || is_stand_in(bare) || bare.contains("{{secret:") {
            continue;
        }
        let stem = match form.name {
            Naming::Beside => {
                let Some(name) = beside.filter(|name| is_secret_name(name) && looks_like_a_value(bare))
                else {
                    continue;
                };
                name.to_uppercase().replace(['-', '.'], "_")
            }
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
        "vault",
    ];
    marks || words.iter().any(|word| lower.contains(word)) || text::is_placeholder(value)
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
