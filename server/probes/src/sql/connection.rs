//! A database that checks of an environment may ask: where it is, and as whom.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// One named database of an environment. The role should be able to read and nothing else; it is looked at on every run.
#[derive(Clone)]
pub struct SqlConnection {
    pub host: String,
    pub port: u16,
    pub database: String,
    pub user: String,
    pub password: SecretString,
    pub encryption: Encryption,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Plain text on the way, for a database on the same machine or network.
    Off,
    /// Encrypted, with a certificate that holds for the host.
    Verified,
}

/// Why a text is not a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionRefused {
    #[error("Write the connection as postgres://user:password@host:port/database.")]
    Form,
    #[error("The connection names no user.")]
    NoUser,
    #[error("The connection names no database.")]
    NoDatabase,
    #[error("Of the options only sslmode is known: disable, or verify-full for an encrypted connection.")]
    Option,
}

impl SqlConnection {
    /// Reads a connection URL. Without `sslmode` the connection is encrypted, except to this machine.
    ///
    /// # Errors
    /// Refused when it is not one, or asks for what is not supported.
    pub fn from_url(text: &str) -> Result<Self, ConnectionRefused> {
        let url = Url::parse(text.trim()).map_err(|_| ConnectionRefused::Form)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(ConnectionRefused::Form);
        }
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(ConnectionRefused::Form)?;
        let user = decoded(url.username()).ok_or(ConnectionRefused::Form)?;
        if user.is_empty() {
            return Err(ConnectionRefused::NoUser);
        }
        let password = decoded(url.password().unwrap_or_default()).ok_or(ConnectionRefused::Form)?;
        let database = decoded(url.path().trim_start_matches('/')).ok_or(ConnectionRefused::Form)?;
        if database.is_empty() {
            return Err(ConnectionRefused::NoDatabase);
        }
        let near = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let mut encryption = if near {
            Encryption::Off
        } else {
            Encryption::Verified
        };
        for (name, value) in url.query_pairs() {
            encryption = match (name.as_ref(), value.as_ref()) {
                ("sslmode", "disable") => Encryption::Off,
                ("sslmode", "verify-full") => Encryption::Verified,
                _ => return Err(ConnectionRefused::Option),
            };
        }
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(5432),
            database,
            user,
            password: SecretString::from(password),
            encryption,
        })
    }

    pub(super) fn settings(&self) -> tokio_postgres::Config {
        let mut settings = tokio_postgres::Config::new();
        settings
            .user(&self.user)
            .password(self.password.expose_secret())
            .dbname(&self.database)
            .application_name("countersign check")
            .ssl_mode(match self.encryption {
                Encryption::Off => tokio_postgres::config::SslMode::Disable,
                Encryption::Verified => tokio_postgres::config::SslMode::Require,
            });
        settings
    }
}

/// Undoes percent signs; the URL parser leaves them in user, password and path.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (
                char::from(rest.next()?).to_digit(16)?,
                char::from(rest.next()?).to_digit(16)?,
            );
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

impl fmt::Debug for SqlConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}:{}/{}", self.user, self.host, self.port, self.database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_connection_urls() {
        let read = SqlConnection::from_url("postgres://qa%40shop:p%25w@db.example/shop").unwrap();
        assert_eq!(format!("{read:?}"), "qa@shop@db.example:5432/shop");
        assert_eq!(read.password.expose_secret(), "p%w");
        assert_eq!(read.encryption, Encryption::Verified);
        let near = SqlConnection::from_url("postgresql://qa@127.0.0.1:5433/shop").unwrap();
        assert_eq!((near.port, near.encryption), (5433, Encryption::Off));
        for (text, refused) in [
            ("mysql://a@b/c", ConnectionRefused::Form),
            ("db.example", ConnectionRefused::Form),
            ("postgres://db.example/shop", ConnectionRefused::NoUser),
            ("postgres://qa@db.example", ConnectionRefused::NoDatabase),
            (
                "postgres://qa@db.example/shop?sslmode=prefer",
                ConnectionRefused::Option,
            ),
            (
                "postgres://qa@db.example/shop?host=/tmp",
                ConnectionRefused::Option,
            ),
            ("postgres://q%0@db.example/shop", ConnectionRefused::Form),
        ] {
            assert_eq!(SqlConnection::from_url(text).unwrap_err(), refused, "{text}");
        }
    }
}
