//! Whatever stands in a fence: the reading ends, never panics, and accounts for every line once.

use domain::check::ProbeKind;
use domain::import::expectation::{About, compile, compile_list, compile_parts};
use domain::import::fence::{FenceContext, FenceInput, SectionRole, attach, read};
use proptest::prelude::*;

const SECTIONS: [SectionRole; 5] = [
    SectionRole::Verification,
    SectionRole::Steps,
    SectionRole::Rollback,
    SectionRole::Monitoring,
    SectionRole::Other,
];

/// Pieces that mean something to one of the readers, in any order.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("# Test 1: a".to_owned()),
        Just("# Expected: 200 OK with id".to_owned()),
        Just("# Expected tables:".to_owned()),
        Just("# - users".to_owned()),
        Just("#   2. Verify: b".to_owned()),
        Just("psql shop".to_owned()),
        Just("redis-cli".to_owned()),
        Just("SELECT 1; -- Should be 1".to_owned()),
        Just("SELECT 'open".to_owned()),
        Just("$$ body;".to_owned()),
        Just("\\dt -- x".to_owned()),
        Just("cat <<EOF".to_owned()),
        Just("EOF".to_owned()),
        Just("python -c \"".to_owned()),
        Just("\"".to_owned()),
        Just("curl -X POST http://a/<b> \\".to_owned()),
        Just("for i in {1..9999999999}; do".to_owned()),
        Just("done &".to_owned()),
        Just("$ ls".to_owned()),
        Just("CRITICAL:".to_owned()),
        Just("- p95 < 10ms ✅".to_owned()),
        Just("✅ ünïcode – ok".to_owned()),
        Just("A=b".to_owned()),
        Just("{\"a\": [...".to_owned()),
        Just(String::new()),
        "\\PC{0,24}",
    ]
}

fn holds(input: &FenceInput<'_>) -> Result<(), TestCaseError> {
    let reading = read(input);
    let lines: Vec<u32> = reading.spans.iter().map(|(line, _)| *line).collect();
    let wanted: Vec<u32> = (input.first_line..)
        .zip(input.text.lines())
        .map(|(line, _)| line)
        .collect();
    prop_assert_eq!(lines, wanted);
    let attached = attach("Verify it", input);
    prop_assert_eq!(attached.spans.len(), input.text.lines().count());
    Ok(())
}

proptest! {
    #[test]
    fn any_lines(
        rows in prop::collection::vec(fragment(), 0..14),
        info in prop::sample::select(vec!["", "bash", "sql", "text", "env", "json", "js", "promql", "ünï"]),
        section in prop::sample::select(SECTIONS.to_vec()),
        first_line in 1_u32..5_000,
    ) {
        let text = rows.join("\n");
        let context = FenceContext { headings: vec!["A", "1. Check b"], lead_in: Some("For all:"), section };
        holds(&FenceInput { info, text: &text, first_line, context })?;
    }

    #[test]
    fn any_characters(text in "(?s).{0,200}") {
        for info in ["", "bash", "sql"] {
            holds(&FenceInput { info, text: &text, first_line: 1, context: FenceContext::default() })?;
        }
    }

    #[test]
    fn a_compiled_expectation_has_rules_and_a_sentence(
        text in prop_oneof!["\\PC{0,60}", "(At least|>|p95 <|Either|No|every|[{\\[]|200|v>=) ?[0-9a-z\"%,{}:.\\[\\] ()/]{0,30}"],
        probe in prop::sample::select(vec![None, Some(ProbeKind::Http), Some(ProbeKind::Sql), Some(ProbeKind::Log), Some(ProbeKind::Command), Some(ProbeKind::Redis)]),
    ) {
        let about = About { probe, item: "Error rate", field: None };
        for found in compile_parts(&text, 1, about).into_iter().chain([compile(&text, 1, about)]).chain(compile_list(&text, 1, &[(2, &text)], about)) {
            prop_assert_eq!(found.compiled, !found.rules.is_empty());
            prop_assert_eq!(found.compiled, found.sentence.is_some());
        }
    }
}

#[test]
fn long_and_nested_texts_end() {
    let deep = "(".repeat(20_000);
    let texts = [
        "# Test 1: a\n".repeat(1_000),
        format!("echo {deep}"),
        format!("echo {}", "$(".repeat(5_000)),
        format!("SELECT {deep}"),
        "\"".repeat(10_001),
        "curl a \\\n".repeat(2_000),
        format!("# Expected: {}", "(or ".repeat(5_000)),
        "cat <<A\n".repeat(500),
        "{\"a\":".repeat(5_000),
        "a | ".repeat(8_000),
        "a |\n".repeat(1_500),
        "a && ".repeat(4_000),
        "echo {\u{10ffff}1..\u{e000}2} $\u{202e}".to_owned(),
    ];
    for text in &texts {
        for info in ["", "bash", "sql"] {
            let input = FenceInput {
                info,
                text,
                first_line: 1,
                context: FenceContext::default(),
            };
            assert_eq!(read(&input).spans.len(), text.lines().count());
        }
    }
}
