//! Words inside HTML: tags and comments go, boxes become boxes, and lists, tables, headings and code keep their shape.
//! A small scanner, not a browser: nothing is rendered, fetched or run.

mod builder;
mod tags;

#[cfg(test)]
mod tests;

pub use tags::{is_tag, name};

use super::Block;
use builder::Builder;

/// The blocks that HTML stands for. Script, style and comments give none.
pub fn blocks(html: &str, first_line: u32) -> Vec<Block> {
    let mut builder = Builder::new(first_line);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        builder.words(&rest[..at]);
        rest = &rest[at..];
        let taken = markup(&mut builder, rest);
        builder.count_lines(&rest[..taken]);
        rest = &rest[taken..];
    }
    builder.words(rest);
    builder.finish()
}

/// Handles what begins with `<` and says how many bytes it took.
fn markup(builder: &mut Builder, rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |end| end + 3);
    }
    let Some(end) = rest.find('>').map(|end| end + 1) else {
        builder.push(rest);
        return rest.len();
    };
    let tag = &rest[..end];
    let opens = !tag.starts_with("</");
    let name = tags::name(tag);
    match (name.as_str(), opens) {
        ("script" | "style" | "svg" | "math" | "iframe", true) => return closing(rest, &name).1,
        ("pre", true) => {
            let (inner, taken) = closing(rest, "pre");
            builder.code(&rest[end.min(inner)..inner]);
            return taken;
        }
        ("input", _) if tag.to_ascii_lowercase().contains("checkbox") => {
            builder.checkbox(tag.to_ascii_lowercase().contains("checked"));
        }
        ("ul" | "ol", true) => builder.open_list(name == "ol"),
        ("ul" | "ol", false) => builder.close_list(),
        ("li", true) => builder.open_entry(),
        ("li", false) => builder.close_entry(),
        ("table", true) => builder.open_table(),
        ("table", false) => builder.close_table(),
        ("tr", _) => builder.end_row(),
        ("td" | "th", true) => builder.open_cell(name == "th"),
        ("td" | "th", false) => builder.close_cell(),
        ("dt", true) => builder.term(),
        ("dd", true) => builder.meaning(),
        ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", true) => builder.heading(name.as_bytes()[1] - b'0'),
        (
            "br" | "p" | "div" | "summary" | "details" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
            | "dt" | "dd" | "dl",
            _,
        ) => builder.flush(),
        ("b" | "strong", _) => builder.bold(opens),
        ("code", _) => builder.inline_code(opens),
        (name, _) if is_tag(name) => {}
        _ => builder.push(tag),
    }
    end
}

/// Where the closing tag of an element begins and where it ends; the end of the text where there is none.
fn closing(rest: &str, name: &str) -> (usize, usize) {
    let close = format!("</{name}");
    let closes = |at: &usize| {
        let bytes = &rest.as_bytes()[*at..];
        bytes.len() >= close.len() && bytes[..close.len()].eq_ignore_ascii_case(close.as_bytes())
    };
    let at = rest.match_indices("</").map(|(at, _)| at).find(closes);
    at.and_then(|at| rest[at..].find('>').map(|more| (at, at + more + 1)))
        .unwrap_or((rest.len(), rest.len()))
}
