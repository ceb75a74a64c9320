//! Ids that an export gave by place: `p2.t1`, `p2.t1.i3`, `i4`. They are given anew, whatever stands there now.

/// Whether an id is one that an export gave by place: such an id is given anew, and is no number of the author's.
pub fn is_of_place(id: &str) -> bool {
    let mut parts = id.split('.');
    match (parts.next().unwrap_or_default(), parts.next()) {
        (first, None) => numbered(first, 'i') || numbered(first, 'p'),
        (first, Some(second)) if numbered(first, 'p') => numbered(second, 't') || numbered(second, 'i'),
        (first, Some(second)) => numbered(first, 'i') && numbered(second, 'i'),
    }
}

/// The phase that an id of that form names: `p2` of `p2.t1`.
pub fn phase_of(id: &str) -> &str {
    match id.split_once('.') {
        Some((phase, _)) if numbered(phase, 'p') && is_of_place(id) => phase,
        _ => "",
    }
}

pub fn numbered(text: &str, mark: char) -> bool {
    text.strip_prefix(mark)
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
