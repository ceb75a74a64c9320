//! Time: windows that do not meet, work that does not fit, timetables that do not add up.

use super::rule::{Find, Group, Hit, LintRule};
use super::stage::{self, Stage};
use super::timetable::{clock, length, waits};
use super::view::View;
use super::words::{Words, quoted, says, word_list};
use crate::checklist::{Phase, Severity, Task};
use crate::import::text::key;

pub const RULES: [LintRule; 6] = [
    LintRule {
        id: "window-gap",
        group: Group::Time,
        severity: Severity::Warning,
        says: "Phases that otherwise follow each other without a break leave a stretch of time in which nobody looks.",
        why: "What breaks in the gap is found hours later, by users.",
        example: "# Shop 4.2\n\n## Phase 1: Verification (0-15 minutes)\n\n- [ ] Health\n\n## Phase 2: Testing (15-60 minutes)\n\n- [ ] Order\n\n## Phase 3: Load (1-8 hours)\n\n- [ ] Load\n\n## Phase 4: Production load (24-48 hours)\n\n- [ ] Errors\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Verification (0-15 minutes)\n\n- [ ] Health\n\n## Phase 2: Testing (15-60 minutes)\n\n- [ ] Order\n\n## Phase 3: Load (1-24 hours)\n\n- [ ] Load\n\n## Phase 4: Production load (24-48 hours)\n\n- [ ] Errors\n",
        find: Find::Rule(window_gap),
    },
    LintRule {
        id: "window-overlap",
        group: Group::Time,
        severity: Severity::Warning,
        says: "The windows of two phases overlap, although one follows the other.",
        why: "A phase begins when the one before has been left; nobody can work in both.",
        example: "# Shop 4.2\n\n## Phase 1: Verification (T0 to T+30m)\n\n- [ ] Health\n\n## Phase 2: Testing (T+15m to T+60m)\n\n- [ ] Order\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Verification (T0 to T+15m)\n\n- [ ] Health\n\n## Phase 2: Testing (T+15m to T+60m)\n\n- [ ] Order\n",
        find: Find::Rule(window_overlap),
    },
    LintRule {
        id: "work-exceeds-window",
        group: Group::Time,
        severity: Severity::Warning,
        says: "The tasks of a phase take longer than the phase has, or the items longer than their task.",
        why: "The last tasks will be hurried or skipped, and the last tasks are the checks.",
        example: "# Shop 4.2\n\n## Phase 1: Deployment (1 hour)\n\n### Task 1: Backup\n\n**Time:** 40 minutes\n\n- [ ] Take it\n\n### Task 2: Deploy\n\n**Time:** 30 minutes\n\n- [ ] Deploy\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Deployment (2 hours)\n\n### Task 1: Backup\n\n**Time:** 40 minutes\n\n- [ ] Take it\n\n### Task 2: Deploy\n\n**Time:** 30 minutes\n\n- [ ] Deploy\n",
        find: Find::Rule(work_exceeds_window),
    },
    LintRule {
        id: "wait-exceeds-timeline",
        group: Group::Time,
        severity: Severity::Warning,
        says: "A step of the deployment waits or watches for longer than the timetable gives the whole deployment.",
        why: "Either the watching is cut short or everything after it is late.",
        example: "# Shop 4.2\n\n## Deployment\n\n- [ ] Start the new version\n- [ ] Monitor for issues for 1 hour\n\n## Timeline\n\n| Phase | Duration | Start | End |\n|---|---|---|---|\n| Deployment | 15 min | 1 PM | 1:15 PM |\n",
        near_miss: "# Shop 4.2\n\n## Deployment\n\n- [ ] Start the new version\n- [ ] Monitor for issues for 1 hour\n\n## Timeline\n\n| Phase | Duration | Start | End |\n|---|---|---|---|\n| Deployment | 90 min | 1 PM | 2:30 PM |\n",
        find: Find::Rule(wait_exceeds_timeline),
    },
    LintRule {
        id: "timeline-arithmetic",
        group: Group::Time,
        severity: Severity::Error,
        says: "Start, end and duration of a row of the timetable do not add up.",
        why: "People plan by one of the three, and not all by the same.",
        example: "# Shop 4.2\n\n## Timeline\n\n| Phase | Duration | Start | End |\n|---|---|---|---|\n| Migration | 30 min | 1 PM | 2 PM |\n",
        near_miss: "# Shop 4.2\n\n## Timeline\n\n| Phase | Duration | Start | End |\n|---|---|---|---|\n| Migration | 30-60 min | 1 PM | 2 PM |\n",
        find: Find::Rule(timeline_arithmetic),
    },
    LintRule {
        id: "deploy-at-peak",
        group: Group::Time,
        severity: Severity::Warning,
        says: "The document asks for off-peak hours, and its timetable deploys in the middle of the working day.",
        why: "One of the two was copied from elsewhere.",
        example: "# Shop 4.2\n\n## Timeline\n\n| Phase | Duration | Start | End |\n|---|---|---|---|\n| Code Deployment | 15 min | 1:30 PM | 1:45 PM |\n\n**Recommended:** Deploy during off-peak hours\n",
        near_miss: "# Shop 4.2\n\n## Timeline\n\n| Phase | Duration | Start | End |\n|---|---|---|---|\n| Code Deployment | 15 min | 11:30 PM | 11:45 PM |\n\n**Recommended:** Deploy during off-peak hours\n",
        find: Find::Rule(deploy_at_peak),
    },
];

