//! Who a document names as author, owner and approver: labels in its text and columns of its tables.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::view::View;
use super::words::content;
use crate::import::text::{is_placeholder, key};

/// A name with the line that gives it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    pub line: u32,
    pub value: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Author,
    Owner,
    Approver,
}

const AUTHOR: &str = "author|authors|written by|prepared by|created by|autor|autora|escrito por|elaborado por|auteur|\
    verfasser|autore|作成者|作者|编写人|작성자|автор";
const OWNER: &str = "owner|owners|document owner|owned by|responsible|dri|lead|deployment lead|release manager|\
    release lead|assignee|who|quién|quien|responsable|responsável|verantwortlich|responsabile|担当|担当者|責任者|负责人|責任人|담당자|ответственный";
const APPROVER: &str = "approved by|authorized by|authorised by|approver|approvers|approved|authorization|signed off by|\
    signed-off by|signed by|sign-off|sign off|signoff|signer|reviewed by|reviewer|reviewers|aprobado por|autorizado por|\
    aprovado por|revisado por|approuvé par|genehmigt von|freigegeben von|approvato da|承認者|承認|批准人|审批人|审核人|批准|승인자|утвердил";

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[\s>*_+-]*(?P<label>\p{L}[\p{L} /-]{1,30}?)[\s*_]*[:：][\s*_]*(?P<value>[^\s*_].*?)[\s*_]*$",
    )
    .expect("a valid pattern")
});

/// A line of the form "Label: value", the label as a key.
pub struct Labelled<'a> {
    pub label: String,
    pub named: Named<'a>,
}

/// Every such line outside fences; the lines of contacts name whom to call, and no part in the plan.
pub fn labelled<'a>(view: &View<'a>) -> Vec<Labelled<'a>> {
    let contacts: BTreeSet<u32> = view.list.contacts.iter().map(|contact| contact.line).collect();
    view.prose()
        .filter(|said| said.text.contains([':', '：']) && !contacts.contains(&said.line))
        .filter_map(|said| {
            let parts = LABELLED.captures(said.text)?;
            Some(Labelled {
                label: key(parts.name("label")?.as_str()),
                named: Named {
                    line: said.line,
                    value: parts.name("value")?.as_str(),
                },
            })
        })
        .collect()
}

/// Everyone named in a part, in the order of the document. Gaps to be filled in are nobody.
pub fn named<'a>(view: &View<'a>, part: Part) -> Vec<Named<'a>> {
    let list = match part {
        Part::Author => AUTHOR,
        Part::Owner => OWNER,
        Part::Approver => APPROVER,
    };
    let means = |label: &str| crate::import::phrases::holds(list, label);
    let mut found: Vec<Named<'a>> = view
        .labelled()
        .iter()
        .filter(|labelled| means(&labelled.label))
        .map(|labelled| labelled.named)
        .collect();
    for table in &view.list.tables {
        for column in (0..table.headers.len()).filter(|at| means(&key(&table.headers[*at]))) {
            let cells = table.cells.iter().zip(table.line + 2..);
            found.extend(cells.filter_map(|(row, line)| {
                Some(Named {
                    line,
                    value: row.get(column)?,
                })
            }));
        }
    }
    found.retain(|named| names_somebody(named.value));
    found.sort_by_key(|named| named.line);
    found
}

/// Names that end in one of these are no person.
const MACHINES: &str = "system|bot|ci|cd|ci/cd|pipeline|automation|tool|script|ai|copilot|claude|claude code|chatgpt|gpt|gemini|\
    agent|assistant|linter|scanner|jenkins|actions|sonarqube|dependabot|workflow|process|sistema|automatically|automated|\
    automático";

impl Named<'_> {
    /// Whether the name is that of a program or a procedure.
    pub fn is_machine(&self) -> bool {
        let bare = key(self.value.split([',', '(', '（']).next().unwrap_or_default());
        let ends_so = MACHINES.split('|').any(|word| {
            bare.strip_suffix(word)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        });
        ends_so || bare.starts_with("automated ") || bare.ends_with("システム") || bare.ends_with("自動")
    }
}

/// A name and not a gap, a sentence or a yes.
fn names_somebody(value: &str) -> bool {
    let words = value.split_whitespace().count();
    const NO_NAME: &str = "if|when|once|after|before|yes|no|see|all|none|pending|required|needed|not";
    let key = key(value);
    let first = key.split(' ').next().unwrap_or_default();
    !is_placeholder(value)
        && words <= 8
        && !value.contains("___")
        && !crate::import::phrases::holds(NO_NAME, first)
        && value.chars().any(char::is_alphabetic)
}

/// Whether two names mean the same: the same words, or all words of the shorter in the longer.
pub fn same(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let mut words = content(name.split(['(', '<', '（']).next().unwrap_or_default());
        words.sort_unstable();
        words.dedup();
        words
    };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    !short.is_empty() && (short == long || (short.len() >= 2 && short.iter().all(|word| long.contains(word))))
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn the_same_person_in_other_words_is_the_same() {
        assert!(same(
            "Principal Backend + Reliability Engineer",
            "Principal Reliability Engineer"
        ));
        assert!(same("Ana Ruiz", "ana ruiz (backend)"));
        assert!(!same("Tech Lead", "QA Lead"));
        assert!(!same("Ana", "Ana Ruiz"));
    }
}
