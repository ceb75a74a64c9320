//! Which line of one checklist is which line of the other: the same words in the same place first, then the same words
//! elsewhere, then like words in the same place.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::{
    Part, PartKind, WORDS, order,
    similar::{ENOUGH, Pairs},
};

/// More comparisons than this under one part are not made: then a line is compared with its near neighbours only.
const MOST_COMPARED: usize = 20_000;
const NEIGHBOURS: usize = 8;

/// A line before and after. One that has no "before" is new, one that has no "after" is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub before: Option<usize>,
    pub after: Option<usize>,
    pub place: Place,
    /// The names of what differs, [`WORDS`] for the words themselves.
    pub changed: Vec<&'static str>,
    /// Whether what a signature covers differs.
    pub signed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Kept,
    /// Among the same neighbours in another order.
    Order,
    /// In another phase, task or item.
    Elsewhere,
}

impl Pair {
    pub fn is_same(&self) -> bool {
        self.before.is_some() && self.after.is_some() && self.place == Place::Kept && self.changed.is_empty()
    }
}

/// Every line of both: those that are there now in their order, then those that are gone in theirs.
pub fn pairs(before: &[Part], after: &[Part]) -> Vec<Pair> {
    let found = Pairing::of(before, after);
    let moved = found.reordered();
    let now = after.iter().enumerate().map(|(at, _)| found.pair(at, moved[at]));
    let gone = (0..before.len())
        .filter(|at| found.to[*at].is_none())
        .map(|at| Pair {
            before: Some(at),
            after: None,
            place: Place::Kept,
            changed: Vec::new(),
            signed: true,
        });
    now.chain(gone).collect()
}

struct Pairing<'a> {
    before: &'a [Part],
    after: &'a [Part],
    /// For each part before, its part after.
    to: Vec<Option<usize>>,
    from: Vec<Option<usize>>,
}

impl<'a> Pairing<'a> {
    fn of(before: &'a [Part], after: &'a [Part]) -> Self {
        let mut pairing = Self {
            before,
            after,
            to: vec![None; before.len()],
            from: vec![None; after.len()],
        };
        // From the outside in: what a line stands in is known before the line is looked for.
        let (old, new) = (levels(before), levels(after));
        for (level, now) in &new {
            let then = old.get(level).map_or(&[][..], Vec::as_slice);
            pairing.same_words_same_place(then, now);
            pairing.same_words(then, now);
            pairing.like_words(then, now);
        }
        pairing
    }

    fn join(&mut self, then: usize, now: usize) {
        self.to[then] = Some(now);
        self.from[now] = Some(then);
    }

    /// What a part stands in, said as the part of the list before where there is one.
    fn above_after(&self, now: usize) -> Option<Option<usize>> {
        match self.after[now].above {
            None => Some(None),
            Some(above) => self.from[above].map(Some),
        }
    }

    fn same_words_same_place(&mut self, then: &[usize], now: &[usize]) {
        let mut waiting: HashMap<(Option<usize>, String), VecDeque<usize>> = HashMap::new();
        for at in then {
            let part = &self.before[*at];
            waiting
                .entry((part.above, plain(&part.text)))
                .or_default()
                .push_back(*at);
        }
        for at in now {
            let Some(above) = self.above_after(*at) else {
                continue;
            };
            let key = (above, plain(&self.after[*at].text));
            if let Some(found) = waiting.get_mut(&key).and_then(VecDeque::pop_front) {
                self.join(found, *at);
            }
        }
    }

    fn same_words(&mut self, then: &[usize], now: &[usize]) {
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for at in then.iter().filter(|at| self.to[**at].is_none()) {
            waiting
                .entry(plain(&self.before[*at].text))
                .or_default()
                .push_back(*at);
        }
        for at in now {
            if self.from[*at].is_some() {
                continue;
            }
            let key = plain(&self.after[*at].text);
            if let Some(found) = waiting.get_mut(&key).and_then(VecDeque::pop_front) {
                self.join(found, *at);
            }
        }
    }

    /// Among what is left under the same part, the most alike first.
    fn like_words(&mut self, then: &[usize], now: &[usize]) {
        let mut groups: BTreeMap<Option<usize>, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for at in then.iter().filter(|at| self.to[**at].is_none()) {
            groups.entry(self.before[*at].above).or_default().0.push(*at);
        }
        for at in now.iter().filter(|at| self.from[**at].is_none()) {
            if let Some(above) = self.above_after(*at) {
                groups.entry(above).or_default().1.push(*at);
            }
        }
        for (then, now) in groups.into_values() {
            for (then, now) in alike(self.before, &then, self.after, &now) {
                self.join(then, now);
            }
        }
    }

