//! Claims: what the document says of itself, beside what it also says.

use std::collections::HashMap;

use super::names::{self, Named, Part};
use super::rule::{Find, Group, Hit, LintRule};
use super::stage::Stage;
use super::view;
use super::view::{Entry, View, claims_readiness};
use super::words::{content, count, lines, quoted, says};
use crate::checklist::Severity;
use crate::import::text::{claims_done, key, trailing_glyph};

pub const RULES: [LintRule; 7] = [
    LintRule {
        id: "ready-over-open",
        group: Group::Claims,
        severity: Severity::Error,
        says: "The document claims to be ready for deployment while boxes that come before the deployment are open.",
        why: "A status line is written once and forgotten; the boxes are the truth. Whoever reads only the top deploys too early.",
        example: "# Shop 4.2\n\n**Status**: READY FOR PRODUCTION\n\n## Pre-Deployment\n\n- [x] Tests pass\n- [ ] Migration rehearsed\n",
        near_miss: "# Shop 4.2\n\n**Status**: READY FOR PRODUCTION\n\n## Pre-Deployment\n\n- [x] Tests pass\n- [x] Migration rehearsed\n\n## Deployment\n\n- [ ] Run the migration\n",
        find: Find::Rule(ready_over_open),
    },
    LintRule {
        id: "ready-but-pending",
        group: Group::Claims,
        severity: Severity::Error,
        says: "The document claims to be ready and says in the same breath, or in another status, that something is still missing.",
        why: "Ready with a condition is not ready. Two statuses that disagree leave the choice to whoever is in a hurry.",
        example: "# Shop 4.2\n\n**Status:** Tests pass locally. Production deployment unverified.\n\n## Deployment\n\n- [ ] Deploy\n\n---\n\n**Status:** READY FOR DEPLOYMENT (pending Task 1)\n",
        near_miss: "# Shop 4.2\n\n**Status:** Tests pass locally. Production deployment unverified.\n\n## Deployment\n\n- [ ] Deploy\n",
        find: Find::Rule(ready_but_pending),
    },
    LintRule {
        id: "ticked-before-run",
        group: Group::Claims,
        severity: Severity::Error,
        says: "Boxes are ticked for what can only be known once the deployment has run.",
        why: "A criterion ticked in advance will never be checked: it already looks done.",
        example: "# Shop 4.2\n\n**Status**: READY FOR DEPLOYMENT\n\n## Deployment\n\n```bash\nmake deploy\n```\n\n## Success Criteria\n\n- [x] No critical errors in logs for 15 minutes\n- [x] Health check returns 200\n",
        near_miss: "# Shop 4.2\n\n**Status**: READY FOR DEPLOYMENT\n\n## Deployment\n\n```bash\nmake deploy\n```\n\n## Success Criteria\n\n- [ ] No critical errors in logs for 15 minutes\n- [ ] Health check returns 200\n",
        find: Find::Rule(ticked_before_run),
    },
    LintRule {
        id: "ticked-and-open",
        group: Group::Claims,
        severity: Severity::Warning,
        says: "One place ticks that something was verified; another place has a box for the same thing that is still open.",
        why: "One of the two is wrong, and the ticked one is the one that people believe.",
        example: "# Shop 4.2\n\n## Verification\n\n- [ ] Worker background tasks running\n\n## Authorization\n\n- [x] Worker tasks verified\n",
        near_miss: "# Shop 4.2\n\n## Verification\n\n- [ ] Worker background tasks running\n\n## Authorization\n\n- [x] Worker tasks implemented\n",
        find: Find::Rule(ticked_and_open),
    },
    LintRule {
        id: "done-heading-over-open",
        group: Group::Claims,
        severity: Severity::Warning,
        says: "A heading is marked as done, and boxes below it are open.",
        why: "People skip what is marked as done.",
        example: "# Shop 4.2\n\n## Phase 1: Preparation ✅\n\n- [x] Branch cut\n- [ ] Backup taken\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Preparation ✅\n\n- [x] Branch cut\n- [x] Backup taken\n\n## Phase 2: Testing ⏳\n\n- [ ] Load test\n",
        find: Find::Rule(done_heading_over_open),
    },
    LintRule {
        id: "done-marks-before-run",
        group: Group::Claims,
        severity: Severity::Warning,
        says: "Every line of a list that is still to be worked through already carries a mark that means done.",
        why: "When all lines look done from the start, nobody can see which of them really are. Use open boxes.",
        example: "# Shop 4.2\n\n## Phase 1: Sign-off\n\n### Task 1: Verify all items\n\n**Owner:** Tech Lead\n\n```\nSCHEMA:\n  ✅ Table exists\n  ✅ 4 indexes created\n  ✅ Columns have the right type\n```\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Sign-off\n\n### Task 1: Verify all items\n\n**Owner:** Tech Lead\n\n- [ ] Table exists\n- [ ] 4 indexes created\n- [ ] Columns have the right type\n",
        find: Find::Rule(done_marks_before_run),
    },
    LintRule {
        id: "approved-by-machine",
        group: Group::Claims,
        severity: Severity::Error,
        says: "The approval names something that is not a person.",
        why: "A tool can report; only a person can answer for the decision. Name who signs.",
        example: "# Shop 4.2\n\n## Approval\n\n**Approved by:** Code Review System\n",
        near_miss: "# Shop 4.2\n\n## Approval\n\n**Approved by:** Mara Lind, Head of Systems\n",
        find: Find::Rule(approved_by_machine),
    },
];

