//! Which folders the private cluster lives in, and who may enter them.

use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::passwords::write_private;
use super::refused::{PrivateRefused, io};

/// Where the cluster goes when PostgreSQL's user cannot reach the data folder, as below root's home.
const ELSEWHERE: &str = "/var/lib/countersign/clusters";
/// The longest folder a socket fits in: the system allows some 107 bytes, `/.s.PGSQL.5432` takes 14 of them.
const LONGEST_SOCKET_FOLDER: usize = 90;

/// The folders of one cluster. `home` belongs to PostgreSQL's user and holds the cluster, its log and its socket.
#[derive(Debug)]
pub(super) struct Place {
    home: PathBuf,
    sockets: PathBuf,
}

/// Makes the data folder if it is not there.
///
/// # Errors
/// Refused when the system refuses.
pub(super) fn make_data_folder(data: &Path) -> Result<(), PrivateRefused> {
    // As root another user must pass through it; the files inside are closed one by one.
    let mode = if rustix::process::geteuid().is_root() {
        0o711
    } else {
        0o700
    };
    DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(data)
        .map_err(io("cannot make the folder", data))
}

impl Place {
    /// Decides where the cluster lives and who runs it, keeps to earlier decisions, and makes the folders.
    pub(super) fn prepare(data: &Path) -> Result<(Self, Account), PrivateRefused> {
        let moved = moved_to(data)?;
        let first_choice = match &moved {
            Some(elsewhere) => elsewhere.clone(),
            None => absolute(data)?.join("postgres"),
        };
        let account = Account::choose()?.or_owner_of(&first_choice);
        make_private(&first_choice, &account)?;
        let home = if moved.is_some() || can_enter(&account, &first_choice)? {
            first_choice
        } else {
            move_elsewhere(data, &first_choice, &account)?
        };
        let sockets = socket_folder(&home);
        if sockets.starts_with(&home) {
            make_private(&sockets, &account)?;
        } else {
            take_shared(&sockets, &account)?;
        }
        Ok((Self { home, sockets }, account))
    }

    /// The folders as a running server has prepared them.
    pub(super) fn of_running(data: &Path) -> Result<Self, PrivateRefused> {
        let home = match moved_to(data)? {
            Some(elsewhere) => elsewhere,
            None => absolute(data)?.join("postgres"),
        };
        Ok(Self {
            sockets: socket_folder(&home),
            home,
        })
    }

    /// The cluster itself, PostgreSQL's data directory.
    pub(super) fn cluster(&self) -> PathBuf {
        self.home.join("cluster")
    }

    /// Where the cluster grows up before it takes its name: a half-made one is thus never mistaken for a whole.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.home.join("cluster.unfinished")
    }

    /// The folder that PostgreSQL's user owns.
    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    /// The folder with the socket.
    pub(super) fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// What PostgreSQL says of itself.
    pub(super) fn log(&self) -> PathBuf {
        self.home.join("postgres.log")
    }

    /// Whether a whole cluster is there.
    pub(super) fn cluster_exists(&self) -> bool {
        self.cluster().join("PG_VERSION").is_file()
    }

    /// The folder and major version of the cluster, if there is one.
    pub(super) fn cluster_major(&self) -> Result<Option<(PathBuf, u32)>, PrivateRefused> {
        if !self.cluster_exists() {
            return Ok(None);
        }
        let path = self.cluster().join("PG_VERSION");
        let text = std::fs::read_to_string(&path).map_err(io("cannot read", &path))?;
        let major = text
            .trim()
            .parse()
            .map_err(|_| PrivateRefused::Damaged { file: path })?;
        Ok(Some((self.cluster(), major)))
    }
}

fn absolute(data: &Path) -> Result<PathBuf, PrivateRefused> {
    data.canonicalize().map_err(io("cannot find", data))
}

/// The note an earlier start left when it had to put the cluster elsewhere.
fn note(data: &Path) -> PathBuf {
    data.join("postgres-is-in")
}

