//! One request and the head of its answer, over one fresh connection that the guard opened.
//! hyper speaks the protocol; there is no pool, no proxy, no cookie and no second connection.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::check::{ErrorClass, Measurement, ProbeError};
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::target::Target;
use crate::ProbeContext;
use crate::guard::{Purpose, ms_since};
use crate::stream::{Capped, Wire, in_chain, is_too_many_bytes};
use crate::tls::note_certificate;

const USER_AGENT: &str = concat!("Countersign/", env!("CARGO_PKG_VERSION"), " (check)");
/// Framing, encryption and a decoded head take more than the body itself.
const ON_TOP_OF_BODY: u64 = 1024 * 1024;

/// What is asked, apart from where.
#[derive(Clone, Debug)]
pub struct Question {
    pub method: Method,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// An answer whose body has not been read, and the connection it comes from, which ends when it is dropped.
pub struct Answer {
    pub response: Response<Incoming>,
    pub connection: Connection,
}

/// Drives the connection in the background.
pub struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends one request. What was seen on the way is noted on the measurement, also when it ends badly.
///
/// # Errors
/// Refused by policy, or broken anywhere before the answer's head was complete.
pub async fn ask(
    target: &Target,
    question: &Question,
    context: &ProbeContext,
    connect: Duration,
    measurement: &mut Measurement,
) -> Result<Answer, ProbeError> {
    let dialled = context
        .guard
        .dial(&context.allow, &target.host, target.port, Purpose::Any, connect)
        .await?;
    measurement.fact("address", dialled.address.to_string());
    let phases = &mut measurement.timings.phases_ms;
    *phases.entry("name".into()).or_default() += dialled.name_ms;
    *phases.entry("connect".into()).or_default() += dialled.connect_ms;
    let capped = Capped::new(dialled.stream, context.limits.body_read + ON_TOP_OF_BODY);
    let wire = encrypted_if_asked(target, capped, context, measurement, context.now).await?;

    let begun = Instant::now();
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_header_size(context.limits.head)
        .max_buf_size(context.limits.head.max(8192))
        .max_headers(context.limits.headers)
        .handshake(TokioIo::new(wire))
        .await
        .map_err(|error| explained(target, &error))?;
    let connection = Connection(tokio::spawn(async move {
        // What goes wrong here is also told to whoever waits for the answer.
        let _ = connection.await;
    }));
    let request = request(target, question)?;
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| explained(target, &error))?;
    *measurement
        .timings
        .phases_ms
        .entry("first_byte".into())
        .or_default() += ms_since(begun);
    Ok(Answer { response, connection })
}

async fn encrypted_if_asked(
    target: &Target,
    stream: Capped<tokio::net::TcpStream>,
    context: &ProbeContext,
    measurement: &mut Measurement,
    now: DateTime<Utc>,
) -> Result<Box<dyn Wire>, ProbeError> {
    if !target.encrypted {
        return Ok(Box::new(stream));
    }
    let begun = Instant::now();
    let stream = context
        .trust
        .handshake(&target.host, stream, &[b"http/1.1"])
        .await?;
    *measurement.timings.phases_ms.entry("tls".into()).or_default() += ms_since(begun);
    note_certificate(measurement, &stream, now);
    Ok(Box::new(stream))
}

fn request(target: &Target, question: &Question) -> Result<Request<Full<Bytes>>, ProbeError> {
    let unusable = |why: String| ProbeError {
        class: ErrorClass::Unusable,
        message: format!("The request cannot be built: {why}."),
    };
    let mut request = Request::builder()
        .method(question.method.clone())
        .uri(target.path())
        .body(Full::new(question.body.clone()))
        .map_err(|e| unusable(e.to_string()))?;
    let host = HeaderValue::from_str(&target.authority()).map_err(|e| unusable(e.to_string()))?;
    let headers = request.headers_mut();
    headers.insert(header::HOST, host);
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    for (name, value) in &question.headers {
        headers.insert(name, value.clone());
    }
    Ok(request)
}

/// hyper reports a body that ends early, or chunks that cannot be read, as an error of the stream.
fn is_malformed(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| matches!(e.kind(), InvalidData | InvalidInput | UnexpectedEof))
}

/// What broke, for people.
pub fn explained(target: &Target, error: &hyper::Error) -> ProbeError {
    let place = target.place();
    let too_long = matches!(error.to_string().as_str(), "message head is too large");
    let (class, message) = if is_too_many_bytes(error) {
        (ErrorClass::TooLarge, format!("{place} did not stop sending."))
    } else if too_long || error.is_parse_too_large() {
        (
            ErrorClass::TooLarge,
            format!("The head of the answer of {place} is larger than may be."),
        )
    } else if error.is_parse() {
        (
            ErrorClass::Protocol,
            format!("{place} answered something that is not HTTP ({error})."),
        )
    } else if in_chain(error, is_malformed) {
        (
            ErrorClass::Protocol,
            format!("{place} broke off or garbled its answer ({error})."),
        )
    } else if error.is_incomplete_message() {
        (
            ErrorClass::Protocol,
            format!("{place} ended the connection before its answer was complete."),
        )
    } else if error.is_user() {
        (
            ErrorClass::Unusable,
            format!("The request to {place} cannot be sent ({error})."),
        )
    } else {
        (
            ErrorClass::Unreachable,
            format!("The connection to {place} broke ({error})."),
        )
    };
    ProbeError { class, message }
}
