//! Bytes to text: byte-order marks, UTF-8, UTF-16, and calm refusals for what is not text.
//! Nothing is ever replaced silently: what cannot be decoded exactly is refused with its line.

use encoding_rs::Encoding;

use super::ImportRefused;
use super::limits::MAX_BYTES;

/// Decoded text and where each of its lines begins in the original bytes.
#[derive(Debug, PartialEq)]
pub struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    pub byte_order_mark: bool,
    /// The offset in the original bytes at which each line of the text begins.
    pub line_starts: Vec<u64>,
}

/// Decodes an upload.
///
/// # Errors
/// Refused when the bytes are too many, empty, a known binary format, hold NUL characters, or are not valid in their encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ImportRefused> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportRefused::TooLarge {
            bytes: bytes.len() as u64,
        });
    }
    if let Some(kind) = binary_kind(bytes) {
        return Err(ImportRefused::NotText {
            kind: kind.to_owned(),
        });
    }
    let decoded = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, 3)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, true, 2)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, false, 2)?,
        _ => match unmarked_utf16(bytes) {
            Some(little) => utf16(bytes, little, 0)?,
            None => utf8(bytes, 0)?,
        },
    };
    if decoded.text.trim().is_empty() {
        return Err(ImportRefused::Empty);
    }
    if let Some(at) = decoded.text.find('\0') {
        return Err(ImportRefused::Nul {
            line: line_at(&decoded.text, at),
        });
    }
    Ok(decoded)
}

/// The line (from 1) on which a byte of the text stands; CRLF, LF and a lone CR all end a line.
pub fn line_at(text: &str, at: usize) -> u32 {
    line_starts(&text[..at]).len() as u32
}

/// Where each line begins. A text has at least one line; an ending at the very end begins no further one.
pub fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if ends {
            starts.push(at + 1);
        }
    }
    starts
}

fn utf8(bytes: &[u8], skipped: u64) -> Result<Decoded, ImportRefused> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            line_starts: line_starts(text)
                .into_iter()
                .map(|at| at as u64 + skipped)
                .collect(),
            text: text.to_owned(),
            encoding: "utf-8",
            byte_order_mark: skipped > 0,
        }),
        Err(error) => {
            if let Some(at) = bytes[..error.valid_up_to()].iter().position(|byte| *byte == 0) {
                return Err(ImportRefused::Nul {
                    line: byte_line(bytes, at),
                });
            }
            let line = byte_line(bytes, error.valid_up_to());
            Err(ImportRefused::NotDecodable {
                line,
                guess: guess(bytes).map(str::to_owned),
            })
        }
    }
}

fn utf16(bytes: &[u8], little: bool, skipped: u64) -> Result<Decoded, ImportRefused> {
    let unit = |pair: &[u8]| {
        if little {
            u16::from_le_bytes([pair[0], pair[1]])
        } else {
            u16::from_be_bytes([pair[0], pair[1]])
        }
    };
    let encoding = if little { "utf-16le" } else { "utf-16be" };
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut starts = vec![skipped];
    let mut offset = skipped;
    let mut after_return = false;
    for read in char::decode_utf16(bytes.chunks_exact(2).map(unit)) {
        let refused = |line: usize| ImportRefused::NotDecodable {
            line: line as u32,
            guess: Some(encoding.to_uppercase()),
        };
        let read = read.map_err(|_| refused(starts.len()))?;
        if after_return && read != '\n' {
            starts.push(offset);
        }
        after_return = read == '\r';
        offset += 2 * read.len_utf16() as u64;
        if read == '\n' {
            starts.push(offset);
        }
        text.push(read);
    }
    if after_return {
        starts.push(offset);
    }
    if bytes.len() % 2 == 1 {
        return Err(ImportRefused::NotDecodable {
            line: starts.len() as u32,
            guess: Some(encoding.to_uppercase()),
        });
    }
    Ok(Decoded {
        text,
        encoding,
        byte_order_mark: skipped > 0,
        line_starts: starts,
    })
}

/// UTF-16 without a mark, where it is sure: every second byte of mostly Latin text is zero, on one side only.
/// The value says whether the low byte comes first.
fn unmarked_utf16(bytes: &[u8]) -> Option<bool> {
    if bytes.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    match (even, odd) {
        (0, odd) if odd * 10 >= half * 4 => Some(true),
        (even, 0) if even * 10 >= half * 4 => Some(false),
        _ => None,
    }
}

fn byte_line(bytes: &[u8], at: usize) -> u32 {
    let before = &bytes[..at];
    let ends = before
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')))
        .count();
    ends as u32 + 1
}

