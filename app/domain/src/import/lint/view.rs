//! The document as the rules look at it: items with where they stand, commands with what they are for, sections by line.
//! Made once for all rules, in one pass over the checklist and one over the text.

use std::cell::OnceCell;

use super::layout::{self, Section};
use super::names::{self, Labelled};
use super::shell_text::ShellText;
use super::stage::{self, Stage};
use super::suppress::{self, Suppression};
use super::thresholds::{self, Bound};
use super::words;
use crate::checklist::{Anchor, Checklist, Command, Item, ItemKind, Phase, Task};
use crate::import::text::key;

pub struct View<'a> {
    pub list: &'a Checklist,
    pub lines: Vec<&'a str>,
    /// Every item, nested ones too.
    pub entries: Vec<Entry<'a>>,
    pub commands: Vec<Placed<'a>>,
    pub sections: Vec<Section<'a>>,
    pub suppressions: Vec<Suppression<'a>>,
    /// By line from 0, whether it stands inside a fence (its marks included).
    fenced: Vec<bool>,
    ready: OnceCell<Option<Said<'a>>>,
    keys: OnceCell<Vec<String>>,
    bounds: OnceCell<Vec<Bound<'a>>>,
    labelled: OnceCell<Vec<Labelled<'a>>>,
}

/// An item and where it stands.
pub struct Entry<'a> {
    pub item: &'a Item,
    pub phase: Option<&'a Phase>,
    pub task: Option<&'a Task>,
    pub stage: Stage,
    /// Whether it is a success criterion of the document.
    pub criterion: bool,
    pub key: String,
}

/// The list an item stands in: the ids of its phase and its task.
pub type Holder<'a> = (Option<&'a str>, Option<&'a str>);

impl<'a> Entry<'a> {
    pub fn holder(&self) -> Holder<'a> {
        (
            self.phase.map(|phase| phase.id.as_str()),
            self.task.map(|task| task.id.as_str()),
        )
    }

    pub fn is_open_box(&self) -> bool {
        self.item.claimed == Some(false) && self.item.glyph.is_none()
    }

    pub fn is_ticked(&self) -> bool {
        self.item.claimed == Some(true)
    }
}

/// What a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Check,
    Step,
    WayBack,
}

pub struct Placed<'a> {
    pub command: &'a Command,
    pub purpose: Purpose,
    /// The words it stands under.
    pub words: &'a str,
    pub item: Option<&'a Item>,
    pub stage: Stage,
    /// The phase and task it stands in, or the procedure: what is one piece of work.
    pub work: Holder<'a>,
    script: OnceCell<ShellText>,
}

impl Placed<'_> {
    pub fn is_shell(&self) -> bool {
        matches!(self.command.interpreter.as_str(), "bash" | "sh" | "zsh")
    }

    /// The command as a shell reads it; several rules look at it.
    pub fn shell(&self) -> &ShellText {
        self.script.get_or_init(|| ShellText::read(&self.command.text))
    }

    pub fn is_sql(&self) -> bool {
        matches!(self.command.interpreter.as_str(), "sql" | "psql")
    }
}

/// Words of the document with their line.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub line: u32,
    pub text: &'a str,
}

impl<'a> View<'a> {
    pub fn new(list: &'a Checklist, text: &'a str) -> Self {
        let lines = layout::lines(text);
        let fenced = layout::fenced(&lines);
        let sections = layout::sections(list, lines.len());
        let suppressions = suppress::read(&lines, &fenced, &sections);
        let mut view = View {
            list,
            lines,
            entries: Vec::new(),
            commands: Vec::new(),
            sections,
            suppressions,
            fenced,
            ready: OnceCell::new(),
            keys: OnceCell::new(),
            bounds: OnceCell::new(),
            labelled: OnceCell::new(),
        };
        view.gather();
        view
    }

    /// Lines outside fences, with their numbers.
    pub fn prose(&self) -> impl Iterator<Item = Said<'a>> + '_ {
        self.numbered()
            .filter(|said| !self.is_fenced(said.line))
            .filter(|said| !said.text.trim_start().starts_with("<!--"))
    }

