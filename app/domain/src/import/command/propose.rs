//! The probe that could ask what a command asks: `curl` an HTTP check, SQL an SQL check, `grep` on a log a log check.
//! A command that no probe stands for stays a command that a person copies and runs.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::shell::{self, Call, Script};
use super::{Reading, curl, log, network, requests, sql, stores, windows};
use crate::check::{Operator, ProbeKind, Rule};
use crate::checklist::Effect;

/// What a check made of a command would look like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    pub probe: Option<ProbeKind>,
    pub spec: Option<Value>,
    /// The field that a bare value in the words is compared with, where the command chose one.
    pub field: Option<String>,
    /// What the command itself demands (`grep -q`), without any words.
    pub implied: Vec<Rule>,
}

/// Calls that prepare the one that asks.
const SETTING_UP: &[&str] = &[
    "cd", "export", "set", "source", ".", "sleep", "wait", "unset", "declare", "local", "true", ":", "pushd",
    "popd",
];
const LOAD_TOOLS: &[&str] = &[
    "k6",
    "ab",
    "wrk",
    "hey",
    "siege",
    "vegeta",
    "artillery",
    "locust",
    "jmeter",
];

static SIMPLE_PATH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:\.[A-Za-z_][\w-]*)+$").expect("a valid pattern"));

/// Proposes a probe for a command. `words` are the label and the expectation around it: they say what a match means.
/// `connection` is the database of the session that the command is typed into, where one was opened.
pub fn propose(reading: &Reading, words: &str, connection: Option<&str>) -> Proposal {
    let command = &reading.command;
    if let Some(script) = &reading.script {
        return of_shell(&command.text, script, command.effect, words);
    }
    match command.interpreter.as_str() {
        "sql" | "psql" => database(&command.text, command.effect, connection),
        "redis" => Proposal {
            probe: Some(ProbeKind::Redis),
            spec: Some(network::redis_line(&command.text)),
            ..Proposal::default()
        },
        "http" => requests::propose(&command.text).unwrap_or_default(),
        "powershell" => windows::propose(&command.text).unwrap_or_else(|| by_hand(&command.text)),
        "cmd" | "mongosh" | "logql" => by_hand(&command.text),
        "promql" => Proposal {
            probe: Some(ProbeKind::Metric),
            spec: Some(json!({ "query": command.text })),
            ..Proposal::default()
        },
        _ => Proposal::default(),
    }
}

fn of_shell(text: &str, script: &Script, effect: Effect, words: &str) -> Proposal {
    let mut pipelines: Vec<Vec<&Call>> = Vec::new();
    for call in &script.calls {
        match pipelines
            .last_mut()
            .filter(|pipeline| pipeline[0].pipeline == call.pipeline)
        {
            Some(pipeline) => pipeline.push(call),
            None => pipelines.push(vec![call]),
        }
    }
    pipelines.retain(|pipeline| !SETTING_UP.contains(&pipeline[0].name.as_str()));
    let asked = match pipelines.as_slice() {
        [pipeline] if !script.broken => of_pipeline(pipeline, script, effect, words),
        _ => None,
    };
    asked.unwrap_or_else(|| by_hand(text))
}

/// A command that a person copies and runs.
fn by_hand(text: &str) -> Proposal {
    Proposal {
        probe: Some(ProbeKind::Command),
        spec: Some(json!({ "command": text })),
        ..Proposal::default()
    }
}

fn of_pipeline(pipeline: &[&Call], script: &Script, effect: Effect, words: &str) -> Option<Proposal> {
    let first = pipeline[0];
    if let Some(search) = log::search(pipeline, words) {
        return Some(Proposal {
            probe: Some(ProbeKind::Log),
            spec: Some(search.spec()),
            field: None,
            implied: search.rules(),
        });
    }
    let asked = match first.name.as_str() {
        "curl" => curl::request(&first.args),
        "http" | "https" => requests::httpie(&first.name, &first.args),
        "wget" => requests::wget(&first.args),
        _ => None,
    };
    if asked.is_some() || first.name == "curl" {
        return request(asked?, pipeline, script);
    }
    if matches!(first.name.as_str(), "psql" | "mysql" | "mariadb") && pipeline.len() == 1 {
        return statement(first, effect);
    }
    if pipeline
        .iter()
        .any(|call| LOAD_TOOLS.contains(&call.name.as_str()))
    {
        let text: Vec<String> = pipeline
            .iter()
            .map(|call| format!("{} {}", call.name, call.args.join(" ")))
            .collect();
        return Some(Proposal {
            probe: Some(ProbeKind::Load),
            spec: Some(json!({ "command": text.join(" | ") })),
            ..Proposal::default()
        });
    }
    if pipeline.len() == 1
        && let Some((probe, spec)) = network::probe(first)
    {
        return Some(Proposal {
            probe: Some(probe),
            spec: Some(spec),
            ..Proposal::default()
        });
    }
    let last = pipeline.last()?;
    if pipeline.len() > 1 && last.name == "grep" {
        let (pattern, _, ignore_case) = log::grep(&last.args)?;
        let text: Vec<String> = pipeline[..pipeline.len() - 1]
            .iter()
            .map(|call| format!("{} {}", call.name, call.args.join(" ")))
            .collect();
        return Some(Proposal {
            probe: Some(ProbeKind::Command),
            spec: Some(json!({ "command": text.join(" | ") })),
            field: None,
            implied: vec![found("stdout", &pattern, ignore_case)],
        });
    }
    None
}

