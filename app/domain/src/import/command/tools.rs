//! Tools with subcommands: version control, containers, clusters, package managers, service managers.

use super::effect::Assessment;

/// What a tool's subcommand does; nothing where the tool is not known here.
pub fn tool(name: &str, args: &[String]) -> Option<Assessment> {
    let words: Vec<&str> = args
        .iter()
        .map(String::as_str)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let has = |wanted: &str| args.iter().any(|arg| arg == wanted);
    let first = words.first().copied().unwrap_or("");
    let second = words.get(1).copied().unwrap_or("");
    // A rehearsal changes nothing.
    if matches!(name, "kubectl" | "oc" | "helm" | "git" | "npm")
        && args
            .iter()
            .any(|arg| arg == "--dry-run" || arg.starts_with("--dry-run=") && !arg.ends_with("=none"))
    {
        return Some(reads(name, "--dry-run"));
    }
    let found = match name {
        "git" => git(first, second, &has),
        "docker" | "podman" | "docker-compose" => containers(name, &words, &has),
        "kubectl" | "oc" => kubectl(first, second, &has),
        "helm" => match first {
            "list" | "ls" | "status" | "history" | "get" | "template" | "lint" | "diff" | "show"
            | "search" | "version" | "test" => reads(name, first),
            "uninstall" | "delete" => destroys(name, first, "removes a release"),
            _ => changes(name, first),
        },
        "terraform" | "tofu" | "pulumi" => match first {
            "plan" | "validate" | "show" | "output" | "providers" | "version" | "preview" | "state"
                if second != "rm" =>
            {
                reads(name, first)
            }
            "destroy" => destroys(name, first, "removes infrastructure"),
            "apply" if has("-destroy") || has("--destroy") => {
                destroys(name, "apply -destroy", "removes infrastructure")
            }
            "state" => destroys(name, "state rm", "forgets what it names"),
            _ => changes(name, first),
        },
        "systemctl" | "service" | "supervisorctl" | "pm2" | "rc-service" => service(name, &words),
        "journalctl" => match args
            .iter()
            .any(|arg| arg.starts_with("--vacuum") || arg == "--rotate")
        {
            true => destroys(name, "--vacuum", "deletes old logs"),
            false => reads(name, ""),
        },
        "npm" | "yarn" | "pnpm" | "bun" => scripts(name, first, second),
        "prisma" => match (first, second) {
            ("migrate", "status" | "diff") | ("validate" | "version" | "format", _) => reads(name, first),
            ("migrate", "reset") => destroys(name, "migrate reset", "drops the database"),
            ("db", "push") if has("--accept-data-loss") || has("--force-reset") => {
                destroys(name, "db push", "may drop data")
            }
            _ => Assessment::changes(
                format!("prisma {first} {second} changes the database or generated files").replace("  ", " "),
            ),
        },
        "alembic" | "flyway" | "liquibase" | "sequelize" | "knex" | "typeorm" | "dbmate" | "goose" => {
            migration(name, args)
        }
        "cargo" | "go" | "mvn" | "gradle" | "./gradlew" | "dotnet" | "mix" => builder(name, first),
        "pytest" | "jest" | "vitest" | "mocha" | "rspec" | "phpunit" | "playwright" | "cypress" | "tox"
        | "nox" => runs_tests(name),
        "python" | "python3" | "node" | "ruby" | "php" | "deno" | "ts-node" | "tsx" => {
            interpreter(name, args)
        }
        "make" | "just" | "task" => {
            Assessment::unknown(format!("what {name} {first} runs stands in another file"))
        }
        "aws" | "gcloud" | "az" | "doctl" | "flyctl" | "fly" | "heroku" | "vercel" | "netlify"
        | "supabase" | "stripe" | "gh" => cloud(name, &words, &has),
        "rake" | "rails" | "bin/rails" if first.starts_with("db:drop") || first.starts_with("db:reset") => {
            destroys(name, first, "drops the database")
        }
        "rake" | "rails"
            if matches!(
                first,
                "routes" | "about" | "test" | "stats" | "db:version" | "db:migrate:status"
            ) =>
        {
            reads(name, first)
        }
        _ => return None,
    };
    Some(found)
}

