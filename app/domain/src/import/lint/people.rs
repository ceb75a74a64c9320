//! People: who owns, who signs, and who can be reached.

use super::names::{self, Named, Part};
use super::rule::{Find, Group, Hit, LintRule};
use super::view::View;
use super::words::{Words, count, lines, quoted, says, word_list};
use crate::checklist::Severity;
use crate::import::text::{key, mentions};

pub const RULES: [LintRule; 7] = [
    LintRule {
        id: "same-person-signs",
        group: Group::People,
        severity: Severity::Error,
        says: "The one who wrote or owns the checklist is the one who approves it, or nobody else is named to.",
        why: "An approval is worth a second pair of eyes. One person in all parts is none.",
        example: "# Shop 4.2\n\n**Owner:** Ana Ruiz\n**Approved by:** Ana Ruiz\n\n## Deployment\n\n- [ ] Deploy\n",
        near_miss: "# Shop 4.2\n\n**Owner:** Ana Ruiz\n**Approved by:** Ben Okoro\n\n## Deployment\n\n- [ ] Deploy\n",
        find: Find::Rule(same_person_signs),
    },
    LintRule {
        id: "no-owner",
        group: Group::People,
        severity: Severity::Note,
        says: "A deployment plan names nobody who does the work.",
        why: "In the night of the deployment everybody waits for somebody else.",
        example: "# Shop 4.2\n\nDate: 2026-03-02\n\nApproval: see sign-off by the QA lead.\n\n## Pre-Deployment\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n\n## Deployment\n\n- [ ] Deploy\n- [ ] Restart the worker\n",
        near_miss: "# Shop 4.2\n\nDate: 2026-03-02\n\n**Owner:** Ana Ruiz\n\nApproval: see sign-off by the QA lead.\n\n## Pre-Deployment\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n\n## Deployment\n\n- [ ] Deploy\n- [ ] Restart the worker\n",
        find: Find::Rule(no_owner),
    },
    LintRule {
        id: "no-time",
        group: Group::People,
        severity: Severity::Note,
        says: "A deployment plan says nowhere when it happens or how long anything takes.",
        why: "Without a time nobody can say that it is late, and nobody knows when to give up and go back.",
        example: "# Shop 4.2\n\n**Owner:** Ana Ruiz\n\n**Approved by:** Ben Okoro\n\n## Pre-Deployment\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n\n## Deployment\n\n- [ ] Deploy\n- [ ] Restart the worker\n",
        near_miss: "# Shop 4.2\n\n**Owner:** Ana Ruiz\n\n**Approved by:** Ben Okoro\n\n## Pre-Deployment\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n\n## Deployment (30 minutes)\n\n- [ ] Deploy\n- [ ] Restart the worker\n",
        find: Find::Rule(no_time),
    },
    LintRule {
        id: "no-signer",
        group: Group::People,
        severity: Severity::Note,
        says: "A deployment plan names nobody who signs it off.",
        why: "When nobody is asked to say yes, nobody can say no.",
        example: "# Shop 4.2\n\n**Owner:** Ana Ruiz\n\n## Pre-Deployment (T-2h)\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n\n## Deployment\n\n- [ ] Deploy\n- [ ] Restart the worker\n",
        near_miss: "# Shop 4.2\n\n**Owner:** Ana Ruiz\n\n## Pre-Deployment (T-2h)\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Sign-off by the QA lead\n\n## Deployment\n\n- [ ] Deploy\n- [ ] Restart the worker\n",
        find: Find::Rule(no_signer),
    },
    LintRule {
        id: "task-without-owner",
        group: Group::People,
        severity: Severity::Note,
        says: "Most tasks name an owner; these do not.",
        why: "The task without a name is the one that is forgotten.",
        example: "# Shop 4.2\n\n## Phase 1: Deployment\n\n### Task 1: Backup\n\n**Owner:** Ops\n\n- [ ] Take it\n\n### Task 2: Deploy\n\n**Owner:** Dev\n\n- [ ] Deploy\n\n### Task 3: Migrate\n\n- [ ] Run the migration\n",
        near_miss: "# Shop 4.2\n\n## Phase 1: Deployment\n\n### Task 1: Backup\n\n**Owner:** Ops\n\n- [ ] Take it\n\n### Task 2: Deploy\n\n**Owner:** Dev\n\n- [ ] Deploy\n\n### Task 3: Migrate\n\n**Owner:** Ops\n\n- [ ] Run the migration\n",
        find: Find::Rule(task_without_owner),
    },
    LintRule {
        id: "contact-empty",
        group: Group::People,
        severity: Severity::Warning,
        says: "Contacts are still gaps to be filled in.",
        why: "The moment they are needed is the moment nobody has time to look them up.",
        example: "# Shop 4.2\n\n## Contacts\n\n- **Primary**: [Name] - [Phone] - [Email]\n- **Lead**: Mara Lind, +49 30 1234567\n",
        near_miss: "# Shop 4.2\n\n## Contacts\n\n- **Primary**: Ben Okoro - +49 30 7654321\n- **Lead**: Mara Lind, +49 30 1234567\n",
        find: Find::Rule(contact_empty),
    },
    LintRule {
        id: "contact-unreachable",
        group: Group::People,
        severity: Severity::Warning,
        says: "The contacts name dashboards, logs or a job, but nobody who can be reached.",
        why: "A dashboard does not answer. Give a name and a way to reach them at night.",
        example: "# Shop 4.2\n\n## Support Contacts\n\n1. **Redis**: Check the provider dashboard\n2. **Database**: Contact the database administrator\n",
        near_miss: "# Shop 4.2\n\n## Support Contacts\n\n1. **Redis**: Check the provider dashboard\n2. **Database**: Contact Mara Lind, mara@shop.example\n",
        find: Find::Rule(contact_unreachable),
    },
];

