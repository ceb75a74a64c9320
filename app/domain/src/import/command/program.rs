//! What each program does to the world, by its name and arguments. A program not named here is unknown, not harmless.

use super::effect::{Assessment, DEEPEST};
use super::shell::Call;
use super::{clients, curl, inner, requests, stores, tools};

const READERS: &[&str] = &[
    "ls",
    "cat",
    "head",
    "tail",
    "grep",
    "egrep",
    "fgrep",
    "zgrep",
    "rg",
    "ag",
    "wc",
    "sort",
    "uniq",
    "cut",
    "awk",
    "gawk",
    "jq",
    "yq",
    "diff",
    "cmp",
    "comm",
    "stat",
    "file",
    "du",
    "df",
    "ps",
    "pgrep",
    "top",
    "htop",
    "free",
    "uptime",
    "whoami",
    "id",
    "hostname",
    "uname",
    "date",
    "env",
    "printenv",
    "which",
    "type",
    "whereis",
    "command",
    "test",
    "[",
    "[[",
    "true",
    "false",
    "sleep",
    "wait",
    "tree",
    "less",
    "more",
    "column",
    "tr",
    "ping",
    "dig",
    "nslookup",
    "host",
    "nc",
    "ncat",
    "telnet",
    "netstat",
    "ss",
    "lsof",
    "traceroute",
    "mtr",
    "echo",
    "printf",
    "pwd",
    "cd",
    "pushd",
    "popd",
    "set",
    "export",
    "declare",
    "local",
    "readonly",
    "unset",
    "alias",
    "exit",
    "return",
    "read",
    "seq",
    "basename",
    "dirname",
    "realpath",
    "readlink",
    "md5sum",
    "sha1sum",
    "sha256sum",
    "shasum",
    "cksum",
    "xxd",
    "hexdump",
    "strings",
    "vmstat",
    "iostat",
    "dmesg",
    "last",
    "who",
    "w",
    "pg_isready",
    "pg_dump",
    "pg_dumpall",
    "mysqldump",
    "redis-benchmark",
    "whois",
    "history",
    "man",
    "clear",
    "watch",
    "jobs",
    ":",
    "vegeta",
    "k6",
    "ab",
    "wrk",
    "hey",
    "siege",
    "trivy",
    "nancy",
    "gitleaks",
    "shellcheck",
    "golangci-lint",
    "gofmt",
    "open",
];

const WRITERS: &[&str] = &[
    "cp",
    "mv",
    "mkdir",
    "touch",
    "chmod",
    "chown",
    "chgrp",
    "ln",
    "install",
    "tee",
    "scp",
    "sftp",
    "unzip",
    "gunzip",
    "gzip",
    "zip",
    "patch",
    "kill",
    "pkill",
    "killall",
    "useradd",
    "usermod",
    "groupadd",
    "passwd",
    "mount",
    "umount",
    "crontab",
    "apt",
    "apt-get",
    "yum",
    "dnf",
    "apk",
    "brew",
    "snap",
    "createdb",
    "createuser",
    "pg_restore",
    "gunicorn",
    "uvicorn",
    "nohup",
    "certbot",
    "ufw",
    "iptables",
    "sysctl",
    "reboot",
    "shutdown",
    "nginx",
    "pip",
    "pip3",
    "poetry",
    "composer",
    "bundle",
    "gem",
    "cap",
    "flyway",
    "liquibase",
    "alembic",
    "rake",
    "rails",
    "artisan",
];

const DESTROYERS: &[&str] = &[
    "rm", "rmdir", "shred", "dd", "mkfs", "truncate", "dropdb", "dropuser", "wipefs", "unlink",
];

/// Programs that run the rest of their arguments as another command.
const WRAPPERS: &[&str] = &[
    "sudo", "doas", "nohup", "time", "nice", "ionice", "exec", "timeout", "xargs", "env", "watch", "command",
    "stdbuf", "npx", "bunx", "pnpx",
];

