//! The text as the rules see it: lines as the importer counts them, which of them stand in fences, and the section of each.

use crate::checklist::Checklist;
use crate::import::decode;

/// A heading and the lines it heads.
pub struct Section<'a> {
    pub line: u32,
    pub last_line: u32,
    pub level: u8,
    pub title: &'a str,
    /// The section above, by index.
    pub parent: Option<usize>,
}

/// The lines of a text, counted as the importer counts them: a lone carriage return ends one too.
pub fn lines(text: &str) -> Vec<&str> {
    let starts = decode::line_starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| text[*start..end].trim_end_matches(['\r', '\n']))
        .collect()
}

/// Which lines stand inside fences. A fence ends with at least as many of the marks that opened it.
pub fn fenced(lines: &[&str]) -> Vec<bool> {
    let mut open: Option<(char, usize)> = None;
    lines
        .iter()
        .map(|line| {
            let bare = line.trim_start_matches([' ', '\t', '>']);
            let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'));
            let run = mark.map_or(0, |mark| bare.chars().take_while(|c| *c == mark).count());
            match (open, mark) {
                (Some((opened, length)), Some(mark)) if mark == opened && run >= length => {
                    if bare[run..].trim().is_empty() {
                        open = None;
                    }
                    true
                }
                (Some(_), _) => true,
                (None, Some(mark)) if run >= 3 && !(mark == '`' && bare[run..].contains('`')) => {
                    open = Some((mark, run));
                    true
                }
                _ => false,
            }
        })
        .collect()
}

/// The sections of a document, in the order of their headings.
pub fn sections<'a>(list: &'a Checklist, lines: usize) -> Vec<Section<'a>> {
    let end = u32::try_from(lines).unwrap_or(u32::MAX);
    let mut sections: Vec<Section<'a>> = Vec::with_capacity(list.headings.len());
    let mut open: Vec<usize> = Vec::new();
    for heading in &list.headings {
        while let Some(last) = open.last().copied() {
            if sections[last].level < heading.level {
                break;
            }
            sections[last].last_line = heading.line.saturating_sub(1);
            open.pop();
        }
        sections.push(Section {
            line: heading.line,
            last_line: end,
            level: heading.level,
            title: &heading.title,
            parent: open.last().copied(),
        });
        open.push(sections.len() - 1);
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_end_with_their_own_marks() {
        let text = "a\n```bash\nx\n~~~\n```\nb\n````\n```\n````\nc";
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            fenced(&lines),
            [false, true, true, true, true, false, true, true, true, false]
        );
    }
}