fn same_person_signs(view: &View<'_>) -> Vec<Hit> {
    let authors = names::named(view, Part::Author);
    let owners = names::named(view, Part::Owner);
    let mut approvers = names::named(view, Part::Approver);
    approvers.retain(|named| !named.is_machine());
    let pair = |ones: &[Named<'_>], others: &[Named<'_>]| {
        ones.iter().find_map(|one| {
            others
                .iter()
                .find(|other| names::same(one.value, other.value))
                .map(|other| (one.line, other.line))
        })
    };
    let only = |approver: u32| approvers.iter().all(|named| named.line == approver);
    for (makers, part) in [(&owners, "owner"), (&authors, "author")] {
        if let Some((maker, approver)) = pair(makers, &approvers)
            && only(approver)
        {
            let name = approvers.first().map_or("", |named| named.value);
            return vec![Hit::new(
                approver,
                format!(
                    "{} is the {part} (line {maker}) and the only approver (line {approver}): name a second person to sign.",
                    quoted(name)
                ),
            )];
        }
    }
    if view.ready().is_some()
        && approvers.is_empty()
        && let Some((owner, author)) = pair(&owners, &authors)
    {
        let name = authors
            .iter()
            .find(|named| named.line == author)
            .map_or("", |named| named.value);
        return vec![Hit::new(
            author,
            format!(
                "{} wrote this (line {author}) and owns it (line {owner}), and nobody else is named to approve it.",
                quoted(name)
            ),
        )];
    }
    Vec::new()
}

/// Where a finding about the whole document stands.
fn top(view: &View<'_>) -> u32 {
    view.sections.first().map_or(1, |section| section.line)
}

