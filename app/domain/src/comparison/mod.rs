//! What differs between two checklists, line by line: what is the same line, and what came, went, changed or moved.
//! Ids say where a line stands, not which line it is, so lines are known by their words and by what they stand in.

mod difference;
mod order;
mod pairing;
mod similar;

pub use difference::{Changed, Difference, Line, Moved};
pub use pairing::{Pair, Place, pairs};

/// A line of a checklist, whatever it is kept in. Parts stand in the order of the checklist, each behind what it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub kind: PartKind,
    pub text: String,
    /// The part it stands in, by its place in the list.
    pub above: Option<usize>,
    pub says: Vec<Said>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    Phase,
    Task,
    Item,
}

/// Something that is said of a part beside its words: its owner, what it expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub name: &'static str,
    pub value: String,
    /// Whoever signs the phase signs this too.
    pub signed: bool,
}

/// The name under which the words themselves are compared.
pub const WORDS: &str = "words";

/// The phase that a part stands in.
pub fn phase_of(parts: &[Part], mut at: usize) -> usize {
    while let Some(above) = parts[at].above {
        at = above;
    }
    at
}

#[cfg(test)]
mod tests;