/// Tools that move a database schema forward and back.
pub fn migration(name: &str, args: &[String]) -> Assessment {
    let first = args
        .iter()
        .map(String::as_str)
        .find(|arg| !arg.starts_with('-'))
        .unwrap_or("");
    match first {
        "current" | "history" | "heads" | "show" | "check" | "info" | "validate" | "status" | "branches" => {
            reads(name, first)
        }
        "downgrade" | "clean" | "undo" | "rollback" | "down" | "drop" | "reset" => {
            destroys(name, first, "undoes a migration, with its data")
        }
        _ => Assessment::changes(format!("{name} {first} changes the schema")),
    }
}

fn git(first: &str, second: &str, has: &impl Fn(&str) -> bool) -> Assessment {
    match first {
        "status" | "log" | "diff" | "show" | "describe" | "rev-parse" | "ls-remote" | "ls-files"
        | "blame" | "shortlog" | "rev-list" => reads("git", first),
        "branch" | "remote" | "tag" | "stash" | "config" if second.is_empty() && !has("-d") && !has("-D") => {
            reads("git", first)
        }
        "push" if has("--force") || has("-f") || has("--force-with-lease") || has("--delete") => {
            destroys("git", "push --force", "rewrites the remote")
        }
        "reset" if has("--hard") => destroys("git", "reset --hard", "throws local changes away"),
        "clean" => destroys("git", "clean", "deletes files"),
        "branch" if has("-D") || has("-d") => destroys("git", "branch -d", "deletes a branch"),
        "fetch" => Assessment::reads("git fetch leaves the working tree as it is"),
        _ => changes("git", first),
    }
}

fn containers(name: &str, words: &[&str], has: &impl Fn(&str) -> bool) -> Assessment {
    let mut at = words.iter().copied().peekable();
    if matches!(
        at.peek(),
        Some(
            &("compose"
                | "container"
                | "image"
                | "service"
                | "volume"
                | "network"
                | "stack"
                | "swarm"
                | "node")
        )
    ) {
        at.next();
    }
    let act = if name == "docker-compose" {
        words.first().copied().unwrap_or("")
    } else {
        at.next().unwrap_or("")
    };
    match act {
        "ps" | "logs" | "inspect" | "images" | "stats" | "info" | "version" | "ls" | "top" | "port"
        | "history" | "search" | "config" | "events" => reads(name, act),
        "rm" | "rmi" | "prune" => destroys(name, act, "removes what it names"),
        "down" if has("-v") || has("--volumes") => {
            destroys(name, "down -v", "removes volumes with their data")
        }
        "exec" => Assessment::unknown(format!("{name} exec runs another command inside a container")),
        _ => changes(name, act),
    }
}

fn kubectl(first: &str, second: &str, has: &impl Fn(&str) -> bool) -> Assessment {
    match first {
        "get" | "describe" | "logs" | "top" | "version" | "cluster-info" | "diff" | "explain"
        | "api-resources" | "wait" | "config" => reads("kubectl", first),
        "rollout" if matches!(second, "status" | "history") => reads("kubectl", "rollout status"),
        "auth" => reads("kubectl", first),
        "argo" if matches!(second, "version" | "rollouts" | "list" | "get") => reads("kubectl", first),
        "delete" | "drain" => destroys("kubectl", first, "removes what it names"),
        "scale" if has("--replicas=0") => destroys("kubectl", "scale --replicas=0", "stops every instance"),
        "exec" | "port-forward" | "run" => {
            Assessment::unknown(format!("what kubectl {first} leads to is not known"))
        }
        _ => changes("kubectl", first),
    }
}

