//! Acts come from our own pages. Cookies alone do not prove that: a form on another site sends them too.
//! The rule is the one of Go 1.25's `CrossOriginProtection`: trust `Sec-Fetch-Site`, else compare `Origin` with our host.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const SENTENCE: &str =
    "This came from another site and was not done. Open the page here and send the form again.";

pub async fn require(request: Request, next: Next) -> Response<Body> {
    if is_safe(request.method()) || from_here(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(
        path = request.uri().path(),
        "an act from another site was refused"
    );
    (StatusCode::FORBIDDEN, SENTENCE).into_response()
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => site == "same-origin",
        // Old browsers send `Origin` alone; programs send neither, and no cookies of a person.
        None => match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
            (None, _) => true,
            (Some(origin), Some(host)) => {
                origin
                    .strip_prefix("https://")
                    .or_else(|| origin.strip_prefix("http://"))
                    == Some(host)
            }
            (Some(_), None) => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_act() {
        let cases: [(&[(&str, &str)], bool); 8] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (
                &[("origin", "http://localhost:3100"), ("host", "localhost:3100")],
                true,
            ),
            (
                &[("origin", "https://evil.example"), ("host", "localhost:3100")],
                false,
            ),
            (&[("origin", "null"), ("host", "localhost:3100")], false),
            (&[], true),
        ];
        for (pairs, allowed) in cases {
            let pairs: Vec<_> = pairs.iter().map(|(a, b)| (*a, *b)).collect();
            let map: HeaderMap = pairs
                .iter()
                .map(|(n, v)| (n.parse().unwrap(), HeaderValue::from_str(v).unwrap()))
                .collect();
            assert_eq!(from_here(&map), allowed, "{pairs:?}");
        }
        assert!(!from_here(&headers(&[("origin", "http://localhost:3100")])));
    }
}
