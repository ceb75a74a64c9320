//! Checks: those that cannot fail, that look at the wrong thing, that change what they look at, that never end.

use std::sync::LazyLock;

use regex::Regex;

use super::log_checks;
use super::requests;
use super::rule::{Find, Group, Hit, LintRule};
use super::view::{Placed, Purpose, View};
use super::words::{quoted, says};
use crate::checklist::{Effect, Severity};
use crate::import::text::key;

pub const RULES: [LintRule; 7] = [
    LintRule {
        id: "check-cannot-fail",
        group: Group::Checks,
        severity: Severity::Error,
        says: "A check is written so that it passes whatever happens.",
        why: "It will be green on the day it matters.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Verify health\ncurl -f https://shop.example/health || true\n# Expected: 200 OK\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Verify health\ncurl -f https://shop.example/health || exit 1\n# Expected: 200 OK\n```\n",
        find: Find::Rule(cannot_fail),
    },
    LintRule {
        id: "no-expected-result",
        group: Group::Checks,
        severity: Severity::Warning,
        says: "A check asks a question and does not say which answer is right.",
        why: "A query that runs exits with success whatever it finds, and curl does so for an error page too. Say what to expect.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Verify health\ncurl https://shop.example/health\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Verify health\ncurl --fail https://shop.example/health\n\n# Verify version\ncurl https://shop.example/version\n# Expected: 4.2.0\n```\n",
        find: Find::Rule(no_expected_result),
    },
    LintRule {
        id: "matches-unrelated",
        group: Group::Checks,
        severity: Severity::Warning,
        says: "A check searches for so little that other lines match too.",
        why: "A search for 500 finds 1500 ms and port 5000; a search for flask finds flask-cors. It fails, or passes, for nothing.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# No 500 errors in logs\ntail -100 /var/log/api.log | grep \"500\"\n# Expected: no 500 errors\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# No 500 errors in logs\ntail -100 /var/log/api.log | grep \"status=500\"\n# Expected: no 500 errors\n```\n",
        find: Find::Rule(log_checks::matches_unrelated),
    },
    LintRule {
        id: "whole-log",
        group: Group::Checks,
        severity: Severity::Note,
        says: "A check searches a whole log file, also what was written before the deployment.",
        why: "Old errors fail a good deployment, and an old success passes a broken one. Look only at what came after the start.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Check for errors\ngrep -c \"ERROR\" /var/log/app.log\n# Expected: 0\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Check for errors\njournalctl -u app --since \"10 minutes ago\" | grep -c \"ERROR\"\n# Expected: 0\n```\n",
        find: Find::Rule(log_checks::whole_log),
    },
    LintRule {
        id: "check-changes",
        group: Group::Checks,
        severity: Severity::Error,
        says: "A check changes the thing it is to verify.",
        why: "It makes true what it should only look at: installing is no proof that something was installed.",
        example: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Verify flask is installed\n  ```bash\n  pip install flask\n  ```\n",
        near_miss: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Verify flask is installed\n  ```bash\n  pip show flask\n  ```\n- [ ] Install flask\n  ```bash\n  pip install flask\n  ```\n",
        find: Find::Rule(changes),
    },
    LintRule {
        id: "never-ends",
        group: Group::Checks,
        severity: Severity::Error,
        says: "A check follows a log or a list without end.",
        why: "It gives no result: whoever runs it must decide when to stop looking.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Check error logs\ntail -f /var/log/app.log | grep ERROR\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Check error logs\ntail -n 500 /var/log/app.log | grep \"level=ERROR\"\n# Expected: no matches\n```\n",
        find: Find::Rule(never_ends),
    },
    LintRule {
        id: "two-results",
        group: Group::Checks,
        severity: Severity::Error,
        says: "The same request is expected to answer in two ways that exclude each other.",
        why: "One of the two checks must fail on every deployment.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Verify metrics\ncurl https://shop.example/metrics\n# Expected: 200 OK\n\n# Verify that metrics are protected\ncurl https://shop.example/metrics\n# Expected: 401 Unauthorized\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```bash\n# Verify metrics\ncurl -H \"X-API-Key: $KEY\" https://shop.example/metrics\n# Expected: 200 OK\n\n# Verify that metrics are protected\ncurl https://shop.example/metrics\n# Expected: 401 Unauthorized\n```\n",
        find: Find::Rule(requests::two_results),
    },
];

