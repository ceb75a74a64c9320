//! Bytes from outside made fit to be kept: cut at a limit, never through a character, nothing invisible left in them.

use domain::check::Excerpt;

/// The beginning of what came, for people. `bytes_total` counts all of it.
pub fn excerpt(text: &str, most: usize, bytes_total: u64) -> Excerpt {
    let kept = beginning(text, most);
    let cut =
        kept.len() < text.len() || (kept.len() as u64) < bytes_total && text.len() as u64 != bytes_total;
    Excerpt {
        text: visible(kept),
        bytes_total,
        cut,
    }
}

/// The longest beginning that fits and ends between two characters.
pub fn beginning(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Control characters as their symbols: a database refuses NUL, and a terminal obeys the others.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\r' => '␍',
            '\u{7f}' => '␡',
            c if c < ' ' => char::from_u32(0x2400 + c as u32).unwrap_or('�'),
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '�',
            c => c,
        })
        .collect()
}

/// Reads bytes as UTF-8. Of a cut text the last character may be incomplete, and is left out.
///
/// # Errors
/// The number of good bytes before the first bad one.
pub fn utf8(bytes: &[u8], cut: bool) -> Result<&str, usize> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let good = error.valid_up_to();
            match std::str::from_utf8(&bytes[..good]) {
                Ok(text) if cut && error.error_len().is_none() => Ok(text),
                _ => Err(good),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters_and_made_visible() {
        assert_eq!(beginning("aé", 2), "a");
        assert_eq!(excerpt("a\0b\u{1b}[1m\r\n", 64, 9).text, "a␀b␛[1m␍\n");
        assert!(excerpt("abc", 2, 3).cut);
        assert!(!excerpt("abc", 3, 3).cut);
        assert!(excerpt("abc", 10, 500).cut, "more came than was kept at all");
    }

    #[test]
    fn a_cut_character_is_left_out_and_a_bad_one_is_named() {
        assert_eq!(utf8("aé".as_bytes(), false), Ok("aé"));
        assert_eq!(utf8(&"aé".as_bytes()[..2], true), Ok("a"));
        assert_eq!(utf8(&"aé".as_bytes()[..2], false), Err(1));
        assert_eq!(utf8(b"ab\xff", true), Err(2));
    }
}
