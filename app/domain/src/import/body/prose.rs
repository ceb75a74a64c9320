//! Running text: claims, what a task is for, and the way back where it is told in sentences.

use super::{Walker, is_claim};
use crate::checklist::ProcedureStep;
use crate::import::labels::{self, Label};
use crate::import::outline::Line;
use crate::import::reader::{Holder, Place, Reader};
use crate::import::topic::Topic;
use crate::import::{command, contacts, criteria, duration, items, kinds, procedures, text};

impl Walker {
    /// Lines that are neither labels nor announcements. `place` is the place as the line before them had changed it.
    pub(super) fn prose(&mut self, reader: &mut Reader, lines: &[&Line], place: &Place) {
        let words = lines
            .iter()
            .map(|line| line.text.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let first = lines[0].line;
        if self.place.topic == Topic::Status || (self.place.holder == Holder::Nobody && is_claim(&words)) {
            for line in lines {
                reader.claim(line.line, &line.text);
            }
            return;
        }
        if self.place.topic == Topic::Contacts && !text::mentions(&words).is_empty() {
            contacts::line(reader, first, &words, &self.place);
            return;
        }
        if matches!(place.topic, Topic::Rollback | Topic::Triggers) {
            for line in lines {
                self.way_back(reader, line, place.topic);
            }
        } else if let Some(condition) = sentences(&words)
            .into_iter()
            .find(|sentence| is_condition(sentence.trim_start_matches("Automatic ")))
        {
            criteria::trigger(reader, first, condition.trim_end_matches(['.', ':']));
        } else if self.place.holder == Holder::Task {
            let rest = self.sentences_with_labels(reader, first, &words);
            if !rest.is_empty() {
                self.out.fields.prose(&rest);
            }
        }
        if self.place.holder == Holder::Phase && place.topic == Topic::Plain && is_instruction(&words) {
            let item = items::from_line(reader, first, &words, None, None, place);
            self.out.items.push(item);
        }
        // "Check logs for these messages:" announces; so does any paragraph that ends in a colon.
        if words.ends_with([':', '：']) {
            self.announce(words.trim_end_matches([':', '：']).to_owned(), None);
        }
    }

    /// "Run the migration. Owner: DBA. Takes 2 hours.": takes what sentences say of the task, and gives the others.
    fn sentences_with_labels(&mut self, reader: &mut Reader, line: u32, words: &str) -> String {
        let mut rest: Vec<&str> = Vec::new();
        for sentence in sentences(words) {
            let said = sentence.trim_end_matches(['.', '。']);
            let plain = Line {
                line,
                text: said.to_owned(),
                ..Line::default()
            };
            let found = match &labels::read(&plain)[..] {
                [found] if matches!(found.label, Label::Owner | Label::Time | Label::When) => {
                    Some((found.label, found.value.clone()))
                }
                [found] if found.label == Label::DependsOn => {
                    self.waits(reader, found.value.clone());
                    continue;
                }
                _ => length_in_words(said).map(|length| (Label::Time, length.to_owned())),
            };
            match found {
                Some((label, value)) if self.out.fields.take(label, &value) => {}
                _ => rest.push(sentence),
            }
        }
        rest.join(" ")
    }

    /// A line about the way back: what starts it, what is done, how long it takes. Other words stay text.
    fn way_back(&mut self, reader: &mut Reader, line: &Line, topic: Topic) {
        if let Some(step) = as_command(line) {
            reader.ledger.mark(line.line, line.line, "procedure");
            self.out.procedure_steps.push(step);
            return;
        }
        for sentence in sentences(&line.text) {
            let said = sentence.trim_end_matches(['.', '。']).trim();
            if let Some(length) = length_in_words(said) {
                let minutes = duration::minutes(length).map(|length| length.max);
                self.out.objective_min = self.out.objective_min.or(minutes);
                reader.ledger.mark(line.line, line.line, "procedure");
            } else if topic == Topic::Triggers || is_condition(said) {
                let condition = said.trim_end_matches([':', '：']);
                criteria::trigger(reader, line.line, condition);
            } else if topic == Topic::Rollback && kinds::begins_with_action(said) {
                reader.ledger.mark(line.line, line.line, "procedure");
                let steps = procedures::clauses(said).into_iter().map(|text| ProcedureStep {
                    line: line.line,
                    text,
                    command: None,
                });
                self.out.procedure_steps.extend(steps);
            }
        }
    }
}

/// A paragraph that tells somebody to do something, and announces nothing.
pub fn is_instruction(words: &str) -> bool {
    kinds::begins_with_verb(words) && words.chars().count() <= 300 && !words.ends_with([':', '：', '?'])
}

/// A line of code and nothing else is a step that runs.
fn as_command(line: &Line) -> Option<ProcedureStep> {
    let code = line.text.get(line.leading_code.clone()?)?;
    (code.len() == line.text.trim_end_matches(['.', ';']).len()).then(|| ProcedureStep {
        line: line.line,
        text: code.to_owned(),
        command: Some(command::command("bash", code, line.line)),
    })
}

/// "If error rate stays above 2% …:", "Abort when …": what starts the way back, and not the way.
pub fn is_condition(said: &str) -> bool {
    const STARTS: [&str; 8] = [
        "abort",
        "abbruch",
        "stop",
        "roll back",
        "rollback",
        "revert",
        "anular",
        "abortar",
    ];
    const CONDITIONS: [&str; 10] = [
        "if", "when", "wenn", "falls", "si", "se", "cuando", "quando", "lorsque", "если",
    ];
    let key = text::key(said);
    let asks = CONDITIONS.iter().any(|word| text::has_words(&key, word));
    let starts = STARTS.iter().any(|word| key.starts_with(word));
    let announces = CONDITIONS
        .iter()
        .any(|word| key.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
        && said.ends_with([':', '：']);
    (starts && asks) || announces
}

/// "Takes about 5 minutes": the length, where the sentence says no more.
fn length_in_words(said: &str) -> Option<&str> {
    const TAKES: [&str; 9] = [
        "takes ",
        "this takes ",
        "it takes ",
        "should take ",
        "expected to take ",
        "dauert ",
        "dura ",
        "tarda ",
        "prend ",
    ];
    let lower = said.to_lowercase();
    let rest = TAKES
        .iter()
        .find_map(|takes| lower.strip_prefix(takes).map(|rest| lower.len() - rest.len()))
        .and_then(|at| said.get(at..))?;
    duration::only_minutes(rest).map(|_| rest.trim())
}

/// Sentences of a text; the stop of "v1.2" or "e.g. this" ends none.
pub fn sentences(words: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, stop) in words.match_indices(['.', '。', '!', '?']) {
        let end = at + stop.len();
        let rest = &words[end..];
        let ends = stop == "。"
            || rest.trim_start().chars().next().is_some_and(char::is_uppercase) && rest.starts_with(' ');
        if ends {
            found.push(words[from..end].trim());
            from = end;
        }
    }
    found.push(words[from..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_the_next_begins() {
        assert_eq!(
            sentences("Run v1.2 e.g. today. Owner: DBA. Takes 2 h."),
            ["Run v1.2 e.g. today.", "Owner: DBA.", "Takes 2 h."]
        );
        assert_eq!(sentences(""), Vec::<&str>::new());
    }

    #[test]
    fn conditions_start_the_way_back() {
        assert!(is_condition("If error rate stays above 2%, or totals differ:"));
        assert!(is_condition(
            "Abbruch, wenn die Migration bis 23:15 nicht fertig ist"
        ));
        assert!(!is_condition("Redeploy the previous tag"));
        assert_eq!(length_in_words("Takes about 5 minutes"), Some("about 5 minutes"));
        assert_eq!(length_in_words("Takes effect within 60 seconds"), None);
    }
}