fn service(name: &str, words: &[&str]) -> Assessment {
    let acts = [
        "status",
        "is-active",
        "is-enabled",
        "is-failed",
        "list-units",
        "show",
        "list",
        "ls",
        "logs",
        "monit",
        "describe",
        "info",
        "jlist",
    ];
    match words.iter().find(|word| acts.contains(word)) {
        Some(act) => reads(name, act),
        None => match words.iter().find(|word| matches!(**word, "delete" | "mask")) {
            Some(act) => destroys(name, act, "removes a service"),
            None => changes(name, words.first().copied().unwrap_or("")),
        },
    }
}

fn scripts(name: &str, first: &str, second: &str) -> Assessment {
    let script = if matches!(first, "run" | "run-script") {
        second
    } else {
        first
    };
    match script {
        "test" | "t" => runs_tests(name),
        _ if script.contains("test") || script.contains("lint") || script.contains("typecheck") => {
            runs_tests(name)
        }
        "ls" | "list" | "audit" | "outdated" | "view" | "why" | "version" | "info" | "-v" => {
            reads(name, script)
        }
        "install" | "ci" | "i" | "add" | "build" | "publish" | "update" | "upgrade" | "" | "start"
        | "remove" => changes(name, script),
        _ if script.starts_with("build")
            || script.starts_with("deploy")
            || script.starts_with("db:")
            || script.starts_with("start") =>
        {
            changes(name, script)
        }
        _ => Assessment::unknown(format!("what the script {script} runs stands in another file")),
    }
}

fn builder(name: &str, first: &str) -> Assessment {
    match first {
        "test" | "bench" => runs_tests(name),
        "vet" | "list" | "check" | "clippy" | "audit" | "tree" | "metadata" | "version" | "env" | "mod"
        | "verify" | "fmt" | "dependencies" => reads(name, first),
        "run" => Assessment::unknown(format!("what {name} run starts stands in another file")),
        _ => changes(name, first),
    }
}

fn interpreter(name: &str, args: &[String]) -> Assessment {
    match args.first().map(String::as_str) {
        Some("--version" | "-V" | "-v") => reads(name, "--version"),
        Some("-m") if args.get(1).is_some_and(|module| module == "json.tool") => reads(name, "-m json.tool"),
        Some("-m")
            if args
                .get(1)
                .is_some_and(|module| module == "pytest" || module == "unittest") =>
        {
            runs_tests(name)
        }
        Some("-c" | "-e") => Assessment::unknown(format!("what this {name} program does is not read here")),
        _ => Assessment::unknown(format!("runs a {name} program that the document does not show")),
    }
}

fn cloud(name: &str, words: &[&str], has: &impl Fn(&str) -> bool) -> Assessment {
    let reading = |word: &&&str| {
        [
            "describe", "list", "get", "head", "show", "logs", "status", "ls", "view", "info", "whoami",
            "version", "inspect", "dump", "diff", "ps", "wait", "tail", "whatif", "what-if", "releases",
        ]
        .iter()
        .any(|verb| **word == *verb || word.starts_with(&format!("{verb}-")))
    };
    let removing = |word: &&&str| {
        ["delete", "remove", "rm", "destroy", "terminate", "purge", "reset"]
            .iter()
            .any(|verb| **word == *verb || word.starts_with(&format!("{verb}-")))
    };
    if let Some(word) = words.iter().find(removing) {
        return destroys(name, word, "removes what it names");
    }
    if has("--dry-run") {
        return reads(name, "--dry-run");
    }
    match words.iter().find(reading) {
        Some(word) => reads(name, word),
        None => changes(name, words.first().copied().unwrap_or("")),
    }
}

fn reads(name: &str, act: &str) -> Assessment {
    Assessment::reads(format!("{name} {act} only reads").replace("  ", " "))
}

fn changes(name: &str, act: &str) -> Assessment {
    Assessment::changes(format!("{name} {act} changes files or the system").replace("  ", " "))
}

fn destroys(name: &str, act: &str, what: &str) -> Assessment {
    Assessment::destroys(format!("{name} {act} {what}"))
}

fn runs_tests(name: &str) -> Assessment {
    Assessment::unknown(format!("{name} runs the project's own tests"))
}
