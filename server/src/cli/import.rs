//! `countersign import`: reads a document as the import page does, and prints what was understood.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use domain::checklist::{Checklist, Item};
use domain::import::{Upload, limits::MAX_BYTES, read};

use super::ImportArgs;

/// The exit code for a document that was read and refused; 1 is left to files that cannot be opened.
const REFUSED: u8 = 2;

/// Reads, prints, and says by the exit code whether the document was accepted.
#[must_use]
pub fn run(args: &ImportArgs) -> ExitCode {
    let bytes = match bytes_of(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{}: {error}", args.file.display());
            return ExitCode::FAILURE;
        }
    };
    let name = args
        .file
        .file_name()
        .map_or_else(|| "-".into(), |name| name.to_string_lossy());
    let imported = match read(Upload {
        name: &name,
        bytes: &bytes,
    }) {
        Ok(imported) => imported,
        Err(refused) => {
            eprintln!("{name}: {refused}");
            return ExitCode::from(REFUSED);
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = if args.json {
        serde_json::to_writer_pretty(&mut out, &imported.checklist)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        out.write_all(overview(&imported.checklist).as_bytes())
    };
    match printed.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads us has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot print: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The document, and at most one byte more than is allowed: enough to be refused as too large.
fn bytes_of(file: &Path) -> io::Result<Vec<u8>> {
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file)?)
    };
    let mut bytes = Vec::new();
    source.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A few lines for people: the phases with what they hold, then what the reader should look at.
fn overview(checklist: &Checklist) -> String {
    let mut text = format!("{}\n", checklist.title);
    for phase in &checklist.phases {
        let items = phase.items.iter().map(count).sum::<usize>()
            + phase
                .tasks
                .iter()
                .flat_map(|task| &task.items)
                .map(count)
                .sum::<usize>();
        text += &format!("  {}: {} tasks, {items} items\n", phase.title, phase.tasks.len());
    }
    if !checklist.items.is_empty() {
        text += &format!(
            "  outside phases: {} items\n",
            checklist.items.iter().map(count).sum::<usize>()
        );
    }
    for finding in &checklist.findings {
        text += &format!("line {}: {}\n", finding.line, finding.message);
        if let Some(reason) = &finding.suppressed {
            text += &format!("  accepted in the document: {reason}\n");
        }
    }
    text
}

fn count(item: &Item) -> usize {
    1 + item.items.iter().map(count).sum::<usize>()
}
