//! Named cases.

use super::*;

fn line(text: &str) -> Line {
    // `**bold**` in the test's own writing becomes the stretch that the outline would give.
    let mut line = Line {
        line: 1,
        ..Line::default()
    };
    for (at, part) in text.split("**").enumerate() {
        let from = line.text.len();
        line.text.push_str(part);
        if at % 2 == 1 {
            line.bold.push(from..line.text.len());
        }
    }
    line
}

fn pairs(text: &str) -> Vec<(Label, String, String)> {
    read(&line(text))
        .into_iter()
        .map(|l| (l.label, l.name, l.value))
        .collect()
}

fn one(label: Label, name: &str, value: &str) -> Vec<(Label, String, String)> {
    vec![(label, name.into(), value.into())]
}

#[test]
fn labels_in_the_ways_people_write_them() {
    assert_eq!(pairs("**Owner:** QA/Dev"), one(Label::Owner, "Owner", "QA/Dev"));
    assert_eq!(pairs("**Owner**: DevOps  "), one(Label::Owner, "Owner", "DevOps"));
    assert_eq!(pairs("⏱️ **Time:** 30 min"), one(Label::Time, "Time", "30 min"));
    assert_eq!(pairs("Owner: @ops-team"), one(Label::Owner, "Owner", "@ops-team"));
    assert_eq!(pairs("**担当者：**佐藤"), one(Label::Owner, "担当者", "佐藤"));
    assert_eq!(
        pairs("**Redis** - Cache layer"),
        one(Label::Other, "Redis", "Cache layer")
    );
    assert_eq!(
        pairs("**Sign-Off:** If all checked"),
        one(Label::Other, "Sign-Off", "If all checked")
    );
    assert_eq!(
        pairs("Responsable: Equipo de datos"),
        one(Label::Owner, "Responsable", "Equipo de datos")
    );
}

#[test]
fn several_labels_on_one_line() {
    let expected = vec![
        (Label::Owner, "Owner".to_owned(), "QA".to_owned()),
        (Label::Time, "Time".to_owned(), "30 min".to_owned()),
    ];
    assert_eq!(pairs("**Owner:** QA **Time:** 30 min"), expected);
    assert_eq!(pairs("**Owner:** QA | **Time:** 30 min"), expected);
    assert_eq!(pairs("Owner: QA | Time: 30 min"), expected);
}

#[test]
fn plain_sentences_are_no_labels() {
    for text in [
        "Watch the alert thresholds",
        "See http://x.org/a",
        "At 12:30 we go",
        "Note that: nothing",
        "Prepare **the** release",
    ] {
        assert_eq!(pairs(text), vec![], "{text}");
    }
}

#[test]
fn owners_are_split_at_every_joint() {
    assert_eq!(owners("QA/Dev"), ["QA", "Dev"]);
    assert_eq!(owners("Ops, DevOps and QA"), ["Ops", "DevOps", "QA"]);
    assert_eq!(owners("@alice, @bob (backup)"), ["@alice", "@bob"]);
    assert_eq!(owners("佐藤、鈴木"), ["佐藤", "鈴木"]);
    assert_eq!(owners("Tech Lead"), ["Tech Lead"]);
    assert!(owners("[Name]").is_empty());
}

#[test]
fn lead_ins_announce() {
    assert_eq!(
        lead_in(&line("**High Priority:** ✅")),
        Some(("High Priority".into(), Some("✅".into())))
    );
    assert_eq!(lead_in(&line("Watch for:")), Some(("Watch for".into(), None)));
    assert_eq!(
        lead_in(&line("✅ **Deployment is successful when:**")),
        Some(("Deployment is successful when".into(), Some("✅".into())))
    );
    assert_eq!(lead_in(&line("A sentence that ends.")), None);
}
