//! From facts to sentences. Every sentence names the evidence it rests on, or whoever states it.

use super::{
    EvidenceLine, Facts, Notes, PhaseLine, Section, Sentence, Summary,
    words::{counted, date, minutes, status, status_line, time},
};
use crate::signoff::Decision;

/// How many measured checks are told one by one.
const MOST_MEASURED: usize = 6;

/// The account of a deployment. The same facts give the same account, whenever they are read.
pub fn build(facts: &Facts, as_of: chrono::DateTime<chrono::Utc>) -> Summary {
    let mut writer = Writer {
        facts,
        evidence: Vec::new(),
    };
    let sections = [
        ("What changed", writer.what_changed()),
        ("How we know", writer.how_we_know()),
        ("What we watch", writer.what_we_watch()),
        ("Who answers", writer.who_answers()),
        ("If it fails", writer.if_it_fails()),
    ];
    let status = status(facts);
    Summary {
        title: format!("{} {} in {}", facts.title, facts.version, facts.environment),
        status,
        status_line: status_line(facts, status),
        as_of,
        sections: sections
            .into_iter()
            .filter(|(_, sentences)| !sentences.is_empty())
            .map(|(title, sentences)| Section {
                title: title.to_owned(),
                sentences,
            })
            .collect(),
        phases: facts.phases.iter().map(phase_line).collect(),
        evidence: writer.evidence,
    }
}

struct Writer<'a> {
    facts: &'a Facts,
    evidence: Vec<EvidenceLine>,
}

