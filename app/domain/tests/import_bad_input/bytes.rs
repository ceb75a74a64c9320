//! What comes in as bytes: nothing, too much, other encodings, other line ends.

use domain::import::{ImportRefused, limits};

use crate::support::{assert_joined, boxes, import, refused, text};

#[test]
fn case_01_nothing_to_import() {
    for bytes in [&b""[..], b" \n\t ", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF \r\n"] {
        assert_eq!(refused(bytes), ImportRefused::Empty);
    }
}

#[test]
fn case_02_too_large_is_refused_with_the_limit() {
    let refused = refused(&vec![b'x'; limits::MAX_BYTES + 1]);
    assert_eq!(
        refused,
        ImportRefused::TooLarge {
            bytes: limits::MAX_BYTES as u64 + 1
        }
    );
    assert!(refused.to_string().contains("2 MiB"));
}

#[test]
fn case_03_binaries_are_named() {
    for (bytes, kind) in [
        (&b"\x1f\x8b\x08\x00"[..], "gzip"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"%PDF-1.4\n", "PDF"),
        (b"\x7fELF\x02\x01", "program"),
    ] {
        assert!(refused(bytes).to_string().contains(kind), "{kind}");
    }
}

#[test]
fn case_05_a_byte_order_mark_is_dropped_and_noted() {
    let list = import("a.md", "\u{feff}# Plan\n\n- [ ] a\n".as_bytes()).checklist;
    assert_eq!(
        (
            list.title.as_str(),
            list.source.bom,
            list.source.encoding.as_str()
        ),
        ("Plan", true, "utf-8")
    );
    assert_joined(&list);
}

#[test]
fn case_06_utf16_is_decoded_where_that_is_sure() {
    let plan = "# Plan für Köln\n\n## Deploy\n\n- [ ] geprüft\n";
    for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut bytes = Vec::new();
        let mut push = |unit: u16| {
            bytes.extend(if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            })
        };
        if mark {
            push(0xFEFF);
        }
        plan.encode_utf16().for_each(&mut push);
        let list = import("a.md", &bytes).checklist;
        assert_eq!((list.title.as_str(), boxes(&list)), ("Plan für Köln", (1, 0)));
        assert_joined(&list);
    }
}

#[test]
fn case_07_invalid_utf8_names_the_line() {
    for bad in [&b"# a\n\xFF\n"[..], b"# a\n\xC0\xAF\n", b"# a\n\xED\xA0\x80\n"] {
        assert!(matches!(
            refused(bad),
            ImportRefused::NotDecodable { line: 2, .. }
        ));
    }
}

#[test]
fn case_09_mixed_encodings_are_repaired_run_by_run() {
    let imported = import("a.md", "# Größe â\u{20ac}\u{201c} ok\n\nnaïve é\n".as_bytes());
    let repair = imported.checklist.source.repair.expect("a repair");
    assert_eq!((repair.exact, repair.uncertain), (1, 0));
    assert!(imported.text.starts_with("# Größe – ok"));
}

#[test]
fn case_10_a_nul_is_a_calm_error() {
    assert_eq!(refused(b"# a\n\nb\0c\n"), ImportRefused::Nul { line: 3 });
}

#[test]
fn case_11_controls_are_shown_as_symbols_and_kept_in_the_text() {
    let imported = import(
        "a.md",
        "# A\n\n- [ ] red \u{1b}[31m and \u{b} and \u{85}\n".as_bytes(),
    );
    let item = &imported.checklist.items[0];
    assert_eq!(item.text, "red ␛[31m and ␋ and ␦");
    assert!(
        imported.text.contains('\u{1b}'),
        "the text itself stays what it was"
    );
}

#[test]
fn case_12_line_ends_make_no_difference() {
    let plan = "# A\n\n## Deploy\n\n### Step 1: Go\n\n**Owner:** Ops\n\n- [ ] x\n- [x] y";
    let expected = text(plan).phases;
    for other in [
        plan.replace('\n', "\r\n"),
        plan.replace('\n', "\r"),
        format!("{plan}\n"),
        plan.replacen('\n', "\r\n", 4),
    ] {
        assert_eq!(text(&other).phases, expected);
    }
}
