//! Labelled lines: `**Owner:** QA/Dev`, `Time: 30 min`, `**Goal** - …`, several of them on one line, in several languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::outline::Line;
use super::text;

/// What a label says about the task it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Owner,
    Time,
    When,
    Purpose,
    Blocker,
    Success,
    Rollback,
    DependsOn,
    Status,
    Repeat,
    Steps,
    /// A label of the author's own.
    Other,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    pub label: Label,
    pub name: String,
    pub value: String,
}

const LABELS: &[(Label, &str)] = &[
    (
        Label::Owner,
        "owner|owners|owned by|assignee|assignees|assigned to|assigned|responsible|responsibility|\
        responsible party|responsible person|responsible team|dri|who|driver|accountable|task owner|\
        executor|performed by|responsable|responsables|responsável|responsáveis|quién|quem|\
        asignado a|encargado|dueño|verantwortlich|verantwortliche|zuständig|wer|responsabile|\
        assegnato a|qui|担当|担当者|責任者|负责人|责任人|執行者|执行人|\
        ответственный|исполнитель|владелец|담당|담당자|\
        verantwoordelijke|eigenaar|sorumlu",
    ),
    (
        Label::Time,
        "time|duration|estimate|estimated|estimated time|time estimate|estimated duration|est|\
        est. time|est time|eta|effort|estimated effort|time required|time needed|takes|timebox|\
        tiempo|tiempo estimado|duración|duración estimada|esfuerzo|tempo|tempo estimado|duração|\
        esforço|durée|durée estimée|temps|dauer|zeit|zeitaufwand|geschätzte zeit|aufwand|\
        durata|時間|所要時間|見積|時間見積|时间|耗时|预计时间|预计耗时|\
        工期|время|длительность|оценка|시간|소요 시간|duur",
    ),
    (
        Label::When,
        "when|maintenance window|change window|deployment window|release window|wartungsfenster|fenêtre|janela|ventana|\
        окно|作業日時|上线时间|发布时间|배포 시간|일시|start|starts|start time|scheduled|scheduled time|window|time window|begin|at|timing|\
        deadline|due|cuándo|inicio|quando|início|quand|début|wann|beginn|開始|開始時刻|\
        実施時期|开始时间|когда|начало",
    ),
    (
        Label::Purpose,
        "what|purpose|goal|objective|description|why|summary|action|task|qué|por qué|objetivo|\
        propósito|descripción|o que|descrição|objectif|but|quoi|description|zweck|ziel|was|\
        beschreibung|scopo|obiettivo|目的|概要|内容|说明|目标|цель|описание|\
        목적",
    ),
    (
        Label::Blocker,
        "blocker|blockers|blocked if|stop if|abort if|if fails|if it fails|if this fails|on failure|\
        failure|if failed|no-go|bloqueo|bloqueante|bloqueador|bloqueio|si falla|se falhar|bloquant|\
        en cas d'échec|blocker-kriterium|bei fehler|bloccante|ブロッカー|失敗時|阻塞|\
        失败时|блокер",
    ),
    (
        Label::Success,
        "success|success criteria|success criterion|acceptance criteria|acceptance criterion|\
        done when|exit criteria|exit criterion|definition of done|criterio de éxito|\
        criterios de éxito|criterios de aceptación|critério de sucesso|critérios de sucesso|\
        critère de succès|critères de succès|erfolgskriterium|erfolgskriterien|abnahmekriterien|\
        criterio di successo|成功基準|完了条件|成功标准|验收标准|\
        критерий успеха|критерии успеха|expected result|\
        expected outcome|resultado esperado|erwartetes ergebnis|期待結果|预期结果",
    ),
    (
        Label::Rollback,
        "rollback|rollback plan|rollback procedure|rollback steps|roll back|back out|backout|\
        backout plan|revert|undo|reversión|plan de reversión|reversão|plano de rollback|\
        plan de rollback|retour arrière|rückfall|rückfallplan|ripristino|ロールバック|\
        ロールバック手順|切り戻し|切り戻し手順|回滚|回滚方案|回滚步骤|\
        回滚计划|откат|план отката|롤백",
    ),
    (
        Label::DependsOn,
        "depends on|depends|waits for|wait for|runs after|after|dependency|dependencies|blocked by|requires|prerequisite|prerequisites|\
        prereq|prereqs|predecessor|predecessors|pre-requisite|pre-requisites|depende de|\
        dependencias|dependências|prerrequisitos|requisitos previos|dépend de|prérequis|\
        abhängig von|voraussetzung|voraussetzungen|dipende da|前提|前提条件|依存|\
        前置条件|依赖|зависит от",
    ),
    (
        Label::Status,
        "status|state|deployment status|checklist status|current status|overall status|estado|\
        estado actual|statut|stato|zustand|状態|ステータス|状态|статус|readiness|\
        verdict",
    ),
    (
        Label::Repeat,
        "repeat|repeat for|for each|per|repetir|repetir para|wiederholen|répéter|繰り返し",
    ),
    (
        Label::Steps,
        "steps|step|deployment steps|procedure|process|instructions|how|how to|actions|tasks|\
        checklist|to do|todo|commands|pasos|procedimiento|proceso|comandos|passos|procedimento|\
        étapes|procédure|schritte|vorgehen|ablauf|passaggi|手順|步骤|操作步骤|шаги|\
        단계|verify|verification|checks|validation|test|tests",
    ),
];

