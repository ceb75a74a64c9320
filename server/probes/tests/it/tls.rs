use std::sync::Arc;

use domain::check::{ErrorClass, Operator, Verdict, judge};
use probes::tls::Trust;
use probes::{ProbeContext, run};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;

use crate::rig::{Server, answer, context, error_class, http, message, read_head, rule};

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap().der().clone();
        Self {
            issuer: Issuer::new(params, key),
            root,
        }
    }

    fn signs(
        &self,
        names: &[&str],
        change: impl FnOnce(&mut CertificateParams),
    ) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let mut params =
            CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
        params.not_after = date_time_ymd(2040, 1, 1);
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        (certificate, PrivatePkcs8KeyDer::from(key.serialize_der()).into())
    }

    fn trusted(&self) -> ProbeContext {
        ProbeContext {
            trust: Trust::new(std::slice::from_ref(&self.root)).unwrap(),
            ..context()
        }
    }
}

async fn server(
    (certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>),
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Server {
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            read_head(&mut stream).await;
            let _ = stream.write_all(answer("200 OK", "", "secure").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

fn url(server: &Server) -> String {
    format!("https://{}/", server.address)
}

#[tokio::test]
async fn a_good_certificate_is_seen_with_its_days() {
    let authority = Authority::new("Ours");
    let server = server(authority.signs(&["127.0.0.1"], |_| ()), rustls::DEFAULT_VERSIONS).await;
    let mut check = http(&url(&server));
    check
        .rules
        .push(rule("tls_days_left", Operator::Greater, json!(14)));
    let seen = run(&check, &authority.trusted()).await;
    assert_eq!(seen.error, None);
    assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Passed);
    assert_eq!(seen.facts["tls_ends"], "2040-01-01 00:00 UTC");
    assert_eq!(seen.facts["tls_version"], "TLSv1.3");
    assert!(seen.timings.phases_ms.contains_key("tls"));
}

#[tokio::test]
async fn a_certificate_that_does_not_hold_fails_with_its_reason() {
    let authority = Authority::new("Ours");
    let stranger = Authority::new("A stranger");
    let cases = [
        (
            authority.signs(&["127.0.0.1"], |p| {
                p.not_before = date_time_ymd(2019, 1, 1);
                p.not_after = date_time_ymd(2020, 1, 1);
            }),
            "it expired ",
        ),
        (
            authority.signs(&["127.0.0.1"], |p| p.not_before = date_time_ymd(2039, 1, 1)),
            "it is not valid yet",
        ),
        (
            authority.signs(&["shop.example"], |_| ()),
            "it was made out for another name",
        ),
        (
            stranger.signs(&["127.0.0.1"], |_| ()),
            "nobody we trust has signed it",
        ),
    ];
    for (certificate, reason) in cases {
        let server = server(certificate, rustls::DEFAULT_VERSIONS).await;
        let check = http(&url(&server));
        let seen = run(&check, &authority.trusted()).await;
        assert_eq!(error_class(&seen), Some(ErrorClass::Certificate));
        assert!(message(&seen).contains(reason), "{}", message(&seen));
        assert_eq!(judge(&check.rules, &seen).verdict, Verdict::Failed);
    }
}

#[tokio::test]
async fn a_port_without_encryption_is_told_apart() {
    let plain = Server::start(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.shutdown().await;
    })
    .await;
    let seen = run(&http(&url(&plain)), &context()).await;
    assert_eq!(error_class(&seen), Some(ErrorClass::Tls));
    assert!(message(&seen).contains("plain HTTP"), "{}", message(&seen));
    let silent = Server::start(|stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let mut check = http(&url(&silent));
    check.timeout_ms = 200;
    assert_eq!(
        error_class(&run(&check, &context()).await),
        Some(ErrorClass::TimedOut)
    );
}

#[tokio::test]
async fn the_older_safe_version_is_still_spoken() {
    let authority = Authority::new("Ours");
    let server = server(
        authority.signs(&["127.0.0.1"], |_| ()),
        &[&rustls::version::TLS12],
    )
    .await;
    let seen = run(&http(&url(&server)), &authority.trusted()).await;
    assert_eq!(
        (seen.error, seen.facts["tls_version"].as_str()),
        (None, "TLSv1.2")
    );
}
