//! A port: whether something listens, whether it stays, and what it says first.

use std::time::Duration;

use domain::check::{Gap, Measurement, ProbeKind, TcpSpec};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::ProbeContext;
use crate::guard::{DialFailed, Guard, Purpose, ms_since};
use crate::text::{excerpt, visible};

/// How long a silent port is watched for hanging up: a proxy without a backend accepts, and closes at once.
const WATCHED: Duration = Duration::from_millis(150);

/// Connects, and listens where the check wants to hear something.
pub async fn measure(spec: &TcpSpec, context: &ProbeContext, total: Duration) -> Measurement {
    let begun = Instant::now();
    let mut measurement = Measurement::new(ProbeKind::Tcp);
    let dialled = async {
        let host = Guard::host(&spec.host)?;
        let connect = context.limits.connect.min(total);
        let dialling = context
            .guard
            .dial(&context.allow, &host, spec.port, Purpose::Any, connect);
        timeout(total, dialling).await.unwrap_or_else(|_| {
            Err(DialFailed::TimedOut {
                place: format!("{host}:{}", spec.port),
                ms: total.as_millis(),
            })
        })
    };
    match dialled.await {
        Ok(dialled) => {
            measurement.set("reachable", true);
            measurement.set("latency_ms", dialled.connect_ms);
            measurement.fact("address", dialled.address.to_string());
            measurement
                .timings
                .phases_ms
                .insert("name".into(), dialled.name_ms);
            measurement
                .timings
                .phases_ms
                .insert("connect".into(), dialled.connect_ms);
            listen(&mut measurement, spec, context, dialled.stream, begun + total).await;
        }
        // For this probe a shut door is what was measured, not a failure to measure.
        Err(DialFailed::Closed(at)) => {
            measurement.set("reachable", false);
            measurement.set("stays_open", false);
            measurement.gap("banner", Gap::NoData);
            measurement.fact("refused_by", at);
        }
        Err(failed) => measurement.error = Some(failed.into()),
    }
    measurement.timings.total_ms = ms_since(begun);
    measurement
}

async fn listen(
    measurement: &mut Measurement,
    spec: &TcpSpec,
    context: &ProbeContext,
    mut stream: TcpStream,
    end: Instant,
) {
    if let Some(send) = &spec.send {
        let sent = timeout_at(end, stream.write_all(send.as_bytes())).await;
        if !matches!(sent, Ok(Ok(()))) {
            measurement.fact("sending", "the other side did not take what was sent");
        }
    }
    if !spec.expect_banner {
        let watched = timeout_at(end.min(Instant::now() + WATCHED), stream.peek(&mut [0; 1])).await;
        let hung_up = matches!(watched, Ok(Ok(0) | Err(_)));
        measurement.set("stays_open", !hung_up);
        return;
    }
    let mut heard = Vec::new();
    let mut open = true;
    let mut buffer = [0; 1024];
    while heard.len() < context.limits.banner && !heard.contains(&b'\n') {
        match timeout_at(end, stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => {
                open = false;
                break;
            }
            Ok(Ok(count)) => heard.extend_from_slice(&buffer[..count]),
            Err(_) => break,
        }
    }
    heard.truncate(context.limits.banner);
    measurement.set("stays_open", open);
    if heard.is_empty() {
        measurement.gap("banner", Gap::NoData);
        let what = if open {
            "said nothing"
        } else {
            "closed the connection without a word"
        };
        measurement.fact("heard", format!("the other side {what}"));
        return;
    }
    let text = visible(&String::from_utf8_lossy(&heard));
    measurement.excerpt = Some(excerpt(&text, context.limits.excerpt, heard.len() as u64));
    measurement.set("banner", text.trim_end_matches(['\n', '␍']));
}