fn no_owner(view: &View<'_>) -> Vec<Hit> {
    let tasks = || view.list.phases.iter().flat_map(|phase| &phase.tasks);
    let named = tasks().any(|task| task.owner_text.is_some())
        || view.entries.iter().any(|entry| entry.item.owner_text.is_some())
        || !names::named(view, Part::Owner).is_empty()
        || !names::named(view, Part::Approver).is_empty()
        || view.prose().any(|said| !mentions(said.text).is_empty());
    if named || !view.is_plan() {
        return Vec::new();
    }
    let work = match tasks().count() {
        0 => count(view.entries.len(), "item", "items"),
        tasks => count(tasks, "task", "tasks"),
    };
    vec![Hit::new(
        top(view),
        format!("Nobody is named for any of the {work}: give each an owner, or the whole one lead."),
    )]
}

fn no_time(view: &View<'_>) -> Vec<Hit> {
    if !view.is_plan() {
        return Vec::new();
    }
    let list = view.list;
    let phases = list
        .phases
        .iter()
        .any(|phase| phase.window.is_some() || phase.duration_min.is_some() || phase.stated_time.is_some());
    let tasks = list
        .phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .any(|task| task.stated_time.is_some() || task.estimate_min.is_some() || task.offset.is_some());
    let items = view
        .entries
        .iter()
        .any(|entry| entry.item.stated_time.is_some() || entry.item.estimate_min.is_some());
    let said = || {
        view.prose()
            .any(|said| says_a_time(said.text, view.key_of(&said)))
    };
    if phases || tasks || items || !list.timeline.is_empty() || said() {
        return Vec::new();
    }
    vec![Hit::new(
        top(view),
        "No date, no window and no duration: say when this happens and how long each part may take.",
    )]
}

static CHANGED: Words = word_list!(
    "updated|update|created|modified|version|reviewed|actualización|actualizado|atualização|atualizado|\
    最終更新|更新日|作成日"
);
static SCHEDULE: Words = word_list!(
    "scheduled|schedule|maintenance window|deployment window|ventana|janela|fecha|data do deploy|日時|日程|実施日"
);
static MONTHS: Words =
    word_list!("january|february|march|april|june|july|august|september|october|november|december");

