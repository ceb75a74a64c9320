//! Making a new cluster: `initdb`, then two roles and a database, all or nothing.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::account::Account;
use super::binaries::Binaries;
use super::passwords::{Passwords, write_private};
use super::place::Place;
use super::refused::{PrivateRefused, io};
use super::{APP, DATABASE, OWNER};

/// Unicode case rules with byte order, where the system has them; else the one locale that every system has.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// Makes the cluster under another name and renames it when it is whole.
///
/// # Errors
/// Refused when one of PostgreSQL's programs fails; what it said is in the sentence.
pub(super) async fn create(
    place: &Place,
    account: &Account,
    binaries: &Binaries,
    passwords: &Passwords,
) -> Result<(), PrivateRefused> {
    let mut last = None;
    for locale in LOCALES {
        match initdb(place, account, binaries, passwords, locale).await {
            Ok(()) => {
                fill(place, account, binaries, passwords).await?;
                return std::fs::rename(place.unfinished(), place.cluster())
                    .map_err(io("cannot rename", &place.unfinished()));
            }
            Err(refused @ PrivateRefused::ProgramFailed { .. }) => last = Some(refused),
            Err(other) => return Err(other),
        }
    }
    Err(last.expect("there is at least one locale to try"))
}

async fn initdb(
    place: &Place,
    account: &Account,
    binaries: &Binaries,
    passwords: &Passwords,
    locale: &str,
) -> Result<(), PrivateRefused> {
    let target = place.unfinished();
    if target.exists() {
        std::fs::remove_dir_all(&target).map_err(io("cannot remove", &target))?;
    }
    let password_file = place.home().join("superuser-password");
    write_private(&password_file, &format!("{}\n", passwords.superuser))?;
    account.give(&password_file)?;
    let mut command = account.command(binaries.program("initdb"), place.home());
    command
        .arg("--pgdata")
        .arg(&target)
        .args([
            "--username=postgres",
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            "--no-instructions",
        ])
        .arg(format!("--locale={locale}"))
        .arg(format!("--pwfile={}", password_file.display()));
    let done = run("initdb", command, Vec::new()).await;
    std::fs::remove_file(&password_file).map_err(io("cannot remove", &password_file))?;
    done
}

/// The roles and the database, through PostgreSQL's single-user mode: nobody can connect meanwhile.
async fn fill(
    place: &Place,
    account: &Account,
    binaries: &Binaries,
    passwords: &Passwords,
) -> Result<(), PrivateRefused> {
    let statements = format!(
        "CREATE ROLE {OWNER} LOGIN PASSWORD '{}'\n\
         CREATE ROLE {APP} LOGIN PASSWORD '{}'\n\
         CREATE DATABASE {DATABASE} OWNER {OWNER}\n\
         REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC\n\
         GRANT CONNECT ON DATABASE {DATABASE} TO {APP}\n",
        passwords.owner, passwords.app,
    );
    let mut command = account.command(binaries.program("postgres"), place.home());
    command
        .arg("--single")
        .arg("-D")
        .arg(place.unfinished())
        .args(["-c", "exit_on_error=on", "postgres"]);
    run("postgres --single", command, statements.into_bytes()).await
}

/// Runs a program to its end on a blocking thread; a failure carries its last words.
async fn run(name: &'static str, mut command: Command, input: Vec<u8>) -> Result<(), PrivateRefused> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || -> std::io::Result<Output> {
        let mut child = command.spawn()?;
        let mut stdin = child.stdin.take().expect("the input was asked for as a pipe");
        // The input is far smaller than a pipe's buffer, so writing all before reading any cannot block.
        stdin.write_all(&input)?;
        drop(stdin);
        child.wait_with_output()
    })
    .await
    .expect("running a program does not panic")
    .map_err(io("cannot run", Path::new(name)))?;
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(PrivateRefused::ProgramFailed {
            program: name,
            said: last_lines(&said),
        })
    }
}

/// The end of a program's output: the reason stands there.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}
