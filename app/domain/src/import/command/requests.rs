//! Requests written out (`GET /health HTTP/1.1`, headers, body) and those of smaller clients (`http`, `wget`), as one HTTP check.

use serde_json::json;

use super::effect::Assessment;
use super::{Proposal, curl::Request, placeholder};
use crate::check::ProbeKind;

/// Reads a request as it goes over the wire.
pub fn written(text: &str) -> Option<Request> {
    let (head, body) = text
        .split_once("\n\n")
        .map_or((text, None), |(head, body)| (head, Some(body)));
    let mut rows = head.lines();
    let mut first = rows.next()?.split_whitespace();
    let (method, target) = (first.next()?.to_owned(), first.next()?);
    let mut host = None;
    let mut headers = Vec::new();
    for (name, value) in rows.filter_map(|row| row.split_once(':')) {
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("host") {
            host = Some(value.to_owned());
        } else {
            headers.push((name.to_owned(), placeholder::named(value)));
        }
    }
    // Neither the target nor the `Host` header says whether the connection is encrypted.
    let url = match host {
        _ if target.contains("://") || target.starts_with("{{") => target.to_owned(),
        Some(host) => format!("{{{{SCHEME}}}}://{host}{target}"),
        None => format!("{{{{BASE_URL}}}}{target}"),
    };
    Some(Request {
        method,
        url: placeholder::named_in_address(&url),
        headers,
        body: body.map(|body| placeholder::named(body.trim_end())),
        follow_redirects: false,
        probe: true,
    })
}

/// HTTPie's words: `http POST https://… name=value`; nothing where its data or its options are more than that.
pub fn httpie(name: &str, args: &[String]) -> Option<Request> {
    let mut words = args
        .iter()
        .filter(|arg| {
            !matches!(
                arg.as_str(),
                "-v" | "-b"
                    | "-h"
                    | "--verbose"
                    | "--body"
                    | "--headers"
                    | "--check-status"
                    | "--follow"
                    | "-F"
            )
        })
        .peekable();
    let stated = words.next_if(|word| is_method(word)).cloned();
    let target = words.next().filter(|word| !word.starts_with('-'))?;
    let (mut headers, mut data) = (Vec::new(), serde_json::Map::new());
    for word in words {
        // The first mark decides: `name:value`, `name=text`, `name:=json`; `name==value` is of the address, not of the body.
        let (key, marked) = word.split_at(word.find([':', '='])?);
        if let Some(value) = marked.strip_prefix(":=") {
            data.insert(key.to_owned(), serde_json::from_str(value).ok()?);
        } else if let Some(value) = marked.strip_prefix('=').filter(|value| !value.starts_with('=')) {
            data.insert(key.to_owned(), placeholder::named(value).into());
        } else {
            headers.push((key.to_owned(), placeholder::named(marked.strip_prefix(':')?)));
        }
    }
    let body = (!data.is_empty()).then(|| serde_json::Value::Object(data).to_string());
    if body.is_some() {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
    }
    let url = match target.strip_prefix(':') {
        Some(port) if port.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("{name}://localhost:{port}")
        }
        Some(path) => format!("{name}://localhost{path}"),
        None if target.contains("://") => target.clone(),
        None => format!("{name}://{target}"),
    };
    Some(Request {
        method: stated.unwrap_or_else(|| if body.is_some() { "POST" } else { "GET" }.to_owned()),
        url: placeholder::named_in_address(&url),
        headers,
        body,
        follow_redirects: args.iter().any(|arg| arg == "--follow" || arg == "-F"),
        probe: true,
    })
}

/// `wget -qO- URL`, `wget --spider URL`: a request that keeps no file.
pub fn wget(args: &[String]) -> Option<Request> {
    let spider = args.iter().any(|arg| arg == "--spider");
    let printed = args
        .windows(2)
        .any(|pair| pair[0].ends_with('O') && pair[0].starts_with('-') && pair[1] == "-")
        || args
            .iter()
            .any(|arg| matches!(arg.as_str(), "-O-" | "-qO-" | "-O/dev/null" | "-qO/dev/null"));
    let urls: Vec<&String> = args.iter().filter(|arg| arg.contains("://")).collect();
    let [url] = urls.as_slice() else { return None };
    let plain = args.iter().all(|arg| {
        arg.contains("://")
            || matches!(
                arg.as_str(),
                "-" | "-q"
                    | "-S"
                    | "-nv"
                    | "--spider"
                    | "-O"
                    | "-qO"
                    | "-O-"
                    | "-qO-"
                    | "-O/dev/null"
                    | "-qO/dev/null"
                    | "--server-response"
                    | "--quiet"
            )
    });
    ((spider || printed) && plain).then(|| Request {
        method: if spider { "HEAD" } else { "GET" }.to_owned(),
        url: placeholder::named_in_address(url),
        headers: Vec::new(),
        body: None,
        follow_redirects: true,
        probe: true,
    })
}

/// What a request written out does, as far as its method says.
pub fn assess(text: &str) -> Assessment {
    by_method("the request", text.split_whitespace().next().unwrap_or_default())
}

/// What a method does to the other side.
pub fn by_method(name: &str, method: &str) -> Assessment {
    match method {
        "POST" | "PUT" | "PATCH" => {
            Assessment::changes(format!("{name} sends {method}, which may change data"))
        }
        "DELETE" => Assessment::destroys(format!("{name} sends DELETE")),
        _ => Assessment::reads(format!("{name} only asks")),
    }
}

pub fn propose(text: &str) -> Option<Proposal> {
    let request = written(text)?;
    Some(Proposal {
        probe: Some(ProbeKind::Http),
        spec: Some(json!(request.spec())),
        ..Proposal::default()
    })
}

fn is_method(word: &str) -> bool {
    matches!(
        word,
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS"
    )
}
