use std::io::Write as _;
use std::time::{Duration, Instant};

use domain::check::{CheckSpec, ErrorClass, Gap, Measurement, Verdict, judge};
use probes::run;
use tokio::io::AsyncWriteExt;

use crate::rig::{Server, context, error_class, http, message, read_head};

async fn seen(check: &CheckSpec) -> Measurement {
    let seen = run(check, &context()).await;
    assert_ne!(judge(&check.rules, &seen).verdict, Verdict::Passed, "{seen:?}");
    seen
}

/// Sends a head, then the same bytes until nobody listens any more.
async fn endless(head: &'static str, bytes: &'static [u8]) -> Server {
    Server::start(move |mut stream| async move {
        read_head(&mut stream).await;
        if stream.write_all(head.as_bytes()).await.is_ok() {
            while stream.write_all(bytes).await.is_ok() {}
        }
    })
    .await
}

/// Sends a head, then says nothing more and keeps the connection.
async fn silent_after(head: &'static str) -> Server {
    Server::start(move |mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(head.as_bytes()).await;
        std::future::pending::<()>().await;
    })
    .await
}

#[tokio::test]
async fn silence_ends_at_the_time_limit() {
    for head in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nX: y\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    ] {
        let server = silent_after(head).await;
        let mut check = http(&server.url("/"));
        check.timeout_ms = 300;
        let begun = Instant::now();
        let seen = seen(&check).await;
        assert_eq!(error_class(&seen), Some(ErrorClass::TimedOut), "{head:?}");
        assert_eq!(message(&seen), "No complete answer within 300 ms.");
        assert!(begun.elapsed() < Duration::from_secs(3), "{head:?}");
    }
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    static PLENTY: [u8; 8192] = [b'x'; 8192];
    let server = endless("HTTP/1.1 200 OK\r\n\r\n", &PLENTY).await;
    let seen = seen(&http(&server.url("/"))).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::TooLarge));
    assert!(
        message(&seen).contains("did not end within 65536 bytes"),
        "{}",
        message(&seen)
    );
}

#[tokio::test]
async fn an_endless_chunked_body_is_cut() {
    let server = endless(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"4\r\nabcd\r\n",
    )
    .await;
    assert_eq!(
        error_class(&seen(&http(&server.url("/"))).await),
        Some(ErrorClass::TooLarge)
    );
}

#[tokio::test]
async fn a_promise_of_ten_gigabytes_costs_nothing() {
    static PLENTY: [u8; 8192] = [b'x'; 8192];
    let server = endless("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", &PLENTY).await;
    assert_eq!(
        error_class(&seen(&http(&server.url("/"))).await),
        Some(ErrorClass::TooLarge)
    );
}

#[tokio::test]
async fn a_body_shorter_than_promised_is_no_answer() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort").await;
    assert_eq!(
        error_class(&seen(&http(&server.url("/"))).await),
        Some(ErrorClass::Protocol)
    );
}

#[tokio::test]
async fn a_body_beyond_what_is_kept_is_counted_and_marked() {
    let body = "x".repeat(10_000);
    let server = Server::answering(crate::rig::answer("200 OK", "", &body)).await;
    let seen = run(&http(&server.url("/")), &context()).await;
    assert_eq!(
        (seen.error.clone(), seen.fields["size_bytes"].as_u64()),
        (None, Some(10_000))
    );
    let body = seen.body.unwrap();
    assert!(body.cut && body.text.len() == 4096);
    let excerpt = seen.excerpt.unwrap();
    assert!(excerpt.cut && excerpt.text.len() == 1024 && excerpt.bytes_total == 10_000);
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let one_huge = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "y".repeat(100_000));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(1000));
    for head in [one_huge, many] {
        let server = Server::answering(head).await;
        assert_eq!(
            error_class(&seen(&http(&server.url("/"))).await),
            Some(ErrorClass::TooLarge)
        );
    }
    let server = endless(
        "HTTP/1.1 200 OK\r\n",
        b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n",
    )
    .await;
    assert_eq!(
        error_class(&seen(&http(&server.url("/"))).await),
        Some(ErrorClass::TooLarge)
    );
}

#[tokio::test]
async fn a_flood_of_interim_answers_ends() {
    let server = endless("", b"HTTP/1.1 100 Continue\r\n\r\n").await;
    let class = error_class(&seen(&http(&server.url("/"))).await);
    assert!(
        matches!(class, Some(ErrorClass::TooLarge | ErrorClass::TimedOut)),
        "{class:?}"
    );
}

#[tokio::test]
async fn what_is_not_http_is_said_to_be_none() {
    for bytes in [
        &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
        b"hello\r\n\r\n",
        b"HTTP/0.9 200 OK\r\n\r\n",
        b"<html>old</html>",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"",
    ] {
        let server = Server::answering(bytes).await;
        let seen = seen(&http(&server.url("/"))).await;
        let class = error_class(&seen);
        assert!(
            matches!(class, Some(ErrorClass::Protocol | ErrorClass::Unreachable)),
            "{:?} gave {class:?} {}",
            String::from_utf8_lossy(bytes),
            message(&seen)
        );
    }
}

fn packed(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut all = format!(
        "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    all.extend(body);
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_packed_body_is_unpacked_and_a_bomb_is_cut() {
    let server = Server::answering(packed("Content-Encoding: gzip\r\n", &gzip(b"{\"ok\":true}"))).await;
    let seen_whole = run(&http(&server.url("/")), &context()).await;
    assert_eq!(seen_whole.body.unwrap().text, "{\"ok\":true}");

    let bomb = gzip(&vec![0; 10 * 1024 * 1024]);
    assert!(bomb.len() < 20_000, "small on the way");
    let server = Server::answering(packed("Content-Encoding: gzip\r\n", &bomb)).await;
    assert_eq!(
        error_class(&seen(&http(&server.url("/"))).await),
        Some(ErrorClass::TooLarge)
    );
}

#[tokio::test]
async fn a_wrong_or_unknown_packing_never_reads_as_text() {
    let server = Server::answering(packed("Content-Encoding: gzip\r\n", b"not packed at all")).await;
    assert_eq!(
        error_class(&seen(&http(&server.url("/"))).await),
        Some(ErrorClass::Protocol)
    );
    for encoding in ["br", "zstd", "gzip, gzip", "x-unknown"] {
        let server = Server::answering(packed(&format!("Content-Encoding: {encoding}\r\n"), b"0123")).await;
        let seen = run(&http(&server.url("/")), &context()).await;
        assert_eq!(
            seen.gaps["body"],
            Gap::NotText {
                why: format!("it is packed as {encoding}")
            }
        );
        assert_eq!(seen.fields["size_bytes"], 4);
    }
}

#[tokio::test]
async fn one_byte_at_a_time_still_ends_at_the_limit() {
    let server = Server::start(|mut stream| async move {
        read_head(&mut stream).await;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
            .iter()
            .chain(std::iter::repeat_n(&b'x', 100_000))
        {
            tick.tick().await;
            if stream.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
    })
    .await;
    let mut check = http(&server.url("/"));
    check.timeout_ms = 400;
    let begun = Instant::now();
    assert_eq!(error_class(&seen(&check).await), Some(ErrorClass::TimedOut));
    assert!(begun.elapsed() < Duration::from_millis(1400));
}
