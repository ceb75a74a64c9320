//! Documents of our own writing, each as another team would write it: what a careful person would take from them must come out.

#[path = "../support/mod.rs"]
mod support;

mod complete;
mod languages;
mod lists;
mod tables;
mod times;

use domain::checklist::{Checklist, Item, Phase, Task};
use support::{assert_joined, assert_references, document, import};

/// Imports a document and holds it to what is true of every import.
fn read(name: &str) -> Checklist {
    let list = import(name, &document(name)).checklist;
    assert_joined(&list);
    assert_references(&list);
    list
}

fn titles(list: &Checklist) -> Vec<&str> {
    list.phases.iter().map(|phase| phase.title.as_str()).collect()
}

fn task_titles(phase: &Phase) -> Vec<&str> {
    phase.tasks.iter().map(|task| task.title.as_str()).collect()
}

fn owners(task: &Task) -> Vec<&str> {
    task.owners.iter().map(String::as_str).collect()
}

/// Words, whether ticked, and owners of items.
fn said(items: &[Item]) -> Vec<(&str, Option<bool>, &str)> {
    items
        .iter()
        .map(|item| {
            (
                item.text.as_str(),
                item.claimed,
                item.owner_text.as_deref().unwrap_or(""),
            )
        })
        .collect()
}

fn triggers(list: &Checklist) -> Vec<&str> {
    list.rollback_triggers
        .iter()
        .map(|trigger| trigger.text.as_str())
        .collect()
}

/// Every step of every way back, and whether it runs a command.
fn way_back(list: &Checklist) -> Vec<(&str, bool)> {
    list.rollback_procedures
        .iter()
        .flat_map(|procedure| &procedure.steps)
        .map(|step| (step.text.as_str(), step.command.is_some()))
        .collect()
}

fn fact<'l>(list: &'l Checklist, name: &str) -> Option<&'l str> {
    list.facts
        .iter()
        .find(|fact| fact.name == name)
        .map(|fact| fact.value.as_str())
}
