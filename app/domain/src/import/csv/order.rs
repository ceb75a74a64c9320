//! Predecessors: `1;2`, `1,2`, `3FS`. A task waits until another is finished; other relations and delays are said, not guessed.

use std::collections::{HashMap, HashSet};

use crate::checklist::Checklist;

/// What one cell says: ids to wait for, and what was not understood of it.
#[derive(Debug, Default, PartialEq)]
pub struct Waits {
    pub after: Vec<String>,
    /// Words that name no finished-before relation to a known row.
    pub unknown: Vec<String>,
    /// Delays (`+10m`) behind an understood relation.
    pub delays: Vec<String>,
}

/// Reads a cell against the ids of the table.
pub fn read(cell: &str, known: impl Fn(&str) -> bool) -> Waits {
    let mut waits = Waits::default();
    for word in cell
        .split([';', ',', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        if known(word) {
            waits.after.push(word.to_owned());
            continue;
        }
        match relation(word) {
            Some((id, "FS", delay)) if known(id) => {
                waits.after.push(id.to_owned());
                if !delay.is_empty() {
                    waits.delays.push(word.to_owned());
                }
            }
            _ => waits.unknown.push(word.to_owned()),
        }
    }
    waits
}

/// `3FS+10m`: the id, the relation in upper case, and the delay.
fn relation(word: &str) -> Option<(&str, &'static str, &str)> {
    ["FS", "SS", "FF", "SF"].into_iter().find_map(|kind| {
        let at = word.char_indices().map(|(at, _)| at).rev().find(|at| {
            word[*at..]
                .get(..2)
                .is_some_and(|two| two.eq_ignore_ascii_case(kind))
        })?;
        let (id, delay) = (word[..at].trim(), word[at + 2..].trim());
        let plain = delay.is_empty() || delay.starts_with(['+', '-']);
        (plain && !id.is_empty()).then_some((id, kind, delay))
    })
}

/// Lets go of relations that close a circle, and names the tasks they stood on.
pub fn without_circles(checklist: &mut Checklist) -> Vec<(u32, String)> {
    let places: HashMap<String, (usize, usize)> = checklist
        .phases
        .iter()
        .enumerate()
        .flat_map(|(phase, found)| {
            found
                .tasks
                .iter()
                .enumerate()
                .map(move |(task, found)| (found.id.clone(), (phase, task)))
        })
        .collect();
    let mut closing: HashSet<(String, String)> = HashSet::new();
    let mut done: HashSet<&str> = HashSet::new();
    for start in checklist.phases.iter().flat_map(|phase| &phase.tasks) {
        // Depth first without recursion: a chain may be as long as the table.
        let mut path: Vec<(&str, usize)> = vec![(&start.id, 0)];
        let mut on_path: HashSet<&str> = HashSet::from([start.id.as_str()]);
        while let Some((id, at)) = path.last_mut() {
            let id: &str = id;
            let next = places
                .get(id)
                .filter(|_| !done.contains(id))
                .and_then(|(phase, task)| checklist.phases[*phase].tasks[*task].depends_on.get(*at));
            *at += 1;
            match next {
                Some(next) if on_path.contains(next.as_str()) => {
                    closing.insert((id.to_owned(), next.clone()));
                }
                Some(next) => {
                    on_path.insert(next);
                    path.push((next, 0));
                }
                None => {
                    done.insert(id);
                    on_path.remove(id);
                    path.pop();
                }
            }
        }
    }
    let mut told = Vec::new();
    for task in checklist.phases.iter_mut().flat_map(|phase| &mut phase.tasks) {
        let before = task.depends_on.len();
        task.depends_on
            .retain(|after| !closing.contains(&(task.id.clone(), after.clone())));
        if task.depends_on.len() < before {
            told.push((task.line, task.title.clone()));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn relations_in_the_ways_tools_write_them() {
        let known = |id: &str| ["1", "2", "3", "SS-1"].contains(&id);
        assert_eq!(read("1;2", known).after, ids(&["1", "2"]));
        assert_eq!(read("1, 2", known).after, ids(&["1", "2"]));
        assert_eq!(read("3FS", known).after, ids(&["3"]));
        assert_eq!(read("SS-1", known).after, ids(&["SS-1"]));
        let delayed = read("3fs +10m", known);
        assert_eq!((delayed.after, delayed.delays), (ids(&["3"]), ids(&["3fs +10m"])));
        let other = read("2SS;9;see above", known);
        assert_eq!(
            (other.after, other.unknown),
            (ids(&[]), ids(&["2SS", "9", "see above"]))
        );
    }
}
