//! Fences of HTTP as it goes over the wire: requests (`GET /health HTTP/1.1`, headers, body), what they answer
//! (`HTTP/1.1 200 OK`), and `###` lines between them.

use std::sync::LazyLock;

use regex::Regex;

use super::label::{self, Comment, Mark};
use super::lines::{Line, What};

static ANSWER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^HTTP/[\d.]+\s+(?P<status>[1-5]\d\d\b.*)$").expect("a valid pattern"));
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>[A-Za-z][A-Za-z0-9-]*):\s*(?P<value>.*)$").expect("a valid pattern")
});

/// Headers of a sample answer that say what must hold; the others (a date, a length) are of that one answer.
const LASTING: &[&str] = &[
    "content-type",
    "location",
    "cache-control",
    "www-authenticate",
    "content-encoding",
];

/// Where the reading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Between,
    Request,
    RequestBody,
    Answer,
    AnswerBody,
}

/// Whether a row begins a request.
pub fn begins_request(row: &str) -> bool {
    let mut words = row.split_whitespace();
    let method = words.next().unwrap_or("");
    let target = words.next().unwrap_or("");
    let rest: Vec<&str> = words.collect();
    matches!(
        method,
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS"
    ) && (target.starts_with(['/', '{', '$']) || target.contains("://"))
        && matches!(rest.as_slice(), [] | [_] if rest.iter().all(|version| version.starts_with("HTTP/")))
}

/// Reads a fence of requests.
pub fn lines(text: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut part = Part::Between;
    for (row, written) in text.lines().enumerate() {
        let trimmed = written.trim();
        let separates = trimmed.starts_with("###");
        let comments =
            separates || !matches!(part, Part::RequestBody | Part::AnswerBody) && is_comment(trimmed);
        if comments {
            part = if separates { Part::Between } else { part };
            found.push(line(row, What::Comment(label::read(trimmed))));
        } else if begins_request(trimmed) {
            part = Part::Request;
            found.push(line(
                row,
                What::Command {
                    interpreter: "http",
                    text: trimmed.to_owned(),
                    opens_session: false,
                },
            ));
        } else if let Some(answer) = ANSWER.captures(trimmed) {
            part = Part::Answer;
            found.push(expected(row, "status", &answer["status"]));
        } else if trimmed.is_empty() {
            part = match part {
                Part::Request => Part::RequestBody,
                Part::Answer => Part::AnswerBody,
                other => other,
            };
        } else {
            match part {
                Part::Request | Part::RequestBody => continued(&mut found, row, written, part),
                Part::Answer => found.extend(header(row, trimmed)),
                Part::AnswerBody => found.push(line(row, What::Output(written.trim_end().to_owned()))),
                Part::Between => {}
            }
        }
    }
    found
}

/// A row more of the request: a header, or its body after a blank row.
fn continued(found: &mut [Line], row: usize, written: &str, part: Part) {
    if let Some(Line {
        to_row,
        what: What::Command { text, .. },
        ..
    }) = found
        .iter_mut()
        .rev()
        .find(|line| matches!(line.what, What::Command { .. }))
    {
        let begins_body = part == Part::RequestBody && !text.contains("\n\n");
        text.push_str(if begins_body { "\n\n" } else { "\n" });
        text.push_str(written.trim_end());
        *to_row = row;
    }
}

fn header(row: usize, trimmed: &str) -> Option<Line> {
    let found = HEADER.captures(trimmed)?;
    LASTING
        .contains(&found["name"].to_lowercase().as_str())
        .then(|| expected(row, "header", trimmed))
}

fn expected(row: usize, about: &str, text: &str) -> Line {
    line(
        row,
        What::Comment(Comment {
            indent: 0,
            mark: Mark::Expectation {
                about: about.to_owned(),
                text: text.to_owned(),
            },
        }),
    )
}

fn line(row: usize, what: What) -> Line {
    Line {
        from_row: row,
        to_row: row,
        what,
    }
}

fn is_comment(row: &str) -> bool {
    row.starts_with('#') || row.starts_with("//")
}
