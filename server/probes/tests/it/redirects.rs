use domain::check::{CheckSpec, ErrorClass, HttpMethod, HttpSpec, ProbeSpec};
use probes::run;
use serde_json::json;

use crate::rig::{FakeNames, Server, answer, context, context_with, error_class, following, http, message};

fn to(status: &str, location: &str) -> String {
    answer(status, &format!("Location: {location}\r\n"), "")
}

fn change(check: &mut CheckSpec, change: impl FnOnce(&mut HttpSpec)) {
    let ProbeSpec::Http(spec) = &mut check.probe else {
        unreachable!("an http check")
    };
    change(spec);
}

#[tokio::test]
async fn without_being_asked_to_none_is_followed() {
    let end = Server::answering(answer("200 OK", "", "end")).await;
    let first = Server::answering(to("302 Found", &end.url("/there"))).await;
    let seen = run(&http(&first.url("/")), &context()).await;
    assert_eq!(seen.fields["status"], 302);
    assert_eq!(seen.fields["location"], json!(end.url("/there")));
    assert_eq!(end.connections(), 0);
}

#[tokio::test]
async fn up_to_three_are_followed_and_listed() {
    let end = Server::answering(answer("200 OK", "", "end")).await;
    let third = Server::answering(to("307 Temporary Redirect", &end.url("/"))).await;
    let second = Server::answering(to("301 Moved", &third.url("/"))).await;
    let first = Server::answering(to("302 Found", &second.url("/"))).await;
    let seen = run(&following(&first.url("/")), &context()).await;
    assert_eq!(
        (seen.error.clone(), seen.fields["status"].clone()),
        (None, json!(200))
    );
    assert_eq!(seen.facts["hops"].matches('→').count(), 3);
    let before = Server::answering(to("302 Found", &first.url("/"))).await;
    let seen = run(&following(&before.url("/")), &context()).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::Protocol));
    assert!(
        message(&seen).starts_with("Redirected more than 3 times"),
        "{}",
        message(&seen)
    );
    assert_eq!(end.connections(), 1, "the fourth was not asked");
}

#[tokio::test]
async fn a_loop_ends() {
    let server = Server::answering(to("302 Found", "/again")).await;
    let seen = run(&following(&server.url("/")), &context()).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::Protocol));
    assert_eq!(server.connections(), 4);
}

#[tokio::test]
async fn each_hop_passes_the_guard() {
    let inner = Server::answering(answer("200 OK", "", "secret")).await;
    for location in [
        inner.url("/"),
        format!("http://localhost:{}/", inner.address.port()),
        format!("http://2130706433:{}/", inner.address.port()),
        format!("http://[::ffff:127.0.0.1]:{}/", inner.address.port()),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1:70/".to_owned(),
        format!("http://user@127.0.0.1:{}/", inner.address.port()),
    ] {
        let first = Server::answering(to("302 Found", &location)).await;
        // Only the first server's port is open.
        let port = first.address.port();
        let context = context_with(&[("127.0.0.1", port..=port)], FakeNames::knowing(&[]));
        let seen = run(&following(&first.url("/")), &context).await;
        assert_eq!(
            error_class(&seen),
            Some(ErrorClass::RefusedByPolicy),
            "{location}"
        );
        assert_eq!(first.connections(), 1);
    }
    assert_eq!(inner.connections(), 0);
}

#[tokio::test]
async fn an_empty_or_missing_location_is_no_answer() {
    for head in [
        "HTTP/1.1 301 Moved\r\nLocation: \r\n\r\n",
        "HTTP/1.1 302 Found\r\n\r\n",
    ] {
        let server = Server::answering(head).await;
        let seen = run(&following(&server.url("/")), &context()).await;
        assert_eq!(error_class(&seen), Some(ErrorClass::Protocol), "{head:?}");
    }
}

#[tokio::test]
async fn a_refresh_in_the_page_is_not_followed() {
    let inner = Server::answering(answer("200 OK", "", "")).await;
    let page = format!("<meta http-equiv=refresh content='0;url={}'>", inner.url("/"));
    let first = Server::answering(answer(
        "200 OK",
        &format!("Refresh: 0;url={}\r\n", inner.url("/")),
        &page,
    ))
    .await;
    run(&following(&first.url("/")), &context()).await;
    assert_eq!(inner.connections(), 0);
}

#[tokio::test]
async fn another_host_is_not_told_the_headers() {
    let end = Server::answering(answer("200 OK", "", "")).await;
    let first = Server::answering(to("302 Found", &end.url("/"))).await;
    let mut check = following(&first.url("/"));
    change(&mut check, |spec| {
        spec.headers = vec![
            ("Authorization".into(), "Bearer t0ken".into()),
            ("X-Api-Key".into(), "k3y".into()),
            ("Cookie".into(), "c=1".into()),
            ("Accept".into(), "text/html".into()),
        ];
    });
    run(&check, &context()).await;
    let (told, other) = (
        first.requests()[0].to_lowercase(),
        end.requests()[0].to_lowercase(),
    );
    assert!(
        told.contains("t0ken") && told.contains("k3y") && told.contains("cookie"),
        "{told}"
    );
    assert!(
        !other.contains("t0ken") && !other.contains("k3y") && !other.contains("cookie"),
        "{other}"
    );
    assert!(other.contains("accept: text/html"), "{other}");
}

#[tokio::test]
async fn a_body_is_not_sent_on_to_another_host() {
    let end = Server::answering(answer("200 OK", "", "")).await;
    let body = |status: &str| {
        let location = to(status, &end.url("/"));
        async move { Server::answering(location).await }
    };
    let post = |server: &Server| {
        let mut check = following(&server.url("/"));
        change(&mut check, |spec| {
            spec.method = HttpMethod::Post;
            spec.body = Some("card=4111".into());
        });
        check
    };
    let kept = body("308 Permanent Redirect").await;
    let seen = run(&post(&kept), &context()).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::RefusedByPolicy));
    assert_eq!(end.connections(), 0);
    let dropped = body("303 See Other").await;
    let seen = run(&post(&dropped), &context()).await;
    assert_eq!(seen.error, None);
    let request = end.requests()[0].clone();
    assert!(
        request.starts_with("GET / ") && !request.contains("4111"),
        "{request}"
    );
}

/// The name leads to an open place when it is checked, and elsewhere when it is asked again: within one dial nobody asks again.
#[tokio::test]
async fn a_name_that_changes_its_mind_gains_nothing() {
    let inner = Server::answering(answer("200 OK", "", "secret")).await;
    let names = FakeNames::knowing(&[
        ("rebind.example", &["127.0.0.2"]),
        ("rebind.example", &["127.0.0.1"]),
    ]);
    let port = inner.address.port();
    let context = context_with(
        &[("127.0.0.2", port..=port), ("rebind.example", port..=port)],
        names.clone(),
    );
    let url = format!("http://rebind.example:{port}/");
    let first = run(&http(&url), &context).await;
    assert_eq!(error_class(&first), Some(ErrorClass::Closed));
    assert!(
        message(&first).contains(&format!("127.0.0.2:{port}")),
        "the checked address was dialled: {}",
        message(&first)
    );
    assert_eq!((names.asked(), inner.connections()), (1, 0));
    let second = run(&http(&url), &context).await;
    assert_eq!(error_class(&second), Some(ErrorClass::RefusedByPolicy));
    assert_eq!((names.asked(), inner.connections()), (2, 0));
}
