//! The language of a fence: by the word after its marks, else by what its lines look like.

use super::{FenceInput, listing, requests};
use crate::import::command::{shell, sql};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Shell,
    Sql,
    /// Requests as they go over the wire.
    Requests,
    /// Statements of an interpreter that is read row by row, with its name.
    Statements(&'static str),
    /// `NAME=value` and the like.
    Settings,
    /// Data or configuration that nobody runs.
    Data,
    /// A program, with the interpreter's name.
    Program(&'static str),
    Text,
}

/// Programs that people start a line with. Only for fences that do not say what they are.
const COMMANDS: &[&str] = &[
    "curl",
    "wget",
    "git",
    "npm",
    "npx",
    "yarn",
    "pnpm",
    "docker",
    "docker-compose",
    "kubectl",
    "helm",
    "psql",
    "mysql",
    "redis-cli",
    "ssh",
    "scp",
    "cd",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "chmod",
    "sudo",
    "systemctl",
    "service",
    "pm2",
    "make",
    "python",
    "python3",
    "pip",
    "pip3",
    "node",
    "cargo",
    "go",
    "terraform",
    "aws",
    "gcloud",
    "az",
    "vercel",
    "heroku",
    "fly",
    "flyctl",
    "supabase",
    "stripe",
    "grep",
    "tail",
    "cat",
    "echo",
    "export",
    "source",
    "rake",
    "rails",
    "bundle",
    "php",
    "composer",
    "mvn",
    "gradle",
    "dotnet",
    "alembic",
    "prisma",
    "pytest",
    "jest",
    "brew",
    "apt",
    "apt-get",
    "yum",
    "journalctl",
    "nc",
    "dig",
    "ping",
    "openssl",
    "rsync",
    "tar",
    "pg_dump",
    "pg_restore",
    "k6",
    "ab",
    "wrk",
    "gh",
    "bash",
    "sh",
];

/// Reads the language of a fence.
pub fn of(input: &FenceInput<'_>) -> Language {
    let info = input.info.trim().trim_start_matches(['{', '.']).to_lowercase();
    let word = info
        .split(|character: char| {
            character.is_whitespace() || matches!(character, '{' | ',' | '}' | ':' | '=')
        })
        .next()
        .unwrap_or("");
    match word {
        "bash" | "sh" | "shell" | "zsh" | "console" | "terminal" | "shell-session" | "shellsession"
        | "sh-session" | "fish" | "command" | "commandline" => Language::Shell,
        "powershell" | "ps1" | "pwsh" | "ps" | "posh" => Language::Statements("powershell"),
        "cmd" | "bat" | "batch" | "dos" | "winbatch" => Language::Statements("cmd"),
        "mongodb" | "mongo" | "mongosh" => Language::Statements("mongosh"),
        "promql" | "metricsql" => Language::Statements("promql"),
        "logql" => Language::Statements("logql"),
        "redis" => Language::Statements("redis"),
        "http" | "https" | "rest" => Language::Requests,
        "sql" | "psql" | "postgres" | "postgresql" | "pgsql" | "plpgsql" | "mysql" | "sqlite" | "tsql" => {
            Language::Sql
        }
        "env" | "dotenv" | "properties" | "ini" | "conf" | "cfg" => Language::Settings,
        "json" | "json5" | "jsonc" | "yaml" | "yml" | "toml" | "xml" | "html" | "css" | "hcl" | "tf"
        | "dockerfile" | "nginx" | "diff" | "csv" | "graphql" | "proto" | "mermaid" | "makefile"
        | "caddyfile" | "apache" | "svg" => Language::Data,
        "js" | "javascript" | "jsx" | "mjs" | "node" => Language::Program("javascript"),
        "ts" | "typescript" | "tsx" => Language::Program("typescript"),
        "python" | "py" | "python3" | "pycon" => Language::Program("python"),
        "ruby" | "rb" => Language::Program("ruby"),
        "php" => Language::Program("php"),
        "go" | "golang" => Language::Program("go"),
        "rust" | "rs" => Language::Program("rust"),
        "java" => Language::Program("java"),
        "kotlin" | "kt" => Language::Program("kotlin"),
        "c" | "cpp" | "c++" => Language::Program("c"),
        "csharp" | "cs" => Language::Program("csharp"),
        "groovy" => Language::Program("groovy"),
        "elixir" | "ex" => Language::Program("elixir"),
        "lua" => Language::Program("lua"),
        "perl" => Language::Program("perl"),
        _ => Language::Text,
    }
}

/// What the lines of a fence without a language look like: every one of them has to fit.
pub fn sniffed(input: &FenceInput<'_>) -> Language {
    let rows: Vec<&str> = listing::rows(input)
        .into_iter()
        .map(|(_, row)| row)
        .filter(|row| !is_comment(row))
        .collect();
    let Some(first) = rows.first() else {
        return Language::Text;
    };
    if sql::begins_statement(first)
        && first
            .chars()
            .take_while(char::is_ascii_alphabetic)
            .all(|letter| letter.is_ascii_uppercase())
        && input.text.contains(';')
    {
        return Language::Sql;
    }
    if requests::begins_request(first)
        && rows
            .iter()
            .any(|row| row.contains("HTTP/") || row.contains(": ") || row.contains("://"))
    {
        return Language::Requests;
    }
    if rows.iter().any(|row| is_prompted(row)) {
        return Language::Shell;
    }
    let begins = shell::pieces(input.text)
        .iter()
        .filter(|piece| !piece.comment)
        .all(|piece| is_command(&piece.text));
    if begins { Language::Shell } else { Language::Text }
}

fn is_comment(row: &str) -> bool {
    row.trim_start().starts_with('#') || row.trim_start().starts_with("--")
}

fn is_prompted(row: &str) -> bool {
    let row = row.trim_start();
    let behind = |mark: &str| row.split_once(mark).map(|(_, rest)| rest);
    let typed = row
        .strip_prefix("$ ")
        .or_else(|| row.starts_with('[').then(|| behind("]$ ")).flatten());
    typed.is_some_and(|typed| {
        typed.starts_with(|first: char| first.is_ascii_lowercase() || first == '.' || first == '/')
    })
}

/// A line that begins with a known program and goes on like a command, not like a sentence.
fn is_command(text: &str) -> bool {
    let script = shell::script(text);
    let Some(call) = script.calls.first() else {
        return false;
    };
    let name = call.name.rsplit('/').next().unwrap_or(&call.name);
    let path = call.name.starts_with("./") || call.name.starts_with('/');
    if call.name.contains("://") {
        return false;
    }
    let known = COMMANDS.contains(&name) || path;
    let sentence = text.trim_end().ends_with(['.', '?', '!', ':'])
        && text.split_whitespace().count() > 3
        && !text.contains(['/', '-', '$', '|']);
    known && !script.broken && !sentence
}
