//! The audit trail as CSV or JSON, streamed: asked for by a form, since each file leaves an event behind.

use std::convert::Infallible;

use app::{api::error::ApiError, backend::AuditQuery};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Form, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Site, identify::Asker};
use crate::usecases::audit_export::{Export, Line, MOST};

/// The filter of the page, and the kind of file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    deployment: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    format: Format,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Json,
}

pub async fn export(
    State(site): State<Site>,
    Extension(asker): Extension<Asker>,
    Form(wanted): Form<Wanted>,
) -> Response<Body> {
    let format = wanted.format;
    let begun = async {
        let caller = asker.caller.ok_or(ApiError::SignedOut)?;
        let deployment = match wanted.deployment.trim() {
            "" => None,
            id => Some(id.parse().map_err(|_| ApiError::NotFound)?),
        };
        let query = AuditQuery {
            actor: wanted.actor,
            act: wanted.act,
            deployment,
            from: wanted.from,
            to: wanted.to,
            page: 1,
        };
        Export::begin(&site.server, &caller, &query).await
    };
    match begun.await {
        Ok(export) => file(export, format),
        Err(error) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, format!("{error}\n")).into_response()
        }
    }
}

fn file(export: Export, format: Format) -> Response<Body> {
    let (kind, name) = match format {
        Format::Csv => (
            "text/csv; charset=utf-8",
            "attachment; filename=\"audit-trail.csv\"",
        ),
        Format::Json => ("application/json", "attachment; filename=\"audit-trail.json\""),
    };
    let parts = futures::stream::unfold(Some((export, At::Head)), move |state| async move {
        let (mut export, at) = state?;
        let (text, next) = match at {
            At::Head => (head(format), Some(At::First)),
            At::First | At::More => match export.next().await {
                Ok(lines) if lines.is_empty() => (tail(format, &export, None), None),
                Ok(lines) => (body(format, &lines, matches!(at, At::First)), Some(At::More)),
                Err(error) => (tail(format, &export, Some(&error)), None),
            },
        };
        let state = next.map(|at| (export, at));
        Some((Ok::<_, Infallible>(Bytes::from(text)), state))
    });
    (
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
        Body::from_stream(parts),
    )
        .into_response()
}

enum At {
    Head,
    First,
    More,
}

fn head(format: Format) -> String {
    match format {
        Format::Csv => "time,by,act,sentence,chain,number,deployment,hash\r\n".to_owned(),
        Format::Json => "{\"events\":[".to_owned(),
    }
}

fn body(format: Format, lines: &[Line], first: bool) -> String {
    match format {
        Format::Csv => lines.iter().map(row).collect(),
        Format::Json => {
            let mut text = String::new();
            for (index, line) in lines.iter().enumerate() {
                text.push_str(if first && index == 0 { "\n" } else { ",\n" });
                text.push_str(&serde_json::to_string(line).expect("a line is made of texts and numbers"));
            }
            text
        }
    }
}

/// The end says whether the file is whole: a reader must not take a part for everything.
fn tail(format: Format, export: &Export, error: Option<&ApiError>) -> String {
    let incomplete = match error {
        Some(_) => {
            Some("The file breaks off here: the database did not answer. Ask for it again.".to_owned())
        }
        None if export.is_cut() => Some(format!(
            "The file ends here: it holds at most {MOST} events. Ask for a shorter time to get the rest."
        )),
        None => None,
    };
    match (format, incomplete) {
        (Format::Csv, None) => String::new(),
        (Format::Csv, Some(words)) => format!(",,,{},,,,\r\n", cell(&words)),
        (Format::Json, words) => {
            let words = serde_json::to_string(&words).expect("a text is JSON");
            format!("\n],\"incomplete\":{words}}}\n")
        }
    }
}

fn row(line: &Line) -> String {
    let cells = [
        line.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        cell(&line.by),
        cell(&line.act),
        cell(&line.sentence),
        cell(&line.chain),
        line.number.to_string(),
        cell(&line.deployment),
        line.hash.clone(),
    ];
    cells.join(",") + "\r\n"
}

/// A text as one cell. What a spreadsheet would take for a formula begins with an apostrophe, and stays text.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r', '\'']) || text != text.trim() {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_texts_and_never_formulas() {
        for (text, written) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("said \"no\"", "\"said \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-5", "\"'-5\""),
            ("+49", "\"'+49\""),
            ("\tx", "\"'\tx\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
