//! Encryption: whom we trust, what the certificate says, and why it was not accepted, in words.
//! Certificates are always verified; there is no switch that turns it off.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::check::{ErrorClass, Measurement, ProbeError};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::guard::Host;
use crate::stream::{Wire, in_chain, is_too_many_bytes};

/// The authorities whose certificates count.
#[derive(Clone)]
pub struct Trust {
    config: Arc<ClientConfig>,
}

impl Trust {
    /// The public authorities (Mozilla's list), and the operator's own in addition.
    ///
    /// # Errors
    /// Refused when one of the additional certificates is none.
    pub fn new(additional: &[CertificateDer<'static>]) -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        for certificate in additional {
            roots.add(certificate.clone())?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // A resumed session shows no certificate, and what cannot be seen cannot be reported.
        config.resumption = rustls::client::Resumption::disabled();
        Ok(Self {
            config: Arc::new(config),
        })
    }

    /// Begins encryption on a connection to this host.
    ///
    /// # Errors
    /// Refused when the certificate does not hold, or when encryption cannot be agreed on.
    pub async fn handshake<S: Wire>(
        &self,
        host: &Host,
        stream: S,
        alpn: &[&[u8]],
    ) -> Result<TlsStream<S>, ProbeError> {
        let mut config = ClientConfig::clone(&self.config);
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        let name = server_name(host)?;
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .map_err(|error| explained(host, &error))
    }
}

fn server_name(host: &Host) -> Result<ServerName<'static>, ProbeError> {
    match host {
        Host::Address(address) => Ok(ServerName::IpAddress((*address).into())),
        Host::Name(name) => ServerName::try_from(name.clone()).map_err(|_| ProbeError {
            class: ErrorClass::Unusable,
            message: format!("{host} is not a name that a certificate can carry."),
        }),
    }
}

/// What went wrong, for people. A certificate that does not hold is the target's fault; the rest is unknown.
pub fn explained(host: &Host, error: &std::io::Error) -> ProbeError {
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let (class, message) = match tls {
        Some(rustls::Error::InvalidCertificate(why)) => (
            ErrorClass::Certificate,
            format!(
                "The certificate of {host} does not hold: {}.",
                certificate_words(why)
            ),
        ),
        Some(rustls::Error::NoCertificatesPresented) => {
            (ErrorClass::Certificate, format!("{host} showed no certificate."))
        }
        Some(rustls::Error::InvalidMessage(_)) => (
            ErrorClass::Tls,
            format!("{host} answered something that is not TLS; it may speak plain HTTP on this port."),
        ),
        Some(rustls::Error::AlertReceived(alert)) => (
            ErrorClass::Tls,
            format!("{host} ended the encryption with the alert {alert:?}."),
        ),
        Some(rustls::Error::PeerIncompatible(_)) => (
            ErrorClass::Tls,
            format!("{host} offers no version of TLS that is still safe."),
        ),
        Some(other) => (
            ErrorClass::Tls,
            format!("Encryption with {host} failed: {other}."),
        ),
        None if is_too_many_bytes(error) => (
            ErrorClass::TooLarge,
            format!("{host} sent too much before encryption began."),
        ),
        None if in_chain(error, |e| e.is::<rustls::Error>()) => {
            (ErrorClass::Tls, format!("Encryption with {host} failed."))
        }
        None => (
            ErrorClass::Unreachable,
            format!("{host} broke off while encryption was agreed on: {error}."),
        ),
    };
    ProbeError { class, message }
}

fn certificate_words(why: &CertificateError) -> String {
    match why {
        CertificateError::Expired => "it has expired".into(),
        CertificateError::ExpiredContext { time, not_after } => {
            let days = time.as_secs().saturating_sub(not_after.as_secs()) / 86_400;
            match days {
                0 => "it expired less than a day ago".into(),
                1 => "it expired yesterday".into(),
                days => format!("it expired {days} days ago"),
            }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".into()
        }
        CertificateError::UnknownIssuer => "nobody we trust has signed it".into(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it was made out for another name".into()
        }
        CertificateError::Revoked => "it was revoked".into(),
        CertificateError::BadSignature => "its signature is wrong".into(),
        CertificateError::BadEncoding => "it cannot be read".into(),
        other => format!("{other}"),
    }
}

/// Notes what the certificate says: days left as a field for rules, names and dates as facts for people.
pub fn note_certificate<S>(measurement: &mut Measurement, stream: &TlsStream<S>, now: DateTime<Utc>) {
    let (_, session) = stream.get_ref();
    if let Some(version) = session.protocol_version() {
        measurement.fact("tls_version", format!("{version:?}").replace('_', "."));
    }
    let Some(leaf) = session.peer_certificates().and_then(|chain| chain.first()) else {
        return;
    };
    let Ok((_, certificate)) = x509_parser::parse_x509_certificate(leaf) else {
        return;
    };
    let ends = certificate.validity().not_after.timestamp();
    measurement.set("tls_days_left", (ends - now.timestamp()).div_euclid(86_400));
    if let Some(ends) = DateTime::from_timestamp(ends, 0) {
        measurement.fact("tls_ends", ends.format("%Y-%m-%d %H:%M UTC").to_string());
    }
    measurement.fact("tls_issuer", certificate.issuer().to_string());
    measurement.fact("tls_subject", certificate.subject().to_string());
}