/// What bytes that are not UTF-8 look like. Only ever shown; never applied.
fn guess(bytes: &[u8]) -> Option<&'static str> {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let lone = bytes
        .windows(3)
        .filter(|w| w[1] >= 0x80 && w[0] < 0x80 && w[2] < 0x80)
        .count();
    let reads = |encoding: &'static Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some()
    };
    // In Latin texts most letters with marks stand alone; in the double-byte encodings they come in pairs.
    if lone * 2 < high {
        for (encoding, name) in [
            (encoding_rs::SHIFT_JIS, "Shift_JIS"),
            (encoding_rs::EUC_JP, "EUC-JP"),
            (encoding_rs::GB18030, "GB18030"),
        ] {
            if reads(encoding) {
                return Some(name);
            }
        }
    }
    let unassigned = bytes
        .iter()
        .any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D));
    (!unassigned).then_some("Windows-1252")
}

fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"\x1f\x8b", "a gzip archive"),
        (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF87a", "a GIF picture"),
        (b"GIF89a", "a GIF picture"),
        (b"%PDF-", "a PDF document"),
        (b"\x7fELF", "a Linux program"),
        (b"\xfe\xed\xfa\xce", "a macOS program"),
        (b"\xcf\xfa\xed\xfe", "a macOS program"),
        (b"\xca\xfe\xba\xbe", "a compiled program"),
        (b"MZ\x90\x00", "a Windows program"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ\x00", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x00asm", "a WebAssembly program"),
        (b"{\\rtf", "a rich-text (RTF) document"),
        (b"\xff\xfe\x00\x00", "UTF-32 text"),
        (b"\x00\x00\xfe\xff", "UTF-32 text"),
    ];
    KINDS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> ImportRefused {
        decode(bytes).expect_err("refused")
    }

    #[test]
    fn lines_end_in_every_way() {
        assert_eq!(line_starts("a\nb\r\nc\rd"), vec![0, 2, 5, 7]);
        assert_eq!(line_starts(""), vec![0]);
        assert_eq!(line_starts("a\n"), vec![0, 2]);
    }

    #[test]
    fn nothing_but_blanks_or_a_mark_is_nothing_to_import() {
        for bytes in [&b""[..], b"  \n\t\n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
            assert_eq!(refused(bytes), ImportRefused::Empty);
        }
    }

    #[test]
    fn a_byte_order_mark_is_dropped_and_noted() {
        let decoded = decode(b"\xEF\xBB\xBF# A\nb").expect("text");
        assert_eq!((decoded.text.as_str(), decoded.byte_order_mark), ("# A\nb", true));
        assert_eq!(decoded.line_starts, vec![3, 7]);
    }

    #[test]
    fn utf16_is_decoded_with_and_without_a_mark() {
        let text = "# Plan\r\n- [ ] é 🚀\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [
            (little.clone(), "utf-16le"),
            (big.clone(), "utf-16be"),
            ([&[0xFF, 0xFE], &little[..]].concat(), "utf-16le"),
            ([&[0xFE, 0xFF], &big[..]].concat(), "utf-16be"),
        ] {
            let decoded = decode(&bytes).expect("text");
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
            assert_eq!(decoded.line_starts.len(), line_starts(text).len());
        }
        assert!(matches!(
            refused(b"\xFF\xFE\x00\xD8a\x00"),
            ImportRefused::NotDecodable { line: 1, .. }
        ));
    }

    #[test]
    fn invalid_utf8_names_its_line_and_a_guess() {
        for bad in [&b"a\nb\xFFc"[..], b"a\nb\xC0\x80", b"a\nb\xED\xA0\x80"] {
            assert!(
                matches!(refused(bad), ImportRefused::NotDecodable { line: 2, .. }),
                "{bad:?}"
            );
        }
        let latin = ImportRefused::NotDecodable {
            line: 1,
            guess: Some("Windows-1252".into()),
        };
        assert_eq!(refused(b"caf\xE9 d'abord"), latin);
    }

    #[test]
    fn binaries_are_named() {
        assert_eq!(
            refused(b"PK\x03\x04rest"),
            ImportRefused::NotText {
                kind: "a ZIP archive (or an Office document)".into()
            }
        );
        assert_eq!(
            refused(b"%PDF-1.7"),
            ImportRefused::NotText {
                kind: "a PDF document".into()
            }
        );
        assert!(matches!(refused(b"\x7fELF\x02"), ImportRefused::NotText { .. }));
        assert!(matches!(refused(b"\x1f\x8b\x08"), ImportRefused::NotText { .. }));
    }

    #[test]
    fn a_nul_is_refused_with_its_line() {
        assert_eq!(refused(b"one\ntwo\0three\n"), ImportRefused::Nul { line: 2 });
    }

    #[test]
    fn the_size_limit_is_stated() {
        let refused = refused(&vec![b'a'; MAX_BYTES + 1]);
        assert!(refused.to_string().contains("2 MiB"));
    }
}
