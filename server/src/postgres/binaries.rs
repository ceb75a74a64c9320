//! Where PostgreSQL's server programs are. Debian keeps them off the PATH, in a folder per major version.

use std::path::{Path, PathBuf};

use super::account::Account;
use super::refused::{PrivateRefused, io};

/// The oldest release that knows everything the migrations use.
const OLDEST: u32 = 15;
/// Where Debian and its kin keep one folder per major version.
const PER_VERSION: &str = "/usr/lib/postgresql";

/// A folder with `initdb` and `postgres` of one version.
#[derive(Debug)]
pub(super) struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// Looks in the configured folder alone if there is one; else asks `pg_config`, then takes Debian's highest version.
    /// A cluster that exists decides which major version it must be.
    pub(super) fn find(
        configured: Option<&Path>,
        cluster: Option<(PathBuf, u32)>,
        account: &Account,
    ) -> Result<Self, PrivateRefused> {
        let folders = match configured {
            Some(folder) => vec![folder.to_owned()],
            None => pg_config(account)
                .into_iter()
                .chain(per_version(Path::new(PER_VERSION)))
                .collect(),
        };
        let mut found = Vec::new();
        for folder in folders {
            if folder.join("initdb").is_file() && folder.join("postgres").is_file() {
                found.push(Self {
                    major: major(&folder, account)?,
                    folder,
                });
            }
        }
        match cluster {
            Some((folder, wanted)) => {
                let versions = found
                    .iter()
                    .map(|b| b.major.to_string())
                    .collect::<Vec<_>>()
                    .join(", ");
                found
                    .into_iter()
                    .find(|b| b.major == wanted)
                    .ok_or(if versions.is_empty() {
                        PrivateRefused::NoPrograms {
                            looked_in: configured.map(Path::to_owned),
                        }
                    } else {
                        PrivateRefused::OtherVersion {
                            folder,
                            cluster: wanted,
                            found: versions,
                        }
                    })
            }
            None => {
                let newest_first = found
                    .into_iter()
                    .reduce(|a, b| if a.major >= OLDEST { a } else { b });
                match newest_first {
                    None => Err(PrivateRefused::NoPrograms {
                        looked_in: configured.map(Path::to_owned),
                    }),
                    Some(b) if b.major < OLDEST => Err(PrivateRefused::TooOld {
                        folder: b.folder,
                        found: b.major,
                        needed: OLDEST,
                    }),
                    Some(b) => Ok(b),
                }
            }
        }
    }

    /// The path of one of the programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The major version, such as 15.
    pub(super) fn major(&self) -> u32 {
        self.major
    }
}

fn pg_config(account: &Account) -> Option<PathBuf> {
    let program = std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join("pg_config"))
        .find(|p| p.is_file())?;
    let output = account
        .command(program, Path::new("/"))
        .arg("--bindir")
        .output()
        .ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim())).filter(|folder| folder.is_absolute())
}

/// Debian's folders, highest version first.
fn per_version(root: &Path) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

fn major(folder: &Path, account: &Account) -> Result<u32, PrivateRefused> {
    let program = folder.join("postgres");
    let output = account
        .command(&program, Path::new("/"))
        .arg("--version")
        .output()
        .map_err(io("cannot run", &program))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    parse_major(&said).ok_or(PrivateRefused::ProgramFailed {
        program: "postgres --version",
        said,
    })
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15; `17beta1` is 17.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_line_is_understood_in_its_variants() {
        for (line, major) in [
            ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n", Some(15)),
            ("postgres (PostgreSQL) 18.4", Some(18)),
            ("postgres (PostgreSQL) 19beta2", Some(19)),
            ("postgres", None),
            ("postgres (PostgreSQL) devel", None),
        ] {
            assert_eq!(parse_major(line), major, "{line}");
        }
    }

    #[test]
    fn a_configured_folder_without_programs_is_named() {
        let folder = Path::new("/nowhere/bin");
        let refused = Binaries::find(Some(folder), None, &Account::Own).expect_err("nothing is there");
        assert!(refused.to_string().contains("/nowhere/bin"), "{refused}");
        assert!(refused.to_string().contains("--postgres-bin"), "{refused}");
    }
}
