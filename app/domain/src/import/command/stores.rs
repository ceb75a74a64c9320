//! Clients of databases and caches: what a call of them asks, and what that does.

use super::effect::Assessment;
use super::sql_effect;

/// A call of a database client: the statements it is given, or a session.
pub fn database(name: &str, args: &[String]) -> Assessment {
    let mut found: Option<Assessment> = None;
    for text in statements(args) {
        let next = sql_effect::assess(&text);
        found = Some(match found {
            Some(before) => before.or_stronger(next),
            None => next,
        });
    }
    if let Some(found) = found {
        return found;
    }
    match args
        .iter()
        .any(|arg| arg.starts_with("-f") || arg.starts_with("--file"))
    {
        true => Assessment::changes("runs a file of SQL that the document does not show"),
        false
            if args
                .iter()
                .any(|arg| arg == "-l" || arg == "--list" || arg == "--version" || arg == "-V") =>
        {
            Assessment::reads(format!("{name} only lists"))
        }
        false => Assessment::reads(format!("{name} opens a session")),
    }
}

/// The SQL given on a command line: `-c "…"`, `-e "…"`, `--command=…`.
pub fn statements(args: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, arg) in args.iter().enumerate() {
        if matches!(
            arg.as_str(),
            "-c" | "--command"
                | "-e"
                | "--execute"
                | "-tc"
                | "-tAc"
                | "-Atc"
                | "-Ac"
                | "-qc"
                | "-qtAc"
                | "-qAtc"
        ) {
            found.extend(args.get(at + 1).cloned());
        } else if let Some(text) = arg.strip_prefix("--command=").or(arg.strip_prefix("--execute=")) {
            found.push(text.to_owned());
        }
    }
    found
}

/// The words a `redis-cli` call sends, without its own options.
pub fn redis_words(args: &[String]) -> Vec<String> {
    let mut rest = args.iter();
    let mut words = Vec::new();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "-h" | "-p" | "-a" | "-n" | "-u" | "-s" | "--user" | "--pass" | "--cacert" | "--cert"
            | "--key" | "-t" | "-r" | "-i"
                if words.is_empty() =>
            {
                rest.next();
            }
            option if option.starts_with('-') && words.is_empty() => {}
            word => words.push(word.to_owned()),
        }
    }
    words
}

pub fn redis_command(name: &str, args: &[String]) -> Assessment {
    let upper = name.to_uppercase();
    match upper.as_str() {
        "PING" | "INFO" | "GET" | "MGET" | "KEYS" | "SCAN" | "EXISTS" | "TTL" | "PTTL" | "TYPE"
        | "DBSIZE" | "LLEN" | "LRANGE" | "HGET" | "HGETALL" | "HLEN" | "SCARD" | "SMEMBERS" | "SISMEMBER"
        | "ZCARD" | "ZRANGE" | "ZSCORE" | "STRLEN" | "TIME" | "ECHO" | "MEMORY" | "LATENCY" | "SLOWLOG"
        | "XLEN" | "XINFO" | "ROLE" | "LASTSAVE" | "AUTH" | "SELECT" | "MONITOR" => {
            Assessment::reads(format!("redis {upper} only reads"))
        }
        "CONFIG" | "CLIENT" | "CLUSTER" => match args.first().map(|arg| arg.to_uppercase()).as_deref() {
            Some("GET" | "LIST" | "INFO" | "NODES" | "SLOTS" | "GETNAME") => {
                Assessment::reads(format!("redis {upper} only reads"))
            }
            _ => Assessment::changes(format!("redis {upper} changes settings")),
        },
        "FLUSHALL" | "FLUSHDB" => Assessment::destroys(format!("redis {upper} deletes every key")),
        "DEL" | "UNLINK" | "SHUTDOWN" => Assessment::destroys(format!("redis {upper} deletes or stops")),
        "" => Assessment::reads("opens a redis session"),
        _ => Assessment::changes(format!("redis {upper} may write")),
    }
}

/// The methods that a text for MongoDB's shell calls: the strongest of them.
pub fn document_store(text: &str) -> Assessment {
    const DESTROYS: &[&str] = &[
        "drop",
        "dropDatabase",
        "dropIndex",
        "dropIndexes",
        "deleteMany",
        "deleteOne",
        "remove",
        "findOneAndDelete",
        "shutdownServer",
    ];
    const CHANGES: &[&str] = &[
        "insert",
        "insertOne",
        "insertMany",
        "update",
        "updateOne",
        "updateMany",
        "replaceOne",
        "bulkWrite",
        "createIndex",
        "createIndexes",
        "createCollection",
        "createUser",
        "dropUser",
        "grantRolesToUser",
        "findAndModify",
        "findOneAndUpdate",
        "findOneAndReplace",
        "renameCollection",
        "stepDown",
        "initiate",
        "reconfig",
        "add",
        "save",
        "setProfilingLevel",
        "adminCommand",
    ];
    const READS: &[&str] = &[
        "find",
        "findOne",
        "count",
        "countDocuments",
        "estimatedDocumentCount",
        "aggregate",
        "distinct",
        "stats",
        "getIndexes",
        "getCollectionNames",
        "serverStatus",
        "hello",
        "isMaster",
        "status",
        "conf",
        "printReplicationInfo",
        "printSecondaryReplicationInfo",
        "currentOp",
        "version",
        "explain",
        "getCollectionInfos",
        "listDatabases",
        "ping",
        "getMongo",
        "validate",
        "totalSize",
        "dataSize",
    ];
    let called: Vec<&str> = text
        .match_indices('(')
        .map(|(at, _)| {
            let head = text[..at].trim_end();
            let start = head
                .rfind(|c: char| !c.is_alphanumeric() && c != '_')
                .map_or(0, |before| {
                    before + head[before..].chars().next().map_or(1, char::len_utf8)
                });
            &head[start..]
        })
        .filter(|name| !name.is_empty())
        .collect();
    let first = |names: &[&str]| called.iter().copied().find(|name| names.contains(name));
    if let Some(name) = first(DESTROYS) {
        return Assessment::destroys(format!("{name} removes documents or what holds them"));
    }
    // `$out` and `$merge` write what an aggregation finds; `runCommand({ ping: 1 })` only asks.
    if text.contains("$out") || text.contains("$merge") {
        return Assessment::changes("the aggregation writes a collection");
    }
    if let Some(name) = first(CHANGES) {
        return match name {
            "adminCommand" if text.contains("ping") || text.contains("Status") || text.contains("list") => {
                Assessment::reads("the command only asks")
            }
            _ => Assessment::changes(format!("{name} changes documents or settings")),
        };
    }
    if text.contains("runCommand") {
        return match [
            "ping",
            "hello",
            "serverStatus",
            "dbStats",
            "collStats",
            "buildInfo",
        ]
        .iter()
        .find(|word| text.contains(**word))
        {
            Some(word) => Assessment::reads(format!("{word} only asks")),
            None => Assessment::unknown("what this command does is not known here"),
        };
    }
    if let Some(name) = first(READS) {
        return Assessment::reads(format!("{name} only reads"));
    }
    let word = text.split_whitespace().next().unwrap_or_default();
    match word {
        "show" | "use" | "exit" | "it" | "help" => Assessment::reads(format!("{word} only shows or chooses")),
        _ => Assessment::unknown("what this script does is not read here"),
    }
}
