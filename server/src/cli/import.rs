//! `countersign import`: reads a document as the import page does, and prints what was understood.

use std::io;
use std::process::ExitCode;

use domain::checklist::{Checklist, Item};
use domain::import::{Upload, limits::MAX_BYTES, read};

use super::ImportArgs;
use super::document::{REFUSED, bytes_of, fail, name_of, print};

/// Reads, prints, and says by the exit code whether the document was accepted.
#[must_use]
pub fn run(args: &ImportArgs) -> ExitCode {
    let name = name_of(&args.file);
    let bytes = match bytes_of(&args.file, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return fail(&args.file.display().to_string(), &error, 1),
    };
    let imported = match read(Upload {
        name: &name,
        bytes: &bytes,
    }) {
        Ok(imported) => imported,
        Err(refused) => return fail(&name, &refused, REFUSED),
    };
    print(|out| {
        if args.json {
            serde_json::to_writer_pretty(&mut *out, &imported.checklist).map_err(io::Error::from)?;
            writeln!(out)
        } else {
            out.write_all(overview(&imported.checklist).as_bytes())
        }
    })
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
