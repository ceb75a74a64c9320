//! Other languages: phases, owners, times, triggers and the way back by the words people use for them.

use crate::{fact, read, said, titles, triggers, way_back};

#[test]
fn a_german_plan() {
    let list = read("rechnungsdienst-de.md");
    assert_eq!(titles(&list), ["Vorbereitung", "Durchführung", "Abnahme"]);
    assert_eq!(
        said(&list.phases[0].items)[1],
        (
            "Datensicherung geprüft (Zuständig: DBA-Team, 20 Minuten)",
            Some(false),
            "DBA-Team"
        )
    );
    assert_eq!(
        list.phases[1].items[2].estimate_min.map(|length| length.max),
        Some(90)
    );
    assert_eq!(
        triggers(&list),
        ["Abbruch, wenn die Migration bis 23:15 nicht fertig ist"]
    );
    assert_eq!(way_back(&list).len(), 2);
    assert_eq!(list.contacts.len(), 2);
    assert_eq!(
        fact(&list, "Wartungsfenster"),
        Some("Samstag, 14.03.2026, 22:00–23:30 MEZ")
    );
}

#[test]
fn a_french_plan() {
    let list = read("portail-fr.md");
    assert_eq!(
        titles(&list),
        ["Préparation", "Recette", "Jour J", "Vérifications"]
    );
    let starts: Vec<_> = list
        .phases
        .iter()
        .map(|phase| phase.window.as_ref().and_then(|window| window.from_min))
        .collect();
    assert_eq!(starts, [Some(-2_880), Some(-1_440), Some(0), None]);
    assert_eq!(list.phases[0].items[0].owners, ["Karim"]);
    assert_eq!(
        list.phases[0].items[1].estimate_min.map(|length| length.max),
        Some(90)
    );
    assert_eq!((list.success_criteria.len(), way_back(&list).len()), (2, 2));
}

#[test]
fn a_chinese_plan() {
    let list = read("dingdan-zh.md");
    let phases: Vec<_> = list
        .phases
        .iter()
        .map(|phase| (phase.number.as_deref(), phase.title.as_str()))
        .collect();
    assert_eq!(
        phases,
        [
            (Some("1"), "上线前准备"),
            (Some("2"), "上线步骤"),
            (Some("3"), "验证")
        ]
    );
    let backup = &list.phases[0].items[1];
    assert_eq!(
        (
            backup.owners.as_slice(),
            backup.estimate_min.map(|length| length.max)
        ),
        (&["李娜".to_owned()][..], Some(20))
    );
    assert_eq!(triggers(&list), ["错误率超过1%持续5分钟"]);
    assert_eq!((way_back(&list).len(), list.risks.len()), (2, 1));
}

#[test]
fn a_korean_plan() {
    let list = read("hoewon-ko.md");
    assert_eq!(titles(&list), ["배포 전", "배포", "배포 후 확인"]);
    assert_eq!(list.phases[0].items[1].owners, ["이영희"]);
    assert_eq!((way_back(&list).len(), list.contacts.len()), (2, 1));
}

#[test]
fn a_russian_plan() {
    let list = read("billing-ru.md");
    assert_eq!(titles(&list), ["Подготовка", "Выкладка", "Проверка"]);
    let backup = &list.phases[0].items[1];
    assert_eq!(
        (
            backup.owner_text.as_deref(),
            backup.estimate_min.map(|length| length.max)
        ),
        (Some("Олег"), Some(30))
    );
    assert_eq!(
        (triggers(&list).len(), way_back(&list).len(), list.contacts.len()),
        (1, 3, 1)
    );
}
