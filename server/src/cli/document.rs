//! The document that a command reads, and the text that it prints.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// The exit code for a document that was read and refused; 1 is left to files that cannot be opened.
pub const REFUSED: u8 = 2;

/// The document, and at most one byte more than is allowed: enough to be refused as too large.
pub fn bytes_of(file: &Path, most: usize) -> io::Result<Vec<u8>> {
    let source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file)?)
    };
    let mut bytes = Vec::new();
    source.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The name of the document, as it is told to people.
pub fn name_of(file: &Path) -> String {
    file.file_name()
        .map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Prints, and says by the exit code whether that worked.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads us has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot print: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One line on standard error about a document, and the exit code.
pub fn fail(name: &str, reason: &dyn std::fmt::Display, code: u8) -> ExitCode {
    eprintln!("{name}: {reason}");
    ExitCode::from(code)
}
