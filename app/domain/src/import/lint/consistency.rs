//! Consistency: what one place says and another takes back, values that will differ, gaps, and items that say nothing or nothing new.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::placeholders;
use super::rule::{Find, Group, Hit, LintRule};
use super::view::{Said, View};
use super::words::{Words, lines, quoted, says, word_list};
use crate::checklist::{ItemKind, Severity};
use crate::import::text::key;

pub const RULES: [LintRule; 7] = [
    LintRule {
        id: "required-and-disabled",
        group: Group::Consistency,
        severity: Severity::Error,
        says: "Something is required in one place and switched off in another.",
        why: "Whoever follows the second breaks what the first protects.",
        example: "# Shop 4.2\n\n## Known Limitations\n\n- Rate limiting: Redis is required in production\n\n## Rollback Plan\n\n```bash\n# Set in environment\nREDIS_ENABLED=false\n```\n",
        near_miss: "# Shop 4.2\n\n## Known Limitations\n\n- Rate limiting: Redis is optional in production\n\n## Rollback Plan\n\n```bash\n# Set in environment\nREDIS_ENABLED=false\n```\n",
        find: Find::Rule(required_and_disabled),
    },
    LintRule {
        id: "names-differ",
        group: Group::Consistency,
        severity: Severity::Warning,
        says: "A column or field is written in two ways, one of them in a query.",
        why: "The database knows one of the two. The other fails when it is typed in a hurry.",
        example: "# Shop 4.2\n\n## Verification\n\n- [ ] Index created on expires_at\n\n## Risks\n\n### Old quotes stay\n\n- Mitigation: SELECT id FROM quotes WHERE expiresAt < NOW();\n",
        near_miss: "# Shop 4.2\n\n## Verification\n\n- [ ] Index created on expires_at\n- [ ] The answer holds expiresAt\n\n## Risks\n\n### Old quotes stay\n\n- Mitigation: SELECT id FROM quotes WHERE expires_at < NOW();\n",
        find: Find::Rule(names_differ),
    },
    LintRule {
        id: "computed-twice",
        group: Group::Consistency,
        severity: Severity::Warning,
        says: "The same value, such as the time or a random name, is computed anew in each command of one task.",
        why: "Every command gets another value: what is built is not what is pushed. Compute it once and name it.",
        example: "# Shop 4.2\n\n## Deployment\n\n```bash\n# Backend\ndocker build -t shop/backend:v$(date +%Y%m%d-%H%M%S) ./backend\n# Worker\ndocker build -t shop/worker:v$(date +%Y%m%d-%H%M%S) ./worker\n```\n",
        near_miss: "# Shop 4.2\n\n## Deployment\n\n```bash\n# Build\nSTAMP=$(date +%Y%m%d-%H%M%S)\ndocker build -t shop/backend:v$STAMP ./backend\ndocker build -t shop/worker:v$STAMP ./worker\n```\n",
        find: Find::Rule(computed_twice),
    },
    LintRule {
        id: "placeholder-left",
        group: Group::Consistency,
        severity: Severity::Warning,
        says: "A plan that is to be run still holds placeholders.",
        why: "Somebody must fill them in while the deployment is running, or runs the command as it stands.",
        example: "# Shop 4.2\n\n**Status:** READY FOR PRODUCTION\n\n## Deployment\n\n```bash\n# Deploy\ncd /path/to/server\nhelm upgrade shop --set key=your-api-key\n```\n",
        near_miss: "# Shop 4.2\n\n**Status:** READY FOR PRODUCTION\n\n## Deployment\n\n```bash\n# Deploy\ncd /srv/shop\nhelm upgrade shop --set key=$API_KEY\n```\n",
        find: Find::Rule(placeholders::left),
    },
    LintRule {
        id: "duplicate-item",
        group: Group::Consistency,
        severity: Severity::Warning,
        says: "The same check stands twice in one list.",
        why: "One of the two was meant to be something else, or both will be ticked at once without looking.",
        example: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Verify backups are recent\n- [ ] Verify flags are off\n- [ ] Verify backups are recent\n",
        near_miss: "# Shop 4.2\n\n## Pre-Deployment\n\n- [ ] Verify backups are recent\n- [ ] Verify flags are off\n\n## Post-Deployment\n\n- [ ] Verify backups are recent\n",
        find: Find::Rule(duplicate_item),
    },
    LintRule {
        id: "vague-item",
        group: Group::Consistency,
        severity: Severity::Note,
        says: "An item asks for everything and names nothing.",
        why: "Nobody can say when it is done. Name what has to be looked at.",
        example: "# Shop 4.2\n\n## Post-Deployment\n\n- [ ] Make sure everything works\n",
        near_miss: "# Shop 4.2\n\n## Post-Deployment\n\n- [ ] Make sure the checkout works\n- [ ] Check all links of the footer\n",
        find: Find::Rule(vague_item),
    },
    LintRule {
        id: "unclosed-fence",
        group: Group::Consistency,
        severity: Severity::Warning,
        says: "A fence is opened and never closed.",
        why: "Everything after it was read as its text: tasks and checks may be missing.",
        example: "# Shop 4.2\n\n## Deployment\n\n```bash\nmake deploy\n\n- [ ] Verify health\n",
        near_miss: "# Shop 4.2\n\n## Deployment\n\n```bash\nmake deploy\n```\n\n- [ ] Verify health\n",
        find: Find::Reading,
    },
];

