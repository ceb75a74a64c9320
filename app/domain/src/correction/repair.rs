//! Deciding a repaired run of characters: take the repair back, or give the characters that were meant.

mod symbols;

use encoding_rs::Encoding;
use serde_json::Value;

use super::CorrectionRefused;
use crate::checklist::{Checklist, Repair, RepairRun};

/// Takes the run as it came.
const KEEP: &str = "keep";
const MAX_RUN: usize = 100;
/// More guesses than this help nobody to choose.
const MOST_PROPOSED: usize = 4;

/// Decides the run with this number. An exact run stands repaired in the checklist, an uncertain one as it came; after
/// this it is as the person says, and counts as exact.
pub fn decide(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    let number: usize = target.parse().map_err(|_| CorrectionRefused::NoSuchPart)?;
    let repair = checklist
        .source
        .repair
        .as_mut()
        .ok_or(CorrectionRefused::NoSuchPart)?;
    let run = repair.runs.get_mut(number).ok_or(CorrectionRefused::NoSuchPart)?;
    let has = value.chars().count();
    if value.is_empty() {
        return Err(CorrectionRefused::Empty);
    }
    if has > MAX_RUN {
        return Err(CorrectionRefused::TooLong { has, most: MAX_RUN });
    }
    let stands = if run.exact {
        run.to.clone()
    } else {
        run.from.clone()
    };
    let wanted = if value == KEEP {
        run.from.clone()
    } else {
        value.chars().filter(|c| !c.is_control()).collect()
    };
    run.to = wanted.clone();
    if !run.exact {
        run.exact = true;
        repair.exact += 1;
        repair.uncertain = repair.uncertain.saturating_sub(1);
    }
    let line = run.line;
    if stands != wanted {
        let mut parts = serde_json::to_value(&*checklist).map_err(|_| CorrectionRefused::NotPossible)?;
        replace(&mut parts, line, &stands, &wanted);
        *checklist = serde_json::from_value(parts).map_err(|_| CorrectionRefused::NotPossible)?;
    }
    Ok(())
}

/// Decides every run that is still open and reads as this one does.
pub fn decide_same(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    let runs = checklist
        .source
        .repair
        .as_ref()
        .map_or(&[][..], |repair| &repair.runs);
    let place: usize = target.parse().map_err(|_| CorrectionRefused::NoSuchPart)?;
    let wanted = runs.get(place).ok_or(CorrectionRefused::NoSuchPart)?.from.clone();
    let same: Vec<usize> = runs
        .iter()
        .enumerate()
        .filter(|(at, run)| *at == place || (!run.exact && run.from == wanted))
        .map(|(at, _)| at)
        .collect();
    same.iter()
        .try_for_each(|at| decide(checklist, &at.to_string(), value))
}

/// What may have stood where characters were lost: symbols of checklists that come out as this run does when they are
/// damaged in the same way and the bytes that the code page does not know are dropped.
pub fn proposals(repair: &Repair, run: &RepairRun) -> Vec<String> {
    if run.exact {
        return Vec::new();
    }
    let Some(page) = repair
        .chain
        .first()
        .and_then(|name| Encoding::for_label(name.as_bytes()))
    else {
        return Vec::new();
    };
    symbols::COMMON
        .iter()
        .filter(|symbol| damaged(symbol, page) == run.from)
        .take(MOST_PROPOSED)
        .map(|symbol| (*symbol).to_owned())
        .collect()
}

/// What is left of a symbol that was read in a code page: without the characters that no editor keeps.
fn damaged(symbol: &str, page: &'static Encoding) -> String {
    page.decode_without_bom_handling(symbol.as_bytes())
        .0
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{ad}' | '\u{fffd}'))
        .collect()
}

/// Replaces the characters in the texts of every part that stands on the line, but not in the record of the repair.
fn replace(value: &mut Value, line: u32, from: &str, to: &str) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, line, from, to)),
        Value::Object(fields) => {
            let here = fields.get("line").and_then(Value::as_u64) == Some(line.into());
            for (name, field) in fields.iter_mut() {
                match field {
                    Value::String(text) if here && name != "id" => *text = text.replace(from, to),
                    Value::Array(values) if here => {
                        for value in values {
                            match value {
                                Value::String(text) => *text = text.replace(from, to),
                                other => replace(other, line, from, to),
                            }
                        }
                    }
                    Value::Array(_) | Value::Object(_) if name != "source" => replace(field, line, from, to),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
