//! Criteria: thresholds that contradict each other or cannot be judged, and counts that differ.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::counts;
use super::rule::{Find, Group, Hit, LintRule};
use super::stage::Stage;
use super::thresholds::{Bound, Direction, Source};
use super::view::View;
use super::words::{number, quoted, says};
use crate::checklist::{ItemKind, Severity};
use crate::import::text::key;

pub const RULES: [LintRule; 7] = [
    LintRule {
        id: "criteria-conflict",
        group: Group::Criteria,
        severity: Severity::Error,
        says: "A success criterion and a rollback trigger or alert for the same thing do not meet: both hold at once, or neither does.",
        why: "In the gap between them the deployment has failed and nobody is told to go back; where they overlap it succeeds and rolls back.",
        example: "# Shop 4.2\n\n## Success Criteria\n\n- Error rate < 1%\n\n## Rollback Triggers\n\n- Error rate > 5%\n",
        near_miss: "# Shop 4.2\n\n## Success Criteria\n\n- Error rate < 1%\n\n## Rollback Triggers\n\n- Error rate > 1%\n",
        find: Find::Rule(criteria_conflict),
    },
    LintRule {
        id: "two-thresholds",
        group: Group::Criteria,
        severity: Severity::Warning,
        says: "The same metric has two different limits.",
        why: "Each reader will remember the other one. Keep one number and refer to it.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n- [ ] P95 latency < 800ms\n\n## Success Criteria\n\n- P95 latency < 500ms\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n- [ ] P95 latency < 500ms\n- [ ] P99 latency < 800ms\n\n## Success Criteria\n\n- P95 latency < 500ms\n",
        find: Find::Rule(two_thresholds),
    },
    LintRule {
        id: "counts-differ",
        group: Group::Criteria,
        severity: Severity::Error,
        says: "Two places count the same things and come to different numbers.",
        why: "One number was not updated. A check against the wrong one fails a good deployment or passes a bad one.",
        example: "# Shop 4.2\n\n## Phase 1: Migration\n\n```bash\n# Verify new tables created\npsql shop -c \"\\dt\"\n# Expected output: 3 tables\n```\n\n## Success Criteria\n\n- All 4 new tables created\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Migration\n\n```bash\n# Verify new tables created\npsql shop -c \"\\dt\"\n# Expected output: 3 tables\n```\n\n## Success Criteria\n\n- All 3 new tables created\n- All 4 endpoints answer\n",
        find: Find::Rule(counts::differ),
    },
    LintRule {
        id: "no-percentile",
        group: Group::Criteria,
        severity: Severity::Warning,
        says: "A limit on a latency does not say of which requests: the average, the 95th percentile, the slowest.",
        why: "Among many requests one is always slow, and an average hides the slow ones.",
        example: "# Shop 4.2\n\n## Success Criteria\n\n- Checkout response time < 300ms\n",
        near_miss: "# Shop 4.2\n\n## Success Criteria\n\n- Checkout response time (p95) < 300ms\n",
        find: Find::Rule(no_percentile),
    },
    LintRule {
        id: "no-unit",
        group: Group::Criteria,
        severity: Severity::Warning,
        says: "A limit has a number and no unit.",
        why: "Latency below 500 may mean milliseconds or seconds; a rate below 1 may mean percent or all of them.",
        example: "# Shop 4.2\n\n## Success Criteria\n\n- P95 latency < 500\n",
        near_miss: "# Shop 4.2\n\n## Success Criteria\n\n- P95 latency < 500ms\n- Open connections < 80\n",
        find: Find::Rule(no_unit),
    },
    LintRule {
        id: "vague-criterion",
        group: Group::Criteria,
        severity: Severity::Note,
        says: "Something that can be measured is asked for in words such as fast or acceptable, without a number.",
        why: "Two people will judge it differently, and the tired one passes it.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n- [ ] Memory usage acceptable\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n- [ ] Memory usage acceptable (< 80%)\n- [ ] Release notes acceptable to Legal\n",
        find: Find::Rule(vague_criterion),
    },
    LintRule {
        id: "nothing-to-roll-back",
        group: Group::Criteria,
        severity: Severity::Warning,
        says: "A rollback trigger speaks of something that happens before the deployment.",
        why: "Before the deployment there is nothing to roll back: this is a condition for starting, and belongs there.",
        example: "# Shop 4.2\n\n## Rollback Triggers\n\n- Tests fail before deployment\n- Error rate > 5%\n",
        near_miss: "# Shop 4.2\n\n## Rollback Triggers\n\n- Error rate above the one measured before deployment\n",
        find: Find::Rule(nothing_to_roll_back),
    },
];