    /// All lines with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = Said<'a>> + '_ {
        self.lines.iter().enumerate().map(|(at, text)| Said {
            line: at as u32 + 1,
            text,
        })
    }

    pub fn is_fenced(&self, line: u32) -> bool {
        let at = (line as usize).checked_sub(1);
        at.and_then(|at| self.fenced.get(at)).copied().unwrap_or(false)
    }

    /// The text of a line; nothing where there is no such line.
    pub fn text_of(&self, line: u32) -> &'a str {
        let at = (line as usize).checked_sub(1);
        at.and_then(|at| self.lines.get(at)).copied().unwrap_or_default()
    }

    /// The line at or below this one that holds these words; the line itself where none near it does.
    pub fn line_below(&self, line: u32, words: &str) -> u32 {
        const NEAR: u32 = 30;
        let beginning: String = words.chars().take(20).collect();
        (line..line.saturating_add(NEAR))
            .find(|at| self.text_of(*at).contains(&beginning))
            .unwrap_or(line)
    }

    /// The innermost section that holds a line.
    pub fn section_at(&self, line: u32) -> Option<usize> {
        let after = self.sections.partition_point(|section| section.line <= line);
        let mut at = after.checked_sub(1);
        while let Some(index) = at {
            if self.sections[index].last_line >= line {
                return Some(index);
            }
            at = self.sections[index].parent;
        }
        None
    }

    /// The headings above a line, innermost first.
    pub fn headings_at(&self, line: u32) -> Vec<&'a str> {
        let mut titles = Vec::new();
        let mut at = self.section_at(line);
        while let Some(index) = at {
            titles.push(self.sections[index].title);
            at = self.sections[index].parent;
        }
        titles
    }

    /// The words of a line for looking words up.
    pub fn key_of(&self, said: &Said<'_>) -> &str {
        let keys = self
            .keys
            .get_or_init(|| self.lines.iter().map(|line| key(line)).collect());
        &keys[said.line as usize - 1]
    }

    /// Every threshold of the document.
    pub fn bounds(&self) -> &[Bound<'a>] {
        self.bounds.get_or_init(|| thresholds::all(self))
    }

    /// Every "Label: value" outside fences and contacts.
    pub fn labelled(&self) -> &[Labelled<'a>] {
        self.labelled.get_or_init(|| names::labelled(self))
    }

    pub fn stage_at(&self, line: u32) -> Stage {
        stage::of(self.parts_at(line))
    }

    /// The headings above a line without the title: that the whole is a deployment says nothing of a part.
    fn parts_at(&self, line: u32) -> Vec<&'a str> {
        let mut titles = self.headings_at(line);
        if titles.last().is_some_and(|title| *title == self.list.title) {
            titles.pop();
        }
        titles
    }

    /// The document's first plain claim that it is ready to be deployed.
    pub fn ready(&self) -> Option<Said<'a>> {
        *self.ready.get_or_init(|| {
            self.list.claims.iter().find_map(|claim| {
                claims_readiness(&claim.text).then_some(Said {
                    line: claim.line,
                    text: &claim.text,
                })
            })
        })
    }

    /// Boxes of the document, ticked or open.
    pub fn boxes(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.is_open_box() || entry.is_ticked())
            .count()
    }

    /// Whether this is the plan of a deployment to be run, and no guide or list of habits:
    /// a claim to be ready, or boxes to tick in more than one stage of a deployment or with a way back.
    pub fn is_plan(&self) -> bool {
        if self.ready().is_some() {
            return true;
        }
        let has = |stage| self.entries.iter().any(|entry| entry.stage == stage);
        let stages = [Stage::Before, Stage::During, Stage::After]
            .into_iter()
            .filter(|stage| has(*stage));
        self.boxes() >= 5 && (stages.count() >= 2 || !self.list.rollback_procedures.is_empty())
    }

    fn gather(&mut self) {
        let list = self.list;
        let mut criteria: Vec<&str> = list
            .success_criteria
            .iter()
            .filter_map(|criterion| criterion.item.as_deref())
            .collect();
        criteria.sort_unstable();
        for phase in &list.phases {
            for item in &phase.items {
                self.add(item, Some(phase), None, &criteria);
            }
            for task in &phase.tasks {
                for item in &task.items {
                    self.add(item, Some(phase), Some(task), &criteria);
                }
            }
        }
        for item in &list.items {
            self.add(item, None, None, &criteria);
        }
        for procedure in &list.rollback_procedures {
            for step in &procedure.steps {
                let Some(command) = &step.command else { continue };
                self.commands.push(Placed {
                    command,
                    purpose: Purpose::WayBack,
                    words: &step.text,
                    item: None,
                    stage: Stage::Unknown,
                    work: (None, Some(&procedure.title)),
                    script: OnceCell::new(),
                });
            }
        }
    }

    fn add(&mut self, item: &'a Item, phase: Option<&'a Phase>, task: Option<&'a Task>, criteria: &[&str]) {
        let mut waiting = vec![item];
        let stage = self.stage_of(item, phase, task);
        while let Some(item) = waiting.pop() {
            self.entries.push(Entry {
                item,
                phase,
                task,
                stage,
                criterion: criteria.binary_search(&item.id.as_str()).is_ok(),
                key: key(&item.text),
            });
            if let Some(command) = &item.command {
                self.commands.push(Placed {
                    command,
                    purpose: match item.kind {
                        ItemKind::Check => Purpose::Check,
                        ItemKind::Step => Purpose::Step,
                    },
                    words: &item.text,
                    item: Some(item),
                    stage,
                    work: (
                        phase.map(|phase| phase.id.as_str()),
                        task.map(|task| task.id.as_str()),
                    ),
                    script: OnceCell::new(),
                });
            }
            waiting.extend(item.items.iter().rev());
        }
    }

    fn stage_of(&self, item: &Item, phase: Option<&Phase>, task: Option<&Task>) -> Stage {
        let headings = self.parts_at(item.line);
        let near = item
            .group
            .as_deref()
            .into_iter()
            .chain(task.map(|task| task.title.as_str()));
        let far = phase
            .into_iter()
            .flat_map(|phase| [Some(phase.title.as_str()), phase.stage.as_deref()])
            .flatten();
        let named = stage::of(near.chain(headings.iter().copied()).chain(far));
        // A window counted from the start tells what the words do not.
        let window = phase
            .and_then(|phase| phase.window.as_ref())
            .filter(|window| window.anchor == Anchor::T0);
        match (named, window.and_then(|window| window.from_min)) {
            (Stage::Unknown, Some(from)) if from >= 0 => Stage::After,
            (Stage::Unknown, Some(_)) => Stage::Before,
            _ => named,
        }
    }
}

