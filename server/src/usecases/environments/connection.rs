//! Connections: addresses of databases that checks read. They may hold a password, so they are sealed at once.

use domain::ids::{ConnectionId, EnvironmentId};
use thiserror::Error;
use url::Url;

use crate::auth::{Seal, SealBroken};

/// What a sealed address is for.
pub const PURPOSE: &str = "environment-connection";

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConnectionRefused {
    #[error("Use letters, digits, _ and -, such as reporting; at most 64, beginning with a letter.")]
    NotAName,
    #[error("Give an address such as postgres://reader:password@db.example.com:5432/shop.")]
    NotAnAddress,
}

/// The name by which checks call the connection.
pub fn name(text: &str) -> Result<String, ConnectionRefused> {
    let text = text.trim();
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let fits = text.len() <= 64
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if begins && fits {
        Ok(text.to_owned())
    } else {
        Err(ConnectionRefused::NotAName)
    }
}

/// An address with a host and a database.
pub fn url(text: &str) -> Result<Url, ConnectionRefused> {
    let url = Url::parse(text.trim()).map_err(|_| ConnectionRefused::NotAnAddress)?;
    let scheme = matches!(url.scheme(), "postgres" | "postgresql");
    let database = url.path().trim_start_matches('/');
    if scheme && url.has_host() && !database.is_empty() && !database.contains('/') && text.len() <= 2000 {
        Ok(url)
    } else {
        Err(ConnectionRefused::NotAnAddress)
    }
}

/// Where it leads, for people to recognise: no user, no password, no parameters.
pub fn shown(url: &Url) -> String {
    format!(
        "{}:{}{}",
        url.host_str().unwrap_or_default(),
        url.port().unwrap_or(5432),
        url.path()
    )
}

/// What a sealed address is bound to: its environment and its own row.
pub fn sealed_for(environment: EnvironmentId, connection: ConnectionId) -> String {
    format!("{environment}/{connection}")
}

/// The address of a connection, for the runner.
///
/// # Errors
/// Broken when it was sealed with a key that is gone, or moved from another row.
pub fn open(
    seal: &Seal,
    environment: EnvironmentId,
    connection: &store::environments::Connection,
) -> Result<String, SealBroken> {
    let plain = seal.open(
        PURPOSE,
        &sealed_for(environment, connection.id),
        &connection.sealed,
    )?;
    String::from_utf8(plain).map_err(|_| SealBroken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_databases_of_the_known_kind_are_taken() {
        for good in [
            "postgres://reader:secret@db:5433/shop",
            "postgresql://db/shop",
            "postgres://[::1]/shop?sslmode=require",
        ] {
            assert!(url(good).is_ok(), "{good}");
        }
        for bad in [
            "mysql://db/shop",
            "postgres://db",
            "postgres:///shop",
            "postgres://db/a/b",
            "db/shop",
            "",
            "http://db/shop",
        ] {
            assert_eq!(url(bad), Err(ConnectionRefused::NotAnAddress), "{bad}");
        }
    }

    #[test]
    fn neither_user_nor_password_is_shown() {
        let shown = shown(&url("postgres://reader:secret@db.example.com/shop?password=other").unwrap());
        assert_eq!(shown, "db.example.com:5432/shop");
    }

    #[test]
    fn names_are_words_that_a_check_can_write() {
        assert_eq!(name(" shop-replica_2 ").unwrap(), "shop-replica_2");
        for bad in ["", "2nd", "a b", "a/b", "é"] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
