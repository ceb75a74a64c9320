//! A PostgreSQL cluster of our own, for whoever names none: made, started, adopted and stopped by the server.
//! Knows folders and processes; tables belong to the migrations.

mod account;
mod binaries;
mod cluster;
mod lock;
mod passwords;
mod place;
mod postmaster;
mod refused;
#[cfg(test)]
mod tests;
pub mod watch;

use std::path::{Path, PathBuf};

use account::Account;
use binaries::Binaries;
use lock::Lock;
use passwords::Passwords;
use place::Place;
use postmaster::Postmaster;
pub use refused::PrivateRefused;

/// The name of the database inside the private cluster.
const DATABASE: &str = "countersign";
/// The role that owns the tables and runs migrations.
const OWNER: &str = "countersign_owner";
/// The role the server works with; it cannot change history.
const APP: &str = "countersign_app";

/// The private cluster, running.
///
/// Dropping it leaves PostgreSQL running; the next start adopts it. [`Private::stop`] is the orderly end.
#[derive(Debug)]
pub struct Private {
    owner_url: String,
    app_url: String,
    held: Option<Held>,
}

/// What only the process that holds the data folder has.
#[derive(Debug)]
struct Held {
    postmaster: Postmaster,
    data: PathBuf,
    bin: Option<PathBuf>,
    _lock: Lock,
}

impl Private {
    /// Makes the cluster if there is none, then starts it, or adopts the one that a killed server left running.
    ///
    /// # Errors
    /// Refused when another process holds the folder, when PostgreSQL's programs are missing or of another major
    /// version than the cluster, or when PostgreSQL does not come up; each error is a sentence saying what to do.
    pub async fn start(data: &Path, bin: Option<&Path>) -> Result<Self, PrivateRefused> {
        place::make_data_folder(data)?;
        let lock = Lock::take(data)?;
        Self::start_locked(data, bin, lock).await
    }

    /// For commands beside a running server: uses its cluster if one is running, else starts it as
    /// [`Private::start`] does.
    ///
    /// # Errors
    /// As [`Private::start`], except that a held folder is no refusal.
    pub async fn join(data: &Path, bin: Option<&Path>) -> Result<Self, PrivateRefused> {
        place::make_data_folder(data)?;
        match Lock::take(data) {
            Ok(lock) => Self::start_locked(data, bin, lock).await,
            Err(PrivateRefused::FolderInUse { .. }) => {
                let passwords = Passwords::read(data)?.ok_or_else(|| PrivateRefused::NotReadyYet {
                    data: data.to_owned(),
                })?;
                let place = Place::of_running(data)?;
                Ok(Self {
                    owner_url: passwords.owner_url(&place),
                    app_url: passwords.app_url(&place),
                    held: None,
                })
            }
            Err(other) => Err(other),
        }
    }

    async fn start_locked(data: &Path, bin: Option<&Path>, lock: Lock) -> Result<Self, PrivateRefused> {
        let (place, account) = Place::prepare(data)?;
        let passwords = Passwords::read_or_make(data, &place)?;
        let postmaster = running(&place, &account, bin, &passwords).await?;
        Ok(Self {
            owner_url: passwords.owner_url(&place),
            app_url: passwords.app_url(&place),
            held: Some(Held {
                postmaster,
                data: data.to_owned(),
                bin: bin.map(Path::to_owned),
                _lock: lock,
            }),
        })
    }

    /// Starts PostgreSQL again after it ended by itself, on the same folders and with the same passwords.
    ///
    /// # Errors
    /// As [`Private::start`].
    pub async fn restart(&mut self) -> Result<(), PrivateRefused> {
        let Some(held) = &mut self.held else {
            return Ok(());
        };
        let (place, account) = Place::prepare(&held.data)?;
        let passwords = Passwords::read_or_make(&held.data, &place)?;
        held.postmaster = running(&place, &account, held.bin.as_deref(), &passwords).await?;
        Ok(())
    }

    /// Where the owner of the tables connects: for migrations.
    #[must_use]
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// Where the server connects for its daily work.
    #[must_use]
    pub fn app_url(&self) -> &str {
        &self.app_url
    }

    /// Waits until PostgreSQL ends by itself, which is never meant to happen, and says how it ended.
    pub async fn ended(&mut self) -> String {
        match &mut self.held {
            Some(held) => held.postmaster.ended().await,
            None => std::future::pending().await,
        }
    }

    /// Stops PostgreSQL cleanly if this process holds it, and waits until it is down.
    ///
    /// # Errors
    /// Refused when PostgreSQL does not end.
    pub async fn stop(self) -> Result<(), PrivateRefused> {
        match self.held {
            Some(held) => held.postmaster.stop().await,
            None => Ok(()),
        }
    }
}

/// The PostgreSQL that runs already, or a new one.
async fn running(
    place: &Place,
    account: &Account,
    bin: Option<&Path>,
    passwords: &Passwords,
) -> Result<Postmaster, PrivateRefused> {
    if let Some(adopted) = Postmaster::adopt(place).await? {
        return Ok(adopted);
    }
    let binaries = Binaries::find(bin, place.cluster_major()?, account)?;
    if !place.cluster_exists() {
        tracing::info!(folder = %place.cluster().display(), postgresql = binaries.major(), "making a PostgreSQL cluster");
        cluster::create(place, account, &binaries, passwords).await?;
    }
    Postmaster::spawn(place, account, &binaries).await
}
