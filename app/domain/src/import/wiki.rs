//! The wiki marks of trackers ("h2. Title", "# step", "||head||", "{code}") as Markdown, line for line: every line keeps its number.

use std::borrow::Cow;

/// The text as Markdown where it is written in wiki marks; any other text is left as it is.
pub fn as_markdown(text: &str) -> Cow<'_, str> {
    if text
        .lines()
        .filter(|line| heading(line).is_some())
        .nth(1)
        .is_none()
    {
        return Cow::Borrowed(text);
    }
    let mut out: Vec<String> = Vec::new();
    let mut in_code = false;
    // Lines end as they did; a carriage return stays at the end of its line.
    for line in text.split('\n') {
        let (body, end) = match line.strip_suffix('\r') {
            Some(body) => (body, "\r"),
            None => (line, ""),
        };
        let fence = code_mark(body);
        in_code ^= fence.is_some();
        let written = match fence {
            Some(fence) => fence,
            None if in_code => body.to_owned(),
            None => marked(body, out.last().is_some_and(|above| above.starts_with("<t"))),
        };
        out.push(written + end);
    }
    Cow::Owned(out.join("\n"))
}

/// "h2. Title": its level and its words.
fn heading(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start().strip_prefix('h')?;
    let level = rest
        .chars()
        .next()?
        .to_digit(10)
        .filter(|level| (1..=6).contains(level))?;
    let words = rest[1..].strip_prefix(". ")?;
    Some((level as usize, words))
}

/// "{code:bash}", "{noformat}": a fence opens or closes.
fn code_mark(line: &str) -> Option<String> {
    let inner = line.trim().strip_prefix('{')?.strip_suffix('}')?;
    let (name, language) = inner.split_once(':').unwrap_or((inner, ""));
    let language = language.split(['|', '=']).next().unwrap_or_default();
    matches!(name, "code" | "noformat").then(|| format!("```{language}"))
}

fn marked(line: &str, below_row: bool) -> String {
    if let Some((level, words)) = heading(line) {
        return format!("{} {words}", "#".repeat(level));
    }
    let signs = line
        .replace("(/)", "✅")
        .replace("(x)", "❌")
        .replace("(!)", "⚠️");
    if let Some(row) = table_row(&signs) {
        return if below_row { row } else { format!("<table>{row}") };
    }
    let depth = signs.len() - signs.trim_start_matches(['#', '*', '-']).len();
    let (marks, words) = signs.split_at(depth);
    match (marks.chars().next_back(), words.strip_prefix(' ')) {
        (Some('#'), Some(words)) => format!("{}1. {words}", "   ".repeat(depth - 1)),
        (Some('*' | '-'), Some(words)) if depth > 1 && !marks.starts_with("--") => {
            format!("{}* {words}", "   ".repeat(depth - 1))
        }
        _ => signs,
    }
}

/// "||head||head||", "|cell|cell|" as a row of HTML, which needs no line of dashes.
fn table_row(line: &str) -> Option<String> {
    let line = line.trim();
    let (cells, tag) = match line.strip_prefix("||").and_then(|rest| rest.strip_suffix("||")) {
        Some(inner) => (inner.split("||"), "th"),
        None => (line.strip_prefix('|')?.strip_suffix('|')?.split("|"), "td"),
    };
    let cells: String = cells
        .map(|cell| {
            let cell = cell.trim().replace('&', "&amp;");
            format!(
                "<{tag}>{}</{tag}>",
                cell.replace('<', "&lt;").replace('>', "&gt;")
            )
        })
        .collect();
    Some(format!("<tr>{cells}</tr>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wiki_marks_become_markdown_line_for_line() {
        let wiki = "h1. Deploy\n\nh2. Steps\n# One\n## Inner\n* Two\n** Three\n\n||Task||Done||\n|Sign|(/)|\n{code:bash}\n# keep\n{code}\n";
        let expected = "# Deploy\n\n## Steps\n1. One\n   1. Inner\n* Two\n   * Three\n\n<table><tr><th>Task</th><th>Done</th></tr>\n<tr><td>Sign</td><td>✅</td></tr>\n```bash\n# keep\n```\n";
        assert_eq!(as_markdown(wiki), expected);
    }

    #[test]
    fn other_texts_are_left_alone() {
        let text = "# Title\n\nh1. once only\n\n# Another\n";
        assert!(matches!(as_markdown(text), Cow::Borrowed(same) if same == text));
    }
}
