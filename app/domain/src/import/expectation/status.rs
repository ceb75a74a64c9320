//! HTTP statuses in words: `200 OK with quoteId`, `401 Unauthorized`, `1st OK, 2nd OK, 3rd = 402 Payment Required`.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::json;

use super::About;
use super::make::{any_of, may_be_http, rule};
use crate::check::{Operator, ProbeKind, Rule};

static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:(?P<subject>[\p{L}][\p{L}\p{N}\s/_.-]*?)\s+)??
        (?P<verb>(?:(?:should|must|debe|deve|doit|muss)\s+)?
          (?:returns?|responds?(?:\s+with)?|responses?|answers?(?:\s+with)?|gets?|http(?:/[\d.]+)?|status(?:\s+code)?|code
          |devuelve|devolver|responder?(?:\s+con|\s+com)?|retornar?|código(?:\s+http)?|retourner?|renvoie|renvoyer|gibt|liefert|antwortet\s+mit|restituisce
          |返回|応答|レスポンス|ステータス(?:コード)?|状态码|возвращает)\s*(?:is|=|==|:|of|は|が|：|为)?\s*)?
        (?P<code>[1-5]\d\d)(?P<rest>(?:[^0-9A-Za-z_].*)?)$",
    )
    .expect("a valid pattern")
});

static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?P<nth>\d{1,2})(?:st|nd|rd|th|º|ª|°|\.)\s*(?:request|call|attempt|try|extraction|response)?\s*(?:=|==|:|→|->|is|returns?|gets?)?\s*(?P<what>.+)$",
    )
    .expect("a valid pattern")
});

static CLASS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:should |must )?(?:returns?|responds?(?: with)?|answers?(?: with)?|gets?|http|status(?: code)?:?|any|an?|all) )*(?P<class>[1-5])xx(?: (?:status|response|code|ok|success)(?: code)?)?$")
        .expect("a valid pattern")
});

static ONE_OF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:http|status(?: code)?:?|returns?) )?(?P<codes>[1-5]\d\d(?:\s*[/|]\s*[1-5]\d\d)+)$",
    )
    .expect("a valid pattern")
});

/// Headers that an answer is expected to carry as written.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?P<name>content-type|location|cache-control|www-authenticate|content-encoding|strict-transport-security|x-frame-options|access-control-allow-origin):\s*(?P<value>\S.*)$")
        .expect("a valid pattern")
});

/// Words behind a status that only end the sentence.
static ENDING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:が返(?:る|ること|却されること|却される|ってくること)|を返す(?:こと)?|であること|zurück(?:geben)?)$").expect("a valid pattern")
});

static SOME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:some|at least one|one or more)\s+(?:of the\s+)?(?:requests?|responses?|calls?)\s+(?:should\s+)?(?:returns?|gets?|are|is)\s+(?P<what>.+)$")
        .expect("a valid pattern")
});

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:an?\s+|the\s+)?["'`]?(?P<name>[A-Za-z_][\w-]*)["'`]?$"#).expect("a valid pattern")
});

/// Reads a status, with what the body must carry.
pub fn rules(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    // Every status has a digit; most words have none.
    if !may_be_http(about) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(found) = SOME.captures(text) {
        let (code, rest) = code_and_rest(&found["what"])?;
        return rest
            .is_empty()
            .then(|| vec![rule("statuses", Operator::Contains, code)]);
    }
    if let Some(found) = CLASS.captures(text) {
        let first = found["class"].parse::<u16>().ok()? * 100;
        return Some(vec![rule(
            "status",
            Operator::Between,
            json!([first, first + 99]),
        )]);
    }
    if let Some(found) = ONE_OF.captures(text) {
        let codes = found["codes"].split(['/', '|']);
        let sides = codes.map(|code| code.trim().parse::<u16>().ok());
        let sides: Option<Vec<Rule>> = sides
            .map(|code| Some(rule("status", Operator::Equals, code?)))
            .collect();
        return Some(vec![any_of(sides?)]);
    }
    let found = STATUS.captures(text)?;
    let said = found.name("verb").is_some();
    let code: u16 = found["code"].parse().ok()?;
    let after = found["rest"].trim();
    let (named, rest) = after_reason(code, after);
    let ends = ENDING.is_match(rest);
    let (named, rest) = if ends { (true, "") } else { (named, rest) };
    // A bare number is a status only to a probe that has one.
    if !(said || named || about.probe.is_some()) || (found.name("subject").is_some() && !said) {
        return None;
    }
    let mut rules = vec![rule("status", Operator::Equals, code)];
    if !rest.is_empty() {
        rules.extend(carried(rest)?);
    }
    Some(rules)
}

/// Reads a header of the answer.
pub fn header(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    let found = HEADER.captures(text).filter(|_| has_status(about))?;
    let field = format!("headers.{}", found["name"].to_lowercase());
    Some(vec![rule(&field, Operator::Contains, found["value"].trim())])
}

