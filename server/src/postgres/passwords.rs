//! The passwords of the private cluster's roles: random, made once, readable by the server's user alone.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place::Place;
use super::refused::{PrivateRefused, io};
use super::{APP, DATABASE, OWNER};

/// One password per role, as hexadecimal digits, so that they need quoting nowhere.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Passwords {
    pub(super) superuser: String,
    pub(super) owner: String,
    pub(super) app: String,
}

impl Passwords {
    fn path(data: &Path) -> PathBuf {
        data.join("database-passwords.json")
    }

    /// What an earlier start wrote, if anything.
    pub(super) fn read(data: &Path) -> Result<Option<Self>, PrivateRefused> {
        let path = Self::path(data);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(io("cannot read", &path)(e)),
        };
        let passwords: Self =
            serde_json::from_str(&text).map_err(|_| PrivateRefused::Damaged { file: path.clone() })?;
        let hex = |p: &str| p.len() == 64 && p.bytes().all(|b| b.is_ascii_hexdigit());
        if hex(&passwords.superuser) && hex(&passwords.owner) && hex(&passwords.app) {
            Ok(Some(passwords))
        } else {
            Err(PrivateRefused::Damaged { file: path })
        }
    }

    /// Reads them, or makes them for a cluster that is about to be made.
    pub(super) fn read_or_make(data: &Path, place: &Place) -> Result<Self, PrivateRefused> {
        if let Some(passwords) = Self::read(data)? {
            return Ok(passwords);
        }
        let path = Self::path(data);
        if place.cluster_exists() {
            return Err(PrivateRefused::PasswordsMissing {
                cluster: place.cluster(),
                passwords: path,
            });
        }
        let passwords = Self {
            superuser: random(&path)?,
            owner: random(&path)?,
            app: random(&path)?,
        };
        let text = serde_json::to_string_pretty(&passwords).expect("three strings always serialise");
        write_private(&path, &text)?;
        Ok(passwords)
    }

    /// The address for the owner of the tables.
    pub(super) fn owner_url(&self, place: &Place) -> String {
        url(OWNER, &self.owner, place)
    }

    /// The address for the daily work.
    pub(super) fn app_url(&self, place: &Place) -> String {
        url(APP, &self.app, place)
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

/// The socket's folder travels as a parameter, in the form that psql and sqlx both read.
fn url(role: &str, password: &str, place: &Place) -> String {
    let folder: String = url::form_urlencoded::byte_serialize(place.sockets().as_os_str().as_encoded_bytes())
        .collect::<String>()
        .replace('+', "%20");
    format!("postgres://{role}:{password}@localhost/{DATABASE}?host={folder}")
}

fn random(path: &Path) -> Result<String, PrivateRefused> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|e| io("cannot make a password for", path)(std::io::Error::other(e.to_string())))?;
    Ok(hex::encode(bytes))
}

/// Writes beside and renames, so that a crash leaves the whole file or none.
pub(super) fn write_private(path: &Path, text: &str) -> Result<(), PrivateRefused> {
    let beside = path.with_extension("new");
    match std::fs::remove_file(&beside) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(io("cannot remove", &beside)(e)),
        _ => {}
    }
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(io("cannot write", path))
}
