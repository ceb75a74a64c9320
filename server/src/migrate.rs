//! Bringing the database to this program's schema, by its owner and one server at a time.

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection, migrate::MigrateError};
use url::Url;

/// Migrates under the migrator's advisory lock, then gives the run-time role its rights.
///
/// # Errors
/// When the database is newer than this program, or a migration fails.
pub async fn run(owner: &SecretString, runtime: &SecretString) -> anyhow::Result<()> {
    let mut conn = PgConnection::connect(owner.expose_secret())
        .await
        .context("the database does not answer")?;
    match store::MIGRATOR.run(&mut conn).await {
        Ok(()) => {}
        Err(MigrateError::VersionMissing(version)) => anyhow::bail!(
            "the database has migration {version}, which this program does not know: it was used by a newer version. \
             Start that version, or restore a backup from before it"
        ),
        Err(error) => {
            return Err(error).context("the database could not be brought to this program's schema");
        }
    }
    let (owner, runtime) = (role_of(owner), role_of(runtime));
    if let Some(runtime) = runtime.filter(|runtime| owner.as_ref() != Some(runtime)) {
        store::grant_runtime_rights(&mut conn, &runtime)
            .await
            .context("the run-time role could not be given its rights")?;
    }
    conn.close().await.context("the database does not answer")
}

fn role_of(url: &SecretString) -> Option<String> {
    let url = Url::parse(url.expose_secret()).ok()?;
    let name = url.username();
    let decoded = url::form_urlencoded::parse(format!("u={}", name.replace('+', "%2B")).as_bytes())
        .next()
        .map(|(_, name)| name.into_owned());
    decoded.filter(|name| !name.is_empty())
}
