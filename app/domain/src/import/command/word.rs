//! Words of a shell text as the program would get them: quotes removed, variables written as `{{NAME}}`.

use tree_sitter::Node;

/// A text beside the one that the grammar saw, which has the same length.
pub struct Source<'a> {
    pub text: &'a str,
    pub masked: &'a str,
}

impl<'a> Source<'a> {
    /// The text of a node as it stands.
    pub fn raw(&self, node: &Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or("")
    }

    /// A word as the program would get it, with variables left open.
    pub fn word(&self, node: &Node<'_>) -> String {
        let raw = self.raw(node);
        match node.kind() {
            "raw_string" => raw.trim_matches('\'').to_owned(),
            "ansi_c_string" => raw.trim_start_matches('$').trim_matches('\'').to_owned(),
            "simple_expansion" | "expansion" => self.variable(raw),
            "string" => self.joined(node, |text| {
                text.replace("\\\"", "\"").replace("\\$", "$").replace("\\\n", "")
            }),
            "concatenation" | "command_name" => self.joined(node, str::to_owned),
            "word" => raw
                .replace("\\\n", "")
                .replace("\\ ", " ")
                .replace("\\&", "&")
                .replace("\\?", "?"),
            _ => raw.to_owned(),
        }
    }

    /// The children's words with what stands between them; one level of nesting is all the grammar makes.
    fn joined(&self, node: &Node<'_>, plain: impl Fn(&str) -> String) -> String {
        let mut cursor = node.walk();
        let mut out = String::new();
        let quoted = node.kind() == "string";
        let mut at = node.start_byte() + usize::from(quoted);
        let end = node.end_byte() - usize::from(quoted && self.masked[node.byte_range()].len() > 1);
        for child in node.children(&mut cursor) {
            if child.kind() == "\"" || child.start_byte() < at {
                continue;
            }
            out.push_str(&plain(self.text.get(at..child.start_byte()).unwrap_or("")));
            match child.kind() {
                "string_content" => out.push_str(&plain(self.raw(&child))),
                "simple_expansion" | "expansion" => out.push_str(&self.variable(self.raw(&child))),
                "raw_string" => out.push_str(self.raw(&child).trim_matches('\'')),
                "string" => {
                    let inner = self.raw(&child);
                    out.push_str(&plain(
                        inner
                            .strip_prefix('"')
                            .and_then(|inner| inner.strip_suffix('"'))
                            .unwrap_or(inner),
                    ));
                }
                _ => out.push_str(self.raw(&child)),
            }
            at = child.end_byte();
        }
        if at < end {
            out.push_str(&plain(self.text.get(at..end).unwrap_or("")));
        }
        out
    }

    fn variable(&self, raw: &str) -> String {
        let name: String = raw
            .trim_start_matches('$')
            .trim_start_matches('{')
            .chars()
            .take_while(|character| character.is_ascii_alphanumeric() || *character == '_')
            .collect();
        if name.is_empty() {
            raw.to_owned()
        } else {
            format!("{{{{{name}}}}}")
        }
    }
}
