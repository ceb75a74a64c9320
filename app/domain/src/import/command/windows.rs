//! PowerShell and the Windows command line, read by the words that begin their commands: a cmdlet's verb says what it does.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::json;

use super::effect::Assessment;
use super::shell::Call;
use super::{Proposal, placeholder, program};
use crate::check::ProbeKind;

const READING_VERBS: &[&str] = &[
    "get",
    "test",
    "select",
    "where",
    "measure",
    "resolve",
    "compare",
    "show",
    "find",
    "search",
    "read",
    "format",
    "sort",
    "group",
    "write",
    "out",
    "convertto",
    "convertfrom",
    "foreach",
    "wait",
    "watch",
    "trace",
    "join",
    "split",
];
const CHANGING_VERBS: &[&str] = &[
    "set",
    "new",
    "add",
    "start",
    "stop",
    "restart",
    "suspend",
    "resume",
    "enable",
    "disable",
    "install",
    "update",
    "copy",
    "move",
    "rename",
    "register",
    "unregister",
    "publish",
    "push",
    "import",
    "export",
    "backup",
    "restore",
    "mount",
    "dismount",
    "save",
    "grant",
    "revoke",
    "lock",
    "unlock",
    "send",
    "sync",
    "switch",
    "undo",
    "expand",
    "compress",
    "deploy",
    "connect",
    "disconnect",
];
const DESTROYING_VERBS: &[&str] = &[
    "remove",
    "clear",
    "uninstall",
    "reset",
    "format-volume",
    "initialize",
];

/// Programs of the command line itself.
const READERS: &[&str] = &[
    "dir",
    "type",
    "echo",
    "cd",
    "chdir",
    "where",
    "ver",
    "vol",
    "findstr",
    "find",
    "ipconfig",
    "tasklist",
    "whoami",
    "systeminfo",
    "ping",
    "nslookup",
    "tracert",
    "netstat",
    "more",
    "fc",
    "comp",
    "tree",
    "title",
    "pause",
    "timeout",
    "if",
    "for",
    "set",
    "hostname",
    "wevtutil",
    "date",
    "time",
    "chcp",
    "cls",
    "pathping",
    "getmac",
    "driverquery",
];
const WRITERS: &[&str] = &[
    "copy", "xcopy", "move", "ren", "rename", "mkdir", "md", "attrib", "icacls", "setx", "mklink",
    "iisreset", "taskkill", "net", "sc", "sc.exe", "schtasks", "reg", "msiexec", "shutdown", "call", "start",
    "dism", "bcdedit",
];
const DESTROYERS: &[&str] = &["del", "erase", "rd", "rmdir", "format", "diskpart"];

/// Other names of cmdlets.
const ALIASES: &[(&str, &str)] = &[
    ("iwr", "invoke-webrequest"),
    ("irm", "invoke-restmethod"),
    ("gc", "get-content"),
    ("gci", "get-childitem"),
    ("ls", "get-childitem"),
    ("cat", "get-content"),
    ("sls", "select-string"),
    ("select", "select-object"),
    ("ft", "format-table"),
    ("fl", "format-list"),
    ("ri", "remove-item"),
    ("rm", "remove-item"),
    ("cp", "copy-item"),
    ("mv", "move-item"),
    ("gsv", "get-service"),
    ("gps", "get-process"),
    ("ps", "get-process"),
    ("kill", "stop-process"),
    ("tnc", "test-netconnection"),
    ("iex", "invoke-expression"),
    ("sleep", "wait-seconds"),
    ("start-sleep", "wait-seconds"),
    ("?", "where-object"),
    ("%", "foreach-object"),
];

static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix)^\(?\s*(?:invoke-webrequest|invoke-restmethod|iwr|irm)\s+(?P<args>.*?)\s*(?:\)\s*\.(?P<property>\w+)|\|\s*select(?:-object)?\s+(?:-expand(?:property)?\s+)?(?P<selected>\w+))?$"#,
    )
    .expect("a valid pattern")
});
static PORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:test-netconnection|tnc)\s+(?:-computername\s+)?(?P<host>[^\s-]\S*)\s+-port\s+(?P<port>\d{1,5})$")
        .expect("a valid pattern")
});

/// What a text for one of the two interpreters does: the strongest of its commands.
pub fn assess(interpreter: &str, text: &str) -> Assessment {
    parts(text)
        .into_iter()
        .map(|words| one(interpreter, words))
        .reduce(Assessment::or_stronger)
        .unwrap_or_else(|| Assessment::reads("only comments"))
}

/// The request or the port that a PowerShell command asks for.
pub fn propose(text: &str) -> Option<Proposal> {
    let text = text.replace("`\n", " ");
    let text = text.trim();
    if let Some(found) = PORT.captures(text) {
        return Some(Proposal {
            probe: Some(ProbeKind::Tcp),
            spec: Some(
                json!({ "host": placeholder::named(&found["host"]), "port": found["port"].parse::<u16>().ok()? }),
            ),
            ..Proposal::default()
        });
    }
    let found = REQUEST.captures(text)?;
    let (mut url, mut method) = (None, "GET".to_owned());
    let args = words(&found["args"]);
    let mut rest = args.iter();
    while let Some(word) = rest.next() {
        match word.to_lowercase().as_str() {
            "-uri" => url = rest.next().cloned(),
            "-method" => method = rest.next()?.to_uppercase(),
            "-timeoutsec" | "-erroraction" => {
                rest.next();
            }
            "-usebasicparsing" | "-skipcertificatecheck" => {}
            // Headers, bodies and sessions are built by expressions that are not read here.
            option if option.starts_with('-') => return None,
            _ if url.is_none() => url = Some(word.clone()),
            _ => return None,
        }
    }
    let url = placeholder::named_in_address(&url?.replace("$(", "{{").replace("${", "{{"));
    if !url.contains("://")
        || !matches!(
            method.as_str(),
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS"
        )
    {
        return None;
    }
    let property = found.name("property").or(found.name("selected"));
    let field = match property
        .map(|property| property.as_str().to_lowercase())
        .as_deref()
    {
        None => None,
        Some("statuscode") => Some("status".to_owned()),
        Some("content") => Some("body".to_owned()),
        Some(_) => property.map(|property| format!("body./{}", property.as_str())),
    };
    Some(Proposal {
        probe: Some(ProbeKind::Http),
        // Redirects are followed unless the command says otherwise.
        spec: Some(json!({ "method": method, "url": url, "follow_redirects": true })),
        field,
        implied: Vec::new(),
    })
}

