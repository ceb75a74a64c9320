//! Rollback procedures: the way back, as steps.

use super::body::Gathered;
use super::outline::{Block, Body, Entry};
use super::reader::{Place, Reader};
use super::{command, duration, fences, items, kinds, text};
use crate::checklist::{Procedure, ProcedureStep};

/// "Rollback Plan: If issues, revert to previous commit and redeploy." on one line.
pub fn stated(reader: &mut Reader, line: u32, name: &str, value: &str, place: &Place) {
    reader.ledger.mark(line, line, "procedure");
    let steps = clauses(value)
        .into_iter()
        .map(|text| ProcedureStep {
            line,
            text,
            command: None,
        })
        .collect();
    let objective_min = duration::minutes(value).map(|length| length.max);
    reader.out.rollback_procedures.push(Procedure {
        line,
        title: name.to_owned(),
        task: place.task.clone(),
        objective_min,
        steps,
    });
}

/// A list in a rollback section, or under a line that announces the way back (`own`: then it is a procedure by itself).
pub fn list(reader: &mut Reader, entries: &[Entry], place: &Place, own: bool, into: &mut Gathered) {
    let mut steps = Vec::new();
    for entry in entries {
        steps.extend(entry_steps(reader, entry, place, into));
    }
    if !own {
        into.procedure_steps.extend(steps);
        return;
    }
    let line = entries.first().map_or(1, |entry| entry.line);
    add(
        reader,
        line,
        &place.title,
        place.task.clone(),
        place.within_min,
        steps,
    );
}

/// Records a procedure; the way back without a single step is none.
pub fn add(
    reader: &mut Reader,
    line: u32,
    title: &str,
    task: Option<String>,
    objective_min: Option<i64>,
    steps: Vec<ProcedureStep>,
) {
    if !steps.is_empty() {
        reader.out.rollback_procedures.push(Procedure {
            line,
            title: title.to_owned(),
            task,
            objective_min,
            steps,
        });
    }
}

fn entry_steps(reader: &mut Reader, entry: &Entry, place: &Place, into: &mut Gathered) -> Vec<ProcedureStep> {
    reader.ledger.mark(entry.line, entry.end_line, "procedure");
    let mut said = entry.text();
    let by_hand = text::leading_box(&said).map(|(_, rest)| rest.to_owned());
    if entry.ticked.is_some() || by_hand.is_some() {
        if let Some(item) = items::entry_item(reader, entry, false, place, place.group.as_deref()) {
            let step = ProcedureStep {
                line: entry.line,
                text: item.text.clone(),
                command: item.command.clone(),
            };
            into.items.push(item);
            return vec![step];
        }
        said = by_hand.unwrap_or(said);
    }
    let runs = entry.lines().first().is_some_and(|line| {
        let code = line
            .leading_code
            .as_ref()
            .and_then(|code| line.text.get(code.clone()));
        code.is_some_and(|code| code == said)
    });
    let mut steps = vec![ProcedureStep {
        line: entry.line,
        command: runs.then(|| command::command("bash", &said, entry.line)),
        text: said,
    }];
    below(reader, entry.rest(), place, &mut steps, into);
    steps.retain(|step| !step.text.is_empty() || step.command.is_some());
    steps
}

fn below(
    reader: &mut Reader,
    blocks: &[Block],
    place: &Place,
    steps: &mut Vec<ProcedureStep>,
    into: &mut Gathered,
) {
    for block in blocks {
        match &block.body {
            Body::List { entries, .. } => {
                for entry in entries {
                    steps.extend(entry_steps(reader, entry, place, into));
                }
            }
            Body::Fence(inner) => {
                let lead_in = steps.last().map(|step| step.text.clone());
                let mut gathered = Gathered::default();
                fences::read(
                    reader,
                    (block.line, block.end_line),
                    inner,
                    place,
                    lead_in.as_deref(),
                    &mut gathered,
                );
                let found = steps_of(&mut gathered);
                let unnamed = |step: &ProcedureStep| {
                    Some(&step.text) == place.headings.last() || step.text == place.title
                };
                match (&found[..], steps.last_mut()) {
                    // A fence whose only step has no words of its own is how the entry above is done.
                    ([only], Some(above)) if above.command.is_none() && unnamed(only) => {
                        above.command.clone_from(&only.command)
                    }
                    _ => steps.extend(found),
                }
                into.items.extend(gathered.items);
            }
            Body::Paragraph(lines) => {
                steps.extend(lines.iter().map(|line| ProcedureStep {
                    line: line.line,
                    text: line.text.clone(),
                    command: None,
                }));
            }
            Body::Quote(inner) => below(reader, inner, place, steps, into),
            _ => {}
        }
    }
}

