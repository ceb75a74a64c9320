//! The difference as people read it: what came, what went, what changed and what moved, with the words of both.

use super::{Pair, Part, PartKind, Place, WORDS};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: Vec<Line>,
    pub removed: Vec<Line>,
    pub changed: Vec<Changed>,
    pub moved: Vec<Moved>,
    /// Lines that are as they were.
    pub same: usize,
}

/// A line and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: PartKind,
    pub text: String,
    /// From the phase inwards; empty for a phase.
    pub place: Vec<String>,
    /// Lines below it that came or went with it.
    pub with: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub line: Line,
    /// What differs, as it was and as it is; `None` where nothing is said.
    pub fields: Vec<(&'static str, Option<String>, Option<String>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub line: Line,
    /// Where it stood; `None` where only the order among its neighbours is another.
    pub from: Option<Vec<String>>,
}

impl Difference {
    pub fn of(before: &[Part], after: &[Part], pairs: &[Pair]) -> Self {
        let mut found = Self::default();
        let came: Vec<bool> = pairs
            .iter()
            .filter(|pair| pair.after.is_some())
            .map(|pair| pair.before.is_none())
            .collect();
        let mut went = vec![false; before.len()];
        for at in pairs
            .iter()
            .filter(|pair| pair.after.is_none())
            .filter_map(|pair| pair.before)
        {
            went[at] = true;
        }
        for pair in pairs {
            match (pair.before, pair.after) {
                (None, Some(now)) if !with_its_parent(after, now, &came) => {
                    found.added.push(line(after, now, below(after, now, &came)));
                }
                (Some(then), None) if !with_its_parent(before, then, &went) => {
                    found.removed.push(line(before, then, below(before, then, &went)));
                }
                (Some(then), Some(now)) => found.compare(pair, (before, then), (after, now)),
                _ => {}
            }
        }
        found
    }

    fn compare(&mut self, pair: &Pair, (before, then): (&[Part], usize), (after, now): (&[Part], usize)) {
        if pair.is_same() {
            self.same += 1;
        }
        if !pair.changed.is_empty() {
            let fields = pair.changed.iter().map(|name| {
                let of = |part: &Part| match *name {
                    WORDS => Some(part.text.clone()),
                    name => part
                        .says
                        .iter()
                        .find(|said| said.name == name)
                        .map(|said| said.value.clone()),
                };
                (*name, of(&before[then]), of(&after[now]))
            });
            self.changed.push(Changed {
                line: line(after, now, 0),
                fields: fields.collect(),
            });
        }
        if pair.place != Place::Kept {
            self.moved.push(Moved {
                line: line(after, now, 0),
                from: (pair.place == Place::Elsewhere).then(|| place(before, then)),
            });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() && self.moved.is_empty()
    }

    /// One sentence for each difference; beyond `most` they are counted.
    pub fn sentences(&self, most: usize) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        said.extend(
            self.added
                .iter()
                .map(|line| format!("Added to {}: {}.", inside(&line.place), quoted(&line.text))),
        );
        said.extend(self.changed.iter().map(|changed| {
            match changed.fields.iter().find(|(name, ..)| *name == WORDS) {
                Some((_, Some(was), _)) => {
                    format!("{} now reads {}.", quoted(was), quoted(&changed.line.text))
                }
                _ => {
                    let names: Vec<&str> = changed.fields.iter().map(|(name, ..)| *name).collect();
                    format!("Changed in {}: {}.", quoted(&changed.line.text), names.join(", "))
                }
            }
        }));
        said.extend(self.moved.iter().map(|moved| match &moved.from {
            Some(from) => format!(
                "Moved from {} to {}: {}.",
                inside(from),
                inside(&moved.line.place),
                quoted(&moved.line.text)
            ),
            None => format!(
                "Moved within {}: {}.",
                inside(&moved.line.place),
                quoted(&moved.line.text)
            ),
        }));
        said.extend(
            self.removed
                .iter()
                .map(|line| format!("Removed from {}: {}.", inside(&line.place), quoted(&line.text))),
        );
        if said.len() > most {
            let more = said.len() - most;
            said.truncate(most);
            said.push(format!("And {more} more differences."));
        }
        said
    }
}

fn with_its_parent(parts: &[Part], at: usize, gone: &[bool]) -> bool {
    parts[at].above.is_some_and(|above| gone[above])
}

/// How many of the lines below came or went with it. They stand right behind it.
fn below(parts: &[Part], at: usize, gone: &[bool]) -> usize {
    (at + 1..parts.len())
        .take_while(|below| is_below(parts, *below, at))
        .filter(|below| gone[*below])
        .count()
}

fn is_below(parts: &[Part], mut at: usize, outer: usize) -> bool {
    while let Some(above) = parts[at].above {
        if above == outer {
            return true;
        }
        at = above;
    }
    false
}

fn line(parts: &[Part], at: usize, with: usize) -> Line {
    Line {
        kind: parts[at].kind,
        text: parts[at].text.clone(),
        place: place(parts, at),
        with,
    }
}

fn place(parts: &[Part], at: usize) -> Vec<String> {
    let mut place = Vec::new();
    let mut above = parts[at].above;
    while let Some(at) = above {
        place.push(parts[at].text.clone());
        above = parts[at].above;
    }
    place.reverse();
    place
}

fn inside(place: &[String]) -> String {
    place
        .last()
        .map_or_else(|| "the checklist".to_owned(), |title| quoted(title))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
