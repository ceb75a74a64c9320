//! What can be set, from outside: each flag has an environment variable, and clap writes the help from these words.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::http::listen::{HEAD_WITHIN, Limits, READ_WITHIN};
use crate::postgres::{Private, PrivateRefused};

/// Where the data is: a PostgreSQL that is given, or one of our own in a folder.
#[derive(Debug, Clone, Args)]
pub struct Storage {
    /// Folder for the server's own files and, without --database-url, its own PostgreSQL.
    /// Default: .countersign in a checkout, else the system's or the user's state folder.
    #[arg(long, env = "COUNTERSIGN_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// PostgreSQL to use instead of our own: postgres://user:password@host/database.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,
    /// The same database as its owner, for migrations; the other role then needs no right to change history.
    #[arg(
        long,
        env = "COUNTERSIGN_OWNER_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        requires = "database_url"
    )]
    pub owner_database_url: Option<SecretString>,
    /// Folder with PostgreSQL's server programs, if they are not found by themselves.
    #[arg(long, env = "COUNTERSIGN_POSTGRES_BIN", value_name = "FOLDER")]
    pub postgres_bin: Option<PathBuf>,
}

/// Everything `serve` can be told.
#[derive(Debug, Clone, Args)]
pub struct Config {
    #[command(flatten)]
    pub storage: Storage,
    /// Address to listen on.
    #[arg(
        long,
        env = "COUNTERSIGN_ADDR",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:3100"
    )]
    pub addr: SocketAddr,
    /// Address people use, as in links and invitations; with https, cookies are marked as secure.
    /// Default: http://localhost with the port of --addr.
    #[arg(long, env = "COUNTERSIGN_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<Url>,
    /// How log lines are written.
    #[arg(long, env = "COUNTERSIGN_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// What is logged, such as "info" or "info,server=debug".
    #[arg(
        long,
        env = "COUNTERSIGN_LOG",
        value_name = "FILTER",
        default_value = "info,sqlx=warn,hyper=warn"
    )]
    pub log: String,
    /// Most connections at once.
    #[arg(long, env = "COUNTERSIGN_MAX_CONNECTIONS", value_name = "N", default_value_t = 4096,
        value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub max_connections: u32,
    /// Most connections at once from one address. Behind a proxy all people share the proxy's address.
    #[arg(long, env = "COUNTERSIGN_MAX_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = 512,
        value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub max_connections_per_address: u32,
    /// Seconds that open requests have to finish when the server stops.
    #[arg(long, env = "COUNTERSIGN_DRAIN_SECONDS", value_name = "SECONDS", default_value_t = 10,
        value_parser = clap::value_parser!(u16).range(0..=600))]
    pub drain_seconds: u16,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

impl Config {
    /// The address people use, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.base_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None if reached_as_localhost(self.addr.ip()) => format!("http://localhost:{}", self.addr.port()),
            None => format!("http://{}", self.addr),
        }
    }

    /// Whether people come by https, so that cookies must.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.base_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// What clients may hold on to.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            connections: self.max_connections as usize,
            per_address: self.max_connections_per_address as usize,
            head: HEAD_WITHIN,
            read: READ_WITHIN,
            drain: Duration::from_secs(self.drain_seconds.into()),
        }
    }
}

/// A database to work with: given, or our own and running.
#[derive(Debug)]
pub struct Database {
    /// Where migrations connect.
    pub owner_url: SecretString,
    /// Where the daily work connects.
    pub app_url: SecretString,
    /// Whether both are the same role, so that PostgreSQL does not keep the server from changing history.
    pub single_role: bool,
    /// Our own cluster, to be stopped at the end.
    pub private: Option<Private>,
}

impl Storage {
    /// The folder of the server's own files.
    ///
    /// # Errors
    /// Refused when the working folder cannot be read, or the user has no home.
    pub fn data_folder(&self) -> Result<PathBuf, NoDataFolder> {
        match &self.data {
            Some(given) => Ok(given.clone()),
            None => default_data_folder(
                &std::env::current_dir().map_err(NoDataFolder::WorkingFolder)?,
                rustix::process::geteuid().is_root(),
                |name| {
                    std::env::var_os(name)
                        .map(PathBuf::from)
                        .filter(|path| path.is_absolute())
                },
            ),
        }
    }

    /// Whether there is only one database role, so that history rests on the program alone.
    #[must_use]
    pub fn single_role(&self) -> bool {
        let user = |url: &SecretString| {
            Url::parse(url.expose_secret())
                .ok()
                .map(|u| u.username().to_owned())
        };
        match (&self.database_url, &self.owner_database_url) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(app), Some(owner)) => user(app) == user(owner),
        }
    }

    /// The database for the one server of its data folder: the given one, or our own, started.
    ///
    /// # Errors
    /// Refused as [`Private::start`] is, or without a data folder.
    pub async fn open(&self) -> Result<Database, NoDatabase> {
        self.open_with(true).await
    }

    /// The database for a command that may run beside a server.
    ///
    /// # Errors
    /// Refused as [`Private::join`] is, or without a data folder.
    pub async fn join(&self) -> Result<Database, NoDatabase> {
        self.open_with(false).await
    }

    async fn open_with(&self, alone: bool) -> Result<Database, NoDatabase> {
        if let Some(app_url) = &self.database_url {
            return Ok(Database {
                owner_url: self.owner_database_url.as_ref().unwrap_or(app_url).clone(),
                app_url: app_url.clone(),
                single_role: self.single_role(),
                private: None,
            });
        }
        let (data, bin) = (self.data_folder()?, self.postgres_bin.as_deref());
        let private = if alone {
            Private::start(&data, bin).await?
        } else {
            Private::join(&data, bin).await?
        };
        Ok(Database {
            owner_url: private.owner_url().to_owned().into(),
            app_url: private.app_url().to_owned().into(),
            single_role: false,
            private: Some(private),
        })
    }
}

