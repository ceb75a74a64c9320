//! The way back: whether it undoes what was done, and whether anybody tried it in time.

use super::rule::{Find, Group, Hit, LintRule};
use super::stage::Stage;
use super::view::{Entry, Purpose, View};
use super::way_back::{covers_schema, migrations_ahead, only_marks, schema_change, steps_back};
use super::words::{Words, count, lines, quoted, says, word_list};
use crate::checklist::{Effect, Severity};
use crate::import::text::key;

pub const RULES: [LintRule; 7] = [
    LintRule {
        id: "no-way-back",
        group: Group::Reversal,
        severity: Severity::Warning,
        says: "The plan changes things and says nowhere how to go back.",
        why: "The way back is thought out in calm or not at all.",
        example: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n- [ ] Team told\n- [ ] Window booked\n\n## Deployment\n\n```bash\ndocker compose up -d\n```\n",
        near_miss: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Tests pass\n- [ ] Backup taken\n- [ ] Flags off\n- [ ] Team told\n- [ ] Window booked\n\n## Deployment\n\n```bash\ndocker compose up -d\n```\n\n## Rollback\n\n1. Start the previous image\n",
        find: Find::Rule(no_way_back),
    },
    LintRule {
        id: "rollback-undoes-less",
        group: Group::Reversal,
        severity: Severity::Error,
        says: "The deployment changes more than its rollback undoes: the schema stays, or fewer migrations go back than went forward.",
        why: "Old code on a new schema is a third state that nobody has tested.",
        example: "# Shop 4.2\n\n## Deployment\n\n```bash\n# Run migration\nalembic upgrade head\n# Deploy\ndocker compose up -d\n```\n\n## Rollback Plan\n\n1. Check out the previous tag\n2. Start the previous image\n",
        near_miss: "# Shop 4.2\n\n## Deployment\n\n```bash\n# Run migration\nalembic upgrade head\n# Deploy\ndocker compose up -d\n```\n\n## Rollback Plan\n\n1. Restore the database from the snapshot\n2. Start the previous image\n",
        find: Find::Rule(undoes_less),
    },
    LintRule {
        id: "rollback-only-marks",
        group: Group::Reversal,
        severity: Severity::Error,
        says: "The rollback of the schema only edits the list of migrations; tables and columns stay as they are.",
        why: "The tool believes that the migration is gone, the database knows better, and the next deployment breaks on it.",
        example: "# Shop 4.2\n\n## Rollback Plan\n\n```bash\n# Revert database migration\nnpx prisma migrate resolve --rolled-back add_version\n```\n",
        near_miss: "# Shop 4.2\n\n## Rollback Plan\n\n```bash\n# Revert database migration\npsql shop -f down/add_version.sql\nnpx prisma migrate resolve --rolled-back add_version\n```\n",
        find: Find::Rule(marks_only),
    },
    LintRule {
        id: "rollback-order",
        group: Group::Reversal,
        severity: Severity::Warning,
        says: "The rollback takes back the schema while the new code is still running.",
        why: "Until the code is back too, every request meets columns that are gone. Stop or revert the code first.",
        example: "# Shop 4.2\n\n## Rollback Plan\n\n```bash\n# 1. Revert database migration\nalembic downgrade 4f2a91\n\n# 2. Revert code\ngit revert HEAD\n\n# 3. Deploy\nmake deploy\n```\n",
        near_miss: "# Shop 4.2\n\n## Rollback Plan\n\n```bash\n# 1. Stop the app\nsystemctl stop shop\n\n# 2. Revert database migration\nalembic downgrade 4f2a91\n\n# 3. Revert code\ngit revert HEAD\n\n# 4. Deploy\nmake deploy\n```\n",
        find: Find::Rule(order),
    },
    LintRule {
        id: "rollback-tested-late",
        group: Group::Reversal,
        severity: Severity::Warning,
        says: "Rollback or backup is tried for the first time after the deployment.",
        why: "If it does not work, it is learned when it is needed.",
        example: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Tests pass\n\n## Post-Deployment\n\n- [ ] Test rollback procedure\n",
        near_miss: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Rollback tested on staging\n\n## Post-Deployment\n\n- [ ] Test rollback procedure\n",
        find: Find::Rule(tested_late),
    },
    LintRule {
        id: "alerts-after-go-live",
        group: Group::Reversal,
        severity: Severity::Warning,
        says: "Monitoring or alerts are set up only after the deployment.",
        why: "Until then nobody sees that it is time to go back.",
        example: "# Shop 4.2\n\n## Deployment\n\n- [ ] Deploy\n\n## Next Steps After Deployment\n\n- Set up alerts for error rate\n",
        near_miss: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Set up alerts for error rate\n\n## Next Steps After Deployment\n\n- Tune the alerts for error rate\n",
        find: Find::Rule(alerts_late),
    },
    LintRule {
        id: "test-data-left",
        group: Group::Reversal,
        severity: Severity::Warning,
        says: "Test rows are written and never taken out again.",
        why: "They are counted in reports, mailed to, and found by the next check that expects an exact number.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n```sql\n-- Create test data\nINSERT INTO orders (id, name) VALUES (1, 'test_order');\n```\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n```sql\n-- Create test data\nINSERT INTO orders (id, name) VALUES (1, 'test_order');\n-- Remove test data\nDELETE FROM orders WHERE name = 'test_order';\n```\n",
        find: Find::Rule(test_data_left),
    },
];

