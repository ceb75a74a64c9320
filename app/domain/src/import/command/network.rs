//! Small network tools as the probe that asks the same: `nc -z`, `dig`, `openssl s_client`, `redis-cli ping`.

use serde_json::{Value, json};

use super::placeholder;
use super::shell::Call;
use super::stores::redis_words;
use crate::check::ProbeKind;

const REDIS_PORT: u16 = 6379;
const TLS_PORT: u16 = 443;

/// The probe for a single call of a network tool.
pub fn probe(call: &Call) -> Option<(ProbeKind, Value)> {
    match call.name.as_str() {
        "nc" | "ncat" | "telnet" => {
            let words: Vec<&String> = call.args.iter().filter(|arg| !arg.starts_with('-')).collect();
            let [.., host, port] = words.as_slice() else {
                return None;
            };
            Some((
                ProbeKind::Tcp,
                json!({ "host": placeholder::named(host), "port": port.parse::<u16>().ok()? }),
            ))
        }
        "dig" | "nslookup" | "host" => {
            let name = call
                .args
                .iter()
                .find(|arg| arg.contains('.') && !arg.starts_with(['-', '+', '@']))?;
            let record = call.args.iter().find(|arg| {
                matches!(
                    arg.as_str(),
                    "A" | "AAAA" | "CNAME" | "MX" | "TXT" | "NS" | "SRV" | "CAA"
                )
            });
            Some((
                ProbeKind::Dns,
                json!({ "name": placeholder::named(name), "record": record.map_or("A", String::as_str) }),
            ))
        }
        "openssl" if call.args.first().is_some_and(|arg| arg == "s_client") => {
            let target = after(&call.args, "-connect")?;
            let (host, port) = target.rsplit_once(':').unwrap_or((target, "443"));
            let server_name = after(&call.args, "-servername").unwrap_or(host);
            Some((
                ProbeKind::Tls,
                json!({ "host": placeholder::named(host), "port": port.parse::<u16>().unwrap_or(TLS_PORT), "server_name": placeholder::named(server_name) }),
            ))
        }
        "redis-cli" => {
            let words = redis_words(&call.args);
            if words.is_empty() {
                return None;
            }
            let mut words = words;
            words[0] = words[0].to_uppercase();
            Some((ProbeKind::Redis, redis(&call.args, words)))
        }
        _ => None,
    }
}

/// What a line typed into a redis session asks.
pub fn redis_line(line: &str) -> Value {
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    if let Some(first) = words.first_mut() {
        *first = first.to_uppercase();
    }
    redis(&[], words)
}

fn redis(args: &[String], command: Vec<String>) -> Value {
    let host = after(args, "-h").map_or_else(|| "localhost".to_owned(), placeholder::named);
    let port = after(args, "-p")
        .and_then(|port| port.parse::<u16>().ok())
        .unwrap_or(REDIS_PORT);
    // A password on the command line is asked for by name; it does not travel in the check.
    let password = after(args, "-a")
        .or(after(args, "--pass"))
        .map(|_| "{{REDIS_PASSWORD}}");
    json!({ "host": host, "port": port, "password": password, "command": command })
}

fn after<'a>(args: &'a [String], option: &str) -> Option<&'a str> {
    let at = args.iter().position(|arg| arg == option)?;
    args.get(at + 1).map(String::as_str)
}
