//! What a document claims of itself, beside what is true.

use crate::checklist::Checklist;

/// Words by which a document says that it is finished.
const FINISHED: [&str; 9] = [
    "ready",
    "complete",
    "completed",
    "done",
    "verified",
    "passed",
    "passing",
    "approved",
    "successful",
];
const MAX_CLAIM: usize = 80;

/// "The document claims \"Production ready\". 160 items are open; none of 20 criteria has evidence." Nothing where it claims
/// nothing, or nothing is open. `ticked` counts the items that the document itself ticks, `open` those that nobody here has
/// settled, `proven` the criteria that rest on a passed item.
pub fn against_truth(checklist: &Checklist, ticked: usize, open: u32, proven: usize) -> Option<String> {
    if open == 0 {
        return None;
    }
    let finished = checklist
        .claims
        .iter()
        .map(|claim| claim.text.as_str())
        .find(|text| is_finished(text));
    let claims = match (finished, ticked) {
        (None, 0) => return None,
        (Some(text), 0) => format!("claims \"{}\"", shortened(text)),
        (None, ticked) => format!("ticks {ticked} of its items itself"),
        (Some(text), ticked) => format!(
            "claims \"{}\" and ticks {ticked} of its items itself",
            shortened(text)
        ),
    };
    let open = if open == 1 {
        "1 item is open".to_owned()
    } else {
        format!("{open} items are open")
    };
    let criteria = criteria(checklist.success_criteria.len(), proven);
    Some(format!("The document {claims}. {open}{criteria}."))
}

fn criteria(all: usize, proven: usize) -> String {
    match (all, proven) {
        (0, _) => String::new(),
        (1, 0) => "; its criterion has no evidence".to_owned(),
        (1, _) => "; its criterion has evidence".to_owned(),
        (all, 0) => format!("; none of {all} criteria has evidence"),
        (all, 1) => format!("; 1 of {all} criteria has evidence"),
        (all, proven) => format!("; {proven} of {all} criteria have evidence"),
    }
}

fn is_finished(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let refused = lower.contains("not ") || lower.contains("unverified") || lower.contains("pending");
    !refused && (text.contains('✅') || words.any(|word| FINISHED.contains(&word)))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_CLAIM {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MAX_CLAIM - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::Claim;

    fn said(claims: &[&str], ticked: usize, open: u32) -> Option<String> {
        let checklist = Checklist {
            claims: claims
                .iter()
                .map(|text| Claim {
                    line: 1,
                    text: (*text).to_owned(),
                })
                .collect(),
            ..Checklist::default()
        };
        against_truth(&checklist, ticked, open, 0)
    }

    #[test]
    fn criteria_without_evidence_are_counted() {
        let said = |all: usize, proven| {
            let criterion = crate::checklist::Criterion {
                line: 1,
                text: "p95 < 100 ms".to_owned(),
                group: None,
                item: None,
            };
            let checklist = Checklist {
                claims: vec![Claim {
                    line: 1,
                    text: "READY".to_owned(),
                }],
                success_criteria: vec![criterion; all],
                ..Checklist::default()
            };
            against_truth(&checklist, 0, 160, proven).expect("it claims something")
        };
        assert_eq!(
            said(20, 0),
            "The document claims \"READY\". 160 items are open; none of 20 criteria has evidence."
        );
        assert!(said(20, 3).ends_with("; 3 of 20 criteria have evidence."));
        assert!(said(1, 0).ends_with("; its criterion has no evidence."));
    }

    #[test]
    fn a_claim_stands_beside_the_truth() {
        let cases = [
            (
                said(&["Status: READY"], 0, 160),
                Some("The document claims \"Status: READY\". 160 items are open."),
            ),
            (
                said(&[], 3, 1),
                Some("The document ticks 3 of its items itself. 1 item is open."),
            ),
            (
                said(&["Owner: Ada", "All tests passed"], 2, 5),
                Some(
                    "The document claims \"All tests passed\" and ticks 2 of its items itself. 5 items are open.",
                ),
            ),
            (
                said(&["Production deployment unverified, tests passing"], 0, 5),
                None,
            ),
            (said(&["READY"], 4, 0), None),
            (said(&[], 0, 9), None),
        ];
        for (said, expected) in cases {
            assert_eq!(said.as_deref(), expected);
        }
    }
}
