//! The byte ledger: what every line of the source became. Spans are over the original bytes and join up to the whole of them.

use crate::checklist::LedgerSpan;

#[derive(Clone, Debug, PartialEq)]
struct Mark {
    kind: &'static str,
    id: Option<String>,
}

pub struct Ledger {
    /// Where each line begins in the original bytes.
    starts: Vec<u64>,
    end: u64,
    marks: Vec<Mark>,
}

impl Ledger {
    /// Every line begins as `prose` or, without a visible character, as `blank`.
    pub fn new(text: &str, starts: Vec<u64>, end: u64) -> Self {
        let begins = super::decode::line_starts(text);
        let marks = begins
            .iter()
            .enumerate()
            .map(|(at, from)| {
                let to = begins.get(at + 1).copied().unwrap_or(text.len());
                Mark {
                    kind: if text[*from..to].trim().is_empty() {
                        "blank"
                    } else {
                        "prose"
                    },
                    id: None,
                }
            })
            .collect();
        Ledger { starts, end, marks }
    }

    /// Says what lines became; blank lines stay blank.
    pub fn mark(&mut self, from: u32, to: u32, kind: &'static str) {
        self.set(from, to, kind, None);
    }

    pub fn mark_as(&mut self, from: u32, to: u32, kind: &'static str, id: &str) {
        self.set(from, to, kind, Some(id));
    }

    fn set(&mut self, from: u32, to: u32, kind: &'static str, id: Option<&str>) {
        let first = (from as usize).saturating_sub(1);
        for mark in self
            .marks
            .iter_mut()
            .take(to as usize)
            .skip(first)
            .filter(|mark| mark.kind != "blank")
        {
            *mark = Mark {
                kind,
                id: id.map(str::to_owned),
            };
        }
    }

    /// What a line has become so far, and the part that bears it.
    pub fn of_line(&self, line: u32) -> (&'static str, Option<&str>) {
        self.marks
            .get((line as usize).saturating_sub(1))
            .map_or(("blank", None), |mark| (mark.kind, mark.id.as_deref()))
    }

    /// The spans, neighbours of the same kind and id joined. A byte-order mark before the first line is blank.
    pub fn spans(self, id_of: &dyn Fn(&str) -> Option<String>) -> Vec<LedgerSpan> {
        let mut spans: Vec<LedgerSpan> = Vec::new();
        let mut add = |from: u64, to: u64, kind: &str, id: Option<String>| {
            if from == to {
                return;
            }
            match spans.last_mut() {
                Some(last) if last.kind == kind && last.id == id => last.to = to,
                _ => spans.push(LedgerSpan {
                    from,
                    to,
                    kind: kind.to_owned(),
                    id,
                }),
            }
        };
        add(0, self.starts.first().copied().unwrap_or(0), "blank", None);
        for (at, mark) in self.marks.iter().enumerate() {
            let from = self.starts[at];
            let to = self.starts.get(at + 1).copied().unwrap_or(self.end);
            add(from, to, mark.kind, mark.id.as_deref().and_then(id_of));
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_join_up_and_neighbours_merge() {
        let mut ledger = Ledger::new("# A\n\none\ntwo\n", vec![3, 7, 8, 12, 16], 16);
        ledger.mark(1, 1, "title");
        ledger.mark_as(3, 4, "item", "#1");
        let spans = ledger.spans(&|id| (id == "#1").then(|| "i1".to_owned()));
        let read: Vec<_> = spans
            .iter()
            .map(|s| (s.from, s.to, s.kind.as_str(), s.id.as_deref()))
            .collect();
        assert_eq!(
            read,
            [
                (0, 3, "blank", None),
                (3, 7, "title", None),
                (7, 8, "blank", None),
                (8, 16, "item", Some("i1"))
            ]
        );
    }
}
