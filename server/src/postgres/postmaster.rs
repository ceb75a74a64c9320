//! The running PostgreSQL process: started, adopted after our own crash, watched and stopped.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::time::{Instant, sleep};

use super::account::Account;
use super::binaries::Binaries;
use super::cluster::last_lines;
use super::place::Place;
use super::refused::{PrivateRefused, io};

/// How often a file or process is looked at while waiting for it.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// How long PostgreSQL may take to end its sessions and write its last checkpoint.
const STOP_WITHIN: Duration = Duration::from_secs(60);
/// How long it may take after that, told to drop everything; the next start then recovers from its log.
const ABORT_WITHIN: Duration = Duration::from_secs(10);
/// How often an adopted process, which the system does not report on, is looked at.
const WATCH_EVERY: Duration = Duration::from_secs(1);
/// A log larger than this is set aside at the next start; one such is kept.
const LOG_BYTES: u64 = 8 * 1024 * 1024;

/// Settings that differ from PostgreSQL's own.
const SETTINGS: [&str; 8] = [
    "listen_addresses=",
    // Statements carry what people typed, which a log must not.
    "log_min_error_statement=panic",
    "log_timezone=UTC",
    "log_line_prefix=%m [%p] ",
    "timezone=UTC",
    // Our queries are short: compiling them costs more than it saves.
    "jit=off",
    "fsync=on",
    "full_page_writes=on",
];

/// A running PostgreSQL. Dropping it leaves the process running.
#[derive(Debug)]
pub(super) struct Postmaster {
    pid: Pid,
    cluster: PathBuf,
    /// Set when we started it, so that the system tells us of its end; `None` for an adopted one.
    child: Option<tokio::process::Child>,
}

impl Postmaster {
    /// Takes over the process that an earlier server left running, once it is ready.
    /// `None` when nothing runs, or when it was about to end.
    pub(super) async fn adopt(place: &Place) -> Result<Option<Self>, PrivateRefused> {
        let cluster = place.cluster();
        let Some(PidFile { pid, .. }) = PidFile::read(&cluster) else {
            return Ok(None);
        };
        if !is_ours(pid, &cluster) {
            disarm(&cluster, pid)?;
            return Ok(None);
        }
        let mut adopted = Self {
            pid,
            cluster,
            child: None,
        };
        if adopted.wait_ready().await {
            tracing::info!(
                pid = pid.as_raw_pid(),
                "took over the PostgreSQL of an earlier start"
            );
            Ok(Some(adopted))
        } else {
            Ok(None)
        }
    }

    /// Starts PostgreSQL and waits until it takes connections, however long its recovery lasts.
    pub(super) async fn spawn(
        place: &Place,
        account: &Account,
        binaries: &Binaries,
    ) -> Result<Self, PrivateRefused> {
        let (log, cluster) = (place.log(), place.cluster());
        let mut command = account.command(binaries.program("postgres"), place.home());
        command.arg("-D").arg(&cluster);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command
            .arg("-c")
            .arg(format!("unix_socket_directories={}", quoted(place.sockets())));
        let output = open_log(&log, account)?;
        command
            .stderr(output.try_clone().map_err(io("cannot open", &log))?)
            .stdout(output);
        let program = binaries.program("postgres");
        let child = tokio::process::Command::from(command)
            .spawn()
            .map_err(io("cannot run", &program))?;
        let pid = child
            .id()
            .and_then(|id| Pid::from_raw(id.cast_signed()))
            .expect("a process just started has an id");
        let mut started = Self {
            pid,
            cluster,
            child: Some(child),
        };
        if started.wait_ready().await {
            Ok(started)
        } else {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            Err(PrivateRefused::NotStarted {
                log,
                tail: last_lines(&said),
            })
        }
    }