fn one(interpreter: &str, words: Vec<String>) -> Assessment {
    let Some((first, args)) = words.split_first() else {
        return Assessment::reads("does nothing");
    };
    let name = first.trim_start_matches(['(', '&', '$']).to_lowercase();
    let name = name.strip_suffix(".exe").unwrap_or(&name);
    if first.starts_with('$') || name.is_empty() {
        return Assessment::unknown("what this expression leads to is not read here");
    }
    let full = match interpreter {
        "powershell" => ALIASES
            .iter()
            .find(|(short, _)| *short == name)
            .map_or(name, |(_, full)| *full),
        _ => name,
    };
    if let Some(found) = cmdlet(full, args) {
        return found;
    }
    let acts = |wanted: &[&str]| {
        args.first()
            .is_some_and(|arg| wanted.contains(&arg.to_lowercase().as_str()))
    };
    match full {
        "net" | "sc" | "schtasks" | "reg"
            if acts(&["query", "queryex", "qc", "/query", "view", "statistics"]) =>
        {
            Assessment::reads(format!("{full} only shows"))
        }
        "sc" | "reg" | "schtasks" if acts(&["delete", "/delete"]) => {
            Assessment::destroys(format!("{full} delete removes it"))
        }
        "robocopy"
            if args
                .iter()
                .any(|arg| matches!(arg.to_lowercase().as_str(), "/mir" | "/purge" | "/move")) =>
        {
            Assessment::destroys("robocopy removes files that are not in the source")
        }
        "robocopy" => Assessment::changes("robocopy writes files"),
        _ if DESTROYERS.contains(&full) => {
            Assessment::destroys(format!("{full} deletes or overwrites for good"))
        }
        _ if WRITERS.contains(&full) => Assessment::changes(format!("{full} changes files or the system")),
        _ if READERS.contains(&full) => Assessment::reads(format!("{full} only shows")),
        _ => program::call(
            &Call {
                name: full.to_owned(),
                args: args.to_vec(),
                pipeline: 0,
            },
            0,
        ),
    }
}

/// `Verb-Noun`: the verb is one of a fixed list.
fn cmdlet(name: &str, args: &[String]) -> Option<Assessment> {
    match name {
        "invoke-webrequest" | "invoke-restmethod" => {
            let method = args
                .iter()
                .position(|arg| arg.eq_ignore_ascii_case("-method"))
                .and_then(|at| args.get(at + 1))
                .map_or_else(|| "GET".to_owned(), |method| method.to_uppercase());
            return Some(match method.as_str() {
                "GET" | "HEAD" | "OPTIONS" => Assessment::reads(format!("{name} only asks")),
                "DELETE" => Assessment::destroys(format!("{name} sends DELETE")),
                _ => Assessment::changes(format!("{name} sends {method}, which may change data")),
            });
        }
        "out-file" | "set-content" | "add-content" | "tee-object" => {
            return Some(Assessment::changes(format!("{name} writes a file")));
        }
        _ => {}
    }
    let (verb, noun) = name.split_once('-')?;
    if !noun.starts_with(|first: char| first.is_ascii_alphabetic()) || verb.is_empty() {
        return None;
    }
    if DESTROYING_VERBS.contains(&verb) || DESTROYING_VERBS.contains(&name) {
        Some(Assessment::destroys(format!("{name} removes what it names")))
    } else if CHANGING_VERBS.contains(&verb) {
        Some(Assessment::changes(format!("{name} changes files or the system")))
    } else if READING_VERBS.contains(&verb) {
        Some(Assessment::reads(format!("{name} only reads")))
    } else if verb == "invoke" {
        Some(Assessment::unknown(format!("what {name} runs stands elsewhere")))
    } else {
        None
    }
}

/// The commands of a text, each as its words: parted by rows, pipes, `;` and `&&` outside quotes.
fn parts(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("`\n", " ").replace("^\n", " ");
    let mut found = Vec::new();
    let mut now = String::new();
    let mut quote = None;
    for character in joined.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '\n' | '|' | ';' | '&') => {
                found.push(words(&now));
                now.clear();
                continue;
            }
            _ => {}
        }
        now.push(character);
    }
    found.push(words(&now));
    found.retain(|words| {
        words.first().is_some_and(|first| {
            !first.starts_with('#')
                && !first.starts_with("::")
                && !first.eq_ignore_ascii_case("rem")
                && first.chars().any(char::is_alphanumeric) | first.starts_with(['$', '?', '%'])
        })
    });
    found
}

/// The words of a command, quotes removed.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut now: Option<String> = None;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                now.get_or_insert_default();
            }
            (None, _) if character.is_whitespace() => found.extend(now.take()),
            _ => now.get_or_insert_default().push(character),
        }
    }
    found.extend(now);
    found
}