static BACK: Words = word_list!(
    "rollback|roll back|rolled back|rolling back|revert|reverted|back out|backout|restore|undo|previous version|way back|\
    reversión|revertir|reverter|retour arrière|zurückrollen|ロールバック|切り戻し|回滚"
);

fn no_way_back(view: &View<'_>) -> Vec<Hit> {
    if !view.is_plan() || !view.list.rollback_procedures.is_empty() {
        return Vec::new();
    }
    let change = view.commands.iter().find(|placed| {
        placed.command.effect >= Effect::Changes
            && matches!(placed.stage, Stage::During | Stage::After)
            && !says(&key(placed.words), "development|local|locally|dev")
    });
    let Some(change) = change else { return Vec::new() };
    if view.numbered().any(|said| BACK.are_in(view.key_of(&said))) {
        return Vec::new();
    }
    vec![Hit::new(
        change.command.line,
        format!(
            "{} changes the system, and nothing says how to go back.",
            quoted(change.words)
        ),
    )]
}

fn undoes_less(view: &View<'_>) -> Vec<Hit> {
    let Some(procedure) = view.list.rollback_procedures.first() else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    if let Some(line) = schema_change(view)
        && !covers_schema(view)
    {
        hits.push(Hit::new(
            procedure.line,
            format!(
                "Line {line} changes the database, but the way back ({} on line {}) leaves it as it is.",
                quoted(&procedure.title),
                procedure.line
            ),
        ));
    }
    if let Some((ahead, line)) = migrations_ahead(view) {
        let steps = view
            .list
            .rollback_procedures
            .iter()
            .flat_map(|procedure| &procedure.steps);
        let fewer = steps
            .filter_map(|step| {
                let text = step
                    .command
                    .as_ref()
                    .map_or(step.text.as_str(), |command| command.text.as_str());
                Some((steps_back(text)?, step.line))
            })
            .find(|(back, _)| *back < ahead);
        if let Some((back, at)) = fewer {
            hits.push(Hit::new(
                at,
                format!(
                    "{ahead} migrations go forward (from line {line} on), and line {at} takes back {}.",
                    if back == 1 {
                        "only one".to_owned()
                    } else {
                        format!("only {back}")
                    }
                ),
            ));
        }
    }
    hits
}

fn marks_only(view: &View<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for procedure in &view.list.rollback_procedures {
        let commands = || procedure.steps.iter().filter_map(|step| step.command.as_ref());
        let undoes = commands().any(|command| {
            command.text.lines().any(|line| {
                !only_marks(line)
                    && says(
                        &line.to_lowercase(),
                        "psql|mysql|downgrade|sql|pg_restore|migrate down|migrate:down|reset",
                    )
            })
        });
        if undoes {
            continue;
        }
        hits.extend(commands().filter(|command| only_marks(&command.text)).map(|command| {
            Hit::new(
                command.line,
                format!(
                    "{} only edits the list of migrations: the tables and columns stay as the deployment left them.",
                    quoted(&command.text)
                ),
            )
        }));
    }
    hits
}

fn order(view: &View<'_>) -> Vec<Hit> {
    const SCHEMA: &str = "migration|migrations|downgrade|schema|database";
    const CODE: &str = "code|previous version|previous image|previous tag|previous commit|previous release";
    view.list
        .rollback_procedures
        .iter()
        .filter_map(|procedure| {
            let back = |words: &str| says(words, "revert|roll back|rollback|restore|downgrade|undo");
            let returns = |words: &str| back(words) || says(words, "deploy|redeploy|check out|checkout|start|previous");
            let keyed: Vec<String> = procedure.steps.iter().map(|step| key(&step.text)).collect();
            let schema = keyed.iter().position(|words| says(words, SCHEMA) && back(words))?;
            let code = keyed
                .iter()
                .position(|words| says(words, CODE) && !says(words, SCHEMA) && returns(words))?;
            let stopped = keyed[..schema].iter().any(|words| {
                says(words, "stop|scale|drain|maintenance|pause|disable|traffic|shut down") && !says(words, "monitoring")
            });
            (schema < code && !stopped).then(|| {
                let (first, then) = (&procedure.steps[schema], &procedure.steps[code]);
                Hit::new(
                    first.line,
                    format!(
                        "Line {} takes back the database before line {} takes back the code: in between the new code runs on the old schema.",
                        first.line, then.line
                    ),
                )
            })
        })
        .collect()
}