/// A date, a clock time or a word for a schedule; when the document was last changed is no time of the deployment.
fn says_a_time(line: &str, key: &str) -> bool {
    let bytes = line.as_bytes();
    let digits = |at: usize, count: usize| {
        bytes
            .get(at..at + count)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let written = (0..bytes.len()).any(|at| {
        let starts = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let date = digits(at, 4) && bytes.get(at + 4) == Some(&b'-') && digits(at + 5, 2);
        let clock = digits(at, 2) && bytes.get(at + 2) == Some(&b':') && digits(at + 3, 2);
        starts && (date || clock)
    });
    let month = MONTHS.are_in(key) && key.chars().any(|c| c.is_ascii_digit());
    (written || month || SCHEDULE.are_in(key)) && !CHANGED.are_in(key)
}

static SIGNING: Words = word_list!(
    "sign-off|signoff|sign off|signed off|approve|approved|approval|approvals|approves|authorized by|authorised by|\
    launch authorization|go/no-go|go or no-go|no-go|aprobación|aprobado|aprovação|aprovado|aprovar|aprobar|approuvé|\
    freigabe|genehmigung|承認|批准|审批|签字|签核|승인|утвержд"
);
static SIGNERS: Words = word_list!(
    "lead|manager|qa|reviewer|director|cto|ceo|head|owner|approver|officer|product|maintainer|maintainers|gerente|\
    diretor|diretora|directora|jefe|jefa|responsable|responsável|leiter|leiterin|責任者|リーダー|部長|課長"
);

fn no_signer(view: &View<'_>) -> Vec<Hit> {
    let owned =
        |entry: &super::view::Entry<'_>| entry.item.owner_text.is_some() && SIGNING.are_in(&entry.key);
    if !view.is_plan() || !names::named(view, Part::Approver).is_empty() || view.entries.iter().any(owned) {
        return Vec::new();
    }
    let signing: Vec<bool> = view
        .sections
        .iter()
        .map(|section| SIGNING.are_in(&key(section.title)))
        .collect();
    let mut asked: Option<u32> = None;
    for said in view.prose() {
        let here = view.key_of(&said);
        let mut at = view.section_at(said.line);
        let mut under = SIGNING.are_in(here);
        while let (false, Some(index)) = (under, at) {
            under = signing[index];
            at = view.sections[index].parent;
        }
        if !under {
            continue;
        }
        if SIGNERS.are_in(here) || !mentions(said.text).is_empty() {
            return Vec::new();
        }
        let asks = said.text.trim_start().starts_with(['#', '-', '*', '+']) && SIGNING.are_in(here);
        asked = asked.or(asks.then_some(said.line));
    }
    let message = match asked {
        Some(line) => format!(
            "Line {line} asks for a sign-off and says nowhere who gives it: name the person or the role."
        ),
        None => "Nobody is asked to sign this off: name the person or the role who says go.".to_owned(),
    };
    vec![Hit::new(asked.unwrap_or_else(|| top(view)), message)]
}

fn task_without_owner(view: &View<'_>) -> Vec<Hit> {
    let tasks: Vec<_> = view.list.phases.iter().flat_map(|phase| &phase.tasks).collect();
    let without: Vec<_> = tasks
        .iter()
        .filter(|task| task.owner_text.is_none() && task.items.iter().all(|item| item.owner_text.is_none()))
        .collect();
    let Some(first) = without.first() else {
        return Vec::new();
    };
    if tasks.len() < 3 || without.len() * 2 >= tasks.len() {
        return Vec::new();
    }
    let at: Vec<u32> = without.iter().map(|task| task.line).collect();
    let who = match without.len() {
        1 => format!("{} names", quoted(&first.title)),
        many => format!("{many} tasks name"),
    };
    vec![Hit::new(
        first.line,
        format!(
            "{who} no owner, unlike the other {} ({}).",
            tasks.len() - without.len(),
            lines(&at)
        ),
    )]
}

fn contact_empty(view: &View<'_>) -> Vec<Hit> {
    let contacts = &view.list.contacts;
    let empty: Vec<u32> = contacts
        .iter()
        .filter(|contact| contact.placeholder)
        .map(|contact| contact.line)
        .collect();
    let Some(first) = empty.first() else {
        return Vec::new();
    };
    vec![Hit::new(
        *first,
        format!(
            "{} of {} {} still to be filled in ({}): nobody can be called when it breaks.",
            empty.len(),
            count(contacts.len(), "contact", "contacts"),
            if empty.len() == 1 { "is" } else { "are" },
            lines(&empty)
        ),
    )]
}

fn contact_unreachable(view: &View<'_>) -> Vec<Hit> {
    let filled: Vec<_> = view
        .list
        .contacts
        .iter()
        .filter(|contact| !contact.placeholder)
        .collect();
    let Some(first) = filled.first() else {
        return Vec::new();
    };
    if filled.iter().any(|contact| reaches_somebody(&contact.value)) {
        return Vec::new();
    }
    vec![Hit::new(
        first.line,
        format!(
            "{} and no name or number among them: {} does not answer at night.",
            count(filled.len(), "contact", "contacts"),
            quoted(&first.value)
        ),
    )]
}

/// Only a line that sends people elsewhere reaches nobody: "Check the dashboard", "Contact the administrator".
fn reaches_somebody(value: &str) -> bool {
    const SENDS: &str = "check|review|monitor|see|look|contact|consult|ask|open|read|inspect";
    let key = key(value);
    let first = key.split(' ').next().unwrap_or_default();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let sent = crate::import::phrases::holds(SENDS, first);
    let reach = value.contains(['@', '#'])
        || digits >= 6
        || says(
            &key,
            "pagerduty|opsgenie|hotline|phone|slack|teams|on-call|oncall|pager",
        );
    // "Contact Mara Lind": two names in a row after the verb.
    let capitals = value
        .split_whitespace()
        .skip(1)
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .count();
    !sent || reach || (matches!(first, "contact" | "ask") && capitals >= 2)
}
