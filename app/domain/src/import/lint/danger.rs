//! Danger: what destroys where one only wants to look or to go back, and what should not stand in a document at all.

use std::sync::LazyLock;

use regex::Regex;

use super::rule::{Find, Group, Hit, LintRule};
use super::view::{Placed, Purpose, View};
use super::words::{quoted, says};
use crate::checklist::{Effect, Severity};
use crate::import::command::{self, shell::Call};
use crate::import::phrases;
use crate::import::text::key;

pub const RULES: [LintRule; 4] = [
    LintRule {
        id: "destructive-check",
        group: Group::Danger,
        severity: Severity::Error,
        says: "A check destroys data or a resource.",
        why: "Checks are run often, by anybody, against production. What cannot be undone has no place in one.",
        example: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Verify current user can create tables\n  ```sql\n  CREATE TABLE test (id INT);\n  DROP TABLE test;\n  ```\n",
        near_miss: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Verify current user can create tables\n  ```sql\n  SELECT has_schema_privilege('public', 'CREATE');\n  -- Expected: true\n  ```\n",
        find: Find::Rule(destructive_check),
    },
    LintRule {
        id: "destructive-way-back",
        group: Group::Danger,
        severity: Severity::Error,
        says: "The rollback or a mitigation destroys data that nothing brings back.",
        why: "The way back is walked in a hurry. If it destroys, there is no second try: take a backup first, or undo instead of deleting.",
        example: "# Shop 4.2\n\n## Rollback Plan\n\n```bash\n# Revert to previous migration\nnpx prisma migrate reset --force\n```\n",
        near_miss: "# Shop 4.2\n\n## Rollback Plan\n\n```bash\n# Revert to previous migration\nalembic downgrade 4f2a91\n```\n",
        find: Find::Rule(destructive_way_back),
    },
    LintRule {
        id: "secret-in-text",
        group: Group::Danger,
        severity: Severity::Error,
        says: "The document held a secret. It was masked before anything was stored.",
        why: "The file it came from still holds it, and so does its history. Replace it by a name, and change the secret.",
        example: "# Shop 4.2\n\n## Configuration\n\n```bash\nexport DATABASE_URL=postgresql://shop:h7Gq2plx9@db.internal/shop\n```\n",
        near_miss: "# Shop 4.2\n\n## Configuration\n\n```bash\nexport DATABASE_URL=postgresql://user:password@localhost/shop\n```\n",
        find: Find::Rule(secret_in_text),
    },
    LintRule {
        id: "personal-path",
        group: Group::Danger,
        severity: Severity::Warning,
        says: "A path leads into the home folder of one person.",
        why: "On every other machine it does not exist: the step works for its author alone, and builds what lies on that disk.",
        example: "# Shop 4.2\n\n## Deployment\n\n```bash\ncd /Users/marlene/dev/shop\ndocker build -t shop .\n```\n",
        near_miss: "# Shop 4.2\n\n## Deployment\n\n```bash\ncd /home/deploy/shop\ndocker build -t shop .\n```\n",
        find: Find::Rule(personal_path),
    },
];

fn destructive_check(view: &View<'_>) -> Vec<Hit> {
    view.commands
        .iter()
        .filter(|placed| placed.purpose == Purpose::Check && cannot_be_undone(placed))
        .map(|placed| {
            Hit::new(
                placed.command.line,
                format!(
                    "{} is a check, but it destroys: {}.",
                    quoted(placed.words),
                    placed
                        .command
                        .reason
                        .as_deref()
                        .unwrap_or("what it removes cannot be brought back")
                ),
            )
        })
        .collect()
}

/// Whether data goes that nothing brings back. Stopping, scaling down and removing what is built or started anew is no loss,
/// undoing a migration is what a way back is for, and what is restored in the same command was meant to go.
fn cannot_be_undone(placed: &Placed<'_>) -> bool {
    if placed.command.effect != Effect::Destroys {
        return false;
    }
    let text = placed.command.text.to_lowercase();
    let undoes = placed.purpose == Purpose::WayBack && says(&text, "downgrade|rollback|undo|down");
    let restores = says(&text, "pg_restore|mysqlimport|restore");
    let mild = placed.is_shell() && placed.shell().script.calls.iter().all(|call| !loses(call));
    !undoes && !restores && !mild
}

/// Whether a call may take data with it.
fn loses(call: &Call) -> bool {
    let has = |words: &str| call.args.iter().any(|arg| phrases::holds(words, arg));
    match call.name.as_str() {
        "rm" => {
            let deep = call.args.iter().any(|arg| {
                arg == "--recursive"
                    || (arg.starts_with('-') && !arg.starts_with("--") && arg.contains(['r', 'R']))
            });
            deep && call
                .args
                .iter()
                .filter(|arg| !arg.starts_with('-'))
                .any(|path| !is_made_anew(path))
        }
        "git" => has("push") && has("--force|-f"),
        "kubectl" | "oc" => has(
            "pvc|pv|persistentvolumeclaim|persistentvolumeclaims|persistentvolume|namespace|namespaces|ns|statefulset|statefulsets|sts|crd|secret|secrets",
        ),
        "docker" | "docker-compose" | "podman" => has("volume|-v|--volumes"),
        "helm" | "pm2" | "systemctl" | "kill" | "pkill" | "cd" | "echo" | "sleep" | "curl" | "export" => {
            false
        }
        _ => true,
    }
}

