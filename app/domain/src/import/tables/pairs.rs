//! Tables of two columns that say "name: value" row by row, as wikis and forms write them.

use crate::import::labels::{self, Label, Labelled};
use crate::import::outline::Line;
use crate::import::{phrases, text};

const NAMES: &str = "field|property|attribute|key|parameter|metadata|detail|campo|propiedad|propriedade|champ|feld|項目|字段|поле";
const VALUES: &str =
    "value|values|detail|details|info|information|valor|valeur|wert|angabe|値|内容|值|значение";

/// The pairs of such a table with their lines; `None` where it is another kind of table.
pub fn pairs(headers: &[Line], rows: &[Vec<Line>]) -> Option<Vec<(u32, Labelled)>> {
    let [name, value] = headers else { return None };
    let (head, beside) = (text::key(&name.text), text::key(&value.text));
    let unnamed = head.is_empty() && beside.is_empty();
    let headed = phrases::holds(NAMES, &head) && phrases::holds(VALUES, &beside);
    // The head itself may be the first pair: "Owner | Platform team".
    let known = |cell: &Line| !matches!(labels::meaning(&cell.text), Label::Other | Label::Steps);
    let first_cells = rows.iter().filter_map(|row| row.first());
    let head_is_pair = !unnamed
        && !headed
        && known(name)
        && first_cells.clone().filter(|cell| known(cell)).count() * 2 >= rows.len()
        && !rows.is_empty();
    if !(unnamed || headed || head_is_pair) {
        return None;
    }
    let filled = first_cells
        .filter(|cell| cell.text.chars().any(char::is_alphabetic))
        .count();
    if filled < rows.len() {
        return None;
    }
    let head_row = [name.clone(), value.clone()];
    let all = head_is_pair
        .then_some(&head_row[..])
        .into_iter()
        .chain(rows.iter().map(Vec::as_slice));
    Some(
        all.map(|row| {
            let name = row[0].text.trim().trim_end_matches([':', '：']).to_owned();
            let value = row
                .get(1)
                .map(|cell| cell.text.trim().to_owned())
                .unwrap_or_default();
            (
                row[0].line,
                Labelled {
                    label: labels::meaning(&name),
                    name,
                    value,
                },
            )
        })
        .collect(),
    )
}