/// Phases that follow each other in one part of the document and count from the same anchor, with their windows.
fn neighbours<'a>(view: &View<'a>) -> Vec<Vec<(&'a Phase, i64, i64)>> {
    let mut rows: Vec<Vec<(&Phase, i64, i64)>> = Vec::new();
    let mut last: Option<(&Option<String>, crate::checklist::Anchor)> = None;
    for phase in &view.list.phases {
        let Some((anchor, from, to)) = phase
            .window
            .as_ref()
            .and_then(|window| Some((window.anchor, window.from_min?, window.to_min?)))
        else {
            last = None;
            continue;
        };
        match rows.last_mut().filter(|_| last == Some((&phase.stage, anchor))) {
            Some(row) => row.push((phase, from, to)),
            None => rows.push(vec![(phase, from, to)]),
        }
        last = Some((&phase.stage, anchor));
    }
    rows
}

fn window_gap(view: &View<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for row in neighbours(view) {
        let (meet, apart): (Vec<_>, Vec<_>) = row.windows(2).partition(|pair| pair[0].2 >= pair[1].1);
        // Where windows are single looks at the clock, the time between them is meant.
        if meet.len() <= apart.len() {
            continue;
        }
        hits.extend(apart.iter().map(|pair| {
            Hit::new(
                pair[1].0.line,
                format!(
                    "Nothing is planned between {} and {}: {} ends (line {}) before {} begins (line {}).",
                    length(pair[0].2),
                    length(pair[1].1),
                    quoted(&pair[0].0.title),
                    pair[0].0.line,
                    quoted(&pair[1].0.title),
                    pair[1].0.line
                ),
            )
        }));
    }
    hits
}

fn window_overlap(view: &View<'_>) -> Vec<Hit> {
    neighbours(view)
        .iter()
        .flat_map(|row| row.windows(2))
        .filter(|pair| pair[0].1 < pair[1].1 && pair[1].1 < pair[0].2 && pair[0].2 < pair[1].2)
        .map(|pair| {
            Hit::new(
                pair[1].0.line,
                format!(
                    "{} begins at {}, but {} (line {}) lasts until {}.",
                    quoted(&pair[1].0.title),
                    length(pair[1].1),
                    quoted(&pair[0].0.title),
                    pair[0].0.line,
                    length(pair[0].2)
                ),
            )
        })
        .collect()
}

static BESIDE: Words =
    word_list!("parallel|concurrently|simultaneously|side by side|en paralelo|em paralelo");

