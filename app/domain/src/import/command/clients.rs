//! Clients of servers and services (queues, stores, meshes, secrets): what their first words do. What is not named is unknown.

use super::effect::Assessment;

/// A client, the words that only look, and those that remove.
struct Client {
    names: &'static [&'static str],
    reads: &'static [&'static str],
    destroys: &'static [&'static str],
}

const CLIENTS: &[Client] = &[
    client(
        &["vault", "bao"],
        &["status", "read", "list", "version", "lookup", "get"],
        &["delete", "destroy", "disable", "revoke"],
    ),
    client(
        &["consul"],
        &[
            "members",
            "info",
            "version",
            "get",
            "monitor",
            "validate",
            "list-peers",
        ],
        &["delete", "leave", "force-leave"],
    ),
    client(
        &["nomad"],
        &[
            "status", "validate", "plan", "version", "logs", "inspect", "history",
        ],
        &["stop", "purge"],
    ),
    client(
        &["etcdctl"],
        &["get", "endpoint", "member", "version", "watch", "check"],
        &["del", "remove"],
    ),
    client(
        &["rabbitmqctl", "rabbitmq-diagnostics", "rabbitmqadmin"],
        &[
            "status",
            "list_*",
            "ping",
            "check_*",
            "cluster_status",
            "node_health_check",
            "list",
            "show",
            "report",
            "environment",
        ],
        &[
            "delete_*",
            "purge_queue",
            "reset",
            "force_reset",
            "delete",
            "purge",
        ],
    ),
    client(
        &[
            "kafka-topics",
            "kafka-topics.sh",
            "kafka-consumer-groups",
            "kafka-consumer-groups.sh",
            "kafka-configs",
            "kafka-configs.sh",
            "kafka-acls",
        ],
        &["--describe", "--list", "--version"],
        &["--delete", "--delete-offsets"],
    ),
    client(&["kcat", "kafkacat"], &["-L", "-C", "-Q"], &[]),
    client(
        &["nats"],
        &["info", "ls", "report", "ping", "rtt", "list", "account"],
        &["rm", "purge", "del"],
    ),
    client(
        &["istioctl", "linkerd", "cilium"],
        &[
            "version",
            "analyze",
            "proxy-status",
            "ps",
            "check",
            "viz",
            "stat",
            "status",
            "describe",
        ],
        &["uninstall"],
    ),
    client(
        &["argocd", "flux"],
        &[
            "get", "list", "diff", "history", "version", "check", "logs", "stats", "wait",
        ],
        &["delete", "uninstall"],
    ),
    client(
        &["promtool", "amtool", "logcli", "tempo-cli", "thanos"],
        &[
            "check", "query", "test", "labels", "series", "alert", "config", "tsdb", "tools",
        ],
        &["expire"],
    ),
    client(
        &["grpcurl"],
        &["list", "describe", "grpc.health.v1.Health/Check"],
        &[],
    ),
    client(
        &[
            "grpc_health_probe",
            "grpc-health-probe",
            "newman",
            "lighthouse",
            "lhci",
            "pa11y",
            "testssl",
            "testssl.sh",
            "sslscan",
            "nmap",
            "httpx",
            "websocat",
            "wscat",
            "swaks",
            "curlie",
            "hurl",
            "httpstat",
            "ncdu",
            "dive",
            "kubeval",
            "kubeconform",
            "kube-score",
            "conftest",
            "checkov",
            "tfsec",
            "tflint",
            "hadolint",
            "actionlint",
            "yamllint",
            "semgrep",
            "bandit",
            "snyk",
            "grype",
            "syft",
            "cosign-verify",
        ],
        &["*"],
        &[],
    ),
    client(
        &["cosign"],
        &["verify", "verify-attestation", "tree", "triangulate", "version"],
        &["clean"],
    ),
    client(
        &["ansible"],
        &["ping", "setup", "--list-hosts", "gather_facts", "--version"],
        &[],
    ),
    client(
        &["ansible-playbook"],
        &[
            "--check",
            "--syntax-check",
            "--list-hosts",
            "--list-tasks",
            "--list-tags",
        ],
        &[],
    ),
    client(&["ansible-inventory", "ansible-doc", "ansible-lint"], &["*"], &[]),
    client(
        &["apachectl", "apache2ctl", "httpd"],
        &["configtest", "-t", "-S", "-V", "status"],
        &[],
    ),
    client(&["haproxy"], &["-c", "-v", "-vv"], &[]),
    client(&["caddy"], &["validate", "version", "adapt", "fmt"], &[]),
    client(
        &["patronictl"],
        &["list", "history", "topology", "show-config", "version"],
        &["remove", "reinit"],
    ),
    client(
        &["barman", "pgbackrest", "wal-g", "restic", "borg", "velero"],
        &[
            "check",
            "list",
            "list-backups",
            "show-backup",
            "info",
            "backup-list",
            "snapshots",
            "stats",
            "status",
            "get",
            "describe",
            "logs",
            "version",
        ],
        &["delete", "forget", "prune", "expire", "stanza-delete"],
    ),
    client(
        &[
            "sqlplus",
            "sqlcmd",
            "bq",
            "snowsql",
            "clickhouse-client",
            "cqlsh",
            "influx",
            "duckdb",
        ],
        &["--version", "show", "ls", "head"],
        &[],
    ),
    client(&["mongodump", "pg_basebackup"], &["--version"], &[]),
    client(&["mongorestore"], &["--version", "--dryRun"], &["--drop"]),
];

const fn client(
    names: &'static [&'static str],
    reads: &'static [&'static str],
    destroys: &'static [&'static str],
) -> Client {
    Client {
        names,
        reads,
        destroys,
    }
}

/// What a call of a known client does: by the first of its words that is known.
pub fn client_call(name: &str, args: &[String]) -> Option<Assessment> {
    let client = CLIENTS.iter().find(|client| client.names.contains(&name))?;
    let said = |words: &'static [&'static str]| {
        args.iter()
            .find(|arg| words.iter().any(|word| is(word, arg)))
            .map(String::as_str)
    };
    if let Some(word) = said(client.destroys) {
        return Some(Assessment::destroys(format!(
            "{name} {word} removes what it names"
        )));
    }
    if client.reads.contains(&"*") {
        return Some(Assessment::reads(format!("{name} only looks")));
    }
    if let Some(word) = said(client.reads) {
        return Some(Assessment::reads(format!("{name} {word} only reads")));
    }
    let act = args
        .iter()
        .find(|arg| !arg.starts_with('-'))
        .map_or("", String::as_str);
    Some(match name {
        "grpcurl" => Assessment::unknown("what the called method does is not known"),
        "sqlplus" | "sqlcmd" | "bq" | "snowsql" | "clickhouse-client" | "cqlsh" | "influx" | "duckdb" => {
            Assessment::unknown(format!("what this {name} call runs is not read here"))
        }
        "mongodump" | "pg_basebackup" => Assessment::changes(format!("{name} writes files")),
        "ansible" => Assessment::unknown("what the module does to the hosts is not known"),
        _ => Assessment::changes(format!("{name} {act} may change what it names").replace("  ", " ")),
    })
}

/// `list_*` stands for every word that begins so.
fn is(known: &str, word: &str) -> bool {
    match known.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == known,
    }
}