    /// For each part after, whether it left its order among the neighbours that stand where they stood.
    fn reordered(&self) -> Vec<bool> {
        let mut moved = vec![false; self.after.len()];
        let mut siblings: BTreeMap<(Option<usize>, PartKind), Vec<usize>> = BTreeMap::new();
        for (at, part) in self.after.iter().enumerate() {
            if self.place(at) == Some(Place::Kept) {
                siblings.entry((part.above, part.kind)).or_default().push(at);
            }
        }
        for group in siblings.into_values() {
            let places: Vec<usize> = group.iter().filter_map(|at| self.from[*at]).collect();
            for (at, kept) in group.iter().zip(order::kept(&places)) {
                moved[*at] = !kept;
            }
        }
        moved
    }

    /// Whether a part stands in the same part as before; `None` for a new one.
    fn place(&self, now: usize) -> Option<Place> {
        let then = self.from[now]?;
        let same = self.above_after(now) == Some(self.before[then].above);
        Some(if same { Place::Kept } else { Place::Elsewhere })
    }

    fn pair(&self, now: usize, reordered: bool) -> Pair {
        let Some(then) = self.from[now] else {
            return Pair {
                before: None,
                after: Some(now),
                place: Place::Kept,
                changed: Vec::new(),
                signed: true,
            };
        };
        let (old, new) = (&self.before[then], &self.after[now]);
        let mut signed = false;
        let mut changed = Vec::new();
        if plain(&old.text) != plain(&new.text) {
            changed.push(WORDS);
            signed = true;
        }
        for said in old.says.iter().chain(&new.says) {
            let of = |part: &Part| {
                part.says
                    .iter()
                    .find(|other| other.name == said.name)
                    .map(|said| plain(&said.value))
            };
            if !changed.contains(&said.name) && of(old) != of(new) {
                changed.push(said.name);
                signed |= said.signed;
            }
        }
        let place = match self.place(now) {
            Some(Place::Elsewhere) => Place::Elsewhere,
            _ if reordered => Place::Order,
            _ => Place::Kept,
        };
        Pair {
            before: Some(then),
            after: Some(now),
            signed: signed || place == Place::Elsewhere,
            place,
            changed,
        }
    }
}

/// The parts by kind and depth, outermost first.
fn levels(parts: &[Part]) -> BTreeMap<(PartKind, usize), Vec<usize>> {
    let mut depths = Vec::with_capacity(parts.len());
    let mut levels: BTreeMap<(PartKind, usize), Vec<usize>> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        // An item in a task and one in the phase itself are on one level: a line may go from one to the other.
        let depth = match part.above {
            Some(above) if parts[above].kind == PartKind::Item => depths[above] + 1,
            _ => 0,
        };
        depths.push(depth);
        levels.entry((part.kind, depth)).or_default().push(at);
    }
    levels
}

fn alike(before: &[Part], then: &[usize], after: &[Part], now: &[usize]) -> Vec<(usize, usize)> {
    if then.is_empty() || now.is_empty() {
        return Vec::new();
    }
    let old: Vec<Pairs> = then.iter().map(|at| Pairs::of(&before[*at].text)).collect();
    let new: Vec<Pairs> = now.iter().map(|at| Pairs::of(&after[*at].text)).collect();
    let all = then.len() * now.len() <= MOST_COMPARED;
    let mut scores = Vec::new();
    for (i, old) in old.iter().enumerate() {
        for (j, new) in new.iter().enumerate() {
            if !all && i.abs_diff(j) > NEIGHBOURS {
                continue;
            }
            let likeness = old.likeness(new);
            if likeness >= ENOUGH {
                scores.push((std::cmp::Reverse(likeness), i.abs_diff(j), i, j));
            }
        }
    }
    scores.sort_unstable();
    let (mut taken, mut given) = (vec![false; then.len()], vec![false; now.len()]);
    let mut joined = Vec::new();
    for (_, _, i, j) in scores {
        if !taken[i] && !given[j] {
            taken[i] = true;
            given[j] = true;
            joined.push((then[i], now[j]));
        }
    }
    joined
}

/// Without what nobody sees: how much blank there is.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
