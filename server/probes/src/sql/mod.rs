//! One reading statement on a database of the environment: a session of its own, a role that can only read, one
//! statement by the prepared protocol, a limit held by us, and nothing left behind.
//! sqlx cannot be given a connection, nor cancel a statement; tokio-postgres can, which is why it is here.

mod answer;
mod connection;
mod rights;
mod session;

use std::time::Duration;

use domain::check::{ErrorClass, Measurement, ProbeError, ProbeKind, SqlSpec};
use tokio::time::{Instant, timeout_at};
use tokio_postgres::types::Type;

use crate::ProbeContext;
use crate::guard::ms_since;
use answer::SentRow;
pub use connection::{ConnectionRefused, Encryption, SqlConnection};
use rights::{Unfit, make_sure};
use session::Session;

/// Runs the statement and says what came back.
pub async fn measure(spec: &SqlSpec, context: &ProbeContext, total: Duration) -> Measurement {
    let begun = Instant::now();
    let mut measurement = Measurement::new(ProbeKind::Sql);
    let outcome = match timeout_at(begun + total, ask(spec, context, total, &mut measurement)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ProbeError {
            class: ErrorClass::TimedOut,
            message: format!(
                "No complete answer within {} ms; the statement was cancelled.",
                total.as_millis()
            ),
        }),
    };
    measurement.timings.total_ms = ms_since(begun);
    measurement.error = outcome.err();
    measurement
}

async fn ask(
    spec: &SqlSpec,
    context: &ProbeContext,
    total: Duration,
    measurement: &mut Measurement,
) -> Result<(), ProbeError> {
    let Some(to) = context.connections.get(&spec.connection) else {
        return Err(ProbeError {
            class: ErrorClass::Unusable,
            message: format!(
                "This environment has no database connection named “{}”.",
                spec.connection
            ),
        });
    };
    let mut session = Session::open(to, context, context.limits.connect.min(total), measurement).await?;
    let asked = statement(&mut session, spec, context, total, measurement).await;
    match asked {
        Ok(()) => {
            session.finished();
            Ok(())
        }
        Err(Unfit::Refused(refused)) => {
            session.finished();
            Err(refused)
        }
        Err(Unfit::Asking(error)) => Err(session.explained(to, error).await),
    }
}

async fn statement(
    session: &mut Session,
    spec: &SqlSpec,
    context: &ProbeContext,
    total: Duration,
    measurement: &mut Measurement,
) -> Result<(), Unfit> {
    let limits = &context.limits;
    let client = &mut session.client;
    // A second wall for honest statements; the first is the role, and the limit that counts is ours.
    let ms = total.as_millis();
    client
        .batch_execute(&format!(
            "SET default_transaction_read_only = on; SET statement_timeout = {ms}; SET lock_timeout = {ms}; \
             SET idle_in_transaction_session_timeout = {ms}; SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SET bytea_output = 'hex'"
        ))
        .await?;
    let transaction = client.build_transaction().read_only(true).start().await?;
    make_sure(&transaction, context.guard.own().database.as_ref()).await?;

    // Prepared alone first: this refuses a second statement, and tells the columns in their order.
    let text = spec.statement.trim().trim_end_matches(';').trim_end();
    let described = transaction.prepare(text).await?;
    if described.columns().is_empty() {
        return Err(refused("A check asks for rows, and this statement returns none."));
    }
    if !described.params().is_empty() {
        return Err(refused(
            "The statement has a parameter such as $1, which a check cannot fill.",
        ));
    }
    let columns: Vec<String> = described
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();

    let begun = Instant::now();
    let wrapped = format!(
        "SELECT pg_catalog.octet_length(j)::int8, CASE WHEN pg_catalog.octet_length(j) <= $1 THEN j END \
         FROM (SELECT pg_catalog.to_jsonb(t)::text AS j FROM (\n{text}\n) AS t LIMIT {}) AS bounded",
        limits.rows + 1
    );
    let wrapped = transaction.prepare_typed(&wrapped, &[Type::INT4]).await?;
    let row_bytes = i32::try_from(limits.row_bytes).unwrap_or(i32::MAX);
    let portal = transaction.bind(&wrapped, &[&row_bytes]).await?;
    // The limit again, where a statement cannot talk its way out of it.
    let most = i32::try_from(limits.rows + 1).unwrap_or(i32::MAX);
    let sent = transaction.query_portal(&portal, most).await?;
    let sent = sent
        .iter()
        .map(|row| {
            Ok(SentRow {
                bytes: row.try_get(0)?,
                json: row.try_get(1)?,
            })
        })
        .collect::<Result<Vec<_>, tokio_postgres::Error>>()?;
    measurement.set("latency_ms", ms_since(begun));
    // Whatever a function managed to do in there does not stay.
    transaction.rollback().await?;
    answer::note(measurement, &columns, &sent, limits);
    Ok(())
}

fn refused(message: &str) -> Unfit {
    Unfit::Refused(ProbeError {
        class: ErrorClass::Rejected,
        message: message.to_owned(),
    })
}
