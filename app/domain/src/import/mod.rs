//! Import: the text of a document to a checklist that loses nothing. Inert: it enables, signs, sends and runs nothing.
//! Decode, repair, mask secrets, parse, plan the phases, read every part, number the parts, account for every byte.

mod alerts;
mod body;
mod columns;
pub mod command;
mod contacts;
mod criteria;
pub(crate) mod csv;
mod decode;
mod depends;
pub mod duration;
pub mod expectation;
pub mod fence;
mod fences;
mod fields;
mod follow_ups;
mod front_matter;
mod heading;
mod ids;
mod items;
mod kinds;
mod labels;
mod ledger;
mod leftovers;
pub mod limits;
pub mod lint;
mod mojibake;
mod options;
mod outline;
mod particulars;
mod people;
mod phases;
mod phrases;
mod plan;
mod procedures;
mod reader;
mod refused;
mod risks;
mod secrets;
mod sections;
mod tables;
mod text;
pub mod threshold;
mod timeline;
mod topic;
mod variables;
mod wiki;
mod window;
pub(crate) mod written;

pub use refused::ImportRefused;

use sha2::{Digest, Sha256};

use crate::checklist::{Checklist, FORMAT, Source};
use ledger::Ledger;
use outline::Body;
use reader::Reader;

/// A document as it was handed over.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What an import yields.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub checklist: Checklist,
    /// The decoded text, exact repairs applied and secrets masked: what is stored and shown beside the checklist.
    pub text: String,
}

/// Reads a document. The same bytes always give the same result.
///
/// # Errors
/// Refused when the bytes are no text, or pass one of the `limits`.
pub fn read(upload: Upload<'_>) -> Result<Imported, ImportRefused> {
    let decoded = decode::decode(upload.bytes)?;
    let form = Form::of(upload.name, &decoded.text);
    // An export is known to be whole: what looks double encoded in it was left so by a person.
    let (repaired, repair) = match mojibake::repair(&decoded.text).filter(|_| form != Form::Written) {
        Some((text, repair)) => (text, Some(repair)),
        None => (decoded.text, None),
    };
    let (text, secrets) = secrets::mask(&repaired);
    let shown = text::with_visible_controls(&text);
    let mut reader = Reader::new(Ledger::new(
        &shown,
        decoded.line_starts,
        upload.bytes.len() as u64,
    ));
    let mut blocks = Vec::new();
    let mut pending = written::Pending::default();
    let title = match form {
        Form::Written => {
            let title;
            (title, pending) = written::read(&mut reader, &shown);
            title
        }
        Form::Csv => csv::read(&mut reader, &shown, upload.name)?,
        Form::Free => {
            blocks = outline::build(&wiki::as_markdown(&shown))?;
            freely(&mut reader, &blocks, upload.name)
        }
    };
    reader.within_limits()?;

    let Reader {
        mut out,
        ledger,
        waits,
        assigned,
        ..
    } = reader;
    out.format = FORMAT.to_owned();
    out.title = title;
    secrets::list(&mut out.secrets, secrets, &shown);
    out.source = Source {
        name: upload.name.to_owned(),
        bytes: upload.bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(upload.bytes)),
        encoding: decoded.encoding.to_owned(),
        bom: decoded.byte_order_mark,
        repair,
    };
    if form == Form::Free {
        depends::resolve(&mut out, &waits);
        people::assign(&mut out, &assigned);
    }
    let table = ids::assign(&mut out);
    pending.resolve(&mut out);
    leftovers::collect(&mut out, &blocks, &ledger, &|id| table.get(id).cloned());
    out.ledger = ledger.spans(&|id| table.get(id).cloned());
    in_document_order(&mut out);
    out.findings = lint::lint(&out, &text);
    Ok(Imported { checklist: out, text })
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As people write.
    Free,
    /// As an export writes Markdown.
    Written,
    /// A table of tasks with separators.
    Csv,
}

impl Form {
    fn of(name: &str, text: &str) -> Self {
        if written::is_written(text) {
            Form::Written
        } else if csv::is_csv(name, text) {
            Form::Csv
        } else {
            Form::Free
        }
    }
}

/// Gives every part the id of its place, and lets go of references to parts that are gone.
pub(crate) fn number_parts(checklist: &mut Checklist) {
    ids::assign(checklist);
}

/// Reads Markdown or plain text as people write it, and gives its title.
fn freely(reader: &mut Reader, blocks: &[outline::Block], name: &str) -> String {
    let document = sections::read(blocks);
    let named = match document.front_matter.map(|block| &block.body) {
        Some(Body::FrontMatter(lines)) => front_matter::read(reader, lines),
        _ => None,
    };
    let title = title(reader, &document, named, name);
    let plan = plan::plan(&document);
    phases::read(reader, &document, &plan, &title);
    title
}

fn title(
    reader: &mut Reader,
    document: &sections::Document<'_>,
    named: Option<String>,
    file: &str,
) -> String {
    let title = match document.title {
        Some(line) => {
            reader.ledger.mark(line.line, line.line, "title");
            line.text.clone()
        }
        None => named.unwrap_or_else(|| stem(file)),
    };
    let (cut, was_cut) = text::cut(&title, limits::MAX_TITLE_CHARS);
    if was_cut {
        let line = document.title.map_or(1, |line| line.line);
        reader.fact(line, "Title", &title);
        reader.ledger.mark(line, line, "title");
    }
    cut
}

/// The name of a file without its folder and its ending.
fn stem(file: &str) -> String {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).to_owned()
}

/// Parts are found section by section; the lists of the format follow the lines.
fn in_document_order(out: &mut Checklist) {
    out.claims.sort_by_key(|part| part.line);
    out.facts.sort_by_key(|part| part.line);
    out.snippets.sort_by_key(|part| part.line);
    out.success_criteria.sort_by_key(|part| part.line);
    out.rollback_triggers.sort_by_key(|part| part.line);
    out.rollback_procedures.sort_by_key(|part| part.line);
}
