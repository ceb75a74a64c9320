//! Who PostgreSQL runs as. It refuses to be root, so as root we hand it to an unprivileged user.
//! The one place of the product that starts other programs.

use std::ffi::OsStr;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::refused::{PrivateRefused, io};

/// The user PostgreSQL's programs run as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// The user we are ourselves.
    Own,
    /// We are root; this one is not.
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// Ourselves, or as root the user `postgres`, else `nobody`.
    pub(super) fn choose() -> Result<Self, PrivateRefused> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Own);
        }
        let path = Path::new("/etc/passwd");
        let passwd = std::fs::read_to_string(path).map_err(io("cannot read", path))?;
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| lookup(&passwd, name))
            .ok_or(PrivateRefused::NoAccount)
    }

    /// As root, the user whose folder it already is: a cluster keeps its owner, whoever ran it first.
    pub(super) fn or_owner_of(self, home: &Path) -> Self {
        match (self, std::fs::metadata(home)) {
            (Self::Other { .. }, Ok(found)) if found.uid() != 0 => Self::Other {
                uid: found.uid(),
                gid: found.gid(),
            },
            (account, _) => account,
        }
    }

    /// The user id that files of the cluster carry.
    pub(super) fn uid(self) -> u32 {
        match self {
            Self::Own => rustix::process::geteuid().as_raw(),
            Self::Other { uid, .. } => uid,
        }
    }

    /// A command that runs as this account, in `folder`, with an empty environment and no input.
    ///
    /// It gets a process group of its own: Ctrl-C at a terminal would otherwise stop PostgreSQL
    /// while the server is still answering its last requests.
    pub(super) fn command(self, program: impl AsRef<OsStr>, folder: &Path) -> Command {
        #[allow(
            clippy::disallowed_methods,
            reason = "the private cluster is the one place that starts programs"
        )]
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .current_dir(folder);
        command.stdin(Stdio::null()).process_group(0);
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a file or folder to this account.
    pub(super) fn give(self, path: &Path) -> Result<(), PrivateRefused> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid } => {
                chown(path, Some(uid), Some(gid)).map_err(io("cannot hand over", path))
            }
        }
    }
}

/// Finds a user in the text of `/etc/passwd`; never root, whatever the file says.
fn lookup(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid: u32 = fields.nth(1)?.parse().ok()?;
        let gid: u32 = fields.next()?.parse().ok()?;
        (uid != 0).then_some(Account::Other { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_whole_name_and_never_root() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:7::/:/bin/sh\npostgres:x:101:104:,,,:/var:/bin/sh\nnobody:x:0:0::/:/bin/sh\n";
        assert_eq!(
            lookup(passwd, "postgres"),
            Some(Account::Other { uid: 101, gid: 104 })
        );
        assert_eq!(lookup(passwd, "nobody"), None);
        assert_eq!(lookup(passwd, "absent"), None);
    }
}
