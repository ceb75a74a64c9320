//! The head of the table: which column is which, in any order and by the usual names, and what separates the cells.

use ::csv::StringRecord;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Id,
    Title,
    Description,
    Stream,
    Type,
    Team,
    Duration,
    Start,
    Due,
    Predecessors,
}

/// The names that an export writes, in its order.
pub const NAMES: [(Column, &str); 10] = [
    (Column::Id, "id"),
    (Column::Title, "title"),
    (Column::Description, "description"),
    (Column::Stream, "stream"),
    (Column::Type, "type"),
    (Column::Team, "team"),
    (Column::Duration, "planned duration"),
    (Column::Start, "fixed start"),
    (Column::Due, "due"),
    (Column::Predecessors, "predecessors"),
];

/// Other names that people give the columns.
const OTHERS: &[(Column, &str)] = &[
    (
        Column::Id,
        "#|no|no.|nr|nr.|number|task id|task no|step|step id|key|wbs|ref|番号|序号|№",
    ),
    (
        Column::Title,
        "task|name|task name|task title|activity|summary|item|what|action|step name|tarea|título|titulo|nombre|\
         actividad|tarefa|nome|tâche|nom|titre|aufgabe|titel|タスク|作業|任务|задача",
    ),
    (
        Column::Description,
        "details|detail|notes|note|comment|comments|instructions|purpose|descripción|descrição|beschreibung|\
         説明|描述|описание",
    ),
    (
        Column::Stream,
        "phase|workstream|work stream|stage|section|group|swimlane|milestone group|fase|phases|étape|abschnitt|\
         フェーズ|阶段|этап",
    ),
    (Column::Type, "task type|kind|tipo|art|typ|種別|类型|тип"),
    (
        Column::Team,
        "owner|owners|assignee|assigned to|responsible|who|resource|resources|resource names|person|role|dri|\
         responsable|responsável|equipo|equipe|équipe|verantwortlich|担当|担当者|负责人|ответственный",
    ),
    (
        Column::Duration,
        "duration|estimate|estimated duration|est. duration|time|minutes|mins|effort|length|duración|duração|\
         durée|dauer|所要時間|时长|длительность",
    ),
    (
        Column::Start,
        "start|start time|planned start|scheduled start|start date|begin|from|when|inicio|início|début|beginn|\
         開始|开始|начало",
    ),
    (
        Column::Due,
        "end|end time|finish|planned end|due date|due by|deadline|to|fin|fim|ende|終了|结束|конец",
    ),
    (
        Column::Predecessors,
        "predecessor|depends on|dependencies|dependency|depends|after|blocked by|requires|prerequisites|\
         depende de|dépend de|abhängig von|vorgänger|依存|前置任务|зависит от",
    ),
];

const SEPARATORS: [u8; 3] = *b",;\t";

/// The columns of a table by position.
pub struct Head {
    columns: Vec<(Option<Column>, String)>,
}

impl Head {
    /// `None` where no column holds the tasks. The first column of a kind counts, a second one stays as words.
    pub fn read(record: &StringRecord) -> Option<Self> {
        let mut columns: Vec<(Option<Column>, String)> = Vec::with_capacity(record.len());
        for name in record {
            let column =
                column(name).filter(|column| columns.iter().all(|(known, _)| *known != Some(*column)));
            columns.push((column, name.trim().to_owned()));
        }
        let mut head = Head { columns };
        if !head.has(Column::Title) {
            // "step" beside no other name is the task itself, not its number.
            let (place, _) = head
                .columns
                .iter_mut()
                .find(|(column, name)| *column == Some(Column::Id) && name.eq_ignore_ascii_case("step"))?;
            *place = Some(Column::Title);
        }
        Some(head)
    }

    fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(known, _)| *known == Some(column))
    }

    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// The cell of a column; empty where the row is short.
    pub fn cell<'a>(&self, record: &'a StringRecord, column: Column) -> &'a str {
        self.columns
            .iter()
            .position(|(known, _)| *known == Some(column))
            .and_then(|at| record.get(at))
            .unwrap_or_default()
    }

    /// Cells of columns that are none of ours, with the names of those.
    pub fn others<'a>(&'a self, record: &'a StringRecord) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = self
            .columns
            .iter()
            .map(|(known, name)| (known.is_none(), name.as_str()));
        record
            .iter()
            .zip(named.chain(std::iter::repeat((true, ""))))
            .filter(|(cell, (other, _))| *other && !cell.trim().is_empty())
            .map(|(cell, (_, name))| (name, cell))
    }
}

fn column(name: &str) -> Option<Column> {
    let whole = name.trim().to_lowercase();
    // "Duration (min)": what stands in brackets explains.
    let bare = whole.split('(').next().unwrap_or(&whole).trim();
    let own = NAMES
        .iter()
        .find(|(_, own)| *own == bare)
        .map(|(column, _)| *column);
    own.or_else(|| {
        OTHERS
            .iter()
            .find(|(_, names)| names.split('|').any(|known| known.trim() == bare))
            .map(|(column, _)| *column)
    })
}

/// Whether the first line is such a head: a column for the tasks and one more that we know.
pub fn begins(text: &str) -> bool {
    let (separator, body) = separator(text);
    let line = first_line(&text[body..]);
    known(line, separator).is_some_and(|known| known >= 2)
}

/// The separator of the head, and where the head begins. Spreadsheets may say the separator in a line before it.
pub fn separator(text: &str) -> (u8, usize) {
    let first = first_line(text);
    if let Some(&[separator]) = first.strip_prefix("sep=").map(str::as_bytes)
        && SEPARATORS.contains(&separator)
    {
        let rest = &text[first.len()..];
        let ending = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        return (separator, first.len() + ending);
    }
    let best = SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| known(first, *separator).unwrap_or(0));
    (best.unwrap_or(b','), 0)
}

/// How many columns of the head are known, where one of them holds the tasks.
fn known(line: &str, separator: u8) -> Option<usize> {
    // A head is short; what is longer is no head, and is not split to find out.
    const LONGEST_HEAD: usize = 10_000;
    if line.len() > LONGEST_HEAD {
        return None;
    }
    let names = line
        .split(char::from(separator))
        .map(|name| name.trim().trim_matches('"'));
    let record: StringRecord = names.collect();
    let head = Head::read(&record)?;
    Some(head.columns.iter().filter(|(column, _)| column.is_some()).count())
}

fn first_line(text: &str) -> &str {
    text.split(['\r', '\n']).next().unwrap_or_default()
}