static SWITCHED_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:(?P<a>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)_ENABLED|ENABLE_(?P<b>[A-Z][A-Z0-9_]*)|(?P<c>[a-z][a-z0-9_-]*)\.enabled)\s*[=:]\s*[\x22']?(?:false|0|off|no)\b|\bDISABLE_(?P<d>[A-Z][A-Z0-9_]*)\s*[=:]\s*[\x22']?(?:true|1|on|yes)\b",
    )
    .expect("a valid pattern")
});
static REQUIRED: Words = word_list!(
    "required|mandatory|must be enabled|must be set|enforced|obligatorio|obligatoria|obrigatório|obrigatória|\
    obligatoire|erforderlich|必須|必填"
);
static NOT_REQUIRED: Words =
    word_list!("not required|no longer required|optional|not mandatory|opcional|optionnel");

fn required_and_disabled(view: &View<'_>) -> Vec<Hit> {
    // Lines that require something, by each of their words.
    let mut required: HashMap<&str, Vec<Said<'_>>> = HashMap::new();
    for said in view.numbered() {
        let key = view.key_of(&said);
        if REQUIRED.are_in(key) && !NOT_REQUIRED.are_in(key) {
            for word in key.split(|c: char| !c.is_alphanumeric()) {
                required.entry(word).or_default().push(said);
            }
        }
    }
    let mut seen: HashSet<String> = HashSet::new();
    view.numbered()
        .filter_map(|said| {
            if !["ENABLE", "DISABLE", ".enabled"]
                .iter()
                .any(|sign| said.text.contains(sign))
            {
                return None;
            }
            let found = SWITCHED_OFF.captures(said.text)?;
            let name = ["a", "b", "c", "d"].iter().find_map(|group| found.name(group))?;
            let words = key(&name.as_str().replace(['_', '-'], " "));
            if !seen.insert(words.clone()) {
                return None;
            }
            let places: Vec<Said<'_>> = required
                .get(words.split(' ').next()?)?
                .iter()
                .filter(|other| other.line != said.line && says(view.key_of(other), &words))
                .take(MOST_PLACES)
                .copied()
                .collect();
            let last = places.last()?;
            let at: Vec<u32> = places.iter().map(|said| said.line).collect();
            Some(Hit::new(
                said.line,
                format!(
                    "Line {} switches {words} off; {} {} it is required ({}).",
                    said.line,
                    lines(&at),
                    if at.len() == 1 { "says" } else { "say" },
                    quoted(&plain(last.text))
                ),
            ))
        })
        .collect()
}

/// A line of the document without the marks of its list and its emphasis.
fn plain(line: &str) -> String {
    let bare = line.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | '\t' | '-' | '*' | '#' | '.' | '>')
    });
    bare.replace(['*', '`'], "")
}

/// The most places that are named beside a switch.
const MOST_PLACES: usize = 8;

static SNAKE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b").expect("a valid pattern"));
static CAMEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+\b").expect("a valid pattern"));
static IN_A_QUERY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:SELECT|DELETE FROM|UPDATE|INSERT INTO|WHERE|ALTER TABLE|CREATE INDEX|ORDER BY|GROUP BY)\b|\b(?:TTL )?index exists on\b")
        .expect("a valid pattern")
});

fn names_differ(view: &View<'_>) -> Vec<Hit> {
    let mut camels: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for said in view.numbered().filter(|said| IN_A_QUERY.is_match(said.text)) {
        for found in CAMEL.find_iter(said.text) {
            let at = camels.entry(found.as_str()).or_default();
            if at.last() != Some(&said.line) {
                at.push(said.line);
            }
        }
    }
    if camels.is_empty() {
        return Vec::new();
    }
    let mut snakes: HashMap<String, (&str, u32)> = HashMap::new();
    for said in view.numbered().filter(|said| said.text.contains('_')) {
        for found in SNAKE.find_iter(said.text) {
            let plain = found.as_str().replace('_', "");
            snakes.entry(plain).or_insert((found.as_str(), said.line));
        }
    }
    let mut hits: Vec<Hit> = camels
        .into_iter()
        .filter_map(|(camel, at)| {
            let (snake, line) = snakes.get(&camel.to_lowercase())?;
            Some(Hit::new(
                at[0],
                format!(
                    "{} {} `{camel}` what line {line} writes `{snake}`: the database knows one of them.",
                    if at.len() == 1 {
                        format!("Line {}", at[0])
                    } else {
                        lines(&at).replacen('l', "L", 1)
                    },
                    if at.len() == 1 { "calls" } else { "call" },
                ),
            ))
        })
        .collect();
    hits.sort_by_key(|hit| hit.line);
    hits
}

static COMPUTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<set>[A-Za-z_]\w*=\x22?)?(?P<value>\$\((?:date\b[^)\n]*|uuidgen[^)\n]*|mktemp[^)\n]*|openssl rand[^)\n]*)\))").expect("a valid pattern")
});

fn computed_twice(view: &View<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut first: HashMap<(super::view::Holder<'_>, &str), (u32, bool)> = HashMap::new();
    for placed in view.commands.iter().filter(|placed| placed.is_shell()) {
        for (at, line) in placed.command.text.lines().enumerate() {
            let line_number = placed.command.line + at as u32;
            let tells = line.trim_start();
            if ["echo ", "printf ", "logger ", "log "]
                .iter()
                .any(|word| tells.starts_with(word))
            {
                continue;
            }
            for found in COMPUTED.captures_iter(line).take(MOST_PLACES) {
                let Some(value) = found.name("value").filter(|_| found.name("set").is_none()) else {
                    continue;
                };
                let known = first
                    .entry((placed.work, value.as_str()))
                    .or_insert((line_number, false));
                if known.0 != line_number && !known.1 {
                    known.1 = true;
                    hits.push(Hit::new(
                        line_number,
                        format!(
                            "{} is computed on line {} and again on line {line_number}: the two values differ. Set it once, use it twice.",
                            quoted(value.as_str()),
                            known.0
                        ),
                    ));
                }
            }
        }
    }
    hits
}

fn duplicate_item(view: &View<'_>) -> Vec<Hit> {
    /// The list, the words above it, the words of the item, and its command.
    type Asked<'k> = (&'k str, Option<&'k str>, &'k str, Option<&'k str>);
    let mut first: HashMap<Asked<'_>, u32> = HashMap::new();
    let mut hits = Vec::new();
    for entry in &view.entries {
        let item = entry.item;
        // Restarting twice may be meant; looking twice in one list is not.
        if item.kind != ItemKind::Check || item.claimed.is_none() || !entry.key.contains(' ') {
            continue;
        }
        let list = item.id.rsplit_once('.').map_or("", |(list, _)| list);
        let heading = || view.section_at(item.line).map(|index| view.sections[index].title);
        let group = item.group.as_deref().or_else(heading);
        let command = item.command.as_ref().map(|command| command.text.as_str());
        match first.get(&(list, group, entry.key.as_str(), command)) {
            Some(line) => hits.push(Hit::new(
                item.line,
                format!("{} stands on line {line} already.", quoted(&item.text)),
            )),
            None => {
                first.insert((list, group, entry.key.as_str(), command), item.line);
            }
        }
    }
    hits
}

static EVERYTHING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:etc|and so on|(?:(?:test|check|verify|ensure|confirm|validate|make sure)\s+(?:that\s+)?)?(?:everything|all things|all (?:major )?(?:features|systems|functionality)|the (?:whole )?(?:system|app|application))(?:\s+(?:is|are))?(?:\s+(?:work|works|working|ok|okay|fine|good|operational|functional|functioning|stable|manually|as expected|correctly|properly))*)$",
    )
    .expect("a valid pattern")
});

/// Who writes more than this says something.
const LONGEST_VAGUE: usize = 100;

fn vague_item(view: &View<'_>) -> Vec<Hit> {
    let items = view
        .entries
        .iter()
        .filter(|entry| {
            entry.item.items.is_empty() && entry.item.command.is_none() && entry.item.details.is_empty()
        })
        .map(|entry| (entry.item.line, entry.item.text.as_str(), entry.key.clone()));
    let follow_ups = view
        .list
        .follow_ups
        .iter()
        .map(|follow| (follow.line, follow.text.as_str(), key(&follow.text)));
    let mut hits: Vec<Hit> = items
        .chain(follow_ups)
        .filter(|(_, _, key)| key.len() < LONGEST_VAGUE && EVERYTHING.is_match(key))
        .map(|(line, text, _)| {
            Hit::new(
                line,
                format!("{} names nothing: say what has to be looked at.", quoted(text)),
            )
        })
        .collect();
    hits.sort_by_key(|hit| hit.line);
    hits.dedup_by_key(|hit| hit.line);
    hits
}
