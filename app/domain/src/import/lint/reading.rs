//! What the importer itself notices: rows of a table that do not fit, and exports whose words were changed.

use super::rule::{Find, Group, LintRule};
use crate::checklist::Severity;

pub const RULES: [LintRule; 6] = [
    LintRule {
        id: "csv-ragged",
        group: Group::Reading,
        severity: Severity::Warning,
        says: "A row of the table has more or fewer cells than its first line names.",
        why: "A separator that is missing, or one too many, moves everything after it into another column.",
        example: "id,title,owner\n1,Deploy\n",
        near_miss: "id,title,owner\n1,Deploy,\n",
        find: Find::Reading,
    },
    LintRule {
        id: "csv-id",
        group: Group::Reading,
        severity: Severity::Warning,
        says: "Two rows of the table have the same id.",
        why: "A predecessor that names the id can mean either row; the first is taken.",
        example: "id,title,predecessors\n1,Migrate,\n1,Deploy,\n2,Smoke test,1\n",
        near_miss: "id,title,predecessors\n1,Migrate,\n2,Deploy,1\n",
        find: Find::Reading,
    },
    LintRule {
        id: "csv-duration",
        group: Group::Reading,
        severity: Severity::Warning,
        says: "A planned duration is no length of time.",
        why: "It is kept as words, and no plan can reckon with it.",
        example: "id,title,planned duration\n1,Deploy,soon\n",
        near_miss: "id,title,planned duration\n1,Deploy,1h 30m\n",
        find: Find::Reading,
    },
    LintRule {
        id: "csv-predecessor",
        group: Group::Reading,
        severity: Severity::Warning,
        says: "A predecessor names no row that can be finished first, or asks for a delay that is not kept.",
        why: "What waits for nothing is started too early.",
        example: "id,title,predecessors\n1,Migrate,\n2,Deploy,9\n",
        near_miss: "id,title,predecessors\n1,Migrate,\n2,Deploy,1\n",
        find: Find::Reading,
    },
    LintRule {
        id: "csv-circle",
        group: Group::Reading,
        severity: Severity::Warning,
        says: "A row waits, through others, for itself.",
        why: "Nothing in the circle could ever begin; the predecessor that closes it is left out.",
        example: "id,title,predecessors\n1,Migrate,2\n2,Deploy,1\n",
        near_miss: "id,title,predecessors\n1,Migrate,\n2,Deploy,1\n3,Smoke test,1;2\n",
        find: Find::Reading,
    },
    LintRule {
        id: "reading-renewed",
        group: Group::Reading,
        severity: Severity::Warning,
        says: "Words of an exported checklist were changed, so what the export noted about them holds no longer.",
        why: "They were read again as if they were new, and may have become something else.",
        example: "---\ncountersign: checklist/1\n---\n\n# Plan\n\n## Phase 1: Go\n\n### Task 1: Look\n\n- [ ] Look at the new board\n  <!-- countersign 743c2ce8 {\"kind\":\"step\"} -->\n",
        near_miss: "---\ncountersign: checklist/1\n---\n\n# Plan\n\n## Phase 1: Go\n\n### Task 1: Look\n\n- [ ] Look at the board\n  <!-- countersign 743c2ce8 {\"kind\":\"step\"} -->\n",
        find: Find::Reading,
    },
];
