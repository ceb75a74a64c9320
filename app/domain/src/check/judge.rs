//! Measurement and rules to a verdict. Only a rule that was decided, and holds, passes; a check passes only
//! when it has rules and every one of them passes. Everything not known stays Inconclusive, with its reason.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compare;
use super::sentence::{field_words, rule_sentence};
use super::{Measurement, Operator, Rule, Seen, Verdict};

/// What was decided, and on what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    pub verdict: Verdict,
    /// One sentence: the worst that was found, or that all holds.
    pub reason: String,
    /// One per rule, in their order. Empty where the probe did not get through.
    pub details: Vec<RuleResult>,
}

/// One rule against what was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleResult {
    /// The rule in words.
    pub rule: String,
    pub verdict: Verdict,
    /// What stood at the rule's field, shortened where it is long.
    pub seen: Option<Value>,
    pub reason: String,
}

/// Judges a measurement. Pure: the same two arguments always give the same verdict.
pub fn judge(rules: &[Rule], measurement: &Measurement) -> Judgement {
    if let Some(error) = &measurement.error {
        return Judgement {
            verdict: error.class.verdict(),
            reason: error.message.clone(),
            details: Vec::new(),
        };
    }
    let details: Vec<RuleResult> = rules.iter().map(|rule| decide(rule, measurement)).collect();
    let verdict = all_of(details.iter().map(|detail| detail.verdict));
    let reason = match (verdict, details.as_slice()) {
        (_, []) => "The check has no rule, so nothing could be decided.".to_owned(),
        (Verdict::Passed, [only]) => sentence(&only.reason),
        (Verdict::Passed, all) => format!("All {} rules hold.", all.len()),
        (worst, all) => {
            let reasons: Vec<&str> = all
                .iter()
                .filter(|detail| detail.verdict == worst)
                .map(|detail| detail.reason.as_str())
                .collect();
            sentence(&reasons.join("; "))
        }
    };
    Judgement {
        verdict,
        reason,
        details,
    }
}

fn decide(rule: &Rule, measurement: &Measurement) -> RuleResult {
    match rule.operator {
        Operator::AnyOf | Operator::AllOf => decide_group(rule, measurement),
        _ => decide_one(rule, measurement),
    }
}

fn decide_group(rule: &Rule, measurement: &Measurement) -> RuleResult {
    let parts: Vec<RuleResult> = rule
        .rules
        .iter()
        .map(|inner| decide(inner, measurement))
        .collect();
    let verdicts = parts.iter().map(|part| part.verdict);
    let verdict = match rule.operator {
        Operator::AnyOf => any_of(verdicts),
        _ => all_of(verdicts),
    };
    let reasons: Vec<&str> = match verdict {
        // Of an either-or that fails, every branch says why.
        Verdict::Failed if rule.operator == Operator::AnyOf => {
            parts.iter().map(|p| p.reason.as_str()).collect()
        }
        _ => parts
            .iter()
            .filter(|part| part.verdict == verdict)
            .map(|part| part.reason.as_str())
            .collect(),
    };
    let reason = if reasons.is_empty() {
        "the group has no rule".to_owned()
    } else {
        reasons.join("; ")
    };
    RuleResult {
        rule: rule_sentence(rule),
        verdict,
        seen: None,
        reason,
    }
}

fn decide_one(rule: &Rule, measurement: &Measurement) -> RuleResult {
    let found = match rule.operator {
        Operator::SubsetJson => measurement.look_json(&rule.field),
        _ => measurement.look(&rule.field),
    };
    let (decision, shown) = match &found {
        Seen::Value(value) => (compare::decide(rule, value), Some(compare::shortened(value))),
        Seen::Beginning(value) => (
            compare::decide_on_beginning(rule, value),
            Some(compare::shortened(value)),
        ),
        Seen::Null => (compare::decide_on_null(rule), Some(Value::Null)),
        Seen::Missing => (compare::decide_on_missing(rule), None),
        Seen::Gap(gap) => (compare::Decision::open(gap.words()), None),
        Seen::GapHere(gap) => (compare::Decision::open(gap.words()), None),
    };
    RuleResult {
        rule: rule_sentence(rule),
        verdict: decision.verdict,
        seen: shown,
        reason: format!("{} {}", field_words(&rule.field), decision.words),
    }
}

/// Failed beats Inconclusive beats Passed; of nothing, nothing is known.
fn all_of(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts
        .reduce(|a, b| if rank(a) >= rank(b) { a } else { b })
        .unwrap_or(Verdict::Inconclusive)
}

/// One pass is enough; an undecided branch keeps the rest from failing for certain.
fn any_of(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let verdicts: Vec<Verdict> = verdicts.collect();
    if verdicts.contains(&Verdict::Passed) {
        Verdict::Passed
    } else if !verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Failed) {
        Verdict::Failed
    } else {
        Verdict::Inconclusive
    }
}

const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Passed => 0,
        Verdict::Inconclusive => 1,
        Verdict::Errored => 2,
        Verdict::Failed => 3,
    }
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().collect::<String>())
        .unwrap_or_default();
    let text: String = first.chars().chain(chars).collect();
    if text.ends_with('.') {
        text
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