static MEANINGS: LazyLock<HashMap<&'static str, Label>> = LazyLock::new(|| {
    // The first meaning of a name is the one that counts.
    LABELS
        .iter()
        .rev()
        .flat_map(|(label, list)| list.split('|').map(|name| (name, *label)))
        .collect()
});

/// The meaning of a label's name.
pub fn meaning(name: &str) -> Label {
    let key = text::key(name);
    let bare = key.split(" (").next().unwrap_or(&key);
    let known = MEANINGS.get(bare).copied();
    match known {
        Some(label) => label,
        None if bare.ends_with(" status") => Label::Status,
        None if bare.ends_with(" steps") => Label::Steps,
        None => Label::Other,
    }
}

/// The labels of a line, in order; empty where the line is plain text.
pub fn read(line: &Line) -> Vec<Labelled> {
    let starts = label_starts(line);
    if !starts.is_empty() && starts[0] <= decoration(&line.text) {
        let ends = starts.iter().skip(1).copied().chain([line.text.len()]);
        let found: Vec<Labelled> = starts
            .iter()
            .zip(ends)
            .filter_map(|(from, to)| split(&line.text[*from..to]))
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    plain(&line.text)
}

/// "Release manager: Priya", "Окно: 02:00": a name of the author's own with its value, as the heads of forms are written.
fn of_a_form(text: &str) -> Option<Labelled> {
    const REMARKS: [&str; 10] = [
        "note",
        "hint",
        "tip",
        "example",
        "warning",
        "important",
        "e.g.",
        "i.e.",
        "nota",
        "hinweis",
    ];
    let text = text.strip_prefix(':').unwrap_or(text);
    let (at, colon) = text
        .char_indices()
        .take(50)
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let (name, value) = (&text[..at], &text[at + colon.len_utf8()..]);
    let glued = colon == ':' && !value.starts_with(char::is_whitespace);
    let begins = text::without_decoration(name)
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let named = name.split_whitespace().count() <= 5 && !name.contains(['.', ',', '?', '!']);
    let remark = REMARKS.contains(&text::key(name).as_str());
    (!glued && begins && named && !remark && !value.trim().is_empty())
        .then(|| labelled(text::without_decoration(name), value))
        .flatten()
}

/// The pairs of one line of a form, several between bars or dots; empty where a part of it is none.
pub fn form_line(text: &str) -> Vec<Labelled> {
    let parts: Vec<&str> = text.split(" | ").flat_map(|part| part.split(" · ")).collect();
    let found: Vec<Labelled> = parts.iter().filter_map(|part| of_a_form(part)).collect();
    if found.len() == parts.len() {
        found
    } else {
        Vec::new()
    }
}

/// Whether a paragraph is the head of a form: each of its lines a label, or one short line.
pub fn is_form(lines: &[Line]) -> bool {
    let all = lines
        .iter()
        .all(|line| !read(line).is_empty() || !form_line(&line.text).is_empty());
    let short = |line: &Line| {
        line.text.chars().count() <= 120
            && !line.text.ends_with('.')
            && !super::kinds::begins_with_verb(&line.text)
    };
    all && (lines.len() > 1 || lines.first().is_some_and(short))
}

/// How many bytes of pictures stand before the first word.
fn decoration(text: &str) -> usize {
    text.len() - text::without_decoration(text).len()
}

/// Where a bold label begins: bold words that end in a colon or have one (or a dash) right behind them.
fn label_starts(line: &Line) -> Vec<usize> {
    let mut starts = Vec::new();
    for range in &line.bold {
        let words = line.text[range.clone()].trim();
        let after = line.text[range.end..].trim_start();
        let colon = words.ends_with([':', '：']) || after.starts_with([':', '：']);
        let inside =
            words.find([':', '：']).is_some_and(|at| at < words.len() - 1) && range.len() == line.text.len();
        let dash = after.starts_with(['-', '–', '—']) && range.start <= decoration(&line.text);
        if (colon || dash || inside) && words.chars().count() <= 80 {
            starts.push(range.start);
        }
    }
    starts
}

/// `Name: value`, `Name : value` or `Name - value`.
fn split(segment: &str) -> Option<Labelled> {
    let segment = text::without_decoration(segment);
    let colon = segment.char_indices().find(|(_, c)| matches!(c, ':' | '：'));
    let dash = segment
        .find(" - ")
        .or_else(|| segment.find(" – "))
        .or_else(|| segment.find(" — "));
    let (name, value) = match (colon, dash) {
        (Some((at, colon)), dash) if dash.is_none_or(|dash| at < dash) => {
            (&segment[..at], &segment[at + colon.len_utf8()..])
        }
        (_, Some(at)) => {
            let value = segment[at + 1..].trim_start_matches(['-', '–', '—']);
            (&segment[..at], value)
        }
        _ => return None,
    };
    labelled(name, value)
}

fn labelled(name: &str, value: &str) -> Option<Labelled> {
    let name = name.trim().trim_end_matches([':', '：']).trim();
    let value = value.trim().trim_end_matches(['|', '·', '•']).trim();
    let sensible = !name.is_empty() && name.chars().count() <= 80 && name.chars().any(char::is_alphabetic);
    sensible.then(|| Labelled {
        label: meaning(name),
        name: name.to_owned(),
        value: value.to_owned(),
    })
}

/// Labels without bold are believed only where the word is known; several may stand on one line between bars.
fn plain(text: &str) -> Vec<Labelled> {
    let parts: Vec<&str> = text
        .split(" | ")
        .flat_map(|part| part.split(" · "))
        .flat_map(|part| part.split(" • "))
        .collect();
    let found: Vec<Labelled> = parts.iter().filter_map(|part| known(part)).collect();
    if found.len() == parts.len() {
        found
    } else {
        known(text).into_iter().collect()
    }
}

fn known(text: &str) -> Option<Labelled> {
    let text = text::without_decoration(text);
    let (at, colon) = text
        .char_indices()
        .take(60)
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let value = &text[at + colon.len_utf8()..];
    // "12:30" and "http://" are no labels.
    if colon == ':'
        && !(value.is_empty()
            || value.starts_with(char::is_whitespace)
            || !value.is_char_boundary(1)
            || value.starts_with('@'))
    {
        return None;
    }
    labelled(&text[..at], value).filter(|found| found.label != Label::Other)
}

/// A line whose only purpose is to announce what follows: `**Deployment steps:**`, `Watch for:`. Gives its words and the claim beside them.
pub fn lead_in(line: &Line) -> Option<(String, Option<String>)> {
    let (text, claim) = match text::trailing_glyph(&line.text) {
        Some((text, glyph)) => (text, Some(glyph.to_owned())),
        None => (line.text.as_str(), None),
    };
    let (text, claim) = match text::leading_glyph(text) {
        Some((glyph, _, rest)) if !rest.is_empty() => (rest, claim.or_else(|| Some(glyph.to_owned()))),
        _ => (text, claim),
    };
    let bold = line.bold.len() == 1 && line.bold[0].len() + 6 >= text.len();
    let announces = text.ends_with([':', '：']) || bold;
    let words = text.trim_end_matches([':', '：']).trim();
    (announces && !words.is_empty() && words.chars().count() <= 160).then(|| (words.to_owned(), claim))
}

/// The people or teams in an owner's words: `QA/Dev`, `@ops and @dba`, `Ops, DevOps`.
pub fn owners(value: &str) -> Vec<String> {
    let mentions = text::mentions(value);
    if !mentions.is_empty() && mentions.iter().map(String::len).sum::<usize>() * 2 >= value.len() {
        return mentions;
    }
    let mut bare = String::new();
    let mut depth = 0_u32;
    for c in value.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    if text::is_placeholder(&bare) {
        return Vec::new();
    }
    let mut normal = format!(" {bare} ");
    for joint in [
        " and ", " or ", " y ", " e ", " et ", " und ", " и ", " & ", " + ", "、", "，", ";", ",", "/", "／",
        "+", "&",
    ] {
        normal = normal.replace(joint, "\n");
    }
    let mut found: Vec<String> = Vec::new();
    for name in normal.lines().map(str::trim).filter(|name| !name.is_empty()) {
        if !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests;
