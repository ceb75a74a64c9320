//! Made-up checklists: words that look like markup, like the notation or like formulas, in every place.

use domain::check::{Operator, ProbeKind, Rule};
use domain::checklist::{
    Alert, Anchor, CheckDraft, Checklist, Claim, Contact, Criterion, EnvironmentVariable, Expectation, Fact,
    FollowUp, Item, ItemKind, ItemMode, Message, MessageSection, Minutes, Note, Offset, Phase, Procedure,
    ProcedureStep, Risk, RiskKind, Table, Target, Task, TaskOption, TimelineRow, Trigger, Window,
};
use domain::export::content;
use domain::import::command::command;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Words that look like Markdown, like the notation itself, like formulas, or like nothing at all.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z ]{0,24}",
        2 => "[ -~]{0,24}",
        1 => "\\PC{0,12}",
        2 => prop::sample::select(vec![
            "", "-", "- [ ] box", "[x] done", "1. one", "2)", "# head", "## Phase 1: x", "---", "***", "```", "> quote",
            "| a | b |", "**Owner:** QA", "**bold**", "a: b", "✅ done", "⏳", "☐ open", "Phase 2: twice", "<b>", "<!-- x -->",
            "&amp;", "&#32;", "`code`", "\\", "__init__", "~~", "T-2h", "30 min", "2-4 hours", "Rollback plan", "=1+1",
            "two\nlines", "\ttab ", " blank ", "<br>", "none", "p1.t1", "Expected: 200", "--> end", "'=quoted",
            "佐藤、鈴木", "{{secret:DB_PASSWORD}}", "@ops", "200 OK", "At least 3", "a  b", "Größe – ¿qué?",
        ]).prop_map(str::to_owned),
    ]
}

fn some() -> impl Strategy<Value = Option<String>> {
    option::weighted(0.4, words())
}

fn minutes() -> impl Strategy<Value = Option<Minutes>> {
    option::weighted(
        0.4,
        (0..300_i64, 0..90_i64).prop_map(|(min, more)| Minutes { min, max: min + more }),
    )
}

fn anchor() -> impl Strategy<Value = Anchor> {
    prop::sample::select(vec![Anchor::Now, Anchor::T0, Anchor::Previous, Anchor::Clock])
}

fn script() -> impl Strategy<Value = (String, String)> {
    let interpreter = prop::sample::select(vec!["bash", "sql", "redis", "python"]).prop_map(str::to_owned);
    let text = prop_oneof![
        Just("curl -s http://localhost/health".to_owned()),
        Just("SELECT count(*)\nFROM jobs;".to_owned()),
        Just("cat <<EOF\n```\n  indented\n\n````\nEOF".to_owned()),
        Just("rm -rf /var/x".to_owned()),
        "[ -~\\n]{0,40}",
    ];
    (interpreter, text)
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let rule = words().prop_map(|value| Rule {
        field: "stdout".into(),
        operator: Operator::Contains,
        value: value.into(),
        rules: Vec::new(),
    });
    vec(rule, 0..3)
}

fn check() -> impl Strategy<Value = CheckDraft> {
    let expectation = (words(), rules()).prop_map(|(text, rules)| Expectation {
        line: 3,
        text,
        compiled: !rules.is_empty(),
        sentence: (!rules.is_empty()).then(|| domain::check::rules_sentence(&rules)),
        rules,
    });
    let probe = option::of(prop::sample::select(vec![
        ProbeKind::Http,
        ProbeKind::Sql,
        ProbeKind::Command,
    ]));
    let spec = option::of(words().prop_map(|url| serde_json::json!({ "url": url })));
    (probe, spec, vec(expectation, 0..3)).prop_map(|(probe, spec, expectations)| CheckDraft {
        probe,
        spec,
        expectations,
    })
}

