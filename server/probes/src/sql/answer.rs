//! Rows as they came, to the fields rules look at: `rows`, `value`, `set`, `row`, `columns`.
//! No row, a null, several rows and a value too large are told apart here and nowhere else.

use domain::check::{Gap, Measurement};
use serde_json::{Map, Value};

use crate::limits::Limits;
use crate::text::{beginning, excerpt};

/// One row as the server sent it: its JSON, or only its size where it was too large.
pub struct SentRow {
    pub json: Option<String>,
    pub bytes: i64,
}

/// Puts the answer on the measurement. `columns` stand in the order of the statement.
pub fn note(measurement: &mut Measurement, columns: &[String], sent: &[SentRow], limits: &Limits) {
    let more = sent.len() > limits.rows;
    let sent = &sent[..sent.len().min(limits.rows)];
    let rows: Vec<Result<Map<String, Value>, Gap>> = sent.iter().map(|row| read(row, limits)).collect();

    measurement.set("columns", columns.to_vec());
    if more {
        measurement.gap(
            "rows",
            Gap::TooLarge {
                why: format!("more than {} rows came back", limits.rows),
            },
        );
    } else {
        measurement.set("rows", rows.len());
    }
    let many = Gap::ManyRows {
        rows: sent.len() as u64,
    };
    let first = columns.first().map(String::as_str).unwrap_or_default();
    match (rows.as_slice(), more) {
        ([], _) => {
            measurement.gap("value", Gap::NoRows);
            measurement.gap("row", Gap::NoRows);
        }
        ([Err(gap)], false) => {
            measurement.gap("value", gap.clone());
            measurement.gap("row", gap.clone());
        }
        ([Ok(row)], false) => {
            one(measurement, "value", row.get(first), limits);
            measurement.set("row", row.clone());
            for (name, value) in row {
                if let Some(gap) = cell_gap(value, limits) {
                    measurement.gap(&format!("row.{name}"), gap);
                }
            }
        }
        _ => {
            measurement.gap("value", many.clone());
            measurement.gap("row", many);
        }
    }
    note_set(measurement, &rows, first, more, limits);

    let shown: Vec<String> = sent.iter().map(|row| shown(row, limits)).collect();
    let text = shown.join("\n");
    measurement.excerpt = Some(excerpt(&text, limits.excerpt, text.len() as u64));
}

fn note_set(
    measurement: &mut Measurement,
    rows: &[Result<Map<String, Value>, Gap>],
    first: &str,
    more: bool,
    limits: &Limits,
) {
    if more {
        measurement.gap(
            "set",
            Gap::TooLarge {
                why: format!("more than {} rows came back", limits.rows),
            },
        );
        return;
    }
    let mut set = Vec::with_capacity(rows.len());
    let mut bytes = 0;
    for row in rows {
        match row {
            Ok(row) => {
                let value = row.get(first).cloned().unwrap_or(Value::Null);
                if let Some(gap) = cell_gap(&value, limits) {
                    return measurement.gap("set", gap);
                }
                bytes += size(&value);
                set.push(value);
            }
            Err(gap) => return measurement.gap("set", gap.clone()),
        }
    }
    if bytes > limits.body_kept {
        return measurement.gap(
            "set",
            Gap::TooLarge {
                why: format!("its values take more than {} bytes", limits.body_kept),
            },
        );
    }
    measurement.set("set", set);
}

fn one(measurement: &mut Measurement, field: &str, value: Option<&Value>, limits: &Limits) {
    match value {
        Some(value) => match cell_gap(value, limits) {
            Some(gap) => measurement.gap(field, gap),
            None => measurement.set(field, value.clone()),
        },
        None => measurement.gap(field, Gap::NoData),
    }
}

/// PostgreSQL writes what is no number as a word, and a rule must not take the word for a value.
fn cell_gap(value: &Value, limits: &Limits) -> Option<Gap> {
    match value {
        Value::String(text) if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") => {
            Some(Gap::NotANumber { seen: text.clone() })
        }
        value if size(value) > limits.cell_bytes => Some(Gap::TooLarge {
            why: format!("more than {} bytes", limits.cell_bytes),
        }),
        _ => None,
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(_) | Value::Object(_) => value.to_string().len(),
        _ => 8,
    }
}

fn read(row: &SentRow, limits: &Limits) -> Result<Map<String, Value>, Gap> {
    let Some(json) = &row.json else {
        let why = format!(
            "the row takes {} bytes, and {} are read",
            row.bytes, limits.row_bytes
        );
        return Err(Gap::TooLarge { why });
    };
    // A numeric of a thousand digits is good JSON and no number of ours.
    serde_json::from_str(json).map_err(|_| Gap::TooLarge {
        why: "a number in the row has too many digits".to_owned(),
    })
}

fn shown(row: &SentRow, limits: &Limits) -> String {
    match &row.json {
        Some(json) => beginning(json, limits.cell_bytes).to_owned(),
        None => format!("(a row of {} bytes)", row.bytes),
    }
}