fn criteria_conflict(view: &View<'_>) -> Vec<Hit> {
    let bounds = view.bounds();
    let mut alarms: HashMap<&str, Vec<&Bound<'_>>> = HashMap::new();
    for bound in bounds
        .iter()
        .filter(|bound| matches!(bound.source, Source::Trigger | Source::Alert))
    {
        alarms.entry(bound.metric.as_str()).or_default().push(bound);
    }
    let mut hits = Vec::new();
    let wanted = |bound: &&Bound<'_>| matches!(bound.source, Source::Success | Source::Target);
    for success in bounds.iter().filter(wanted) {
        let against: Vec<&&Bound<'_>> = alarms
            .get(success.metric.as_str())
            .into_iter()
            .flatten()
            .take(MOST_COMPARED)
            .filter(|alarm| alarm.same_metric(success) && alarm.direction != success.direction)
            .collect();
        // How far beyond the limit of success the alarm goes off; the first to go off counts.
        let beyond = |alarm: &Bound<'_>| match success.direction {
            Direction::Below => alarm.value - success.value,
            Direction::Above => success.value - alarm.value,
        };
        let first = against
            .iter()
            .min_by(|one, other| beyond(one).total_cmp(&beyond(other)));
        let Some(alarm) = first else { continue };
        let does = if alarm.source == Source::Trigger {
            "rolls back"
        } else {
            "raises an alarm"
        };
        let side = |bound: &Bound<'_>| match bound.direction {
            Direction::Below => "below",
            Direction::Above => "above",
        };
        let gap = beyond(alarm);
        // An alert may well be laxer than a number that is only watched.
        if gap.abs() < 1e-9 || (gap > 0.0 && success.source == Source::Target) {
            continue;
        }
        let end = if gap > 0.0 {
            "between the two it has neither succeeded nor failed".to_owned()
        } else {
            format!("it {does} while it still counts as a success")
        };
        hits.push(Hit::new(
            alarm.line,
            format!(
                "Line {} calls {} {} {} a success, line {} {does} {} {}: {end}.",
                success.line,
                success.metric,
                side(success),
                success.said(),
                alarm.line,
                side(alarm),
                alarm.said()
            ),
        ));
    }
    let told: Vec<u32> = hits.iter().map(|hit| hit.line).collect();
    hits.extend(zero_against_rate(view, bounds).filter(|hit| !told.contains(&hit.line)));
    hits
}

/// Bounds of one metric that are looked at for one criterion: more than that is no plan but a metric catalogue.
const MOST_COMPARED: usize = 40;

static ZERO_ERRORS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:zero|no|0)\s+(?:new\s+|critical\s+|http\s+|server\s+|production\s+|5xx\s+|500\s+|50x\s+)*errors?\b")
        .expect("a valid pattern")
});

/// "Zero 500 errors" as a criterion, and a rollback only above a rate of errors.
fn zero_against_rate(view: &View<'_>, bounds: &[Bound<'_>]) -> Option<Hit> {
    let zero = view
        .list
        .success_criteria
        .iter()
        .find(|criterion| ZERO_ERRORS.is_match(criterion.text.trim()))?;
    let rate = bounds.iter().find(|bound| {
        bound.source == Source::Trigger
            && bound.metric == "error rate"
            && bound.of.is_empty()
            && bound.direction == Direction::Above
            && bound.value > 0.0
    })?;
    Some(Hit::new(
        rate.line,
        format!(
            "Line {} asks for {}, line {} rolls back only above {}: what lies between is neither a success nor a reason to go back.",
            zero.line,
            quoted(&zero.text),
            rate.line,
            rate.said()
        ),
    ))
}

fn two_thresholds(view: &View<'_>) -> Vec<Hit> {
    type Key<'k> = (&'k str, &'k [String], Option<&'k str>, Option<&'k str>, Direction);
    let asked = |bound: &&Bound<'_>| matches!(bound.source, Source::Success | Source::Target);
    // What is asked of a rehearsal, or of one hour, may differ; what is asked after the deployment must match its criteria.
    let looked_at = |bound: &&Bound<'_>| bound.source == Source::Item(Stage::After);
    let bounds = view.bounds();
    let mut first: HashMap<Key<'_>, &Bound<'_>> = HashMap::new();
    let mut hits = Vec::new();
    for bound in bounds.iter().filter(asked).chain(bounds.iter().filter(looked_at)) {
        let key = (
            bound.metric.as_str(),
            bound.of.as_slice(),
            bound.statistic.as_deref(),
            bound.unit.as_deref(),
            bound.direction,
        );
        let known = match (first.get(&key), bound.source) {
            (Some(known), _) => *known,
            (None, Source::Item(_)) => continue,
            (None, _) => *first.entry(key).or_insert(bound),
        };
        let elsewhere = matches!((known.group, bound.group), (Some(one), Some(other)) if one != other);
        if !elsewhere && (known.value - bound.value).abs() > 1e-9 {
            hits.push(Hit::new(
                bound.line,
                format!(
                    "Line {} says {}, line {} says {}: which one holds?",
                    known.line,
                    quoted(known.text),
                    bound.line,
                    quoted(bound.text)
                ),
            ));
        }
    }
    hits
}