fn moved_to(data: &Path) -> Result<Option<PathBuf>, PrivateRefused> {
    let note = note(data);
    match std::fs::read_to_string(&note) {
        Ok(text) => match PathBuf::from(text.trim_end()) {
            path if path.starts_with(ELSEWHERE) => Ok(Some(path)),
            _ => Err(PrivateRefused::Damaged { file: note }),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(io("cannot read", &note)(e)),
    }
}

/// Chooses a fresh folder each time: a data folder that was deleted and made anew must not find its old database.
fn move_elsewhere(data: &Path, beside: &Path, account: &Account) -> Result<PathBuf, PrivateRefused> {
    let mut name = [0_u8; 8];
    getrandom::fill(&mut name).map_err(|e| {
        io("cannot name a folder in", Path::new(ELSEWHERE))(std::io::Error::other(e.to_string()))
    })?;
    let elsewhere = Path::new(ELSEWHERE).join(hex::encode(name));
    let parent = Path::new(ELSEWHERE);
    DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(parent)
        .map_err(io("cannot make the folder", parent))?;
    make_private(&elsewhere, account)?;
    write_private(&note(data), &format!("{}\n", elsewhere.display()))?;
    std::fs::remove_dir(beside).map_err(io("cannot remove", beside))?;
    tracing::warn!(
        data = %data.display(),
        cluster = %elsewhere.display(),
        "PostgreSQL does not run as root and its user cannot reach the data folder: the database is kept elsewhere"
    );
    Ok(elsewhere)
}

/// Makes a folder that only PostgreSQL's user opens.
fn make_private(folder: &Path, account: &Account) -> Result<(), PrivateRefused> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => account.give(folder),
        // Root's own, where another user is meant, was made by a start that got no further.
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => match std::fs::symlink_metadata(folder) {
            Ok(found) if found.is_dir() && found.uid() == 0 => account.give(folder),
            _ => Ok(()),
        },
        Err(e) => Err(io("cannot make the folder", folder)(e)),
    }
}

/// Below the cluster's home, unless its path is too long for a socket: then in the system's folder for temporary files.
fn socket_folder(home: &Path) -> PathBuf {
    let inside = home.join("run");
    if inside.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
        return inside;
    }
    let digest = Sha256::digest(home.as_os_str().as_encoded_bytes());
    Path::new("/tmp").join(format!("countersign-{}", &hex::encode(digest)[..16]))
}

/// A folder with a foreseeable name in a folder open to all: it must be ours, not one that somebody laid there.
fn take_shared(folder: &Path, account: &Account) -> Result<(), PrivateRefused> {
    make_private(folder, account)?;
    let found = std::fs::symlink_metadata(folder).map_err(io("cannot inspect", folder))?;
    if found.is_dir() && found.uid() == account.uid() && found.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(PrivateRefused::SocketFolderTaken {
            folder: folder.to_owned(),
        })
    }
}

/// Whether the account can reach the folder. Asked of the system itself, by starting a program there:
/// access lists and mounts make the permission bits of the parents an unsafe guess.
fn can_enter(account: &Account, folder: &Path) -> Result<bool, PrivateRefused> {
    match account.command("/bin/true", folder).status() {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => Ok(false),
        Err(e) => Err(io("cannot start a program in", folder)(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_gets_a_short_socket_folder_and_always_the_same() {
        let long = PathBuf::from("/srv").join("x".repeat(120));
        let folder = socket_folder(&long);
        assert!(folder.as_os_str().len() <= LONGEST_SOCKET_FOLDER);
        assert_eq!(folder, socket_folder(&long));
        assert_ne!(folder, socket_folder(&long.join("y")));
        assert_eq!(
            socket_folder(Path::new("/srv/data/postgres")),
            Path::new("/srv/data/postgres/run")
        );
    }
}
