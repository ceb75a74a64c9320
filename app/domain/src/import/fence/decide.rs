//! Whether a command of a fence is something to do or something to verify: by its label, by what is expected of it,
//! by what it does, and by the section it stands in, in this order.

use std::sync::LazyLock;

use regex::Regex;

use super::{FenceContext, SectionRole};
use crate::checklist::{Effect, ItemKind};
use crate::import::kinds;

/// What is known about a command, or about a label without one.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub label: Option<&'a str>,
    /// The author numbered it as a test, or wrote "Verify:".
    pub test: bool,
    pub expected: bool,
    /// `None` where there is no command.
    pub effect: Option<Effect>,
    /// The command asserts or searches: it says itself what is right.
    pub asserts: bool,
}

static ASSURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:ensure|make sure|asegurar|garantir|s'assurer|sicherstellen)\b")
        .expect("a valid pattern")
});
static NOUN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tests?|testing|checks?|checking|verif\w+|validat\w+|health|smoke|status|pruebas?|testes?|prüf\w*)\b|確認|検証|テスト|检查|验证|测试")
        .expect("a valid pattern")
});
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:if|when|once|after|unless|then|finally|optionally|optional|first|next|or|and|also|now)\b[^,:]*?[,:]?\s+(?P<rest>\S.*)$").expect("a valid pattern")
});
static EXTRA_VERIFY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:re-?)?(?:verify|check|test|confirm|validate)|double-check|examine|assert|expect|smoke test|sanity check|monitor|watch|tail|ver|mirar|verificar|comprobar|testar)\b").expect("a valid pattern")
});
static EXTRA_ACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:rebuild|redeploy|re-enable|bring|spin|warm|dump|seed|fix|reload|login|clear|flush|fetch|bump|tag|verify and fix|stash|package|compile|temporarily|revert|reverter)\b").expect("a valid pattern")
});

/// Longer sentences explain; they do not name.
const LONGEST_LEAD: usize = 120;
static POINTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:following|below|as follows|like this|this command|these commands|example)\b")
        .expect("a valid pattern")
});
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:this|that|these|it|they|you|requires?|needs?|assumes?|assuming|via|replace|remember|be sure|takes?|may|might|will|can)\b").expect("a valid pattern")
});

/// What the author would call it.
pub fn kind(case: Case<'_>, context: &FenceContext<'_>) -> ItemKind {
    let changes = case.effect.is_some_and(|effect| effect >= Effect::Changes);
    if case.test || (case.asserts && !changes) {
        return ItemKind::Check;
    }
    match case.label.map(verb) {
        Some(Verb::Assure) if changes => ItemKind::Step,
        Some(Verb::Verify | Verb::Assure) => ItemKind::Check,
        Some(Verb::Act) if changes && !(case.expected && verifying(context)) => ItemKind::Step,
        Some(Verb::Act) if case.effect.is_none() => ItemKind::Step,
        _ if case.expected => ItemKind::Check,
        Some(Verb::Act) => ItemKind::Step,
        _ if changes || case.effect.is_none() => ItemKind::Step,
        Some(Verb::Noun) => ItemKind::Check,
        _ if verifying(context) => ItemKind::Check,
        _ => ItemKind::Step,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Verify,
    /// "Ensure …" says how things have to be: a look where the command looks, an act where it acts.
    Assure,
    Act,
    /// No verb in front, but a word of verification inside ("Health check").
    Noun,
    Unknown,
}

fn verb(label: &str) -> Verb {
    // What stands in brackets behind it is a remark.
    let label = label.split(" (").next().unwrap_or(label).trim();
    if ASSURE.is_match(label) {
        return Verb::Assure;
    }
    if EXTRA_VERIFY.is_match(label) || (kinds::of_line(label) == ItemKind::Check) {
        return Verb::Verify;
    }
    if EXTRA_ACT.is_match(label) || kinds::begins_with_action(label) {
        return Verb::Act;
    }
    match CONDITION.captures(label).and_then(|found| found.name("rest")) {
        Some(rest) if rest.as_str().len() < label.len() => match verb(rest.as_str()) {
            Verb::Unknown if NOUN.is_match(label) => Verb::Noun,
            found => found,
        },
        _ if NOUN.is_match(label) => Verb::Noun,
        _ => Verb::Unknown,
    }
}

/// Whether a line begins with a verb that is known, to look or to act.
pub fn begins_with_verb(text: &str) -> bool {
    matches!(verb(text), Verb::Verify | Verb::Assure | Verb::Act)
}

/// Whether a label names nothing by itself but says something about what is named above.
pub fn is_remark(label: &str) -> bool {
    REMARK.is_match(label)
}

/// Whether the line before a fence says by itself what the fence is: one sentence, and not only "the following commands:".
pub fn names(lead: &str) -> bool {
    let lead = lead.trim();
    lead.ends_with([':', '：'])
        && lead.chars().count() <= LONGEST_LEAD
        && lead.split_whitespace().count() >= 3
        && !lead.contains(". ")
        && !lead.contains('\n')
        && !POINTING.is_match(lead)
}

/// Whether the words ask to look.
pub fn asks_to_verify(text: &str) -> bool {
    matches!(verb(text), Verb::Verify | Verb::Assure)
}

/// Whether the section is for looking rather than for doing.
pub fn verifying(context: &FenceContext<'_>) -> bool {
    matches!(
        context.section,
        SectionRole::Verification | SectionRole::Monitoring | SectionRole::Checklist
    )
}