/// "READY FOR DEPLOYMENT", "Production ready", "Approved for launch"; not "ready when …", "not ready", "almost ready".
pub fn claims_readiness(text: &str) -> bool {
    const READY: &str = "ready|production-ready|approved for production|approved for launch|approved for deployment|\
        approved for release|cleared for launch|good to go|go for launch|listo para|lista para|pronto para|pronta para|\
        prêt pour|bereit für";
    const HEDGED: &str = "not|isn't|aren't|when|once|if|until|unless|almost|nearly|getting|will be|to be|no está|não está|\
        pas|nicht|make|ensure|verify|check";
    let key = key(text);
    (words::says(&key, READY) || text.contains("準備完了") || text.contains("リリース可能"))
        && !words::says(&key, HEDGED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_is_claimed_plainly_or_not_at_all() {
        for claim in [
            "✅ READY FOR PRODUCTION",
            "Production-ready",
            "READY FOR DEPLOYMENT (pending Task 1-3)",
            "Listo para producción",
        ] {
            assert!(claims_readiness(claim), "{claim}");
        }
        for other in [
            "Not ready",
            "Ready when all boxes are ticked",
            "Already deployed",
            "All Critical Issues Resolved",
        ] {
            assert!(!claims_readiness(other), "{other}");
        }
    }
}
