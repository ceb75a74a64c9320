//! One HTTP request, redirects followed where the check says so. Every hop passes the guard anew, on a connection
//! of its own; what was said to one host is not told to another.

mod body;
mod exchange;
mod target;

use std::time::Duration;

use bytes::Bytes;
use domain::check::{ErrorClass, HttpSpec, Measurement, ProbeError, ProbeKind};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout_at};

use crate::ProbeContext;
use crate::guard::ms_since;
use crate::text::{beginning, visible};
use exchange::{Answer, Question, ask};
use target::Target;

/// Of one header value that is kept.
const HEADER_VALUE_KEPT: usize = 2048;

/// Asks, and says what came back.
pub async fn measure(spec: &HttpSpec, context: &ProbeContext, total: Duration) -> Measurement {
    let begun = Instant::now();
    let mut measurement = Measurement::new(ProbeKind::Http);
    let outcome = match timeout_at(begun + total, follow(spec, context, total, &mut measurement)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ProbeError {
            class: ErrorClass::TimedOut,
            message: format!("No complete answer within {} ms.", total.as_millis()),
        }),
    };
    measurement.timings.total_ms = ms_since(begun);
    measurement.set("latency_ms", measurement.timings.total_ms);
    measurement.error = outcome.err();
    measurement
}

async fn follow(
    spec: &HttpSpec,
    context: &ProbeContext,
    total: Duration,
    measurement: &mut Measurement,
) -> Result<(), ProbeError> {
    let connect = context.limits.connect.min(total);
    let mut target = Target::parse(&spec.url)?;
    let mut question = question(spec)?;
    let mut hops = vec![target.place()];
    loop {
        let answer = ask(&target, &question, context, connect, measurement).await?;
        let location = redirect(&answer);
        if let Some(location) = location.as_deref().filter(|_| spec.follow_redirects) {
            if hops.len() > context.limits.redirects {
                return Err(ProbeError {
                    class: ErrorClass::Protocol,
                    message: format!(
                        "Redirected more than {} times: {}.",
                        context.limits.redirects,
                        hops.join(", ")
                    ),
                });
            }
            let next = target.redirected(location)?;
            question = asked_again(question, answer.response.status(), &target, &next)?;
            hops.push(next.place());
            measurement.fact("hops", hops.join(" → "));
            target = next;
            continue;
        }
        if let Some(location) = location {
            measurement.set("location", visible(beginning(&location, HEADER_VALUE_KEPT)));
        }
        return note(answer, &target, context, measurement).await;
    }
}

fn question(spec: &HttpSpec) -> Result<Question, ProbeError> {
    let unusable = |what: &str| ProbeError {
        class: ErrorClass::Unusable,
        message: format!("The request cannot be built: {what} is not valid."),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in &spec.headers {
        let parsed =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable(&format!("the header {name}")))?;
        let value =
            HeaderValue::from_str(value).map_err(|_| unusable(&format!("the value of the header {name}")))?;
        headers.insert(parsed, value);
    }
    let body = spec.body.clone().unwrap_or_default();
    if !body.is_empty() && !headers.contains_key(header::CONTENT_TYPE) {
        let json = serde_json::from_str::<serde::de::IgnoredAny>(&body).is_ok();
        let kind = if json {
            "application/json"
        } else {
            "text/plain; charset=utf-8"
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    let method = Method::from_bytes(spec.method.as_str().as_bytes()).map_err(|_| unusable("the method"))?;
    Ok(Question {
        method,
        headers,
        body: Bytes::from(body),
    })
}

/// Where the answer sends us, if it does. A redirect without a Location is one to nowhere.
fn redirect(answer: &Answer) -> Option<String> {
    let sends = matches!(answer.response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    sends.then(|| {
        let location = answer.response.headers().get(header::LOCATION);
        location
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .unwrap_or_default()
    })
}

/// The question for the next hop. To another origin go only headers that say nothing about us.
fn asked_again(
    mut question: Question,
    status: StatusCode,
    from: &Target,
    to: &Target,
) -> Result<Question, ProbeError> {
    let keeps_body = matches!(status.as_u16(), 307 | 308);
    if !keeps_body && question.method != Method::GET && question.method != Method::HEAD {
        question.method = Method::GET;
        question.body = Bytes::new();
        question.headers.remove(header::CONTENT_TYPE);
    }
    if from.same_origin(to) {
        return Ok(question);
    }
    if !question.body.is_empty() {
        return Err(ProbeError {
            class: ErrorClass::RefusedByPolicy,
            message: format!(
                "Refused by policy: the redirect would send the request's body on to {}.",
                to.place()
            ),
        });
    }
    let harmless = [
        header::ACCEPT,
        header::ACCEPT_LANGUAGE,
        header::CACHE_CONTROL,
        header::USER_AGENT,
    ];
    question.headers = question
        .headers
        .into_iter()
        .filter_map(|(name, value)| Some((name?, value)))
        .filter(|(name, _)| harmless.contains(name))
        .collect();
    Ok(question)
}

async fn note(
    answer: Answer,
    target: &Target,
    context: &ProbeContext,
    measurement: &mut Measurement,
) -> Result<(), ProbeError> {
    let Answer { response, connection } = answer;
    let (head, body) = response.into_parts();
    measurement.set("status", head.status.as_u16());
    measurement.fact("http_version", format!("{:?}", head.version));
    let mut headers: Map<String, Value> = Map::new();
    for name in head.headers.keys() {
        let values: Vec<String> = head
            .headers
            .get_all(name)
            .iter()
            .map(|value| {
                visible(beginning(
                    &String::from_utf8_lossy(value.as_bytes()),
                    HEADER_VALUE_KEPT,
                ))
            })
            .collect();
        headers.insert(name.as_str().to_owned(), values.join(", ").into());
    }
    measurement.set("headers", headers);
    let read = body::read(target, &head.headers, body, &context.limits, measurement).await;
    drop(connection);
    read
}