fn item() -> impl Strategy<Value = Item> {
    let said = (words(), some(), some(), minutes(), vec(words(), 0..3), some());
    let typed = (
        any::<bool>(),
        any::<bool>(),
        option::of(any::<bool>()),
        option::weighted(0.3, prop::sample::select(vec!["✅", "⏳", "⚠️", "odd"])),
        option::weighted(0.3, script()),
        option::weighted(0.4, check()),
    );
    let leaf = (said, typed).prop_map(|((text, owner, time, estimate_min, details, group), typed)| {
        let (step, automated, claimed, glyph, script, check) = typed;
        Item {
            text,
            kind: if step { ItemKind::Step } else { ItemKind::Check },
            mode: if automated {
                ItemMode::Automated
            } else {
                ItemMode::Manual
            },
            claimed,
            glyph: glyph.map(str::to_owned),
            group,
            owners: owner.iter().cloned().collect(),
            owner_text: owner,
            stated_time: time,
            estimate_min,
            details,
            command: script.map(|(interpreter, text)| command(&interpreter, &text, 1)),
            check,
            ..Item::default()
        }
    });
    leaf.prop_recursive(2, 6, 3, |inner| {
        (inner.clone(), vec(inner, 0..3)).prop_map(|(item, items)| Item { items, ..item })
    })
}

fn task() -> impl Strategy<Value = Task> {
    let named = (some(), words(), some(), some(), minutes());
    let said = (some(), some(), some(), some(), some(), vec(words(), 0..3));
    let placed = (
        option::of((words(), words(), any::<bool>())),
        option::of((anchor(), -200..200_i64)),
        vec(item(), 0..3),
    );
    (named, said, placed).prop_map(|(named, said, (choice, offset, items))| {
        let (number, title, owner, time, estimate_min) = named;
        let (purpose, blocker, success, rollback, repeat, details) = said;
        Task {
            number,
            title,
            owners: owner.iter().cloned().collect(),
            owner_text: owner,
            stated_time: time,
            estimate_min,
            purpose,
            blocker,
            success,
            rollback,
            repeat,
            details,
            option: choice.map(|(group, name, recommended)| TaskOption {
                group,
                name,
                recommended,
            }),
            offset: offset.map(|(anchor, from_min)| Offset { anchor, from_min }),
            items,
            ..Task::default()
        }
    })
}

fn phase() -> impl Strategy<Value = Phase> {
    let window = (anchor(), option::of(-99..99_i64), option::of(-99..99_i64));
    let said = (some(), words(), some(), some(), some());
    (
        said,
        option::of(window),
        minutes(),
        vec(task(), 0..3),
        vec(item(), 0..3),
    )
        .prop_map(
            |((number, title, stage, stated_time, claim), window, duration_min, tasks, items)| Phase {
                window: window.map(|(anchor, from_min, to_min)| Window {
                    // Any words will do: what is asked is that they come back.
                    date: number.clone(),
                    zone: stage.clone(),
                    ..Window::new(anchor, from_min, to_min)
                }),
                number,
                title,
                stage,
                stated_time,
                claim,
                duration_min,
                tasks,
                items,
                ..Phase::default()
            },
        )
}

