//! Headers of every answer: what browsers may do with it, and who may keep it.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// For answers that are no pages: they load nothing and are shown in no frame.
const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Adds what is missing. `secure` says that people come by https.
pub async fn protect(State(secure): State<bool>, request: Request, next: Next) -> Response<Body> {
    let shared = request.uri().path().starts_with("/s/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    missing(headers, header::CONTENT_SECURITY_POLICY, NOTHING);
    missing(
        headers,
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    missing(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    missing(
        headers,
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    );
    missing(
        headers,
        header::REFERRER_POLICY,
        HeaderValue::from_static(if shared { "no-referrer" } else { "same-origin" }),
    );
    missing(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    missing(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    missing(
        headers,
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
    );
    if shared {
        missing(
            headers,
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex, nofollow"),
        );
    }
    if secure {
        missing(
            headers,
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

fn missing(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
