//! The browser's files: bundle, style sheet, icons. Part of the program in a release build, read from disk otherwise.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Mutex, OnceLock};

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// What the build puts into `target/site`: `pkg/` with bundle and style sheet, and static files beside it.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// Good compression that takes a fraction of a second once per file and start; the best takes ten times as long.
const BROTLI_QUALITY: i32 = 9;
const BROTLI_WINDOW: i32 = 22;

/// A version of all files together, for links: `/pkg/countersign.css?v=…` may be kept for ever.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut names: Vec<Cow<'static, str>> = Site::iter().collect();
        names.sort();
        let mut all = Sha256::new();
        for name in names {
            if let Some(file) = Site::get(&name) {
                all.update(name.as_bytes());
                all.update(file.metadata.sha256_hash());
            }
        }
        hex::encode(&all.finalize()[..8])
    })
}

/// Answers a request for a file, or gives `None` when there is no such file: the router's fallback then says so.
///
/// Compressed already where it helps: keep the layer that compresses pages away from it.
pub async fn answer(request: &Parts) -> Option<Response<Body>> {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return None;
    }
    let path = request.uri.path().trim_start_matches('/');
    let file = Site::get(path)?;
    let hash = hex::encode(&file.metadata.sha256_hash()[..16]);
    let kind = content_type(path);
    let brotli = compresses(&kind) && accepts_brotli(&request.headers);
    // One tag per form of the file, or a cache could serve one for the other.
    let etag = if brotli {
        format!("\"{hash}-br\"")
    } else {
        format!("\"{hash}\"")
    };

    let mut response = Response::builder()
        .header(ETAG, &etag)
        .header(CACHE_CONTROL, cache_control(request.uri.query()))
        .header(VARY, HeaderValue::from_static("accept-encoding"));
    if has_tag(&request.headers, &etag) {
        return response.status(StatusCode::NOT_MODIFIED).body(Body::empty()).ok();
    }
    response = response
        .header(CONTENT_TYPE, kind)
        .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    if !brotli {
        return response.body(Body::from(bytes)).ok();
    }
    let bytes = compressed(etag, bytes).await;
    response
        .header(CONTENT_ENCODING, HeaderValue::from_static("br"))
        .body(Body::from(bytes))
        .ok()
}

/// The compressed form, made once. A development build sends files as they are: there, compressing takes seconds.
async fn compressed(etag: String, bytes: Bytes) -> Bytes {
    static MADE: OnceLock<Mutex<HashMap<String, Bytes>>> = OnceLock::new();
    let made = MADE.get_or_init(Mutex::default);
    if let Some(known) = made.lock().expect("nobody panics while looking").get(&etag) {
        return known.clone();
    }
    let small = tokio::task::spawn_blocking(move || brotli(&bytes))
        .await
        .expect("compressing does not panic");
    made.lock()
        .expect("nobody panics while keeping")
        .insert(etag, small.clone());
    small
}

fn brotli(bytes: &[u8]) -> Bytes {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut small = brotli::CompressorWriter::with_params(Vec::new(), 64 * 1024, &params);
    small.write_all(bytes).expect("writing to memory does not fail");
    Bytes::from(small.into_inner())
}

fn content_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    match (guess.type_(), guess.subtype().as_str()) {
        (mime_guess::mime::TEXT, _) | (_, "javascript" | "json") => {
            format!("{}; charset=utf-8", guess.essence_str())
        }
        _ => guess.essence_str().to_owned(),
    }
}

fn compresses(kind: &str) -> bool {
    !cfg!(debug_assertions)
        && (kind.starts_with("text/")
            || kind == "application/wasm"
            || kind.contains("json")
            || kind.contains("xml"))
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
            let refused =
                parts.any(|p| p.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0));
            named && !refused
        })
}

fn has_tag(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|tag| {
            let tag = tag.trim();
            tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag
        })
}

/// A link with the present version names bytes that never change; any other is asked for again each time.
/// So is everything in a development build, where the files change under a running server.
fn cache_control(query: Option<&str>) -> HeaderValue {
    if !cfg!(debug_assertions) && query.and_then(|q| q.strip_prefix("v=")) == Some(version()) {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("no-cache")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_those_who_ask_for_it() {
        let asked = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepts_brotli(&headers)
        };
        assert!(asked("gzip, deflate, br"));
        assert!(asked("br;q=0.5"));
        assert!(!asked("gzip, br;q=0"));
        assert!(!asked("brotli"));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[test]
    fn only_the_present_version_may_be_kept() {
        assert_eq!(cache_control(Some("v=old")), "no-cache");
        assert_eq!(cache_control(None), "no-cache");
        let present = cache_control(Some(&format!("v={}", version())));
        assert_eq!(
            present.to_str().unwrap().contains("immutable"),
            !cfg!(debug_assertions)
        );
    }

    #[test]
    fn a_tag_is_recognised_alone_in_a_list_and_weak() {
        let with = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            has_tag(&headers, "\"a\"")
        };
        assert!(with("\"a\"") && with("\"b\", W/\"a\"") && with("*"));
        assert!(!with("\"b\""));
    }

    #[test]
    fn what_was_compressed_comes_back() {
        let text = "countersign ".repeat(500);
        let small = brotli(text.as_bytes());
        assert!(small.len() < text.len() / 10);
        let mut back = Vec::new();
        std::io::Read::read_to_end(&mut brotli::Decompressor::new(&small[..], 4096), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
    }

    #[test]
    fn kinds_are_what_browsers_insist_on() {
        assert_eq!(content_type("pkg/countersign.wasm"), "application/wasm");
        assert_eq!(
            content_type("pkg/countersign.js"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(content_type("pkg/countersign.css"), "text/css; charset=utf-8");
        assert_eq!(content_type("icons.svg"), "image/svg+xml");
    }
}
