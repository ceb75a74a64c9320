//! `countersign export`: reads a checklist in any of its forms, and writes it as Markdown or as CSV.

use std::process::ExitCode;

use domain::checklist::{Checklist, FORMAT};
use domain::export::{csv, markdown};
use domain::import::{Upload, limits, read};

use super::ExportArgs;
use super::document::{REFUSED, bytes_of, fail, name_of, print};

/// What an import prints is larger than the document it read.
const MOST_JSON_BYTES: usize = 32 * limits::MAX_BYTES;

/// Reads, writes the other form, and says by the exit code whether the document was accepted.
#[must_use]
pub fn run(args: &ExportArgs) -> ExitCode {
    let name = name_of(&args.file);
    let bytes = match bytes_of(&args.file, MOST_JSON_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return fail(&args.file.display().to_string(), &error, 1),
    };
    let checklist = match checklist(&name, &bytes) {
        Ok(checklist) => checklist,
        Err(refused) => return fail(&name, &refused, REFUSED),
    };
    let text = if args.csv {
        csv(&checklist)
    } else {
        markdown(&checklist, None)
    };
    print(|out| out.write_all(text.as_bytes()))
}

/// A checklist from the JSON of an import, or from a document.
fn checklist(name: &str, bytes: &[u8]) -> Result<Checklist, String> {
    // No document that people write begins as the JSON of an import does.
    let begins = bytes.trim_ascii_start();
    let json = begins.starts_with(b"{")
        && (name.ends_with(".json") || begins[1..].trim_ascii_start().starts_with(b"\"format\""));
    if json {
        let checklist: Checklist = serde_json::from_slice(bytes)
            .map_err(|error| format!("This is no checklist in JSON: {error}."))?;
        return if checklist.format == FORMAT {
            Ok(checklist)
        } else {
            Err(format!(
                "The format is {:?}; this program reads {FORMAT:?}.",
                checklist.format
            ))
        };
    }
    read(Upload { name, bytes })
        .map(|imported| imported.checklist)
        .map_err(|refused| refused.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "# Plan\n\n## Phase 1: Before\n\n### Task 1: Try it\n\n- [ ] Look\n";

    #[test]
    fn markdown_and_json_lead_to_the_same_text() {
        let by_markdown = checklist("plan.md", PLAN.as_bytes()).unwrap();
        let json = serde_json::to_vec_pretty(&by_markdown).unwrap();
        let by_json = checklist("-", &json).unwrap();
        assert_eq!(markdown(&by_json, None), markdown(&by_markdown, None));
        assert_eq!(csv(&by_json), csv(&by_markdown));
    }

    #[test]
    fn what_is_no_checklist_is_refused_in_a_sentence() {
        for (name, bytes) in [("a.json", &b"{}"[..]), ("a.csv", b"x,y\n1,2\n"), ("a.md", b"")] {
            let refused = checklist(name, bytes).unwrap_err();
            assert!(refused.ends_with('.'), "{refused}");
        }
    }
}