    /// Waits until it ends by itself, and says how.
    pub(super) async fn ended(&mut self) -> String {
        match &mut self.child {
            Some(child) => match child.wait().await {
                Ok(status) => format!("PostgreSQL ended by itself ({status})"),
                Err(e) => format!("PostgreSQL cannot be watched: {e}"),
            },
            None => {
                while is_ours(self.pid, &self.cluster) {
                    sleep(WATCH_EVERY).await;
                }
                "PostgreSQL ended by itself".to_owned()
            }
        }
    }

    /// Ends it: sessions are closed and a checkpoint is written; if that hangs, it is told to drop everything.
    pub(super) async fn stop(mut self) -> Result<(), PrivateRefused> {
        for (signal, patience) in [(Signal::INT, STOP_WITHIN), (Signal::QUIT, ABORT_WITHIN)] {
            if self.running() {
                // It may end between the look and the signal, which is what we want.
                let _ = kill_process(self.pid, signal);
            }
            let deadline = Instant::now() + patience;
            while self.running() && Instant::now() < deadline {
                sleep(LOOK_EVERY).await;
            }
            if !self.running() {
                return Ok(());
            }
            tracing::warn!(pid = self.pid.as_raw_pid(), "PostgreSQL is slow to end");
        }
        Err(PrivateRefused::NotStopped {
            pid: self.pid.as_raw_pid(),
        })
    }

    /// Looks at its status line until it is ready (true) or the process has ended (false).
    async fn wait_ready(&mut self) -> bool {
        loop {
            let running = self.running();
            match PidFile::read(&self.cluster) {
                Some(file) if file.pid == self.pid && file.ready => return true,
                _ if !running => return false,
                _ => sleep(LOOK_EVERY).await,
            }
        }
    }

    fn running(&mut self) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(None)),
            None => is_ours(self.pid, &self.cluster),
        }
    }
}

/// What `postmaster.pid` says: the process on the first line, its state on the eighth.
struct PidFile {
    pid: Pid,
    ready: bool,
}

impl PidFile {
    fn read(cluster: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?)?;
        Some(Self {
            pid,
            ready: lines.nth(6).is_some_and(|state| state.trim() == "ready"),
        })
    }
}

/// Whether the process lives and is the PostgreSQL of this cluster. The number alone proves nothing: after a restart
/// of a machine or container it belongs to somebody else. Where the system has no `/proc`, a live process is taken for it.
fn is_ours(pid: Pid, cluster: &Path) -> bool {
    if matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH)) {
        return false;
    }
    if !Path::new("/proc/self/cmdline").exists() {
        return true;
    }
    // A process that ended but was not collected by its parent has an empty command line.
    let arguments = std::fs::read(format!("/proc/{}/cmdline", pid.as_raw_pid())).unwrap_or_default();
    arguments
        .split(|byte| *byte == 0)
        .any(|argument| argument == cluster.as_os_str().as_encoded_bytes())
}

/// Makes PostgreSQL look past the number of a process that is not it.
///
/// It refuses to start while the process named in its file lives, except when that is its own parent: so we write our
/// own number there. The rest of the file stays: by it PostgreSQL still finds sessions that outlived their server.
fn disarm(cluster: &Path, stale: Pid) -> Result<(), PrivateRefused> {
    let path = cluster.join("postmaster.pid");
    let text = std::fs::read_to_string(&path).map_err(io("cannot read", &path))?;
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    tracing::info!(
        pid = stale.as_raw_pid(),
        "PostgreSQL was not shut down; its last process is gone"
    );
    std::fs::write(&path, format!("{}\n{rest}", std::process::id())).map_err(io("cannot write", &path))
}

fn open_log(log: &Path, account: &Account) -> Result<File, PrivateRefused> {
    if std::fs::metadata(log).is_ok_and(|found| found.len() > LOG_BYTES) {
        std::fs::rename(log, log.with_extension("log.1")).map_err(io("cannot rename", log))?;
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .map_err(io("cannot open", log))?;
    account.give(log)?;
    Ok(file)
}

/// A folder as one element of PostgreSQL's list of folders.
fn quoted(folder: &Path) -> String {
    format!("\"{}\"", folder.display().to_string().replace('"', "\"\""))
}
