//! A document that nobody corrected, as the bytes it came in. What is kept of it is its text: decoded, double encodings
//! undone, secrets masked. All but the masks is turned back here; without a mask the hash of the original proves it.

use crate::checklist::{RepairRun, Source};

/// The document as it came, except for the spans masked as secrets. `source` is that of the import as it was read.
#[must_use]
pub fn original(text: &str, source: &Source) -> Vec<u8> {
    let as_it_came = source
        .repair
        .as_ref()
        .and_then(|repair| broken_again(text, &repair.runs));
    encoded(as_it_came.as_deref().unwrap_or(text), source)
}

/// Puts every repaired run back, in order. `None` where one is not found: the list of runs is bounded.
fn broken_again(text: &str, runs: &[RepairRun]) -> Option<String> {
    let mut runs = runs.iter().filter(|run| run.exact).peekable();
    let mut out = String::with_capacity(text.len());
    for (line, number) in text.split_inclusive('\n').zip(1_u32..) {
        let mut rest = line;
        while let Some(run) = runs.next_if(|run| run.line == number) {
            let at = rest.find(&run.to)?;
            out.push_str(&rest[..at]);
            out.push_str(&run.from);
            rest = &rest[at + run.to.len()..];
        }
        out.push_str(rest);
    }
    runs.next().is_none().then_some(out)
}

fn encoded(text: &str, source: &Source) -> Vec<u8> {
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let (mark, body): (&[u8], Vec<u8>) = match source.encoding.as_str() {
        "utf-16le" => (&[0xFF, 0xFE], units(u16::to_le_bytes)),
        "utf-16be" => (&[0xFE, 0xFF], units(u16::to_be_bytes)),
        _ => (&[0xEF, 0xBB, 0xBF], text.as_bytes().to_vec()),
    };
    if source.bom { [mark, &body].concat() } else { body }
}