/// Reads what each request of a row must answer.
pub fn sequence(text: &str, about: &About<'_>) -> Option<Vec<Rule>> {
    if !may_be_http(about) {
        return None;
    }
    let mut rules = Vec::new();
    for part in text.split([',', ';']) {
        let found = ORDINAL.captures(part.trim())?;
        let nth: usize = found["nth"].parse().ok()?;
        let field = format!("steps./{}/status", nth.checked_sub(1)?);
        let what = found["what"].trim().trim_end_matches('.');
        rules.push(match what.to_lowercase().as_str() {
            "ok" | "succeeds" | "success" => rule(&field, Operator::Between, json!([200, 299])),
            _ => {
                let (code, rest) = code_and_rest(what)?;
                if !rest.is_empty() {
                    return None;
                }
                rule(&field, Operator::Equals, code)
            }
        });
    }
    (rules.len() > 1).then_some(rules)
}

fn code_and_rest(text: &str) -> Option<(u16, &str)> {
    let text = text.trim();
    let code: u16 = text
        .get(..3)?
        .parse()
        .ok()
        .filter(|code| (100..600).contains(code))?;
    let after = &text[3..];
    if after.starts_with(|next: char| next.is_alphanumeric()) {
        return None;
    }
    Some((code, after_reason(code, after.trim()).1))
}

/// Takes the status's own name off the front; says whether it was there.
fn after_reason(code: u16, after: &str) -> (bool, &str) {
    for reason in reasons(code) {
        if let Some(head) = after.get(..reason.len())
            && head.eq_ignore_ascii_case(reason)
            && !after[reason.len()..].starts_with(|next: char| next.is_ascii_alphanumeric())
        {
            return (true, after[reason.len()..].trim());
        }
    }
    (false, after)
}

/// "with quoteId", "with creditUsed and creditBalance in response", "with JSON response".
fn carried(rest: &str) -> Option<Vec<Rule>> {
    let lower = rest.to_lowercase();
    if matches!(lower.as_str(), "response" | "status" | "responses") {
        return Some(Vec::new());
    }
    let prefix = [
        "with ",
        "and ",
        "containing ",
        "including ",
        "con ",
        "com ",
        "avec ",
        "mit ",
    ]
    .into_iter()
    .find(|prefix| lower.starts_with(prefix))?;
    let mut what = rest[prefix.len()..].trim();
    if matches!(
        what.to_lowercase().as_str(),
        "json" | "json response" | "json body" | "a json response" | "a json body" | "valid json"
    ) {
        return Some(vec![rule("headers.content-type", Operator::Contains, "json")]);
    }
    let mut located = false;
    for place in [
        " in the response body",
        " in the response",
        " in response",
        " in the body",
        " in body",
        " in the json",
    ] {
        if let Some(head) = what.strip_suffix(place) {
            (what, located) = (head, true);
            break;
        }
    }
    let mut rules = Vec::new();
    for part in what
        .replace(" and ", ",")
        .replace(" & ", ",")
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let name = NAME.captures(part)?["name"].to_owned();
        let quoted = part.contains(['"', '`', '\'']);
        if !(located || quoted || looks_like_field(&name)) {
            return None;
        }
        rules.push(rule("body", Operator::Contains, name));
    }
    (!rules.is_empty()).then_some(rules)
}

/// `quoteId`, `quote_id`: a name of data rather than a word of prose.
fn looks_like_field(name: &str) -> bool {
    name.contains('_')
        || name.chars().skip(1).any(char::is_uppercase)
            && name.starts_with(|first: char| first.is_lowercase())
        || matches!(name, "id" | "token" | "url" | "uuid")
}

fn reasons(code: u16) -> &'static [&'static str] {
    match code {
        200 => &["OK"],
        201 => &["Created"],
        202 => &["Accepted"],
        204 => &["No Content"],
        301 => &["Moved Permanently"],
        302 => &["Found"],
        303 => &["See Other"],
        304 => &["Not Modified"],
        307 => &["Temporary Redirect"],
        308 => &["Permanent Redirect"],
        400 => &["Bad Request"],
        401 => &["Unauthorized", "Unauthorised"],
        402 => &["Payment Required"],
        403 => &["Forbidden"],
        404 => &["Not Found"],
        405 => &["Method Not Allowed"],
        408 => &["Request Timeout"],
        409 => &["Conflict"],
        410 => &["Gone"],
        412 => &["Precondition Failed"],
        413 => &["Payload Too Large", "Content Too Large"],
        415 => &["Unsupported Media Type"],
        422 => &["Unprocessable Entity", "Unprocessable Content"],
        429 => &["Too Many Requests"],
        500 => &["Internal Server Error"],
        501 => &["Not Implemented"],
        502 => &["Bad Gateway"],
        503 => &["Service Unavailable"],
        504 => &["Gateway Timeout"],
        _ => &[],
    }
}

/// Whether the text names this probe's failure class by status ("5xx", "500").
pub fn failure_class(text: &str) -> Option<Rule> {
    match text.to_lowercase().as_str() {
        "5xx" | "server" => Some(rule("status", Operator::Less, 500)),
        "4xx" => Some(rule("status", Operator::Less, 400)),
        code => {
            let code: u16 = code.parse().ok().filter(|code| (400..600).contains(code))?;
            Some(rule("status", Operator::NotEquals, code))
        }
    }
}

/// Whether the probe answers with a status.
pub fn has_status(about: &About<'_>) -> bool {
    matches!(about.probe, Some(ProbeKind::Http))
}
