//! What a deployment changes and what its way back undoes: code, schema, and how many migrations.

use std::sync::LazyLock;

use regex::Regex;

use super::view::{Entry, Purpose, View};
use super::words::{Words, says, word_list};
use crate::checklist::Effect;
use crate::import::text::key;

/// Where the document changes the schema of a database.
pub fn schema_change(view: &View<'_>) -> Option<u32> {
    let commands = view
        .commands
        .iter()
        .filter(|placed| placed.command.effect != Effect::Reads && placed.purpose == Purpose::Step)
        .filter_map(|placed| {
            let found = MIGRATES.find(&placed.command.text)?;
            Some(placed.command.line + placed.command.text[..found.start()].matches('\n').count() as u32)
        });
    let items = view
        .entries
        .iter()
        .filter(|entry| runs_migration(entry))
        .map(|entry| entry.item.line);
    commands.chain(items).min()
}

static MIGRATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bprisma\s+(?:migrate\s+(?:dev|deploy)|db\s+push)\b|\bdb:(?:push|migrate)\b|\balembic\s+upgrade\b|\bflask\s+db\s+upgrade\b|\bmanage\.py\s+migrate\b|\bflyway\b[^\n]*\bmigrate\b|\bliquibase\b[^\n]*\bupdate\b|\bknex\s+migrate:(?:latest|up)\b|\bsequelize\s+db:migrate\b|\bmigrate(?:-up)?\b[^\n]*\bup\b|\bmake\s+migrate(?:-up)?\b|\b(?:psql|mysql|mariadb)\b[^\n|]*<\s*\S+\.sql|\bdbmate\s+up\b|\bgoose\b[^\n]*\bup\b|\b(?:ALTER|CREATE)\s+TABLE\b",
    )
    .expect("a valid pattern")
});

fn runs_migration(entry: &Entry<'_>) -> bool {
    const MIGRATION: &str = "migration|migrations|migración|migraciones|migração|migrações";
    const RUN: &str = "run|execute|executed|apply|applied|perform|ejecutar|ejecutadas|ejecutada|executar|executadas|executada|\
        aplicar|aplicadas";
    let early = says(
        &entry.key,
        "test|tested|staging|plan|rollback|reviewed|review|rehearse|rehearsed|dry|backward",
    );
    !entry.criterion && !early && says(&entry.key, MIGRATION) && says(&entry.key, RUN)
}

/// Whether some step of some way back speaks of the database.
pub fn covers_schema(view: &View<'_>) -> bool {
    const DATABASE: &str = "database|schema|migration|migrations|migrate|downgrade|pg_restore|psql|mysql|dump|snapshot|\
        flyway|alembic|prisma|liquibase|point-in-time|db|banco|datos|dados|migración|migraciones|migração|データベース|数据库";
    let steps = view
        .list
        .rollback_procedures
        .iter()
        .flat_map(|procedure| &procedure.steps);
    let said = steps.flat_map(|step| {
        // The words alone may promise more than the command does.
        [
            step.command.as_ref().map(|command| command.text.as_str()),
            Some(step.text.as_str()),
        ]
    });
    let risks = view.list.risks.iter().map(|risk| risk.rollback.as_deref());
    let tasks = view
        .list
        .phases
        .iter()
        .flat_map(|phase| &phase.tasks)
        .map(|task| task.rollback.as_deref());
    said.chain(risks).chain(tasks).flatten().any(|text| {
        says(&key(text).replace(['-', '_', '/', '.'], " "), DATABASE) || says(&key(text), DATABASE)
    }) || reversible(view)
}

static OF_SCHEMA: Words = word_list!("migration|migrations|schema|column|columns|table");
static HARMLESS: Words = word_list!(
    "backward compatible|backwards compatible|backward-compatible|backwards-compatible|additive|expand-only|expand only|reversible"
);

/// "Migration is backward compatible": the schema may stay as it is.
fn reversible(view: &View<'_>) -> bool {
    view.prose().any(|said| {
        let key = view.key_of(&said);
        HARMLESS.are_in(key) && OF_SCHEMA.are_in(key)
    })
}

/// How many migrations the document says will run: the upgrades its log shows, or the files it marks as new.
pub fn migrations_ahead(view: &View<'_>) -> Option<(usize, u32)> {
    static UPGRADE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"Running upgrade \w+ -> \w+").expect("a valid pattern"));
    static NEW_FILE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b[0-9a-f]{6,14}_\w+\.(?:py|sql|rb|js|ts)\b.*\bNEW\b").expect("a valid pattern")
    });
    let counted = |pattern: &Regex| {
        let lines: Vec<u32> = view
            .numbered()
            .filter(|said| pattern.is_match(said.text))
            .map(|said| said.line)
            .collect();
        lines.first().map(|first| (lines.len(), *first))
    };
    let upgrades = counted(&UPGRADE);
    let files = counted(&NEW_FILE);
    upgrades.into_iter().chain(files).max_by_key(|(count, _)| *count)
}

/// A step back by a number of migrations: `alembic downgrade -1`, `rails db:rollback STEP=2`.
pub fn steps_back(text: &str) -> Option<usize> {
    static STEPS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:alembic|flask\s+db)\s+downgrade\s+-(?P<a>\d{1,3})\b|\bdb:rollback(?:\s+STEP=(?P<b>\d{1,3}))?\b|\b(?:sequelize\s+db:migrate:undo|goose\s+(?:\S+\s+){0,3}down|knex\s+migrate:down|dbmate\s+down)\b(?P<one>)|\bmigrate\b[^\n]{0,80}\bdown\s+(?P<c>\d{1,3})\b")
            .expect("a valid pattern")
    });
    let found = STEPS.captures(text)?;
    let number = ["a", "b", "c"].iter().find_map(|name| found.name(name));
    number.map_or(Some(1), |number| number.as_str().parse().ok())
}

/// A command that only corrects the list of migrations and leaves the schema as it is.
pub fn only_marks(text: &str) -> bool {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bprisma\s+migrate\s+resolve\b|\balembic\s+stamp\b|\bflask\s+db\s+stamp\b|\bmigrate\b[^\n]*--fake\b|\bflyway\b[^\n]*\brepair\b|\bliquibase\b[^\n]*\bchangelog-?sync\b")
            .expect("a valid pattern")
    });
    MARKS.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_back_are_counted() {
        assert_eq!(
            steps_back("Database can be rolled back: alembic downgrade -1"),
            Some(1)
        );
        assert_eq!(steps_back("rails db:rollback STEP=3"), Some(3));
        assert_eq!(steps_back("alembic downgrade 4f2a91"), None);
        assert!(
            only_marks("npx prisma migrate resolve --rolled-back add_x")
                && !only_marks("prisma migrate deploy")
        );
    }
}