/// Everything but the work: each list with words in every place.
fn around() -> impl Strategy<Value = Checklist> {
    (
        vec(words(), 12),
        vec(some(), 12),
        0..3_usize,
        any::<bool>(),
        minutes(),
        script(),
    )
        .prop_map(|(w, s, many, yes, duration_min, script)| {
            let one = Checklist {
                title: w[0].clone(),
                claims: vec![Claim {
                    line: 1,
                    text: w[1].clone(),
                }],
                facts: vec![Fact {
                    line: 1,
                    name: w[2].clone(),
                    value: w[3].clone(),
                }],
                success_criteria: vec![Criterion {
                    line: 1,
                    text: w[4].clone(),
                    group: s[0].clone(),
                    item: None,
                }],
                rollback_triggers: vec![Trigger {
                    line: 1,
                    text: w[5].clone(),
                }],
                rollback_procedures: vec![Procedure {
                    title: w[6].clone(),
                    objective_min: duration_min.map(|length| length.max),
                    steps: vec![
                        ProcedureStep {
                            line: 1,
                            text: w[7].clone(),
                            command: Some(command(&script.0, &script.1, 1)),
                        },
                        ProcedureStep {
                            line: 1,
                            text: w[8].clone(),
                            command: None,
                        },
                    ],
                    ..Procedure::default()
                }],
                targets: vec![Target {
                    line: 1,
                    text: w[9].clone(),
                    group: s[1].clone(),
                    metric: s[2].clone(),
                    statistic: s[3].clone(),
                    comparator: s[4].clone(),
                    value: yes.then_some(99.5),
                    unit: s[5].clone(),
                    item: None,
                }],
                alerts: vec![Alert {
                    line: 1,
                    severity: s[6].clone(),
                    text: w[10].clone(),
                    metric: s[7].clone(),
                    comparator: s[8].clone(),
                    value: yes.then_some(0.1),
                    unit: None,
                    for_min: Some(5),
                    absence: yes,
                }],
                risks: [
                    RiskKind::Scenario,
                    RiskKind::Risk,
                    RiskKind::Limitation,
                    RiskKind::KnownIssue,
                ]
                .map(|kind| Risk {
                    line: 1,
                    kind,
                    level: s[9].clone(),
                    title: w[11].clone(),
                    checks: w[..2].to_vec(),
                    impact: s[0].clone(),
                    mitigation: s[1].clone(),
                    rollback: s[2].clone(),
                })
                .to_vec(),
                contacts: vec![Contact {
                    line: 1,
                    role: w[3].clone(),
                    value: w[4].clone(),
                    placeholder: yes,
                }],
                timeline: vec![TimelineRow {
                    line: 1,
                    title: w[5].clone(),
                    duration_text: s[3].clone(),
                    duration_min,
                    start_text: s[4].clone(),
                    end_text: s[5].clone(),
                }],
                environment_variables: vec![EnvironmentVariable {
                    line: 1,
                    name: w[6].clone(),
                    required: yes,
                    secret: !yes,
                }],
                follow_ups: vec![FollowUp {
                    line: 1,
                    text: w[7].clone(),
                    group: s[6].clone(),
                    within_min: Some(60),
                }],
                messages: vec![Message {
                    line: 1,
                    audience: s[7].clone(),
                    title: s[8].clone(),
                    text: script.1,
                    sections: vec![MessageSection {
                        title: w[8].clone(),
                        lines: 2,
                    }],
                }],
                tables: vec![Table {
                    line: 1,
                    title: s[9].clone(),
                    headers: w[..3].to_vec(),
                    rows: 2,
                    cells: vec![w[3..6].to_vec(), vec![w[6].clone()]],
                }],
                notes: vec![Note {
                    line: 1,
                    text: format!("note {}", w[9].replace(['\n', '\t', ' '], "")),
                }],
                ..Checklist::default()
            };
            let mut list = one.clone();
            for _ in 0..many {
                list.success_criteria.extend(one.success_criteria.clone());
                list.follow_ups.push(FollowUp {
                    group: None,
                    ..one.follow_ups[0].clone()
                });
                list.targets.extend(one.targets.clone());
            }
            list
        })
}

/// Any checklist, with references that point at its parts.
pub fn checklist() -> impl Strategy<Value = Checklist> {
    (
        around(),
        vec(phase(), 0..3),
        vec(item(), 0..3),
        vec((0..9_usize, 0..9_usize), 0..3),
    )
        .prop_map(|(around, phases, items, refers)| {
            let mut list = content(&Checklist {
                phases,
                items,
                ..around
            });
            let tasks: Vec<String> = list
                .phases
                .iter()
                .flat_map(|phase| &phase.tasks)
                .map(|task| task.id.clone())
                .collect();
            let items: Vec<String> = list.all_items().map(|item| item.id.clone()).collect();
            for (from, to) in refers {
                if !tasks.is_empty() {
                    let after = tasks[to % tasks.len()].clone();
                    let waiting = &tasks[from % tasks.len()];
                    let mut all = list.phases.iter_mut().flat_map(|phase| &mut phase.tasks);
                    if let Some(task) = all.find(|task| task.id == *waiting) {
                        task.depends_on.push(after.clone());
                    }
                    list.rollback_procedures[0].task = Some(after);
                }
                if !items.is_empty() {
                    list.success_criteria[0].item = Some(items[to % items.len()].clone());
                    list.targets[0].item = Some(items[from % items.len()].clone());
                }
            }
            list
        })
}