fn request(request: curl::Request, pipeline: &[&Call], script: &Script) -> Option<Proposal> {
    if !request.probe {
        return None;
    }
    let (mut field, mut implied) = (None, Vec::new());
    for next in &pipeline[1..] {
        match next.name.as_str() {
            "jq" => {
                let filter = next
                    .args
                    .iter()
                    .find(|arg| !arg.starts_with('-'))
                    .map_or(".", String::as_str);
                if filter != "." && !SIMPLE_PATH.is_match(filter) {
                    return None;
                }
                field = (filter != ".").then(|| format!("body.{}", filter.replace('.', "/")));
            }
            "python" | "python3" if next.args.iter().any(|arg| arg == "json.tool") => {}
            "head" | "cat" | "less" => {}
            "grep" => {
                let (pattern, _, ignore_case) = log::grep(&next.args)?;
                implied.push(found("body", &pattern, ignore_case));
            }
            _ => return None,
        }
    }
    match script.repeats {
        Some(requests) => Some(Proposal {
            probe: Some(ProbeKind::Load),
            spec: Some(
                json!({ "requests": requests, "parallel": script.background, "request": request.spec() }),
            ),
            field,
            implied,
        }),
        None => Some(Proposal {
            probe: Some(ProbeKind::Http),
            spec: Some(request.spec()),
            field,
            implied,
        }),
    }
}

fn statement(call: &Call, effect: Effect) -> Option<Proposal> {
    let statements = stores::statements(&call.args);
    let [text] = statements.as_slice() else {
        return None;
    };
    Some(database(text, effect, database_name(&call.args).as_deref()))
}

/// The database that a line such as `psql -U postgres shop` opens a session on.
pub fn session_database(text: &str) -> Option<String> {
    shell::script(text)
        .calls
        .iter()
        .find(|call| call.name == "psql")
        .and_then(|call| database_name(&call.args))
}

/// `-d shop`, `--dbname=shop`, or the first word that is no option.
fn database_name(args: &[String]) -> Option<String> {
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "-d" | "--dbname" => return rest.next().cloned(),
            "-U" | "-h" | "-p" | "-c" | "-f" | "-v" | "-o" | "-F" | "--command" | "--username" | "--host"
            | "--port" | "-tAc" | "-tc" | "-Atc" => {
                rest.next();
            }
            option if option.starts_with('-') => {
                if let Some(name) = option.strip_prefix("--dbname=") {
                    return Some(name.to_owned());
                }
            }
            name => return Some(name.to_owned()),
        }
    }
    None
}

fn database(text: &str, effect: Effect, connection: Option<&str>) -> Proposal {
    let statements: Vec<String> = sql::pieces(text)
        .into_iter()
        .filter(|piece| !piece.comment)
        .map(|piece| piece.text)
        .collect();
    // Only a statement that reads can be asked again and again.
    if effect != Effect::Reads || statements.is_empty() {
        return Proposal {
            probe: None,
            ..Proposal::default()
        };
    }
    let Some(last) = statements.last() else {
        return Proposal::default();
    };
    let asked = if last.starts_with('\\') {
        sql::described(last)
    } else {
        Some(last.trim().trim_end_matches(';').to_owned())
    };
    let name = connection
        .filter(|name| !name.contains("://"))
        .unwrap_or("{{database}}");
    Proposal {
        probe: asked.is_some().then_some(ProbeKind::Sql),
        // A check is one statement: what needs the session set up first is asked by a person.
        spec: asked
            .filter(|_| statements.len() == 1)
            .map(|statement| json!({ "connection": name, "statement": statement })),
        field: (!last.starts_with('\\') && sql::answers_one_value(last)).then(|| "value".to_owned()),
        implied: Vec::new(),
    }
}

fn found(field: &str, pattern: &str, ignore_case: bool) -> Rule {
    let pattern = if ignore_case {
        format!("(?i){pattern}")
    } else {
        pattern.to_owned()
    };
    Rule {
        field: field.to_owned(),
        operator: Operator::Matches,
        value: pattern.into(),
        rules: Vec::new(),
    }
}
