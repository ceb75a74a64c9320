//! How long a reading takes, and how much memory it needs in a process of its own.

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use domain::import::{Upload, read};
use rustix::time::{ClockId, clock_gettime};

/// Short readings are repeated for this long; of all of them the quickest counts, since other work only adds.
const LONG_ENOUGH: Duration = Duration::from_millis(300);
const MOST_RUNS: usize = 200;

/// The quickest of several runs, in processor time of this thread: others on the same machine count for little.
pub fn time(mut run: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    let mut all = Duration::ZERO;
    for _ in 0..MOST_RUNS {
        let from = processor_time();
        run();
        let took = processor_time().saturating_sub(from);
        best = best.min(took);
        all += took;
        if all > LONG_ENOUGH {
            break;
        }
    }
    best
}

fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        now.tv_sec.unsigned_abs(),
        u32::try_from(now.tv_nsec).unwrap_or_default(),
    )
}

/// Reads the document as an import does; says whether it was taken.
pub fn import(text: &[u8]) -> bool {
    let upload = Upload {
        name: "bench.md",
        bytes: text,
    };
    black_box(read(upload)).is_ok()
}

/// The Markdown parser alone, with the extensions that the import turns on.
pub fn parse(text: &str) {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    let arena = comrak::Arena::new();
    black_box(comrak::parse_document(&arena, text, &options));
}

/// What the process may need before it reads anything, and its peak after reading this: in a child process of its own.
pub fn peak_mb(document: &str) -> f64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the benchmark starts itself, to measure one reading alone"
    )]
    let output = Command::new(std::env::current_exe().expect("its own path"))
        .args(["--peak", document])
        .output()
        .expect("the benchmark can start itself");
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap_or_else(|_| {
            panic!(
                "no peak of {document}: {}",
                String::from_utf8_lossy(&output.stderr)
            )
        })
}

/// This process's peak so far.
pub fn own_peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says so");
    let kib: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .expect("a number");
    kib * 1024.0 / 1_000_000.0
}