/// Commands that verify: those of checks, and those of the way back that say so.
pub(super) fn checks<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v Placed<'a>> {
    view.commands.iter().filter(|placed| match placed.purpose {
        Purpose::Check => true,
        Purpose::Step => false,
        Purpose::WayBack => says(
            &key(placed.words),
            "verify|check|test|confirm|verificar|comprobar|vérifier|prüfen|確認",
        ),
    })
}

static SWALLOWED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?m)\|\|\s*(?P<a>true|:|exit\s+0|echo\b[^|;&\n]*)\s*(?:#.*)?$|;\s*(?P<b>true|exit\s+0)\s*$"#,
    )
    .expect("a valid pattern")
});
/// A program that takes a success and a server error alike: `in [200, 500]`.
static EITHER_STATUS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bin\s*[\[({]\s*(?P<list>[0-9,\s]{7,60})[\])}]").expect("a valid pattern"));
static REPORTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)print\(\s*f?["'][^"'\n]*(?:✓|✅|succeeded|passed|\bok\b)"#).expect("a valid pattern")
});

fn cannot_fail(view: &View<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for placed in checks(view) {
        let text = placed.command.text.as_str();
        let line_of = |at: usize| placed.command.line + text[..at].matches('\n').count() as u32;
        // "grep -c x || true" keeps a count of zero from ending the script; the count is then judged.
        let counted = says(&text.to_lowercase(), "grep") && expects(placed);
        if placed.is_shell()
            && !counted
            && let Some(found) = SWALLOWED.find(text)
        {
            hits.push(Hit::new(
                line_of(found.start()),
                format!(
                    "{} cannot fail: {} turns every failure into a success.",
                    quoted(placed.words),
                    quoted(found.as_str())
                ),
            ));
            continue;
        }
        let either = EITHER_STATUS.captures_iter(text).find_map(|found| {
            let list = found.name("list")?;
            let codes: Vec<u32> = list
                .as_str()
                .split(',')
                .filter_map(|code| code.trim().parse().ok())
                .collect();
            let good = codes.iter().any(|code| (200..300).contains(code));
            let bad = codes.iter().find(|code| (500..600).contains(*code))?;
            good.then_some((list.start(), *bad))
        });
        if let Some((at, bad)) = either {
            hits.push(Hit::new(
                line_of(at),
                format!(
                    "{} also passes on status {bad}: a server error counts as a success here.",
                    quoted(placed.words)
                ),
            ));
        } else if let Some(at) = reports_without_asking(text) {
            hits.push(Hit::new(
                line_of(at),
                format!(
                    "{} prints its result and never fails: it catches every error and asserts nothing.",
                    quoted(placed.words)
                ),
            ));
        }
    }
    hits
}

/// A program that catches its errors, reports in cheerful words, and leaves no way to end with a failure.
fn reports_without_asking(text: &str) -> Option<usize> {
    let fails = ["assert", "raise", "sys.exit", "exit(", "unittest", "pytest"];
    let catches = text.contains("except") || text.contains("catch (") || text.contains("catch(");
    (catches && fails.iter().all(|word| !text.contains(word)))
        .then(|| REPORTS.find(text).map(|found| found.start()))
        .flatten()
}

