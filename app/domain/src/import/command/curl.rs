//! `curl` as an HTTP request: method, address, headers, body.

use serde_json::{Value, json};

use super::effect::Assessment;
use super::{placeholder, requests};
use crate::checklist::Effect;

/// What a call asks for. `probe` is false where a request of ours could not be the same (files, other protocols).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
    pub follow_redirects: bool,
    pub probe: bool,
}

/// Options that take a value and do not change the request.
const WITH_VALUE: &[&str] = &[
    "-o",
    "--output",
    "-w",
    "--write-out",
    "-m",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--limit-rate",
    "-c",
    "--cookie-jar",
    "-D",
    "--dump-header",
    "--cacert",
    "--cert",
    "--key",
    "-E",
    "--interface",
    "-x",
    "--proxy",
    "--resolve",
    "--connect-to",
    "-K",
    "--config",
    "--max-redirs",
    "-y",
    "-Y",
    "-z",
    "-r",
    "--range",
    "--ciphers",
    "--tls-max",
];

/// Reads the arguments of a `curl` call; nothing where it names no address.
pub fn request(args: &[String]) -> Option<Request> {
    let mut found = Request {
        method: String::new(),
        url: String::new(),
        headers: Vec::new(),
        body: None,
        follow_redirects: false,
        probe: true,
    };
    let mut in_query = false;
    let mut rest = expanded(args).into_iter();
    while let Some(arg) = rest.next() {
        let (option, inline) = match arg.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option.to_owned(), Some(value.to_owned())),
            _ => (arg.clone(), None),
        };
        let mut value = || inline.clone().or_else(|| rest.next()).unwrap_or_default();
        match option.as_str() {
            "-X" | "--request" => found.method = value().to_uppercase(),
            "-H" | "--header" => {
                let header = value();
                if let Some((name, content)) = header.split_once(':') {
                    found
                        .headers
                        .push((name.trim().to_owned(), placeholder::named(content.trim())));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--data-urlencode"
            | "--json" => {
                let data = value();
                found.probe &= !data.starts_with('@');
                if option == "--json" {
                    found
                        .headers
                        .push(("Content-Type".into(), "application/json".into()));
                }
                found.body = Some(match found.body.take() {
                    Some(before) => format!("{before}&{data}"),
                    None => data,
                });
            }
            "-F" | "--form" | "-T" | "--upload-file" => {
                value();
                found.probe = false;
                found.method = if found.method.is_empty() {
                    "POST".into()
                } else {
                    found.method
                };
            }
            "-u" | "--user" => {
                value();
                found
                    .headers
                    .push(("Authorization".into(), "Basic {{BASIC_CREDENTIALS}}".into()));
            }
            "-A" | "--user-agent" => found.headers.push(("User-Agent".into(), value())),
            "-b" | "--cookie" => found
                .headers
                .push(("Cookie".into(), placeholder::named(&value()))),
            "-e" | "--referer" => found.headers.push(("Referer".into(), value())),
            "-I" | "--head" => found.method = "HEAD".into(),
            "-G" | "--get" => in_query = true,
            "-L" | "--location" => found.follow_redirects = true,
            "--url" => found.url = value(),
            option if WITH_VALUE.contains(&option) => {
                value();
            }
            option if option.starts_with('-') => {}
            // The first address is the request; a second one makes it more than one request.
            _ if found.url.is_empty() => found.url = arg,
            _ => found.probe = false,
        }
    }
    finished(found, in_query)
}

fn finished(mut found: Request, in_query: bool) -> Option<Request> {
    if found.url.is_empty() {
        return None;
    }
    if in_query && let Some(query) = found.body.take() {
        let joint = if found.url.contains('?') { '&' } else { '?' };
        found.url = format!("{}{joint}{query}", found.url);
    }
    found.url = placeholder::named_in_address(&found.url);
    // `$BASE/health`: the variable holds the beginning of the address.
    let open = found.url.starts_with("{{");
    if !open && !found.url.contains("://") {
        found.url = format!("http://{}", found.url);
    }
    found.probe &= open || found.url.starts_with("http://") || found.url.starts_with("https://");
    found.body = found.body.map(|body| placeholder::named(&body));
    if found.method.is_empty() {
        found.method = if found.body.is_some() {
            "POST".into()
        } else {
            "GET".into()
        };
    }
    let typed = found
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if found.body.is_some() && !typed {
        found
            .headers
            .push(("Content-Type".into(), "application/x-www-form-urlencoded".into()));
    }
    found.probe &= matches!(
        found.method.as_str(),
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS"
    );
    Some(found)
}

/// `-sSfXPOST` as `-s -S -f -X POST`.
fn expanded(args: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for arg in args {
        if !arg.starts_with('-') || arg.starts_with("--") || arg.len() <= 2 {
            out.push(arg.clone());
            continue;
        }
        let letters = &arg[1..];
        for (at, letter) in letters.char_indices() {
            out.push(format!("-{letter}"));
            let takes_value = "XHdFTuAbeowmcDEKxyYzr".contains(letter);
            let tail = &letters[at + letter.len_utf8()..];
            if takes_value {
                if !tail.is_empty() {
                    out.push(tail.to_owned());
                }
                break;
            }
        }
    }
    out
}

impl Request {
    /// The request as an HTTP check asks for it.
    pub fn spec(&self) -> Value {
        let mut spec =
            json!({ "method": self.method, "url": self.url, "follow_redirects": self.follow_redirects });
        if !self.headers.is_empty() {
            spec["headers"] = json!(self.headers);
        }
        if let Some(body) = &self.body {
            spec["body"] = json!(body);
        }
        spec
    }
}

/// What the request does to the other side, as far as its method says.
pub fn effect(args: &[String]) -> Assessment {
    let method = request(args).map_or_else(|| "GET".to_owned(), |request| request.method);
    let keeps = args.iter().any(|arg| arg == "-O" || arg == "--remote-name");
    match requests::by_method("curl", &method) {
        found if found.effect == Effect::Reads && keeps => {
            Assessment::changes("curl -O writes what it downloads to a file")
        }
        found => found,
    }
}