fn work_exceeds_window(view: &View<'_>) -> Vec<Hit> {
    if view.prose().any(|said| BESIDE.are_in(view.key_of(&said))) {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for phase in &view.list.phases {
        let window = phase
            .window
            .as_ref()
            .and_then(|window| Some(window.to_min? - window.from_min?));
        let capacity = window.or(phase.duration_min.map(|duration| duration.max));
        let work: i64 = phase.tasks.iter().filter_map(least_minutes).sum();
        if let Some(capacity) = capacity
            && work > capacity
            && phase.tasks.iter().all(|task| task.option.is_none())
        {
            hits.push(Hit::new(
                phase.line,
                format!(
                    "The tasks of {} take at least {}, the phase has {}.",
                    quoted(&phase.title),
                    length(work),
                    length(capacity)
                ),
            ));
        }
        for task in &phase.tasks {
            let items: i64 = task
                .items
                .iter()
                .filter_map(|item| item.estimate_min)
                .map(|minutes| minutes.min)
                .sum();
            if let Some(estimate) = task.estimate_min
                && items > estimate.max
            {
                hits.push(Hit::new(
                    task.line,
                    format!(
                        "The items of {} take at least {}, the task has {}.",
                        quoted(&task.title),
                        length(items),
                        length(estimate.max)
                    ),
                ));
            }
        }
    }
    hits
}

/// What a task takes at least of its phase; what goes on beside the others or begins at a time of its own takes nothing.
fn least_minutes(task: &Task) -> Option<i64> {
    let beside = task
        .stated_time
        .as_deref()
        .is_some_and(|time| says(&key(time), "ongoing|continuous|throughout|first|after|each|every"));
    task.estimate_min
        .filter(|_| task.offset.is_none() && !beside)
        .map(|minutes| minutes.min)
}

fn wait_exceeds_timeline(view: &View<'_>) -> Vec<Hit> {
    let rows: Vec<_> = view
        .list
        .timeline
        .iter()
        .filter(|row| stage::of([row.title.as_str()]) == Stage::During)
        .collect();
    let Some(row) = rows.first() else {
        return Vec::new();
    };
    let given: Option<i64> = rows
        .iter()
        .map(|row| row.duration_min.map(|minutes| minutes.max))
        .sum();
    let Some(given) = given else { return Vec::new() };
    view.entries
        .iter()
        .filter(|entry| entry.stage == Stage::During)
        .filter_map(|entry| Some((entry.item, waits(&entry.item.text)?)))
        .filter(|(_, waited)| *waited > given)
        .map(|(item, waited)| {
            Hit::new(
                item.line,
                format!(
                    "{} takes {}, but the timetable gives {} to {} (line {}).",
                    quoted(&item.text),
                    length(waited),
                    length(given),
                    quoted(&row.title),
                    row.line
                ),
            )
        })
        .collect()
}

fn timeline_arithmetic(view: &View<'_>) -> Vec<Hit> {
    view.list
        .timeline
        .iter()
        .filter_map(|row| {
            let (start, end) = (
                clock(row.start_text.as_deref()?)?,
                clock(row.end_text.as_deref()?)?,
            );
            let said = row.duration_min?;
            // An end before the start is one of the next day.
            let between = if end < start {
                end + 1440 - start
            } else {
                end - start
            };
            let fits =
                (said.min..=said.max).contains(&between) || (said.max >= 1440 && said.max % 1440 == between);
            (!fits).then(|| {
                Hit::new(
                    row.line,
                    format!(
                        "{} is said to take {}, but from {} to {} it is {}.",
                        quoted(&row.title),
                        quoted(row.duration_text.as_deref().unwrap_or_default()),
                        row.start_text.as_deref().unwrap_or_default(),
                        row.end_text.as_deref().unwrap_or_default(),
                        length(between)
                    ),
                )
            })
        })
        .collect()
}

static QUIET: Words = word_list!(
    "off-peak|off peak|low-traffic|low traffic|outside business hours|after business hours|late evening|early morning"
);

fn deploy_at_peak(view: &View<'_>) -> Vec<Hit> {
    const WORKING_HOURS: std::ops::Range<i64> = 9 * 60..17 * 60;
    let quiet = view.prose().find(|said| {
        let key = view.key_of(said);
        QUIET.are_in(key) && says(key, "deploy|deployment|launch|release|cutover|window")
    });
    let Some(asked) = quiet else { return Vec::new() };
    view.list
        .timeline
        .iter()
        .find(|row| {
            stage::of([row.title.as_str()]) == Stage::During
                && row
                    .start_text
                    .as_deref()
                    .and_then(clock)
                    .is_some_and(|start| WORKING_HOURS.contains(&start))
        })
        .map(|row| {
            Hit::new(
                row.line,
                format!(
                    "{} starts at {}, and line {} asks for off-peak hours.",
                    quoted(&row.title),
                    row.start_text.as_deref().unwrap_or_default(),
                    asked.line
                ),
            )
        })
        .into_iter()
        .collect()
}
