//! What a task waits for, where the document says so in words: "depends on Task 2", "after steps 1-3", "pending Task 1-3".

use super::reader::Wait;
use super::text;
use crate::checklist::Checklist;

/// Resolves the words to ids. Runs before ids become final; a word that names no task is let be.
pub fn resolve(list: &mut Checklist, waits: &[Wait]) {
    let tasks: Vec<Known> = list
        .phases
        .iter()
        .enumerate()
        .flat_map(|(phase, held)| {
            held.tasks.iter().enumerate().map(move |(at, task)| Known {
                id: task.id.clone(),
                phase,
                at,
                number: task.number.clone(),
                title: text::key(&task.title),
            })
        })
        .collect();
    let in_titles = tasks.iter().filter_map(|task| {
        pending(&list.phases[task.phase].tasks[task.at].title).map(|words| Wait {
            task: Some(task.id.clone()),
            words,
        })
    });
    let of_claims = list
        .claims
        .iter()
        .filter_map(|claim| pending(&claim.text).map(|words| Wait { task: None, words }));
    let all: Vec<Wait> = in_titles.chain(of_claims).collect();
    for wait in waits.iter().chain(&all) {
        let waiting = wait
            .task
            .as_ref()
            .and_then(|id| tasks.iter().position(|task| task.id == *id));
        let named = named(&tasks, &wait.words, waiting);
        // Said of the whole document, the first task after all that are named is the one that waits.
        let waiting = match waiting {
            Some(at) => at,
            None => match named.iter().max() {
                Some(last) if wait.task.is_none() && last + 1 < tasks.len() => last + 1,
                _ => continue,
            },
        };
        let task = &mut list.phases[tasks[waiting].phase].tasks[tasks[waiting].at];
        for id in named
            .into_iter()
            .filter(|at| *at != waiting)
            .map(|at| tasks[at].id.clone())
        {
            if !task.depends_on.contains(&id) {
                task.depends_on.push(id);
            }
        }
    }
}

struct Known {
    id: String,
    phase: usize,
    at: usize,
    number: Option<String>,
    title: String,
}

/// "(pending Task 1-3)", "blocked by step 2", "after Task 4": the words after the one that says so.
fn pending(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    ["pending ", "depends on ", "blocked by ", "requires "]
        .iter()
        .find_map(|word| {
            let at = lower.find(word)?;
            let rest = words.get(at + word.len()..)?;
            let key = text::key(rest);
            [
                "task", "tasks", "step", "steps", "tarea", "paso", "tarefa", "passo",
            ]
            .iter()
            .any(|noun| key.starts_with(noun))
            .then(|| rest.to_owned())
        })
}

fn named(tasks: &[Known], words: &str, waiting: Option<usize>) -> Vec<usize> {
    let mut found: Vec<usize> = numbers(words)
        .iter()
        .filter_map(|number| by_number(tasks, number, waiting))
        .collect();
    // Titles are compared one by one: only where both are of a size that a person wrote.
    if found.is_empty() && words.len() <= 400 && tasks.len() <= 500 {
        let key = text::key(words);
        found = (0..tasks.len())
            .filter(|at| tasks[*at].title.chars().count() >= 4 && text::has_words(&key, &tasks[*at].title))
            .collect();
    }
    found.dedup();
    found
}

/// The numbers of a text, ranges spread out: "Task 1-3, 5" is 1, 2, 3, 5.
fn numbers(words: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut range_from = None;
    let words: String = words.replace(" to ", "-").replace(" through ", "-");
    let mut rest = words.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let glued = rest[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric());
        let joins = matches!(rest[..at].trim(), "-" | "–" | "—");
        rest = &rest[at..];
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches('.').to_owned();
        rest = &rest[end..];
        if glued && !joins {
            continue;
        }
        if joins && let (Some(from), Ok(to)) = (range_from, number.parse::<u32>()) {
            found.extend((from + 1..to.min(from + 100)).map(|between| between.to_string()));
        }
        range_from = number.parse::<u32>().ok();
        found.push(number);
    }
    found
}

/// A number means the task of the same phase first, then the only one that bears it.
fn by_number(tasks: &[Known], number: &str, waiting: Option<usize>) -> Option<usize> {
    let bears = |at: &usize| tasks[*at].number.as_deref() == Some(number);
    let all: Vec<usize> = (0..tasks.len()).filter(bears).collect();
    let phase = waiting.map(|at| tasks[at].phase);
    let near = all.iter().find(|at| Some(tasks[**at].phase) == phase).copied();
    near.or(match all[..] {
        [only] => Some(only),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ranges() {
        assert_eq!(numbers("Task 1-3"), ["1", "2", "3"]);
        assert_eq!(numbers("steps 1, 2 and 4"), ["1", "2", "4"]);
        assert_eq!(numbers("Tasks 2 to 4"), ["2", "3", "4"]);
        assert_eq!(numbers("v2 of the api"), Vec::<String>::new());
    }
}