impl Writer<'_> {
    fn what_changed(&mut self) -> Vec<Sentence> {
        let facts = self.facts;
        let record = self.record();
        let mut sentences = Vec::new();
        let version = format!(
            "Version {} of {} is deployed to {}.",
            facts.version, facts.service, facts.environment
        );
        sentences.push(resting(version, vec![record]));
        sentences.extend(stated(facts.what_changed.as_ref()));
        sentences.extend(stated(facts.closing.as_ref()));
        sentences
    }

    fn how_we_know(&mut self) -> Vec<Sentence> {
        let facts = self.facts;
        let (tally, total) = (facts.tally, facts.tally.total());
        let mut sentences = Vec::new();
        match facts.results {
            Some((at, hash)) => {
                let passed = format!(
                    "{} of {} passed; last result {}",
                    tally.pass,
                    counted(total as usize, "item"),
                    time(at)
                );
                let results = self.cite(passed, at, Some(hash.fingerprint()));
                sentences.push(resting(
                    format!("{} of {} passed.", tally.pass, counted(total as usize, "item")),
                    vec![results],
                ));
                let open = [
                    (tally.fail, "failed"),
                    (tally.blocked, "blocked"),
                    (tally.running + tally.unknown, "not known yet"),
                ];
                let open: Vec<String> = open
                    .iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|(count, word)| format!("{count} {word}"))
                    .collect();
                if !open.is_empty() {
                    sentences.push(resting(
                        format!("Still open: {}.", open.join(", ")),
                        vec![results],
                    ));
                }
            }
            None => {
                let record = self.record();
                let nothing = match total {
                    0 => "Nothing is on the checklist.".to_owned(),
                    total => format!("None of {} has a result yet.", counted(total as usize, "item")),
                };
                sentences.push(resting(nothing, vec![record]));
            }
        }
        if !facts.waived.is_empty() {
            let numbers = facts.waived.iter().map(|waived| {
                let text = format!(
                    "Waived: {}, by {} ({}), \"{}\", until {}",
                    waived.text,
                    waived.by,
                    waived.role,
                    waived.reason,
                    date(waived.until)
                );
                (text, waived.at)
            });
            let numbers = self.cite_all(numbers.collect());
            let text = match facts.waived.len() {
                1 => "1 was waived, with a reason.".to_owned(),
                count => format!("{count} were waived, with reasons."),
            };
            sentences.push(resting(text, numbers));
        }
        if !facts.risks.is_empty() {
            let lines = facts.risks.iter().map(|risk| {
                (
                    format!(
                        "Accepted risk: {}, by {}, \"{}\"",
                        risk.risk, risk.by, risk.reason
                    ),
                    risk.at,
                )
            });
            let numbers = self.cite_all(lines.collect());
            let text = match facts.risks.len() {
                1 => "1 known risk is accepted.".to_owned(),
                count => format!("{count} known risks are accepted."),
            };
            sentences.push(resting(text, numbers));
        }
        sentences
    }

    fn what_we_watch(&mut self) -> Vec<Sentence> {
        let facts = self.facts;
        let mut sentences: Vec<Sentence> = facts
            .measured
            .iter()
            .take(MOST_MEASURED)
            .map(|measured| {
                let verdict = if measured.passed { "passed" } else { "did not pass" };
                let seen = measured
                    .seen
                    .as_deref()
                    .map(|seen| format!(": {seen}"))
                    .unwrap_or_default();
                let number = self.cite(format!("{}, measured{seen}", measured.text), measured.at, None);
                resting(
                    format!("{} {verdict}, as of {}.", measured.text, time(measured.at)),
                    vec![number],
                )
            })
            .collect();
        let more: Vec<_> = facts
            .measured
            .iter()
            .skip(MOST_MEASURED)
            .map(|measured| (format!("{}, measured", measured.text), measured.at))
            .collect();
        if !more.is_empty() {
            let passed = facts
                .measured
                .iter()
                .skip(MOST_MEASURED)
                .filter(|measured| measured.passed)
                .count();
            let text = format!("{passed} of {} measured beside these passed.", more.len());
            let numbers = self.cite_all(more);
            sentences.push(resting(text, numbers));
        }
        sentences
    }

    fn who_answers(&mut self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        for phase in &self.facts.phases {
            for answer in &phase.answers {
                let said = match answer.decision {
                    Decision::Approve => "approved".to_owned(),
                    Decision::ApproveWithCondition => "approved with a condition".to_owned(),
                    Decision::Refuse => "did not approve".to_owned(),
                };
                let words = answer
                    .words
                    .as_deref()
                    .map(|words| format!(": \"{words}\""))
                    .unwrap_or_default();
                let text = format!(
                    "Signature of {} ({}) on \"{}\"{words}",
                    answer.name, answer.role, phase.title
                );
                let number = self.cite(text, answer.at, Some(answer.view.fingerprint()));
                let text = format!(
                    "{} ({}) {said} \"{}\" on {}.",
                    answer.name,
                    answer.role,
                    phase.title,
                    time(answer.at)
                );
                sentences.push(resting(text, vec![number]));
            }
        }
        let unsigned: Vec<&str> = self
            .facts
            .phases
            .iter()
            .filter(|phase| !phase.missing.is_empty())
            .map(|phase| phase.title.as_str())
            .collect();
        if !unsigned.is_empty() && !self.facts.state.is_closed() {
            let record = self.record();
            let text = match unsigned.as_slice() {
                [only] => format!("\"{only}\" is not signed yet."),
                several => format!("{} phases are not signed yet.", several.len()),
            };
            sentences.push(resting(text, vec![record]));
        }
        sentences
    }

    fn if_it_fails(&mut self) -> Vec<Sentence> {
        let facts = self.facts;
        let document = |writer: &mut Self| {
            let (name, hash) = &facts.document;
            writer.cite(
                format!("The checklist, from {name}"),
                facts.created_at,
                Some(hash.fingerprint()),
            )
        };
        let mut sentences: Vec<Sentence> = Vec::new();
        for way in &facts.ways_back {
            let number = document(self);
            let within = way
                .objective_min
                .map(|within| format!(", meant to take {}", minutes(within)))
                .unwrap_or_default();
            let steps = counted(way.steps, "step");
            sentences.push(resting(
                format!(
                    "The way back is written down: \"{}\", {steps}{within}.",
                    way.title
                ),
                vec![number],
            ));
        }
        if facts.ways_back.is_empty() && facts.if_it_fails.is_none() && !facts.state.is_closed() {
            let number = document(self);
            sentences.push(resting(
                "The checklist names no way back.".to_owned(),
                vec![number],
            ));
        }
        if let Some((what, at)) = &facts.practised {
            let number = self.cite(format!("Passed: {what}"), *at, None);
            sentences.push(resting(
                format!("The way back was practised on {}.", date(*at)),
                vec![number],
            ));
        }
        sentences.extend(stated(facts.if_it_fails.as_ref()));
        sentences
    }

    /// The deployment itself, as it was recorded.
    fn record(&mut self) -> u32 {
        let facts = self.facts;
        self.cite(
            format!("The record of {} {}", facts.title, facts.version),
            facts.created_at,
            None,
        )
    }

    /// The number of a line of evidence; the same line is not told twice.
    fn cite(&mut self, text: String, at: chrono::DateTime<chrono::Utc>, fingerprint: Option<String>) -> u32 {
        let line = EvidenceLine {
            text,
            at,
            fingerprint,
        };
        let place = self
            .evidence
            .iter()
            .position(|known| *known == line)
            .unwrap_or_else(|| {
                self.evidence.push(line);
                self.evidence.len() - 1
            });
        u32::try_from(place + 1).unwrap_or(u32::MAX)
    }

    fn cite_all(&mut self, lines: Vec<(String, chrono::DateTime<chrono::Utc>)>) -> Vec<u32> {
        lines
            .into_iter()
            .map(|(text, at)| self.cite(text, at, None))
            .collect()
    }
}

fn resting(text: String, evidence: Vec<u32>) -> Sentence {
    Sentence {
        text,
        evidence,
        stated_by: None,
    }
}

fn stated(notes: Option<&Notes>) -> Option<Sentence> {
    let notes = notes.filter(|notes| !notes.text.trim().is_empty())?;
    Some(Sentence {
        text: notes.text.trim().to_owned(),
        evidence: Vec::new(),
        stated_by: Some(notes.by.clone()),
    })
}

fn phase_line(phase: &super::PhaseFacts) -> PhaseLine {
    let answered = phase
        .answers
        .iter()
        .filter(|answer| answer.decision.approves())
        .map(|answer| format!("{} {}, {}", answer.role, answer.name, time(answer.at)))
        .collect::<Vec<_>>();
    PhaseLine {
        title: phase.title.clone(),
        state: phase.state,
        answered: (!answered.is_empty()).then(|| answered.join("; ")),
    }
}