fn tested_late(view: &View<'_>) -> Vec<Hit> {
    const TRIED: &str = "test|tested|verify|verified|rehearse|rehearsed|practice|practiced|try|tried|measured|probado|probar|testeado|testado|testar";
    [
        ("rollback", "roll back|rollback|rollbacks"),
        ("backup", "backup|backups|restore"),
    ]
    .into_iter()
    .filter_map(|(what, words)| {
        let about: Vec<&Entry<'_>> = view
            .entries
            .iter()
            .filter(|entry| {
                says(&entry.key, words) && says(&entry.key, TRIED) && entry.item.command.is_none()
            })
            .filter(|entry| !says(&entry.key, "rate"))
            .collect();
        let first = about
            .first()
            .filter(|_| about.iter().all(|entry| entry.stage == Stage::After))?;
        // A backup that is taken and looked at before is no late one.
        let prepared = view.entries.iter().any(|entry| {
            entry.stage != Stage::After
                && !entry.criterion
                && says(&entry.key, words)
                && (what == "backup" || says(&entry.key, TRIED))
        });
        (!prepared).then(|| {
            Hit::new(
                first.item.line,
                format!(
                    "{} on line {} comes after the deployment, and nothing tries the {what} before it.",
                    quoted(&first.item.text),
                    first.item.line
                ),
            )
        })
    })
    .collect()
}

fn alerts_late(view: &View<'_>) -> Vec<Hit> {
    const SET_UP: &str = "set up|setup|configure|create|add|enable|implement|install";
    const SEES: &str = "monitoring|alerts|alert|alerting|monitoring dashboard";
    let prepared = view.entries.iter().any(|entry| {
        matches!(entry.stage, Stage::Before | Stage::Unknown)
            && entry.item.claimed.is_some()
            && says(&entry.key, SEES)
            && says(
                &entry.key,
                "set up|setup|configured|configure|deployed|enabled|verified|live|operational|tested",
            )
            && view
                .list
                .follow_ups
                .iter()
                .all(|follow| follow.line != entry.item.line)
    });
    let late: Vec<_> = view
        .list
        .follow_ups
        .iter()
        .filter(|follow| {
            let key = key(&follow.text);
            SET_UP.split('|').any(|verb| key.starts_with(&format!("{verb} "))) && says(&key, SEES)
        })
        .collect();
    let Some(first) = late.first().filter(|_| !prepared) else {
        return Vec::new();
    };
    let at: Vec<u32> = late.iter().map(|follow| follow.line).collect();
    vec![Hit::new(
        first.line,
        format!(
            "{} is left for later ({}): until then nobody is told when it fails.",
            quoted(&first.text),
            lines(&at)
        ),
    )]
}

static CLEANS: Words = word_list!("delete from|truncate|clean up test|remove test|cleanup test|delete test");
static TEST_ROWS: Words = word_list!("test data|test rows|test records");

fn test_data_left(view: &View<'_>) -> Vec<Hit> {
    let inserts: Vec<u32> = view
        .commands
        .iter()
        .filter(|placed| placed.purpose != Purpose::WayBack)
        .filter(|placed| {
            let text = placed.command.text.to_lowercase();
            says(&text, "insert into")
                && (text.contains("test") || says(&key(placed.words), "test data|dummy|sample"))
        })
        .map(|placed| placed.command.line)
        .collect();
    if inserts.is_empty() {
        return Vec::new();
    }
    let cleans = view.numbered().any(|said| {
        let key = view.key_of(&said);
        CLEANS.are_in(key) || (TEST_ROWS.are_in(key) && says(key, "delete|remove|clean|drop"))
    });
    match inserts.first() {
        Some(first) if !cleans => vec![Hit::new(
            *first,
            format!(
                "{} test rows ({}) and no step takes them out again.",
                count(inserts.len(), "command writes", "commands write"),
                lines(&inserts)
            ),
        )],
        _ => Vec::new(),
    }
}
