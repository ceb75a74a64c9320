//! `grep` on a log as a check: where to look, for what, and whether a match is good news or bad.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::shell::Call;
use crate::check::{Operator, Rule};

/// What a match in the log means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    Good,
    Bad,
    Unknown,
}

/// A search in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    source: Value,
    pattern: String,
    ignore_case: bool,
    last_lines: Option<u32>,
    /// `tail -f` never ends by itself.
    pub follows: bool,
    pub means: Match,
}

static TROUBLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)error|erro\b|fehler|exception|fatal|panic|critical|fail|traceback|\b5\d\d\b|\b5xx\b|denied|refused|timeout|oom|deadlock|warn")
        .expect("a valid pattern")
});
static NONE_WANTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:no|zero|without|none|nothing|not|never|kein[e]?|sin|sem|aucune?)\b|\b0\b")
        .expect("a valid pattern")
});
static SOME_WANTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:recent|showing|shows?|see|seen|appears?|entries|present|found|at least|contains?|should see|working|running|succe\w*|initiali\w+|started|connected)\b")
        .expect("a valid pattern")
});

/// Reads a pipeline such as `tail -100 app.log | grep ERROR`; nothing where it is no search in a log.
pub fn search(pipeline: &[&Call], words: &str) -> Option<Search> {
    let at = pipeline
        .iter()
        .position(|call| matches!(call.name.as_str(), "grep" | "egrep" | "fgrep" | "zgrep" | "rg"))?;
    let (pattern, files, ignore_case) = grep(&pipeline[at].args)?;
    let feeder = pipeline[..at].first();
    let (source, last_lines, follows) = match feeder {
        Some(call) => fed(call)?,
        None => {
            let file = files.first().filter(|file| is_log(file))?;
            (json!({ "path": file }), None, false)
        }
    };
    let means = meaning(words, &pattern);
    Some(Search {
        source,
        pattern,
        ignore_case,
        last_lines,
        follows,
        means,
    })
}

/// The log that a feeding command reads, where it reads one.
fn fed(call: &Call) -> Option<(Value, Option<u32>, bool)> {
    let follows = call
        .args
        .iter()
        .any(|arg| arg == "-f" || arg == "-F" || arg == "--follow");
    match call.name.as_str() {
        "tail" | "cat" | "head" | "less" | "zcat" => {
            let file = call
                .args
                .iter()
                .find(|arg| !arg.starts_with('-') && is_log(arg))?;
            Some((json!({ "path": file }), last_of(call), follows))
        }
        "journalctl" => Some((json!({ "command": words(call) }), None, follows)),
        "docker" | "kubectl" | "pm2" | "heroku" | "docker-compose" | "podman"
            if call.args.iter().any(|arg| arg == "logs") =>
        {
            Some((json!({ "command": words(call) }), None, follows))
        }
        _ => None,
    }
}

fn words(call: &Call) -> String {
    format!("{} {}", call.name, call.args.join(" "))
}

fn is_log(file: &str) -> bool {
    file.contains(".log")
        || file.contains("/log/")
        || file.contains("logs/")
        || file.ends_with("syslog")
        || file.ends_with("messages")
}

fn last_of(call: &Call) -> Option<u32> {
    if call.name != "tail" {
        return None;
    }
    let mut args = call.args.iter();
    while let Some(arg) = args.next() {
        if arg == "-n" || arg == "--lines" {
            return args.next()?.parse().ok();
        }
        if let Some(count) = arg
            .strip_prefix("-n")
            .or(arg.strip_prefix('-'))
            .and_then(|count| count.parse().ok())
        {
            return Some(count);
        }
    }
    None
}

/// The pattern and the files of a `grep`.
pub fn grep(args: &[String]) -> Option<(String, Vec<String>, bool)> {
    let (mut pattern, mut files, mut ignore_case, mut literal, mut excludes) =
        (None, Vec::new(), false, false, false);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "-e" | "--regexp" => pattern = rest.next().cloned(),
            "-A" | "-B" | "-C" | "-m" | "--include" | "--exclude" => {
                rest.next();
            }
            option if option.starts_with('-') && option.len() > 1 => {
                let letters = !option.starts_with("--");
                ignore_case |= letters && option.contains('i') || option == "--ignore-case";
                literal |= letters && option.contains('F');
                excludes |= letters && option.contains('v') || option == "--invert-match";
            }
            word if pattern.is_none() => pattern = Some(word.to_owned()),
            word => files.push(word.to_owned()),
        }
    }
    let pattern = pattern.filter(|pattern| !pattern.is_empty() && !excludes)?;
    Some((
        if literal {
            regex::escape(&pattern)
        } else {
            basic(&pattern)
        },
        files,
        ignore_case,
    ))
}

/// In grep's basic patterns `\|` is the alternative and a bare `+` is a plus; ours are extended ones.
fn basic(pattern: &str) -> String {
    pattern
        .replace("\\|", "|")
        .replace("\\+", "+")
        .replace("\\(", "(")
        .replace("\\)", ")")
}

/// Whether finding the pattern is good or bad, as the words around it say.
fn meaning(words: &str, pattern: &str) -> Match {
    let wants_none = NONE_WANTED.is_match(words);
    if TROUBLE.is_match(pattern) {
        return Match::Bad;
    }
    match (wants_none, SOME_WANTED.is_match(words)) {
        (true, _) if TROUBLE.is_match(words) => Match::Bad,
        (_, true) => Match::Good,
        _ => Match::Unknown,
    }
}

impl Search {
    pub fn spec(&self) -> Value {
        json!({
            "source": self.source,
            "pattern": self.pattern,
            "ignore_case": self.ignore_case,
            "last_lines": self.last_lines,
            "match": match self.means { Match::Good => "good", Match::Bad => "bad", Match::Unknown => "unknown" },
        })
    }

    /// The rule that the search itself states, where it is known what a match means.
    pub fn rules(&self) -> Vec<Rule> {
        let rule = |operator, value: u32| Rule {
            field: "matches".into(),
            operator,
            value: value.into(),
            rules: Vec::new(),
        };
        match self.means {
            Match::Good => vec![rule(Operator::GreaterOrEqual, 1)],
            Match::Bad => vec![rule(Operator::Equals, 0)],
            Match::Unknown => Vec::new(),
        }
    }
}