fn ready_over_open(view: &View<'_>) -> Vec<Hit> {
    let Some(claim) = view.ready() else {
        return Vec::new();
    };
    let open: Vec<&Entry<'_>> = view.entries.iter().filter(|entry| entry.is_open_box()).collect();
    let first = open
        .iter()
        .find(|entry| !entry.criterion && matches!(entry.stage, Stage::Before | Stage::Unknown));
    let Some(first) = first else { return Vec::new() };
    let criteria = open.iter().filter(|entry| entry.criterion).count();
    let ticked = view.boxes() - open.len();
    let criteria = if criteria > 0 {
        format!(
            ", {} among them",
            count(criteria, "success criterion", "success criteria")
        )
    } else {
        String::new()
    };
    vec![Hit::new(
        claim.line,
        format!(
            "Line {} says {}, but {} open and {ticked} ticked{criteria}. The first open one is {} on line {}.",
            claim.line,
            quoted(claim.text),
            count(open.len(), "box is", "boxes are"),
            quoted(&first.item.text),
            first.item.line
        ),
    )]
}

const MISSING: &str = "pending|unverified|not verified|untested|not tested|not ready|not yet|not deployed|in progress|\
    work in progress|wip|draft|incomplete|blocked|pendiente|pendente|borrador|rascunho";

fn ready_but_pending(view: &View<'_>) -> Vec<Hit> {
    let statuses = view
        .list
        .claims
        .iter()
        .map(|claim| (claim.line, claim.text.as_str()));
    let facts = view
        .list
        .facts
        .iter()
        .filter(|fact| says(&key(&fact.name), "status|estado|état"))
        .filter(|fact| view.stage_at(fact.line) != Stage::After)
        .map(|fact| (fact.line, fact.value.as_str()));
    let missing: Vec<(u32, &str)> = statuses
        .clone()
        .chain(facts)
        .filter(|(_, text)| says(&key(text), MISSING))
        .collect();
    let Some((line, text)) = statuses.clone().find(|(_, text)| claims_readiness(text)) else {
        return Vec::new();
    };
    let itself = says(&key(text), MISSING);
    let others: Vec<(u32, &str)> = missing.into_iter().filter(|(other, _)| *other != line).collect();
    let said = others
        .iter()
        .map(|(other, text)| format!("line {other} says {}", quoted(missing_part(text))))
        .collect::<Vec<_>>()
        .join(", ");
    let message = match (itself, others.is_empty()) {
        (false, true) => return Vec::new(),
        (false, false) => format!(
            "Line {line} says {}, but {said}: only one can be true.",
            quoted(text)
        ),
        (true, true) => format!(
            "Line {line} says {}: it is ready or it is pending, not both.",
            quoted(text)
        ),
        (true, false) => format!(
            "Line {line} says {}: it is ready or it is pending, not both; {said}.",
            quoted(text)
        ),
    };
    vec![Hit::new(line, message)]
}

/// The sentence of a status that says what is missing.
fn missing_part(text: &str) -> &str {
    text.split(". ")
        .find(|sentence| says(&key(sentence), MISSING))
        .unwrap_or(text)
}

fn ticked_before_run(view: &View<'_>) -> Vec<Hit> {
    let later = |entry: &&Entry<'_>| {
        let early = entry.item.group.as_deref().is_some_and(|group| {
            says(&key(group), "ready|readiness") || super::stage::of([group]) == Stage::Before
        });
        (entry.criterion || entry.stage == Stage::After) && !early
    };
    let ticked: Vec<&Entry<'_>> = view
        .entries
        .iter()
        .filter(|entry| entry.is_ticked())
        .filter(later)
        .collect();
    let Some(last) = ticked.last() else {
        return Vec::new();
    };
    let during = |open: bool| {
        view.entries
            .iter()
            .filter(|entry| entry.stage == Stage::During && !entry.criterion)
            .filter(|entry| {
                if open {
                    entry.is_open_box()
                } else {
                    entry.is_ticked()
                }
            })
            .count()
    };
    let why = match view.ready() {
        Some(claim) => format!(
            "line {} says {}, so nothing has run yet",
            claim.line,
            quoted(claim.text)
        ),
        None if during(true) > 0 && during(false) == 0 => {
            "not one step of the deployment itself is ticked".to_owned()
        }
        None => return Vec::new(),
    };
    let at: Vec<u32> = ticked.iter().map(|entry| entry.item.line).collect();
    vec![Hit::new(
        at[0],
        format!(
            "{} already ticked ({}), although {why}. {} cannot be known before it happened.",
            count(ticked.len(), "result is", "results are"),
            lines(&at),
            quoted(&last.item.text)
        ),
    )]
}