fn no_expected_result(view: &View<'_>) -> Vec<Hit> {
    checks(view)
        .filter(|placed| !expects(placed) && asks(placed) && placed.command.effect == Effect::Reads)
        .filter_map(|placed| {
            let why = if placed.is_sql() {
                asks_rows(&placed.command.text).then_some("the query passes whatever it returns")
            } else if placed.is_shell() {
                let shell = placed.shell();
                let last = shell.pipelines().last()?;
                match last {
                    [only] if only.name == "curl" && !fails_on_error(&only.args) => {
                        Some("curl ends with success for an error page too")
                    }
                    [only]
                        if matches!(only.name.as_str(), "psql" | "mysql")
                            && asks_rows(&only.args.join(" ")) =>
                    {
                        Some("the query passes whatever it returns")
                    }
                    _ => None,
                }
            } else {
                None
            }?;
            Some(Hit::new(
                placed.command.line,
                format!("{} states no expected result: {why}.", quoted(placed.words)),
            ))
        })
        .collect()
}

fn expects(placed: &Placed<'_>) -> bool {
    placed
        .item
        .and_then(|item| item.check.as_ref())
        .is_some_and(|check| !check.expectations.is_empty())
}

/// Whether the words ask for something to be verified, and do not only name a report.
fn asks(placed: &Placed<'_>) -> bool {
    says(
        &key(placed.words),
        "verify|check|checks|test|tests|testing|confirm|ensure|validate|monitor|smoke|verificar|comprobar|probar|testar|conferir|\
        vérifier|tester|prüfen|testen|確認|検証|テスト|验证|检查",
    )
}

fn asks_rows(statement: &str) -> bool {
    says(&statement.to_lowercase(), "select|show")
}

fn fails_on_error(args: &[String]) -> bool {
    args.iter().any(|arg| {
        arg.starts_with("--fail")
            || arg == "-w"
            || arg == "--write-out"
            || (arg.starts_with('-') && !arg.starts_with("--") && arg.contains('f') && arg.len() <= 6)
    })
}

fn changes(view: &View<'_>) -> Vec<Hit> {
    const STATE: &str = "installed|exists|exist|present|available|enabled|configured|created|running|set|up to date|up-to-date|\
        instalado|instalada|existe|disponible|habilitado|installé|installiert";
    const ASKS: &str = "verify|check|confirm|ensure|verificar|comprobar|vérifier|prüfen|test";
    checks(view)
        .filter(|placed| placed.command.effect == Effect::Changes && placed.purpose == Purpose::Check)
        .filter(|placed| {
            let key = key(placed.words);
            let pushes = placed.is_shell()
                && placed
                    .shell()
                    .script
                    .calls
                    .iter()
                    .any(|call| call.name == "git" && call.args.first().is_some_and(|arg| arg == "push"));
            pushes || (says(&key, ASKS) && says(&key, STATE) && !sends_a_request(placed))
        })
        .map(|placed| {
            Hit::new(
                placed.command.line,
                format!(
                    "{} does not look, it acts: {} changes what it should verify.",
                    quoted(placed.words),
                    quoted(&placed.command.text)
                ),
            )
        })
        .collect()
}

/// A request may change data and still be the way to ask.
fn sends_a_request(placed: &Placed<'_>) -> bool {
    placed.is_shell()
        && placed.shell().script.calls.iter().all(|call| {
            matches!(
                call.name.as_str(),
                "curl" | "http" | "wget" | "grpcurl" | "jq" | "grep" | "echo" | "sleep"
            )
        })
}

fn never_ends(view: &View<'_>) -> Vec<Hit> {
    checks(view)
        .filter(|placed| placed.is_shell())
        .filter_map(|placed| {
            let shell = placed.shell();
            let call = shell.endless()?;
            let shown = format!("{} {}", call.name, call.args.join(" "));
            Some(Hit::new(
                placed.command.line,
                format!(
                    "{} never ends: {} goes on until somebody stops it. Look at a stretch of time instead.",
                    quoted(placed.words),
                    quoted(&shown)
                ),
            ))
        })
        .collect()
}
