//! Times: counted down to the start, by the clock with zone and date, and people named beside them.

use domain::checklist::Anchor;

use crate::{owners, read, titles, triggers, way_back};

#[test]
fn a_countdown_gives_each_phase_its_distance_from_the_start() {
    let list = read("mobile-countdown.md");
    let windows: Vec<_> = list
        .phases
        .iter()
        .map(|phase| {
            let window = phase.window.as_ref().expect("a window");
            (window.anchor, window.from_min)
        })
        .collect();
    let t0 = |minutes| (Anchor::T0, Some(minutes));
    assert_eq!(
        windows,
        [t0(-10_080), t0(-1_440), t0(-120), t0(0), t0(15), t0(1_440)]
    );
    assert_eq!(list.phases[2].title, "Go/No-Go");
    assert_eq!(list.phases[2].items[1].claimed, Some(true));
    assert_eq!(triggers(&list).len(), 2);
    assert_eq!(way_back(&list).len(), 3);
}

#[test]
fn windows_of_the_clock_keep_zone_and_date() {
    let list = read("bank-clock.md");
    let windows: Vec<_> = list
        .phases
        .iter()
        .map(|phase| {
            let window = phase.window.as_ref().expect("a window");
            assert_eq!(window.anchor, Anchor::Clock);
            (
                phase.title.as_str(),
                window.from_min,
                window.to_min,
                window.zone.as_deref(),
                window.date.as_deref(),
            )
        })
        .collect();
    let cet = Some("CET");
    assert_eq!(
        windows,
        [
            ("Close channels", Some(1_320), Some(1_340), cet, None),
            ("Patch", Some(1_340), Some(1_410), cet, None),
            ("Point of no return", Some(1_410), None, cet, None),
            ("Reconcile", Some(1_410), Some(1_485), cet, None),
            ("Open channels", Some(360), None, Some("UTC"), Some("2026-03-08")),
        ]
    );
}

#[test]
fn a_name_behind_a_dash_is_an_owner_where_the_document_knows_the_name() {
    let list = read("warehouse-go-no-go.md");
    assert_eq!(titles(&list), ["Cutover plan"]);
    let tasks: Vec<_> = list.phases[0]
        .tasks
        .iter()
        .map(|task| {
            (
                task.title.as_str(),
                owners(task),
                task.offset.as_ref().map(|offset| offset.from_min),
            )
        })
        .collect();
    assert_eq!(
        tasks,
        [
            ("Stop inbound EDI", vec!["Ana"], Some(1_260)),
            ("Final data load", vec!["Bo"], Some(1_275)),
            ("Switch DNS", vec!["Henrik"], Some(30)),
        ]
    );
    assert_eq!(list.success_criteria.len(), 4);
}

#[test]
fn lines_that_begin_with_a_time_are_steps() {
    let list = crate::support::text(
        "Tomorrow we ship:\n\n06:30 Tom stops the workers\n06:35 Aisha loads the tables\n06:50 Tom starts the workers\n",
    );
    let times: Vec<_> = list
        .items
        .iter()
        .map(|item| item.stated_time.as_deref())
        .collect();
    assert_eq!(times, [Some("06:30"), Some("06:35"), Some("06:50")]);
}