/// What one call does.
pub fn call(call: &Call, depth: usize) -> Assessment {
    if depth > DEEPEST {
        return Assessment::unknown("commands inside commands are not followed this deep");
    }
    let name = call.name.rsplit('/').next().unwrap_or(&call.name);
    let args = call.args.as_slice();
    if WRAPPERS.contains(&name)
        && let Some(inner) = inner::wrapped(call)
    {
        return self::call(&inner, depth + 1);
    }
    match name {
        "bash" | "sh" | "zsh" | "eval" => inner::shell(name, args, depth),
        "ssh" => inner::ssh(args, depth),
        "curl" => curl::effect(args),
        "http" | "https" => match requests::httpie(name, args) {
            Some(request) => requests::by_method(name, &request.method),
            None => Assessment::unknown(format!("what this {name} call sends is not read here")),
        },
        "kubectl" | "oc" | "docker" | "podman" | "docker-compose"
            if let Some(inner) = inner::inside(name, args) =>
        {
            self::call(&inner, depth + 1)
        }
        "mongosh" | "mongo" => match args.iter().position(|arg| arg == "--eval") {
            Some(at) => stores::document_store(args.get(at + 1).map_or("", String::as_str)),
            None if args.iter().any(|arg| arg.ends_with(".js")) => {
                Assessment::unknown(format!("{name} runs a script that the document does not show"))
            }
            None => Assessment::reads(format!("{name} opens a session")),
        },
        "wget" => match args
            .iter()
            .any(|arg| arg == "--spider" || arg == "-O-" || arg == "-qO-")
        {
            true => Assessment::reads("wget only asks"),
            false => Assessment::changes("wget writes what it downloads to a file"),
        },
        "psql" | "mysql" | "mariadb" | "sqlite3" => stores::database(name, args),
        "redis-cli" => {
            let mut words = stores::redis_words(args);
            if words.is_empty() {
                Assessment::reads("opens a redis session")
            } else {
                stores::redis_command(&words.remove(0), &words)
            }
        }
        "find" => match args
            .iter()
            .any(|arg| arg == "-delete" || arg == "-exec" || arg == "-execdir")
        {
            true if args.iter().any(|arg| arg == "-delete" || arg == "rm") => {
                Assessment::destroys("find deletes what it finds")
            }
            true => Assessment::unknown("find runs another command on what it finds"),
            false => Assessment::reads("find only looks"),
        },
        "sed" | "perl" => match args
            .iter()
            .any(|arg| arg.starts_with("-i") || arg.starts_with("--in-place"))
        {
            true => Assessment::changes(format!("{name} -i rewrites files in place")),
            false => Assessment::reads(format!("{name} only prints")),
        },
        "tar" => match args
            .first()
            .is_some_and(|arg| arg.trim_start_matches('-').contains('t'))
        {
            true => Assessment::reads("tar lists an archive"),
            false => Assessment::changes("tar writes files"),
        },
        "rsync" => match args.iter().any(|arg| arg.starts_with("--delete")) {
            true => Assessment::destroys("rsync --delete removes files at the target"),
            false => Assessment::changes("rsync writes files"),
        },
        "openssl" => match args.first().map(String::as_str) {
            Some("s_client" | "x509" | "version" | "verify") => {
                Assessment::reads("openssl only shows a certificate")
            }
            _ => Assessment::unknown("what this openssl command writes is not known"),
        },
        "pg_restore" if args.iter().any(|arg| arg == "--clean" || arg == "-c") => {
            Assessment::destroys("pg_restore --clean drops what is there")
        }
        "pg_dump" | "pg_dumpall" | "mysqldump" => match args
            .iter()
            .any(|arg| arg.starts_with("-f") || arg.starts_with("--file"))
        {
            true => Assessment::changes(format!("{name} writes a file")),
            false => Assessment::reads(format!("{name} only reads the database")),
        },
        "alembic" | "flyway" | "liquibase" => tools::migration(name, args),
        "pip" | "pip3"
            if args
                .first()
                .is_some_and(|arg| matches!(arg.as_str(), "list" | "show" | "freeze" | "check")) =>
        {
            Assessment::reads(format!("{name} {} only lists packages", args[0]))
        }
        "crontab" if args.iter().any(|arg| arg == "-l") => Assessment::reads("crontab -l only lists jobs"),
        "crontab" if args.iter().any(|arg| arg == "-r") => {
            Assessment::destroys("crontab -r removes all jobs")
        }
        "nginx" if args.iter().any(|arg| arg == "-t" || arg == "-T" || arg == "-v") => {
            Assessment::reads("nginx -t only tests the configuration")
        }
        "gofmt" if args.iter().any(|arg| arg == "-w") => Assessment::changes("gofmt -w rewrites files"),
        _ if DESTROYERS.contains(&name) || name.starts_with("mkfs.") => {
            Assessment::destroys(format!("{name} deletes or overwrites for good"))
        }
        _ if READERS.contains(&name) => Assessment::reads(format!("{name} only reads")),
        _ => tools::tool(name, args)
            .or_else(|| clients::client_call(name, args))
            .or_else(|| {
                WRITERS
                    .contains(&name)
                    .then(|| Assessment::changes(format!("{name} changes files or the system")))
            })
            .unwrap_or_else(|| Assessment::unknown(format!("what {name} does is not known here"))),
    }
}