/// Folders that the next build or start fills again.
fn is_made_anew(path: &str) -> bool {
    const BUILT: &str =
        "node_modules|dist|build|target|out|.next|.cache|cache|__pycache__|.venv|venv|vendor|coverage|tmp";
    let last = path
        .trim_end_matches(['/', '*'])
        .rsplit('/')
        .next()
        .unwrap_or_default();
    path.starts_with("/tmp/") || phrases::holds(BUILT, last)
}

static SQL_INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:DELETE\s+FROM|DROP\s+(?:TABLE|DATABASE|SCHEMA)|TRUNCATE)\s[^;`]{1,400};?")
        .expect("a valid pattern")
});
static SHELL_INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\brm\s+-[a-zA-Z]*r[a-zA-Z]*\s+\S+|\bredis-cli\s[^;`]{0,80}FLUSH(?:ALL|DB)|\bFLUSHALL\b")
        .expect("a valid pattern")
});

fn destructive_way_back(view: &View<'_>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = view
        .commands
        .iter()
        .filter(|placed| placed.purpose == Purpose::WayBack && cannot_be_undone(placed))
        .map(|placed| {
            Hit::new(
                placed.command.line,
                format!(
                    "The way back destroys data: {} ({}).",
                    quoted(&placed.command.text),
                    placed.command.reason.as_deref().unwrap_or("it cannot be undone")
                ),
            )
        })
        .collect();
    for risk in &view.list.risks {
        for words in [&risk.mitigation, &risk.rollback].into_iter().flatten() {
            if let Some(found) = destroys_in_words(words) {
                let line = view.line_below(risk.line, found);
                hits.push(Hit::new(
                    line,
                    format!(
                        "The answer to {} deletes by hand in production: {}. Take a backup first, and say who may run it.",
                        quoted(&risk.title),
                        quoted(found)
                    ),
                ));
            }
        }
    }
    hits
}

/// A command that destroys, written into running words.
fn destroys_in_words(words: &str) -> Option<&str> {
    let sql = SQL_INSIDE
        .find(words)
        .filter(|found| command::assess("sql", found.as_str()).effect >= Effect::Changes);
    sql.or_else(|| SHELL_INSIDE.find(words))
        .map(|found| found.as_str())
}

fn secret_in_text(view: &View<'_>) -> Vec<Hit> {
    view.list
        .secrets
        .iter()
        .filter(|secret| !is_sample(view.text_of(secret.line)))
        .map(|secret| {
            Hit::new(
                secret.line,
                format!(
                    "Line {} held a secret ({}), masked here as {}. The original file still has it: change the secret.",
                    secret.line, secret.kind, secret.name
                ),
            )
        })
        .collect()
}

/// "user:…@host": an address written to show its form.
fn is_sample(line: &str) -> bool {
    static SAMPLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"://(?:user|username|usr|myuser|dbuser|foo|usuario|usuário):[^@\s]*@")
            .expect("a valid pattern")
    });
    SAMPLE.is_match(line) || says(&key(line), "example|sample|ejemplo|exemplo")
}

static HOME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\w/])(?P<path>(?:/Users/|/home/|[A-Z]:\\Users\\)(?P<who>[A-Za-z][\w.-]{1,30})[/\\][^\s`'\x22)]*)")
        .expect("a valid pattern")
});
/// Names that belong to a machine and not to a person.
const SHARED_HOMES: &str = "user|username|yourname|your-name|you|ubuntu|runner|app|apps|deploy|deployer|deployment|ec2-user|admin|\
    administrator|root|node|git|jenkins|circleci|www|www-data|vagrant|shared|public|opc|centos|debian|service|web|docker|postgres|me|name";

fn personal_path(view: &View<'_>) -> Vec<Hit> {
    view.numbered()
        .filter_map(|said| {
            if !["Users", "/home/"].iter().any(|sign| said.text.contains(sign)) {
                return None;
            }
            let found = HOME.captures(said.text)?;
            let who = found.name("who")?.as_str();
            let path = found.name("path")?.as_str();
            (!phrases::holds(SHARED_HOMES, &who.to_lowercase())).then(|| {
                Hit::new(
                    said.line,
                    format!(
                        "{} is a folder of {who}'s machine: on another one it does not exist.",
                        quoted(path)
                    ),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::loses;
    use crate::import::lint::shell_text::ShellText;

    #[test]
    fn data_is_told_from_what_is_made_anew() {
        let lost = |text: &str| ShellText::read(text).script.calls.iter().any(loses);
        for text in [
            "rm -rf /var/lib/app/data",
            "kubectl delete pvc data-0",
            "docker volume rm shop",
            "redis-cli FLUSHALL",
            "terraform destroy -auto-approve",
            "git push --force origin main",
        ] {
            assert!(lost(text), "{text}");
        }
        for text in [
            "rm -rf node_modules ./dist",
            "kubectl delete pod -l app=api",
            "docker rm -f api",
            "git reset --hard v1.2",
            "helm uninstall api",
            "rm /etc/nginx/sites-enabled/new.conf",
        ] {
            assert!(!lost(text), "{text}");
        }
    }
}