/// Words of a box that say it was looked at, and not only built.
const VERIFIED: &str = "verified|tested|secured|working|passed|confirmed|validated|works";
const STATE: &str = "verify|verified|test|tested|secured|working|pass|passed|passing|confirm|confirmed|validate|validated|\
    work|ok|enabled|check|ensure|running|completed|complete|done";
/// Words so common that they lead nowhere.
const MOST_SHARED: usize = 50;

fn ticked_and_open(view: &View<'_>) -> Vec<Hit> {
    let subject = |entry: &Entry<'_>| -> Vec<String> {
        let before = entry.key.split(['(', '（']).next().unwrap_or_default();
        content(before)
            .into_iter()
            .filter(|word| !crate::import::phrases::holds(STATE, word))
            .collect()
    };
    let mut open: HashMap<String, Vec<&Entry<'_>>> = HashMap::new();
    for entry in view.entries.iter().filter(|entry| entry.is_open_box()) {
        for word in subject(entry) {
            open.entry(word).or_default().push(entry);
        }
    }
    let mut hits = Vec::new();
    for entry in view.entries.iter().filter(|entry| entry.is_ticked()) {
        let words = subject(entry);
        let tried = says(
            &entry.key,
            "staging|test environment|dev|local|locally|uat|sandbox",
        );
        if !says(&entry.key, VERIFIED) || !(2..=5).contains(&words.len()) || tried {
            continue;
        }
        let rarest = words
            .iter()
            .filter_map(|word| open.get(word))
            .min_by_key(|found| found.len())
            .filter(|found| found.len() <= MOST_SHARED && words.iter().all(|word| open.contains_key(word)));
        let same = rarest.into_iter().flatten().find(|other| {
            let others = subject(other);
            let stages =
                entry.stage == other.stage || Stage::Unknown == entry.stage || Stage::Unknown == other.stage;
            stages && words.iter().all(|word| others.contains(word))
        });
        if let Some(other) = same {
            hits.push(Hit::new(
                entry.item.line,
                format!(
                    "Line {} ticks {}, but {} on line {} is still open.",
                    entry.item.line,
                    quoted(&entry.item.text),
                    quoted(&other.item.text),
                    other.item.line
                ),
            ));
        }
    }
    hits
}

fn done_heading_over_open(view: &View<'_>) -> Vec<Hit> {
    let mut open: Vec<&Entry<'_>> = view.entries.iter().filter(|entry| entry.is_open_box()).collect();
    open.sort_by_key(|entry| entry.item.line);
    view.sections
        .iter()
        .filter(|section| section.level > 1)
        .filter_map(|section| {
            let raw = view.text_of(section.line).trim_end_matches(['#', ' ']);
            let marked = trailing_glyph(raw).is_some_and(|(_, glyph)| claims_done(glyph));
            let said = raw
                .trim_end_matches([')', '!'])
                .rsplit_once('(')
                .is_some_and(|(_, inside)| says(&key(inside), "complete|completed|done"));
            // "Pre-deployment checklist ✅": there the mark is an ornament.
            if (!marked && !said) || says(&key(section.title), "checklist|check list") {
                return None;
            }
            let from = open.partition_point(|entry| entry.item.line <= section.line);
            let below: Vec<u32> = open[from..]
                .iter()
                .map(|entry| entry.item.line)
                .take_while(|line| *line <= section.last_line)
                .collect();
            let first = *below.first()?;
            Some(Hit::new(
                section.line,
                format!(
                    "The heading {} is marked as done, but {} open below it, from line {first} on.",
                    quoted(section.title),
                    count(below.len(), "box is", "boxes are"),
                ),
            ))
        })
        .collect()
}

fn done_marks_before_run(view: &View<'_>) -> Vec<Hit> {
    let mut lists: Vec<(view::Holder<'_>, Vec<&Entry<'_>>)> = Vec::new();
    for entry in &view.entries {
        let holder = entry.holder();
        match lists.last_mut().filter(|(last, _)| *last == holder) {
            Some((_, entries)) => entries.push(entry),
            None => lists.push((holder, vec![entry])),
        }
    }
    let marked = |entry: &&Entry<'_>| {
        entry.item.claimed == Some(false) && entry.item.glyph.as_deref().is_some_and(claims_done)
    };
    lists
        .iter()
        .filter(|(_, entries)| entries.len() >= 3 && entries.iter().all(marked))
        .map(|(_, entries)| {
            let (first, last) = (entries[0].item, entries[entries.len() - 1].item);
            let glyph = first.glyph.as_deref().unwrap_or("✅");
            Hit::new(
                first.line,
                format!(
                    "All {} lines from {} to {} carry {glyph} before anything ran: the mark no longer tells what was done. Use open boxes.",
                    entries.len(),
                    first.line,
                    last.line
                ),
            )
        })
        .collect()
}

fn approved_by_machine(view: &View<'_>) -> Vec<Hit> {
    names::named(view, Part::Approver)
        .into_iter()
        .filter(Named::is_machine)
        .map(|named| {
            Hit::new(
                named.line,
                format!(
                    "{} on line {} is not a person: name somebody who answers for the decision.",
                    quoted(named.value),
                    named.line
                ),
            )
        })
        .collect()
}
