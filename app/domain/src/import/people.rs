//! People the document names in one place and only points at in another: "Switch DNS — Henrik", "Copy (Lee)".
//! Runs when all is read; a name nobody was given elsewhere stays a word.

use std::collections::HashSet;

use super::labels::{self, Label};
use super::{particulars, text};
use crate::checklist::{Checklist, Item, Task};

/// Gives tasks and items without an owner the one that their words, or a table of responsibilities, name.
pub fn assign(list: &mut Checklist, responsible: &[(String, String)]) {
    let known = known(list);
    let given = |title: &str| {
        let key = text::key(title);
        responsible
            .iter()
            .find(|(activity, _)| *activity == key)
            .map(|(_, who)| who.clone())
    };
    for phase in &mut list.phases {
        for task in &mut phase.tasks {
            own_task(task, &known, given(&task.title));
            task.items
                .iter_mut()
                .for_each(|item| own_item(item, &known, &given));
        }
        phase
            .items
            .iter_mut()
            .for_each(|item| own_item(item, &known, &given));
    }
    list.items
        .iter_mut()
        .for_each(|item| own_item(item, &known, &given));
}

fn own_task(task: &mut Task, known: &HashSet<String>, given: Option<String>) {
    if task.owner_text.is_some() {
        return;
    }
    if let Some((before, who)) = pointed_at(&task.title, known) {
        task.owners = labels::owners(who);
        task.owner_text = Some(who.to_owned());
        task.title = before.to_owned();
    } else if let Some(who) = given {
        task.owners = labels::owners(&who);
        task.owner_text = Some(who);
    }
}

fn own_item(item: &mut Item, known: &HashSet<String>, given: &dyn Fn(&str) -> Option<String>) {
    if item.owner_text.is_none() {
        let who = pointed_at(&item.text, known)
            .map(|(_, who)| who)
            .or_else(|| in_front(&item.text, known))
            .map(str::to_owned)
            .or_else(|| given(&item.text));
        if let Some(who) = who {
            particulars::set_owner(item, &who);
        }
    }
    item.items
        .iter_mut()
        .for_each(|item| own_item(item, known, given));
}

/// The known name at the end of a text, in brackets or behind a dash, and what stands before it.
fn pointed_at<'t>(words: &'t str, known: &HashSet<String>) -> Option<(&'t str, &'t str)> {
    let trimmed = words.trim_end();
    let bracket = trimmed
        .strip_suffix([')', '）'])
        .and_then(|rest| rest.rsplit_once(['(', '（']));
    let dash = || {
        [" — ", " – ", " - "]
            .iter()
            .filter_map(|dash| {
                trimmed
                    .rfind(dash)
                    .map(|at| (&trimmed[..at], &trimmed[at + dash.len()..]))
            })
            .min_by_key(|(_, behind)| behind.len())
    };
    let (before, who) = bracket.or_else(dash)?;
    let names = labels::owners(who);
    (!names.is_empty()
        && !before.trim().is_empty()
        && names.iter().all(|name| known.contains(&name.to_lowercase())))
    .then(|| (before.trim(), who.trim()))
}

/// "DBA: take a backup", "[SRE] Drain the pool", "Comms → notify support": the known name, or the letters in brackets, in front.
fn in_front<'t>(words: &'t str, known: &HashSet<String>) -> Option<&'t str> {
    if let Some((name, rest)) = words.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let letters = (2..=6).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase());
        return ((letters || known.contains(&name.to_lowercase())) && rest.starts_with(' ')).then_some(name);
    }
    let (at, _) = [": ", "：", " – ", " — ", " - ", " → "]
        .iter()
        .filter_map(|cut| words.find(cut).map(|at| (at, cut)))
        .min()?;
    let names = labels::owners(&words[..at]);
    let all = !names.is_empty() && names.iter().all(|name| known.contains(&name.to_lowercase()));
    all.then(|| words[..at].trim())
}

/// Names that stand for people or teams somewhere in the document, small letters; of a full name the first word too.
fn known(list: &Checklist) -> HashSet<String> {
    let mut names: HashSet<String> = HashSet::new();
    let mut add = |name: &str| {
        let name = name.trim();
        if name.chars().count() < 2 || name.starts_with('@') || text::is_placeholder(name) {
            return;
        }
        let lower = name.to_lowercase();
        if let Some((first, _)) = lower
            .split_once(' ')
            .filter(|(first, _)| first.chars().count() > 2)
        {
            let capital = name
                .split(' ')
                .all(|word| word.chars().next().is_some_and(char::is_uppercase));
            if capital {
                names.insert(first.to_owned());
            }
        }
        names.insert(lower);
    };
    for task in list.phases.iter().flat_map(|phase| &phase.tasks) {
        task.owners.iter().for_each(|name| add(name));
    }
    for item in list.all_items() {
        item.owners.iter().for_each(|name| add(name));
    }
    for fact in &list.facts {
        const ROLES: [&str; 11] = [
            "owner",
            "lead",
            "manager",
            "captain",
            "reviewer",
            "approver",
            "coordinator",
            "responsible",
            "participants",
            "team",
            "people",
        ];
        let key = text::key(&fact.name);
        if labels::meaning(&fact.name) == Label::Owner || ROLES.iter().any(|role| key.contains(role)) {
            let value = fact.value.trim_matches(['[', ']']);
            labels::owners(value).iter().for_each(|name| add(name));
            // "Deniz (SRE)": what a person is known as.
            let roles = value
                .split(['(', '（'])
                .skip(1)
                .filter_map(|rest| rest.split([')', '）']).next());
            roles.for_each(|role| add(role));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_known_elsewhere_are_owners() {
        let known: HashSet<String> = ["kim", "platform team"].map(str::to_owned).into();
        assert_eq!(pointed_at("Freeze (Kim)", &known), Some(("Freeze", "Kim")));
        assert_eq!(
            pointed_at("Deploy — Kim, Platform team", &known),
            Some(("Deploy", "Kim, Platform team"))
        );
        assert_eq!(pointed_at("Deploy — Canary", &known), None);
        assert_eq!(pointed_at("(Kim)", &known), None);
    }
}
