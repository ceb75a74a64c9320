//! Why there is no private cluster: one sentence each, with the next step in it.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private cluster is not there. The sentence says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum PrivateRefused {
    /// Another process holds the data folder.
    #[error("another Countersign server{} is running on the folder {}. Stop it first, or choose another folder with --data.",
        holder.map(|pid| format!(" (process {pid})")).unwrap_or_default(), data.display())]
    FolderInUse { data: PathBuf, holder: Option<u32> },
    /// A server holds the folder, and is still making its database.
    #[error("the server on {} is still making its database. Try again in a few seconds.", data.display())]
    NotReadyYet { data: PathBuf },
    /// No PostgreSQL programs anywhere we look.
    #[error("PostgreSQL's server programs were not found{}. Install them (Debian and Ubuntu: apt-get install postgresql), \
        name their folder with --postgres-bin, or give a database with DATABASE_URL.",
        looked_in.as_ref().map(|at| format!(" in {}", at.display())).unwrap_or_default())]
    NoPrograms { looked_in: Option<PathBuf> },
    /// The programs found are of another major version than the cluster.
    #[error("the database in {} was made by PostgreSQL {cluster}, but the programs found are of {found}. \
        Install PostgreSQL {cluster}, or name its folder with --postgres-bin.", folder.display())]
    OtherVersion {
        folder: PathBuf,
        cluster: u32,
        found: String,
    },
    /// The programs found are older than the schema needs.
    #[error("PostgreSQL {found} in {} is too old: {needed} or newer is needed.", folder.display())]
    TooOld {
        folder: PathBuf,
        found: u32,
        needed: u32,
    },
    /// We are root and there is nobody to run PostgreSQL as.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a user 'postgres' nor 'nobody' to run it as. \
        Start Countersign as an ordinary user."
    )]
    NoAccount,
    /// The cluster is there, its passwords are not.
    #[error("the database in {} is there, but its passwords in {} are missing. Put that file back from a backup.",
        cluster.display(), passwords.display())]
    PasswordsMissing { cluster: PathBuf, passwords: PathBuf },
    /// A file of ours does not read as it was written.
    #[error("{} is damaged. Put it back from a backup.", file.display())]
    Damaged { file: PathBuf },
    /// The folder with the socket belongs to somebody else.
    #[error("the folder {} belongs to another user. Remove it, or choose a data folder with a shorter path.", folder.display())]
    SocketFolderTaken { folder: PathBuf },
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {said}")]
    ProgramFailed { program: &'static str, said: String },
    /// PostgreSQL ended or never became ready.
    #[error("PostgreSQL did not start. The last lines of {} say:\n{tail}", log.display())]
    NotStarted { log: PathBuf, tail: String },
    /// PostgreSQL did not end when asked.
    #[error("PostgreSQL (process {pid}) did not end.")]
    NotStopped { pid: i32 },
    /// The operating system refused something.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// Turns an I/O error into a sentence naming what was done to which file.
pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PrivateRefused + use<> {
    let path = path.to_owned();
    move |source| PrivateRefused::Io { doing, path, source }
}
