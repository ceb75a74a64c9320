//! A summary as Markdown, for wikis and messages. Texts of people are escaped: they are words, never marks.

use std::fmt::Write;

use domain::summary::Summary;

/// The whole account: status, sections with their numbers, phases, evidence.
#[must_use]
pub fn markdown(summary: &Summary, version: Option<u32>) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("# {}\n", escaped(&summary.title)));
    line(format!("**{}**\n", escaped(&summary.status_line)));
    let as_of = summary.as_of.format("%-d %b %Y %H:%M UTC");
    line(match version {
        Some(version) => format!("Version {version}, facts as of {as_of}.\n"),
        None => format!("Draft, facts as of {as_of}.\n"),
    });
    for section in &summary.sections {
        line(format!("## {}\n", escaped(&section.title)));
        for sentence in &section.sentences {
            let mut text = format!("- {}", escaped(&sentence.text));
            for number in &sentence.evidence {
                let _ = write!(text, " ({number})");
            }
            if let Some(by) = &sentence.stated_by {
                let _ = write!(text, " (stated by {})", escaped(by));
            }
            line(text);
        }
        line(String::new());
    }
    if !summary.phases.is_empty() {
        line("## Phases\n".to_owned());
        for phase in &summary.phases {
            let answered = phase
                .answered
                .as_deref()
                .map(|who| format!(", {}", escaped(who)))
                .unwrap_or_default();
            line(format!(
                "- {}: {}{answered}",
                escaped(&phase.title),
                phase.state.word()
            ));
        }
        line(String::new());
    }
    if !summary.evidence.is_empty() {
        line("## Evidence\n".to_owned());
        for (index, evidence) in summary.evidence.iter().enumerate() {
            let at = evidence.at.format("%-d %b %Y %H:%M UTC");
            let fingerprint = evidence
                .fingerprint
                .as_deref()
                .map(|print| format!(", fingerprint {print}"))
                .unwrap_or_default();
            line(format!(
                "{}. {}, {at}{fingerprint}",
                index + 1,
                escaped(&evidence.text)
            ));
        }
    }
    out
}

/// Every mark of Markdown and HTML as a plain character, on one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            // A bare address would become a link of its own.
            ':' => out.push_str("&#58;"),
            '@' => out.push_str("&#64;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use domain::{
        gate::PhaseState,
        summary::{EvidenceLine, PhaseLine, Section, Sentence, SummaryStatus},
    };

    use super::*;

    #[test]
    fn words_of_people_are_never_marks() {
        let sentence = |text: &str, evidence, by: Option<&str>| Sentence {
            text: text.to_owned(),
            evidence,
            stated_by: by.map(str::to_owned),
        };
        let at = "2026-11-18T15:08:00Z".parse().unwrap();
        let summary = Summary {
            title: "Fix # 1 <b>".into(),
            status: SummaryStatus::Healthy,
            status_line: "Live.".into(),
            as_of: at,
            sections: vec![Section {
                title: "What changed".into(),
                sentences: vec![
                    sentence("![](http://evil/x)\n# Approved", vec![1, 2], None),
                    sentence("[click](javascript:x)", vec![], Some("Ada *L*")),
                ],
            }],
            phases: vec![PhaseLine {
                title: "Deploy".into(),
                state: PhaseState::Signed,
                answered: Some("QA Ada".into()),
            }],
            evidence: vec![EvidenceLine {
                text: "record".into(),
                at,
                fingerprint: Some("ab12".into()),
            }],
        };
        assert_eq!(
            markdown(&summary, Some(3)),
            "# Fix \\# 1 &lt;b&gt;\n\n**Live.**\n\nVersion 3, facts as of 18 Nov 2026 15:08 UTC.\n\n## What changed\n\n\
             - \\!\\[\\](http&#58;//evil/x) \\# Approved (1) (2)\n\
             - \\[click\\](javascript&#58;x) (stated by Ada \\*L\\*)\n\n## Phases\n\n- Deploy: Signed, QA Ada\n\n\
             ## Evidence\n\n1. record, 18 Nov 2026 15:08 UTC, fingerprint ab12\n"
        );
    }
}
