use domain::check::{ErrorClass, Gap, HttpMethod, Operator, ProbeSpec, Verdict, judge};
use probes::run;
use serde_json::{Value, json};

use crate::rig::{Server, answer, context, error_class, http, message, rule};

#[tokio::test]
async fn a_good_answer_passes_and_is_seen_whole() {
    let server = Server::answering(answer(
        "200 OK",
        "Content-Type: application/json\r\n",
        r#"{"status":"ok","quoteId":"q-1"}"#,
    ))
    .await;
    let mut check = http(&server.url("/health?deep=1"));
    check
        .rules
        .push(rule("body./quoteId", Operator::NotNull, Value::Null));
    check
        .rules
        .push(rule("headers.content-type", Operator::Contains, json!("json")));
    check.rules.push(rule("latency_ms", Operator::Less, json!(3000)));
    let seen = run(&check, &context()).await;
    assert_eq!(seen.error, None);
    assert_eq!(seen.fields["status"], 200);
    assert_eq!(seen.fields["size_bytes"], 31);
    assert_eq!(seen.facts["address"], server.address.to_string());
    assert!(seen.timings.phases_ms.contains_key("connect"));
    assert_eq!(
        seen.excerpt.as_ref().unwrap().text,
        r#"{"status":"ok","quoteId":"q-1"}"#
    );
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Passed);
    let request = &server.requests()[0];
    assert!(
        request.starts_with("GET /health?deep=1 HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request
            .to_lowercase()
            .contains(&format!("\r\nhost: {}\r\n", server.address)),
        "{request}"
    );
}

#[tokio::test]
async fn sends_method_headers_and_body() {
    let server = Server::answering(answer("201 Created", "", "{}")).await;
    let mut check = http(&server.url("/quotes"));
    let ProbeSpec::Http(spec) = &mut check.probe else {
        unreachable!("an http check")
    };
    spec.method = HttpMethod::Post;
    spec.headers = vec![("X-Device".into(), "d-1".into())];
    spec.body = Some(r#"{"a":1}"#.into());
    let seen = run(&check, &context()).await;
    assert_eq!(seen.fields["status"], 201);
    let request = server.requests()[0].to_lowercase();
    assert!(request.starts_with("post /quotes http/1.1\r\n"), "{request}");
    for part in [
        "x-device: d-1\r\n",
        "content-type: application/json\r\n",
        "content-length: 7\r\n",
        "\r\n\r\n{\"a\":1}",
    ] {
        assert!(request.contains(part), "{part:?} in {request}");
    }
}

#[tokio::test]
async fn a_wrong_status_fails_with_its_reason() {
    let server = Server::answering(answer("500 Internal Server Error", "", "boom")).await;
    let check = http(&server.url("/"));
    let judged = judge(&check.rules, &run(&check, &context()).await);
    assert_eq!(
        (judged.verdict, judged.reason.as_str()),
        (Verdict::Failed, "The status is 500, not 200.")
    );
}

/// A page that says "error" with status 200 passes a rule on the status alone, and fails one on the body:
/// what is asked is what is judged.
#[tokio::test]
async fn an_error_page_with_status_200_is_judged_by_the_rules() {
    let server = Server::answering(answer("200 OK", "", "<h1>error</h1>")).await;
    let mut check = http(&server.url("/"));
    check
        .rules
        .push(rule("body./status", Operator::Equals, json!("ok")));
    let judged = judge(&check.rules, &run(&check, &context()).await);
    assert_eq!(judged.verdict, Verdict::Inconclusive);
    assert!(judged.reason.contains("is not JSON"), "{}", judged.reason);
}

#[tokio::test]
async fn no_content_has_no_body_even_where_one_is_sent() {
    let server = Server::answering("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello").await;
    let seen = run(&http(&server.url("/")), &context()).await;
    assert_eq!(
        (seen.error.clone(), seen.fields["status"].clone()),
        (None, json!(204))
    );
    assert_eq!(seen.body.unwrap().text, "");
}

#[tokio::test]
async fn bytes_that_are_not_text_are_a_gap() {
    let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab".to_vec();
    bytes.extend([0xff, 0xfe]);
    let server = Server::answering(bytes).await;
    let mut check = http(&server.url("/"));
    let seen = run(&check, &context()).await;
    assert_eq!(
        seen.gaps["body"],
        Gap::NotText {
            why: "it is not UTF-8 from byte 2 on".into()
        }
    );
    assert_eq!(
        judge(&check.rules, &seen).verdict,
        Verdict::Passed,
        "the status is still known"
    );
    check.rules = vec![rule("body", Operator::NotEquals, json!("x"))];
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Inconclusive);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_no_obstacle() {
    let server = Server::answering(answer("200 OK", "", "\u{feff}{\"a\":1}")).await;
    let mut check = http(&server.url("/"));
    check.rules = vec![rule("body./a", Operator::Equals, json!(1))];
    assert_eq!(
        judge(&check.rules, &run(&check, &context()).await).verdict,
        Verdict::Passed
    );
}

#[tokio::test]
async fn control_characters_in_a_body_are_kept_as_symbols() {
    let server = Server::answering(answer("200 OK", "", "a\0b\u{1b}[31m")).await;
    let seen = run(&http(&server.url("/")), &context()).await;
    assert_eq!(seen.excerpt.unwrap().text, "a␀b␛[31m");
}

#[tokio::test]
async fn nothing_listening_is_a_no_and_says_where() {
    let free = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let check = http(&format!("http://{free}/"));
    let seen = run(&check, &context()).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::Closed));
    assert_eq!(
        message(&seen),
        format!("Nothing listens at {free}: the connection was refused.")
    );
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Failed);
}

#[tokio::test]
async fn a_proxy_of_the_surroundings_is_not_used() {
    // The probe has no code that reads HTTP_PROXY; this shows that the target itself is asked, in origin form.
    let server = Server::answering(answer("200 OK", "", "")).await;
    run(&http(&server.url("/direct")), &context()).await;
    assert!(server.requests()[0].starts_with("GET /direct HTTP/1.1"));
}
