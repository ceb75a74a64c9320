use std::time::{Duration, Instant};

use domain::check::{CheckSpec, ErrorClass, Gap, Operator, ProbeSpec, TcpSpec, Verdict, judge};
use probes::run;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{Server, context, error_class, rule};

fn tcp(server: &Server, banner: bool) -> CheckSpec {
    let spec = TcpSpec {
        host: server.address.ip().to_string(),
        port: server.address.port(),
        send: None,
        expect_banner: banner,
    };
    let mut check = CheckSpec::new(
        ProbeSpec::Tcp(spec),
        vec![rule("reachable", Operator::Equals, json!(true))],
    );
    check.timeout_ms = 1000;
    check
}

#[tokio::test]
async fn an_open_port_that_stays_passes() {
    let server = Server::start(|stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let mut check = tcp(&server, false);
    check
        .rules
        .push(rule("stays_open", Operator::Equals, json!(true)));
    let seen = run(&check, &context()).await;
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Passed, "{seen:?}");
}

#[tokio::test]
async fn a_port_that_accepts_and_hangs_up_is_told_apart() {
    let server = Server::start(|stream| async move { drop(stream) }).await;
    let mut check = tcp(&server, false);
    check
        .rules
        .push(rule("stays_open", Operator::Equals, json!(true)));
    let seen = run(&check, &context()).await;
    assert_eq!(seen.fields["reachable"], true);
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Failed);
}

#[tokio::test]
async fn a_shut_port_fails() {
    let server = Server::start(|stream| async move { drop(stream) }).await;
    let check = tcp(&server, false);
    let address = server.address;
    drop(server);
    // The listener's task ends at its next turn; until then the port may still be open.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let seen = run(&check, &context()).await;
    assert_eq!(
        (seen.error.clone(), seen.fields["reachable"].clone()),
        (None, json!(false))
    );
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Failed);
}

#[tokio::test]
async fn a_banner_is_heard_and_an_answer_to_what_was_sent() {
    let server = Server::start(|mut stream| async move {
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
        std::future::pending::<()>().await;
    })
    .await;
    let mut check = tcp(&server, true);
    check.rules = vec![rule("banner", Operator::Matches, json!("^220 "))];
    let seen = run(&check, &context()).await;
    assert_eq!(seen.fields["banner"], "220 mail.example ESMTP");
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Passed);

    let echo = Server::start(|mut stream| async move {
        let mut buffer = [0; 64];
        if let Ok(count) = stream.read(&mut buffer).await {
            let _ = stream.write_all(&buffer[..count]).await;
        }
    })
    .await;
    let mut check = tcp(&echo, true);
    let ProbeSpec::Tcp(spec) = &mut check.probe else {
        unreachable!("a tcp check")
    };
    spec.send = Some("ruok\n".into());
    assert_eq!(run(&check, &context()).await.fields["banner"], "ruok");
}

#[tokio::test]
async fn a_silent_accept_ends_at_the_limit_and_is_no_data() {
    let server = Server::start(|stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let mut check = tcp(&server, true);
    check.timeout_ms = 200;
    check.rules = vec![rule("banner", Operator::NotNull, Value::Null)];
    let begun = Instant::now();
    let seen = run(&check, &context()).await;
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(seen.gaps["banner"], Gap::NoData);
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Inconclusive);
}

#[tokio::test]
async fn an_endless_banner_is_cut_and_bytes_that_are_no_text_are_shown() {
    let server =
        Server::start(|mut stream| async move { while stream.write_all(&[0xff; 4096]).await.is_ok() {} })
            .await;
    let seen = run(&tcp(&server, true), &context()).await;
    assert_eq!(seen.error, None);
    assert!(seen.fields["banner"].as_str().unwrap().chars().count() <= 4096);
}

#[tokio::test]
async fn nobody_connects_to_themselves() {
    let server = Server::start(|stream| async move { drop(stream) }).await;
    let mut check = tcp(&server, false);
    let ProbeSpec::Tcp(spec) = &mut check.probe else {
        unreachable!("a tcp check")
    };
    spec.host = "0.0.0.0".into();
    assert_eq!(
        error_class(&run(&check, &context()).await),
        Some(ErrorClass::RefusedByPolicy)
    );
    assert_eq!(server.connections(), 0);
}
