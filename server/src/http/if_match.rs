//! `If-Match` for programs. What an act may assume stands in the form itself, in `seen_version` or `seen`; that is the
//! precondition, and it cannot be left out. A program that sends the header too must mean the same.

use app::api::error::ApiError;
use axum::http::{HeaderMap, header};

/// Fields of a form that say what its sender has seen.
const SEEN: [&str; 2] = ["cmd[seen_version]", "cmd[seen]"];

/// Refuses a header that names anything but the one version that the form has seen: `*`, weak tags and lists included, since
/// none of them says which state is about to be changed.
///
/// # Errors
/// `NotAsSeen`, with what to send instead.
pub fn agrees(headers: &HeaderMap, fields: &[(String, String)]) -> Result<(), ApiError> {
    let mut sent = headers.get_all(header::IF_MATCH).iter();
    let Some(first) = sent.next() else {
        return Ok(());
    };
    let seen = fields.iter().find(|(name, _)| SEEN.contains(&name.as_str()));
    let Some((name, seen)) = seen else {
        return Err(refused(
            "This act has no version to compare with If-Match. Send it without that header.",
        ));
    };
    let tag = (sent.next().is_none())
        .then_some(first)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
        .and_then(|value| value.strip_prefix('"')?.strip_suffix('"'));
    if tag == Some(seen.as_str()) {
        Ok(())
    } else {
        let field = name.trim_start_matches("cmd[").trim_end_matches(']');
        Err(refused(&format!(
            "If-Match and {field} do not say the same. Read the page again, and send the version it shows in both."
        )))
    }
}

fn refused(message: &str) -> ApiError {
    ApiError::NotAsSeen {
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_the_version_that_was_seen_agrees() {
        let fields = [
            ("cmd[item]".to_owned(), "x".to_owned()),
            ("cmd[seen_version]".to_owned(), "3".to_owned()),
        ];
        let with = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::IF_MATCH, HeaderValue::from_str(value).unwrap());
            }
            agrees(&headers, &fields).is_ok()
        };
        assert!(with(&[]));
        assert!(with(&["\"3\""]));
        for wrong in ["\"4\"", "*", "W/\"3\"", "3", "\"3\", \"4\"", "", "\"03\""] {
            assert!(!with(&[wrong]), "{wrong}");
        }
        assert!(!with(&["\"3\"", "\"4\""]), "two headers");
        let mut headers = HeaderMap::new();
        headers.append(header::IF_MATCH, HeaderValue::from_static("\"3\""));
        assert!(agrees(&headers, &[]).is_err(), "there is nothing to compare");
    }
}
