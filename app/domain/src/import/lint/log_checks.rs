//! Checks that search text: with a pattern that other lines match too, or in a file that is older than the deployment.

use super::checks::checks;
use super::rule::Hit;
use super::view::View;
use super::words::quoted;
use crate::import::command::shell::Call;

pub fn matches_unrelated(view: &View<'_>) -> Vec<Hit> {
    each_search(view, |words, line, pipeline, search| {
        let pattern = search.pattern.as_str();
        let source = pipeline.first().filter(|first| !is_grep(first));
        let lists_packages = source.is_some_and(lists_packages);
        let lists_processes = source.is_some_and(|call| matches!(call.name.as_str(), "ps" | "pgrep"));
        let plain = !pattern.is_empty()
            && pattern
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if lists_packages && plain && !search.whole_words {
            Some(Hit::new(
                line,
                format!(
                    "{} passes for every package with {pattern} in its name: ask for the package itself.",
                    quoted(words)
                ),
            ))
        } else if lists_processes && plain && pipeline.iter().all(|call| !excludes_itself(call)) {
            Some(Hit::new(
                line,
                format!(
                    "{} finds its own grep in the list of processes and always matches.",
                    quoted(words)
                ),
            ))
        } else if pattern.len() <= 4
            && !pattern.is_empty()
            && pattern.bytes().all(|byte| byte.is_ascii_digit())
            && search.reads_log
        {
            Some(Hit::new(
                line,
                format!(
                    "{} searches for {pattern} anywhere in a line: durations, ports and ids match too. Search for the status field.",
                    quoted(words)
                ),
            ))
        } else {
            None
        }
    })
}

pub fn whole_log(view: &View<'_>) -> Vec<Hit> {
    each_search(view, |words, line, pipeline, search| {
        let file = search.log_file.as_deref()?;
        let bounded = pipeline
            .iter()
            .take_while(|call| !is_grep(call))
            .any(|call| matches!(call.name.as_str(), "tail" | "awk" | "sed" | "journalctl"));
        (!bounded).then(|| {
            Hit::new(
                line,
                format!(
                    "{} reads all of {file}: lines from before the deployment count too. Look only at what came after it.",
                    quoted(words)
                ),
            )
        })
    })
}

struct Search {
    pattern: String,
    whole_words: bool,
    reads_log: bool,
    /// The log file that is searched from its first line.
    log_file: Option<String>,
}

fn each_search(view: &View<'_>, judge: impl Fn(&str, u32, &[Call], &Search) -> Option<Hit>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for placed in checks(view).filter(|placed| placed.is_shell()) {
        let shell = placed.shell();
        if shell.endless().is_some() {
            continue;
        }
        for pipeline in shell.pipelines() {
            let Some(grep) = pipeline.iter().find(|call| is_grep(call)) else {
                continue;
            };
            let Some(search) = read(grep, pipeline) else {
                continue;
            };
            hits.extend(judge(placed.words, placed.command.line, pipeline, &search));
        }
    }
    hits
}

fn is_grep(call: &Call) -> bool {
    matches!(call.name.as_str(), "grep" | "egrep" | "fgrep" | "rg" | "zgrep")
}

fn read(grep: &Call, pipeline: &[Call]) -> Option<Search> {
    let flags: Vec<&String> = grep.args.iter().filter(|arg| arg.starts_with('-')).collect();
    let plain: Vec<&String> = grep.args.iter().filter(|arg| !arg.starts_with('-')).collect();
    let short = |letter: char| {
        flags
            .iter()
            .any(|flag| !flag.starts_with("--") && flag.contains(letter))
    };
    if short('v') || short('r') || short('R') {
        return None;
    }
    let pattern = (*plain.first()?).clone();
    let is_log = |name: &str| {
        name.ends_with(".log")
            || name.contains("/log/")
            || name.ends_with(".log.1")
            || name == "/var/log/syslog"
    };
    let log_file = plain
        .iter()
        .skip(1)
        .find(|name| is_log(name))
        .map(|name| (*name).clone());
    let fed = pipeline.iter().take_while(|call| !is_grep(call)).any(|call| {
        call.args.iter().any(|arg| is_log(arg))
            || matches!(call.name.as_str(), "journalctl")
            || call.args.iter().any(|arg| arg == "logs")
    });
    Some(Search {
        pattern,
        whole_words: short('w') || short('x'),
        reads_log: log_file.is_some() || fed,
        log_file,
    })
}

fn lists_packages(call: &Call) -> bool {
    let first = call.args.first().map(String::as_str);
    match call.name.as_str() {
        "pip" | "pip3" | "npm" | "gem" | "yarn" | "pnpm" | "apt" | "brew" => {
            matches!(first, Some("list" | "freeze" | "ls"))
        }
        "dpkg" => matches!(first, Some("-l" | "--list")),
        "rpm" => matches!(first, Some("-qa")),
        _ => false,
    }
}

/// `grep -v grep`, or a pattern that does not match itself: `[n]ginx`.
fn excludes_itself(call: &Call) -> bool {
    is_grep(call) && call.args.iter().any(|arg| arg == "-v" || arg.starts_with('['))
}