/// Items that a fence in a rollback section gave are steps of the way back.
pub fn steps_of(gathered: &mut Gathered) -> Vec<ProcedureStep> {
    let mut steps = std::mem::take(&mut gathered.procedure_steps);
    let (fenced, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut gathered.items)
        .into_iter()
        .partition(|item| item.claimed.is_none());
    gathered.items = kept;
    steps.extend(fenced.into_iter().map(|item| ProcedureStep {
        line: item.line,
        text: item.text,
        command: item.command,
    }));
    steps.sort_by_key(|step| step.line);
    steps
}

/// A fence in a rollback section that gave no step of its own (settings to change, a pattern to look for) is one step as a whole.
pub fn whole_fences(blocks: &[Block], title: &str) -> Vec<ProcedureStep> {
    blocks
        .iter()
        .filter_map(|block| match &block.body {
            Body::Fence(fence) => {
                let comment = fence.text.lines().find_map(|line| {
                    line.trim_start()
                        .strip_prefix(['#', '-'])
                        .map(|words| words.trim_start_matches(['#', '-', ' ']).to_owned())
                });
                let words = comment
                    .filter(|words| !words.is_empty())
                    .unwrap_or_else(|| title.to_owned());
                Some(ProcedureStep {
                    line: fence.first_line,
                    text: words,
                    command: None,
                })
            }
            _ => None,
        })
        .collect()
}

/// "If issues, revert to previous commit and redeploy." as its acts.
pub fn clauses(value: &str) -> Vec<String> {
    let mut rest = value.trim().trim_end_matches(['.', '。']).trim();
    let key = text::key(rest);
    let conditional = [
        "if ",
        "when ",
        "in case ",
        "on failure",
        "si ",
        "se ",
        "wenn ",
        "en caso ",
        "em caso ",
        "en cas ",
    ]
    .iter()
    .any(|word| key.starts_with(word));
    if conditional && let Some(at) = rest.find([',', '、', ':']) {
        rest = rest[at..].trim_start_matches([',', '、', ':']).trim_start();
    }
    let mut parts: Vec<String> = Vec::new();
    for part in rest
        .split([';', ',', '、'])
        .flat_map(|part| part.split(". "))
        .flat_map(|part| part.split(" then "))
    {
        for act in split_at_and(part.trim()) {
            let act = act.trim().trim_start_matches("and ").trim();
            if act.is_empty() {
                continue;
            }
            // A part that begins with no act belongs to the one before: "stop A, B and C".
            match parts.last_mut() {
                Some(last) if !is_act(act) => {
                    last.push_str(", ");
                    last.push_str(act);
                }
                _ => parts.push(act.to_owned()),
            }
        }
    }
    parts
}

fn split_at_and(part: &str) -> Vec<&str> {
    match part.split_once(" and ") {
        Some((first, second)) if is_act(second) => vec![first, second],
        _ => vec![part],
    }
}

fn is_act(words: &str) -> bool {
    let key = text::key(words);
    kinds::begins_with_action(words)
        || [
            "redeploy",
            "re-deploy",
            "rollback",
            "reinstall",
            "reset",
            "undo",
            "repeat",
            "page",
            "call",
            "escalate",
            "rebuild",
        ]
        .iter()
        .any(|verb| key.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_becomes_its_acts() {
        assert_eq!(
            clauses("If issues, revert to previous commit and redeploy."),
            ["revert to previous commit", "redeploy"]
        );
        assert_eq!(
            clauses("Revert code changes, redeploy previous version"),
            ["Revert code changes", "redeploy previous version"]
        );
        assert_eq!(
            clauses("Stop api, worker and cron"),
            ["Stop api, worker and cron"]
        );
        assert_eq!(clauses("helm rollback api"), ["helm rollback api"]);
    }
}
