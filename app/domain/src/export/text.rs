//! Parts as text: Markdown that displays well, and that says by the first characters of every line what the line is.

use crate::import::written::parse::{NOTATION, READING, READING_END};
use crate::import::written::part::{Fence, Mark, Part, Reading};
use crate::import::written::words;

pub fn write(parts: &[Part], about: Option<&str>) -> String {
    let mut out = format!("---\n{NOTATION}\n");
    if let Some(about) = about {
        let line: String = about
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        out.push_str(&format!("about: {line}\n"));
    }
    out.push_str("---\n");
    for part in parts {
        heading(&mut out, part);
    }
    out
}

fn heading(out: &mut String, part: &Part) {
    let level = match part.mark {
        Mark::Heading(level) => usize::from(level),
        _ => 1,
    };
    out.push('\n');
    line(out, 0, &"#".repeat(level), &part.words);
    below(out, part, 0);
    let mut group = None;
    let mut in_list = false;
    for inner in &part.parts {
        if matches!(inner.mark, Mark::Heading(_)) {
            heading(out, inner);
            continue;
        }
        if inner.group != group {
            group.clone_from(&inner.group);
            out.push('\n');
            match &group {
                Some(words) => line(out, 0, "####", words),
                None => out.push_str("---\n"),
            }
            in_list = false;
        }
        if !in_list {
            out.push('\n');
            in_list = true;
        }
        entry(out, inner, 0);
    }
}

fn entry(out: &mut String, part: &Part, indent: usize) {
    let (mark, inner) = match part.mark {
        Mark::Box(true) => ("- [x]", 2),
        Mark::Box(false) => ("- [ ]", 2),
        Mark::Number => ("1.", 3),
        Mark::Bullet | Mark::Heading(_) => ("-", 2),
    };
    line(out, indent, mark, &part.words);
    below(out, part, indent + inner);
    for nested in &part.parts {
        entry(out, nested, indent + inner);
    }
}

/// Reading, fence, fields and table of a part.
fn below(out: &mut String, part: &Part, indent: usize) {
    if let Some(found) = &part.reading {
        reading(out, found, indent);
    }
    let blank = matches!(part.mark, Mark::Heading(_));
    if blank && !part.fields.is_empty() {
        out.push('\n');
    }
    if !blank && let Some(found) = &part.fence {
        fence(out, found, indent);
    }
    for field in &part.fields {
        let name = format!("- **{}:**", words::write(&field.name));
        line(out, indent, &name, &field.value);
        if let Some(found) = &field.reading {
            reading(out, found, indent);
        }
    }
    if blank && let Some(found) = &part.fence {
        out.push('\n');
        fence(out, found, indent);
    }
    if !part.rows.is_empty() {
        out.push('\n');
    }
    for (at, row) in part.rows.iter().enumerate() {
        out.push('|');
        for cell in row {
            out.push_str(&format!(" {} |", words::write_cell(cell)));
        }
        out.push('\n');
        if at == 0 {
            out.push_str(&format!("|{}\n", " --- |".repeat(row.len())));
        }
    }
}

fn line(out: &mut String, indent: usize, mark: &str, text: &str) {
    out.push_str(&" ".repeat(indent));
    out.push_str(mark);
    if !text.is_empty() {
        out.push(' ');
        out.push_str(&words::write(text));
    }
    out.push('\n');
}

/// The angle that could end the comment is written as JSON's own escape.
fn reading(out: &mut String, reading: &Reading, indent: usize) {
    let json = reading
        .value
        .to_string()
        .replace('>', "\\u003e")
        .replace("--", "-\\u002d");
    out.push_str(&format!(
        "{}{READING}{} {json}{READING_END}\n",
        " ".repeat(indent),
        reading.seal
    ));
}

/// Ticks enough that no line inside ends the fence; lines without words are not indented.
fn fence(out: &mut String, fence: &Fence, indent: usize) {
    let longest = fence.text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest.max(2) + 1);
    let blanks = " ".repeat(indent);
    out.push_str(&format!("{blanks}{ticks}{}\n", fence.info));
    for line in fence.text.split('\n') {
        if !line.is_empty() {
            out.push_str(&blanks);
        }
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(&format!("{blanks}{ticks}\n"));
}
