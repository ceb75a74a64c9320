//! What a task waits for, where the document says so in words: "depends on Task 2", "after steps 1-3", "pending Task 1-3".

use super::reader::{Wait, Waiting};
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
    let in_words = tasks.iter().flat_map(|task| {
        let held = &list.phases[task.phase].tasks[task.at];
        let items = held.items.iter().map(|item| &item.text);
        let said = std::iter::once(&held.title).chain(&held.purpose).chain(items);
        said.filter_map(|words| pending(words)).map(|words| Wait {
            holder: Waiting::Task(task.id.clone()),
            words,
        })
    });
    let of_claims = list.claims.iter().filter_map(|claim| {
        pending(&claim.text).map(|words| Wait {
            holder: Waiting::Document,
            words,
        })
    });
    let all: Vec<Wait> = in_words.chain(of_claims).collect();
    let labelled = waits.iter().map(|wait| (wait, true));
    for (wait, labelled) in labelled.chain(all.iter().map(|wait| (wait, false))) {
        let mut waiting: Vec<usize> = match &wait.holder {
            Waiting::Task(id) => tasks.iter().position(|task| task.id == *id).into_iter().collect(),
            Waiting::Phase(id) => (0..tasks.len())
                .filter(|at| list.phases[tasks[*at].phase].id == *id)
                .collect(),
            Waiting::Document => Vec::new(),
        };
        let mut named = named_phase(list, &tasks, &wait.words);
        if named.is_empty() {
            named = self::named(&tasks, &wait.words, waiting.first().copied());
        }
        // A label whose words name no task of the document keeps them: somebody has to know.
        if let ([only], true, true) = (&waiting[..], named.is_empty(), labelled)
            && !text::is_placeholder(&wait.words)
        {
            let task = &mut list.phases[tasks[*only].phase].tasks[tasks[*only].at];
            task.details.push(format!("Depends on: {}", wait.words));
        }
        // Said of the whole document, the first task after all that are named is the one that waits.
        if matches!(wait.holder, Waiting::Document)
            && let Some(last) = named.iter().max()
            && last + 1 < tasks.len()
        {
            waiting.push(last + 1);
        }
        for at in waiting {
            let ids: Vec<String> = named
                .iter()
                .filter(|before| **before != at)
                .map(|before| tasks[*before].id.clone())
                .collect();
            let task = &mut list.phases[tasks[at].phase].tasks[tasks[at].at];
            for id in ids {
                if !task.depends_on.contains(&id) {
                    task.depends_on.push(id);
                }
            }
        }
    }
}

/// "Phase 2": every task of the phase that bears the number.
fn named_phase(list: &Checklist, tasks: &[Known], words: &str) -> Vec<usize> {
    let key = text::key(words);
    let Some(number) = ["phase ", "phases ", "fase ", "этап ", "этапа "]
        .iter()
        .find_map(|noun| key.split(noun).nth(1))
        .and_then(|rest| numbers(rest).into_iter().next())
    else {
        return Vec::new();
    };
    let bears = |at: &usize| list.phases[tasks[*at].phase].number.as_deref() == Some(&number);
    let found: Vec<usize> = (0..tasks.len()).filter(bears).collect();
    // Where phases restart, the number alone does not say which.
    let one = found.iter().all(|at| tasks[*at].phase == tasks[found[0]].phase);
    if one { found } else { Vec::new() }
}

struct Known {
    id: String,
    phase: usize,
    at: usize,
    number: Option<String>,
    title: String,
}

/// Words that say by themselves that something waits.
const WAITS: &str = "pending |depends on |blocked by |requires |waits for |waiting for |not before |depende de |depende del |\
    dépend de |abhängig von |зависит от ";
/// Words that say so only where a task follows.
const THEN: &str = "after |once |following |when |as soon as |después de |después del |tras |depois de |depois da |após |\
    après |nach |sobald |dopo |после ";
const NOUNS: &str = "task|tasks|step|steps|phase|phases|action|tarea|tareas|paso|pasos|fase|tarefa|passo|étape|étapes|tâche|\
    schritt|schritte|aufgabe|этап|этапа|шаг|шага|шагов|задача|задачи";

/// "(pending Task 1-3)", "blocked by step 2", "after 2.1", "once step 3 is done": the words after the one that says so.
pub fn pending(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    if lower.len() != words.len() {
        return None;
    }
    WAITS.split('|').chain(THEN.split('|')).find_map(|word| {
        let at = lower.match_indices(word).map(|(at, _)| at).find(|at| {
            !lower[..*at]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric)
        })?;
        let rest = &words[at + word.len()..];
        let clause = rest.split([')', ';']).next().unwrap_or(rest);
        let key = text::key(clause);
        let (first, more) = key.split_once(' ').unwrap_or((&key, ""));
        let counted =
            super::phrases::holds(NOUNS, first) && more.starts_with(|c: char| c.is_ascii_digit() || c == 'o');
        // "2.1" can only be a number of the document's own.
        let numbered = is_section_number(first);
        (counted || numbered).then(|| clause.to_owned())
    })
}

/// "2.1", "b.3".
fn is_section_number(word: &str) -> bool {
    word.split_once('.').is_some_and(|(part, rest)| {
        let letter = part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (letter || digits(part)) && digits(rest)
    })
}

fn named(tasks: &[Known], words: &str, waiting: Option<usize>) -> Vec<usize> {
    let mut found: Vec<usize> = numbers(words)
        .iter()
        .filter_map(|number| by_number(tasks, number, waiting))
        .collect();
    // "B.1" is a number too, of the kind that begins with a letter.
    if found.is_empty() {
        let key = text::key(words);
        let said = key.split([' ', ',']).filter(|word| is_section_number(word));
        found = said
            .flat_map(|word| {
                (0..tasks.len()).filter(move |at| {
                    tasks[*at]
                        .number
                        .as_deref()
                        .is_some_and(|number| number.eq_ignore_ascii_case(word))
                })
            })
            .collect();
    }
    // Titles are compared one by one: only where both are of a size that a person wrote.
    if found.is_empty() && words.len() <= 400 && tasks.len() <= 500 {
        let key = text::key(words);
        found = (0..tasks.len())
            .filter(|at| tasks[*at].title.chars().count() >= 4 && text::has_words(&key, &tasks[*at].title))
            .collect();
        // "Depends on the freeze": the only other title that holds the words.
        let said = key.strip_prefix("the ").unwrap_or(&key);
        if found.is_empty() && said.chars().count() >= 4 {
            found = (0..tasks.len())
                .filter(|at| Some(*at) != waiting && text::has_words(&tasks[*at].title, said))
                .collect();
            found.truncate(if found.len() == 1 { 1 } else { 0 });
        }
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
    fn only_words_about_tasks_say_that_something_waits() {
        assert_eq!(pending("Upgrade (after 2.1)").as_deref(), Some("2.1"));
        assert_eq!(
            pending("Refill (once step 3 is done)").as_deref(),
            Some("step 3 is done")
        );
        assert_eq!(
            pending("Migraciones (después del Paso 1)").as_deref(),
            Some("Paso 1")
        );
        for text in [
            "Look after the cache",
            "Watch after 24 hours",
            "When in doubt, ask",
            "Requires VPN access",
        ] {
            assert_eq!(pending(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_ranges() {
        assert_eq!(numbers("Task 1-3"), ["1", "2", "3"]);
        assert_eq!(numbers("steps 1, 2 and 4"), ["1", "2", "4"]);
        assert_eq!(numbers("Tasks 2 to 4"), ["2", "3", "4"]);
        assert_eq!(numbers("v2 of the api"), Vec::<String>::new());
    }
}
