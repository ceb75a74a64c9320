//! What differs between two checklists, as sentences: for versions of a template and for comparing drafts.

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::{Checklist, Item};

/// More differences than this are counted, not listed.
const MOST: usize = 200;

/// Added, removed and moved lines, by their texts: ids say where a part stands, not which part it is.
pub fn sentences(before: &Checklist, after: &Checklist) -> Vec<String> {
    let (old, new) = (places(before), places(after));
    let mut changes = Vec::new();
    if before.title != after.title {
        changes.push(format!(
            "The title was \"{}\" and is now \"{}\".",
            before.title, after.title
        ));
    }
    for (line, place) in &new {
        match old.get(line) {
            None => changes.push(format!("Added to {}: \"{}\".", shown(place), line.1)),
            Some(from) if from != place => {
                changes.push(format!(
                    "Moved from {} to {}: \"{}\".",
                    shown(from),
                    shown(place),
                    line.1
                ));
            }
            Some(_) => {}
        }
    }
    for (line, place) in &old {
        if !new.contains_key(line) {
            changes.push(format!("Removed from {}: \"{}\".", shown(place), line.1));
        }
    }
    if changes.len() > MOST {
        let more = changes.len() - MOST;
        changes.truncate(MOST);
        changes.push(format!("And {more} more differences."));
    }
    changes
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Phase,
    Task,
    Item,
}

/// Every line by kind and text, with the phases and tasks it stands in.
fn places(checklist: &Checklist) -> BTreeMap<(Kind, &str), BTreeSet<String>> {
    let mut places: BTreeMap<(Kind, &str), BTreeSet<String>> = BTreeMap::new();
    for phase in &checklist.phases {
        places
            .entry((Kind::Phase, &phase.title))
            .or_default()
            .insert("the checklist".to_owned());
        items(&phase.items, &quoted(&phase.title), &mut places);
        for task in &phase.tasks {
            places
                .entry((Kind::Task, &task.title))
                .or_default()
                .insert(quoted(&phase.title));
            items(&task.items, &quoted(&task.title), &mut places);
        }
    }
    items(&checklist.items, "the checklist", &mut places);
    places
}

fn items<'a>(list: &'a [Item], place: &str, places: &mut BTreeMap<(Kind, &'a str), BTreeSet<String>>) {
    for item in list {
        places
            .entry((Kind::Item, &item.text))
            .or_default()
            .insert(place.to_owned());
        items(&item.items, place, places);
    }
}

fn quoted(title: &str) -> String {
    format!("\"{title}\"")
}

fn shown(places: &BTreeSet<String>) -> String {
    places.iter().cloned().collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::{Phase, Task};

    fn with(items: &[(&str, &str)]) -> Checklist {
        let tasks = ["Build", "Watch"].map(|title| Task {
            title: title.to_owned(),
            items: items
                .iter()
                .filter(|(task, _)| *task == title)
                .map(|(_, text)| Item {
                    text: (*text).to_owned(),
                    ..Item::default()
                })
                .collect(),
            ..Task::default()
        });
        let phase = Phase {
            title: "Before".to_owned(),
            tasks: tasks.to_vec(),
            ..Phase::default()
        };
        Checklist {
            title: "Deploy".to_owned(),
            phases: vec![phase],
            ..Checklist::default()
        }
    }

    #[test]
    fn lines_that_came_went_and_moved_are_named() {
        let before = with(&[("Build", "tag the commit"), ("Build", "read the log")]);
        let after = with(&[("Watch", "read the log"), ("Watch", "look at p95")]);
        assert_eq!(
            sentences(&before, &after),
            [
                "Added to \"Watch\": \"look at p95\".",
                "Moved from \"Build\" to \"Watch\": \"read the log\".",
                "Removed from \"Build\": \"tag the commit\".",
            ]
        );
        assert_eq!(sentences(&after, &after), Vec::<String>::new());
    }
}