impl Database {
    /// Stops our own cluster, if it is ours to stop.
    ///
    /// # Errors
    /// Refused when PostgreSQL does not end.
    pub async fn close(self) -> Result<(), PrivateRefused> {
        match self.private {
            Some(private) => private.stop().await,
            None => Ok(()),
        }
    }
}

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum NoDatabase {
    #[error(transparent)]
    Folder(#[from] NoDataFolder),
    #[error(transparent)]
    Private(#[from] PrivateRefused),
}

/// Why there is no data folder.
#[derive(Debug, thiserror::Error)]
pub enum NoDataFolder {
    #[error("the working folder cannot be read: {0}")]
    WorkingFolder(std::io::Error),
    #[error("there is no home folder to keep data in. Name a folder with --data.")]
    NoHome,
}

/// In a checkout `.countersign` beside the sources; as a service the folder the system gives; else the user's.
fn default_data_folder(
    here: &Path,
    root: bool,
    env: impl Fn(&str) -> Option<PathBuf>,
) -> Result<PathBuf, NoDataFolder> {
    if here.join("Cargo.toml").is_file() && here.join("app/domain").is_dir() {
        return Ok(here.join(".countersign"));
    }
    if let Some(given) = env("STATE_DIRECTORY") {
        return Ok(given);
    }
    if root {
        return Ok(PathBuf::from("/var/lib/countersign"));
    }
    env("XDG_STATE_HOME")
        .or_else(|| Some(env("HOME")?.join(".local/state")))
        .map(|state| state.join("countersign"))
        .ok_or(NoDataFolder::NoHome)
}

fn reached_as_localhost(ip: IpAddr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}

pub(crate) fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|e| e.to_string())?;
    match url.scheme() {
        "http" | "https" if url.path() == "/" && url.query().is_none() && url.fragment().is_none() => Ok(url),
        "http" | "https" => {
            Err("give scheme, host and port only, such as https://countersign.example.org".to_owned())
        }
        _ => Err("it must begin with http:// or https://".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches, Parser, builder::Resettable};

    use super::*;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        config: Config,
    }

    /// Without the environment of whoever runs the tests.
    fn parse(args: &[&str]) -> Config {
        let command = Only::command().mut_args(|arg| arg.env(Resettable::Reset));
        let matches = command
            .try_get_matches_from(std::iter::once("countersign").chain(args.iter().copied()))
            .unwrap();
        Only::from_arg_matches(&matches).unwrap().config
    }

    #[test]
    fn the_printed_address_is_one_that_people_can_open() {
        assert_eq!(parse(&[]).base_url(), "http://localhost:3100");
        assert_eq!(parse(&["--addr", "0.0.0.0:80"]).base_url(), "http://localhost:80");
        assert_eq!(
            parse(&["--addr", "192.0.2.1:80"]).base_url(),
            "http://192.0.2.1:80"
        );
        let behind_proxy = parse(&["--base-url", "https://sign.example.org/"]);
        assert_eq!(behind_proxy.base_url(), "https://sign.example.org");
        assert!(behind_proxy.secure() && !parse(&[]).secure());
    }

    #[test]
    fn a_base_url_with_a_path_is_refused() {
        assert!(base_url("https://example.org/sub").is_err());
        assert!(base_url("ftp://example.org").is_err());
        assert!(base_url("http://example.org:8080").is_ok());
    }

    #[test]
    fn one_role_is_noticed() {
        let one = "postgres://app:a@h/d";
        assert!(!parse(&[]).storage.single_role());
        assert!(parse(&["--database-url", one]).storage.single_role());
        assert!(
            parse(&[
                "--database-url",
                one,
                "--owner-database-url",
                "postgres://app:b@h/d"
            ])
            .storage
            .single_role()
        );
        assert!(
            !parse(&[
                "--database-url",
                one,
                "--owner-database-url",
                "postgres://owner:b@h/d"
            ])
            .storage
            .single_role()
        );
    }

    #[test]
    fn the_data_folder_follows_where_we_run() {
        let elsewhere = Path::new("/nowhere");
        let none = |_: &str| None;
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/ann"));
        let service = |name: &str| (name == "STATE_DIRECTORY").then(|| PathBuf::from("/var/lib/private/cs"));
        let folder = |root, env: &dyn Fn(&str) -> Option<PathBuf>| default_data_folder(elsewhere, root, env);
        assert_eq!(folder(true, &home).unwrap(), Path::new("/var/lib/countersign"));
        assert_eq!(
            folder(false, &home).unwrap(),
            Path::new("/home/ann/.local/state/countersign")
        );
        assert_eq!(folder(false, &service).unwrap(), Path::new("/var/lib/private/cs"));
        assert!(folder(false, &none).is_err());
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_eq!(
            default_data_folder(checkout, true, none).unwrap(),
            checkout.join(".countersign")
        );
    }

    #[test]
    fn passwords_stay_out_of_debug_output() {
        let config = parse(&["--database-url", "postgres://app:hunter2@h/d"]);
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