fn no_percentile(view: &View<'_>) -> Vec<Hit> {
    view.bounds()
        .iter()
        .filter(|bound| bound.is_time() && bound.statistic.is_none() && is_latency(&bound.metric))
        .map(|bound| {
            Hit::new(
                bound.line,
                format!(
                    "{} does not say of which requests: give a percentile, such as p95.",
                    quoted(bound.text)
                ),
            )
        })
        .collect()
}

fn is_latency(metric: &str) -> bool {
    says(
        metric,
        "latency|response time|latencia|latência|respuesta|resposta|answer time",
    )
}

fn no_unit(view: &View<'_>) -> Vec<Hit> {
    view.bounds()
        .iter()
        .filter(|bound| bound.unit.is_none() && bound.value > 0.0)
        .filter(|bound| {
            is_latency(&bound.metric)
                || says(
                    &bound.metric,
                    "error rate|success rate|cpu usage|memory usage|disk usage",
                )
        })
        .map(|bound| {
            Hit::new(
                bound.line,
                format!(
                    "{} gives {} without a unit.",
                    quoted(bound.text),
                    number(bound.value)
                ),
            )
        })
        .collect()
}

const MEASURED: &str = "latency|response|performance|memory|cpu|disk|usage|load|throughput|traffic|timeout|timeouts|query|queries|\
    degradation|listing|listings|page|pages|speed|time|times|row count|utilization|validation is";
const VAGUE: &str = "acceptable|appropriate|fast|quickly|quick|reasonable|as expected|adequate|sufficient|normal|low enough|\
    good|snappy|performant|indicates system degradation|system degradation|performance degradation|performance degrades";
/// Words by which a load or a failure is described that is not judged.
const DESCRIBED: &str = "normal load|normal traffic|normal operation|normal conditions|graceful";

fn vague_criterion(view: &View<'_>) -> Vec<Hit> {
    let items = view
        .entries
        .iter()
        .filter(|entry| entry.item.items.is_empty() && entry.item.command.is_none())
        .filter(|entry| entry.item.claimed.is_some() && entry.item.kind == ItemKind::Check)
        .filter(|entry| entry.item.details.iter().all(|detail| !has_digit(detail)))
        .map(|entry| (entry.item.line, entry.item.text.as_str()));
    let criteria = view
        .list
        .success_criteria
        .iter()
        .filter(|criterion| criterion.item.is_none())
        .map(|criterion| (criterion.line, criterion.text.as_str()));
    let triggers = view
        .list
        .rollback_triggers
        .iter()
        .map(|trigger| (trigger.line, trigger.text.as_str()));
    let targets = view
        .list
        .targets
        .iter()
        .filter(|target| target.value.is_none() && target.text.contains(['(', ':']))
        .map(|target| (target.line, target.text.as_str()));
    items
        .chain(criteria)
        .chain(triggers)
        .chain(targets)
        .filter(|(_, text)| {
            let key = key(text);
            !has_digit(text) && says(&key, MEASURED) && says(&key, VAGUE) && !says(&key, DESCRIBED)
        })
        .map(|(line, text)| {
            Hit::new(
                line,
                format!(
                    "{} names no number: say from which value on it holds.",
                    quoted(text)
                ),
            )
        })
        .collect()
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

static FAILS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bfail(?:s|ed|ing|ures?)?\b[^,.;]{0,20}\bbefore (?:the )?(?:deploy|deployment|go-live|launch|release|cutover)\b")
        .expect("a valid pattern")
});

fn nothing_to_roll_back(view: &View<'_>) -> Vec<Hit> {
    view.list
        .rollback_triggers
        .iter()
        .filter(|trigger| FAILS_BEFORE.is_match(&trigger.text))
        .map(|trigger| {
            Hit::new(
                trigger.line,
                format!(
                    "{} is no reason to roll back: before the deployment there is nothing to take back. Make it a condition for starting.",
                    quoted(&trigger.text)
                ),
            )
        })
        .collect()
}
