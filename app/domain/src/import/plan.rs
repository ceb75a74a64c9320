//! Which sections are phases, which hold phases, and which stand apart.
//! Decided from the whole document: what one heading means depends on what the others call themselves.

use super::heading::{Calls, Title};
use super::outline::{Block, Body, joined};
use super::sections::{Document, Section, any, boxes};
use super::tables;
use super::text::{has_words, key};
use super::topic::{self, Topic};
use super::{body, kinds, phrases, window};

pub enum Part<'d, 'a> {
    Phase {
        section: &'d Section<'a>,
        stage: Option<String>,
    },
    /// Tasks that stand in no phase of the document's own: one phase is made of them.
    Tasks {
        title: Option<String>,
        sections: Vec<&'d Section<'a>>,
    },
    /// The words directly under a heading whose sub-sections follow as parts of their own.
    Opening {
        section: &'d Section<'a>,
    },
    Apart {
        section: &'d Section<'a>,
    },
}

pub struct Plan<'d, 'a> {
    pub parts: Vec<Part<'d, 'a>>,
    /// Whether a sub-section of a phase that has no label of its own is a task, or only a group of items.
    pub plain_children_are_tasks: bool,
    /// Whether what stands before the first section is to be done, and not only told.
    pub intro_is_work: bool,
}

pub fn plan<'d, 'a>(document: &'d Document<'a>) -> Plan<'d, 'a> {
    let labelled = document
        .sections
        .iter()
        .flat_map(Section::with_all_below)
        .any(|section| calls_phase(&section.title));
    let timed = document
        .sections
        .iter()
        .filter(|section| section.title.calls == Some(Calls::Time))
        .count()
        >= 2;
    let mut planner = Planner {
        explicit: labelled || timed,
        by_time: !labelled,
        parts: Vec::new(),
    };
    planner.siblings(&document.sections, None);
    // A document that marks no work as such: its timetables, and its lists of things to do, are the work.
    let marked = planner
        .parts
        .iter()
        .any(|part| matches!(part, Part::Phase { .. } | Part::Tasks { .. }))
        || holds_steps(document.intro)
        || tables::is_work(document.intro);
    if !marked {
        for part in &mut planner.parts {
            if let Part::Apart { section } = *part
                && (tables::is_work(section.body)
                    || (!topic::stands_apart(section.topic) && lists_acts(section.body)))
            {
                *part = Part::Phase { section, stage: None };
            }
        }
    }
    let plain_children_are_tasks = planner.plain_children_are_tasks();
    Plan {
        intro_is_work: holds_steps(document.intro)
            || tables::is_work(document.intro)
            || (!marked && lists_acts(document.intro)),
        parts: planner.parts,
        plain_children_are_tasks,
    }
}

pub fn calls_phase(title: &Title) -> bool {
    matches!(title.calls, Some(Calls::Phase | Calls::Stage))
}

pub fn is_labelled_task(section: &Section<'_>) -> bool {
    match section.title.calls {
        Some(Calls::Task | Calls::Option) => true,
        Some(Calls::Phase | Calls::Stage | Calls::Scenario | Calls::Time) => false,
        None => section.title.number.is_some() && section.has_content(),
    }
}

struct Planner<'d, 'a> {
    explicit: bool,
    /// The phases are known by their times alone: other parts may be phases without one.
    by_time: bool,
    parts: Vec<Part<'d, 'a>>,
}

impl<'d, 'a> Planner<'d, 'a> {
    fn siblings(&mut self, sections: &'d [Section<'a>], stage: Option<&str>) {
        let timed_row = sections
            .iter()
            .filter(|section| section.title.calls == Some(Calls::Time))
            .count()
            >= 2;
        let mut at = 0;
        while at < sections.len() {
            let called =
                |section: &Section<'_>| matches!(section.title.calls, Some(Calls::Task | Calls::Option));
            let run = sections[at..]
                .iter()
                .take_while(|section| called(section))
                .count();
            if run > 0 {
                let title = stage.map(str::to_owned);
                self.parts.push(Part::Tasks {
                    title,
                    sections: sections[at..at + run].iter().collect(),
                });
                at += run;
            } else {
                self.section(&sections[at], stage, timed_row);
                at += 1;
            }
        }
    }

    fn section(&mut self, section: &'d Section<'a>, stage: Option<&str>, timed_row: bool) {
        let holds_phases = section
            .children
            .iter()
            .flat_map(Section::with_all_below)
            .any(|below| calls_phase(&below.title));
        if holds_phases || (!self.explicit && !topic::stands_apart(section.topic) && holds_stages(section)) {
            self.parts.push(Part::Opening { section });
            self.siblings(&section.children, Some(&section.title.name));
        } else if self.is_phase(section, timed_row) {
            self.parts.push(Part::Phase {
                section,
                stage: stage.map(str::to_owned),
            });
        } else if !topic::stands_apart(section.topic) && wraps_parts(section) {
            self.parts.push(Part::Opening { section });
            self.siblings(&section.children, None);
        } else {
            self.parts.push(Part::Apart { section });
        }
    }

    fn is_phase(&self, section: &Section<'_>, timed_row: bool) -> bool {
        if calls_phase(&section.title)
            || (timed_row && self.explicit && section.title.calls == Some(Calls::Time))
        {
            return true;
        }
        if topic::stands_apart(section.topic) || wraps_parts(section) {
            return false;
        }
        let labelled_tasks = section
            .children
            .iter()
            .any(|child| is_labelled_task(child) && acts(child));
        if section.boxes() > 0 || has_run_sheet(section) {
            return true;
        }
        if section.title.done || section.topic == Topic::Status {
            return false;
        }
        let begins_or_ends = is_stage_word(&section.title.name);
        if self.explicit {
            let acts = labelled_tasks || (self.by_time && any(section.body, &is_step_block));
            return (acts && (begins_or_ends || is_about_work(&section.title.name) || self.by_time))
                && !matches!(section.topic, Topic::Metrics | Topic::Alerts);
        }
        labelled_tasks
            || has_steps(section)
            || ((begins_or_ends || is_about_work(&section.title.name) || section.title.stated.is_some())
                && acts_or_explains(section))
    }

    fn plain_children_are_tasks(&self) -> bool {
        let phases: Vec<&Section<'_>> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Phase { section, .. } => Some(*section),
                _ => None,
            })
            .collect();
        let divided = phases
            .iter()
            .filter(|phase| {
                phase
                    .children
                    .iter()
                    .any(|c| !topic::stands_apart(c.topic) && c.has_content())
            })
            .count();
        if self.explicit {
            return divided * 2 >= phases.len().max(1);
        }
        !phases
            .iter()
            .any(|phase| phase.children.iter().any(is_labelled_task))
    }
}

/// At least two sub-sections that name a stretch of the work ("Before …", "During …") and hold something to do.
fn holds_stages(section: &Section<'_>) -> bool {
    let stages = section.children.iter().filter(|child| {
        is_stage_word(&child.title.name)
            && (child.boxes() > 0 || has_steps(child))
            && child.title.number.is_none()
    });
    stages.count() >= 2
}

/// A heading over several parts of different kinds ("All systems operational" over fixes, deployment, next steps).
fn wraps_parts(section: &Section<'_>) -> bool {
    let apart = section
        .children
        .iter()
        .filter(|child| topic::stands_apart(child.topic))
        .count();
    section.children.len() >= 4 && apart >= 2 && boxes(section.body) == 0 && section.title.number.is_none()
}

fn acts(section: &Section<'_>) -> bool {
    section.boxes() > 0
        || section.any_block(&|block| matches!(block.body, Body::Fence(_) | Body::List { .. }))
}

fn acts_or_explains(section: &Section<'_>) -> bool {
    section.any_block(&|block| matches!(block.body, Body::Fence(_) | Body::List { .. }))
        || section.children.len() >= 2
        || only_instructs(section.body)
}

/// Paragraphs and nothing else, the first of which tells somebody to act or to look.
fn only_instructs(blocks: &[Block]) -> bool {
    let paragraphs = blocks
        .iter()
        .all(|block| matches!(block.body, Body::Paragraph(_)));
    let first = blocks.first().and_then(|block| match &block.body {
        Body::Paragraph(lines) => Some(joined(lines)),
        _ => None,
    });
    paragraphs && first.is_some_and(|words| body::is_instruction(&words))
}

/// Commands, or a numbered list whose entries begin with words.
fn has_steps(section: &Section<'_>) -> bool {
    let own = any(section.body, &is_step_block);
    own || section
        .children
        .iter()
        .any(|child| !topic::stands_apart(child.topic) && has_steps(child))
}

/// Whether blocks hold steps or boxes.
pub fn holds_steps(blocks: &[Block]) -> bool {
    boxes(blocks) > 0 || any(blocks, &is_step_block)
}

/// A list most of whose entries tell somebody to act or to look, or begin with a time.
fn lists_acts(blocks: &[Block]) -> bool {
    any(blocks, &|block| match &block.body {
        Body::List { entries, .. } => {
            let acts = entries.iter().filter(|entry| {
                let words = entry.text();
                kinds::begins_with_verb(&words)
                    || window::leading(&words).is_some_and(|(_, rest)| !rest.is_empty())
            });
            entries.len() >= 2 && acts.count() * 2 >= entries.len()
        }
        _ => false,
    })
}

fn is_step_block(block: &Block) -> bool {
    match &block.body {
        Body::Fence(fence) => {
            let language = fence
                .info
                .split([' ', '{', ','])
                .next()
                .unwrap_or_default()
                .to_lowercase();
            matches!(
                language.as_str(),
                "bash"
                    | "sh"
                    | "shell"
                    | "console"
                    | "zsh"
                    | "sql"
                    | "powershell"
                    | "ps1"
                    | "cmd"
                    | "fish"
                    | "terminal"
                    | "shell-session"
            )
        }
        Body::List {
            ordered: true,
            entries,
        } => {
            let worded = entries.iter().filter(|entry| {
                entry.lines().first().is_some_and(|line| {
                    line.leading_code.is_none()
                        && !line.only_link
                        && line
                            .text
                            .chars()
                            .next()
                            .is_some_and(|c| c.is_alphabetic() || c == '[')
                })
            });
            worded.count() * 2 > entries.len()
        }
        _ => false,
    }
}

/// A table whose rows are work: a task, and who does it, when, or what it waits for.
fn has_run_sheet(section: &Section<'_>) -> bool {
    section.topic != Topic::Timeline && tables::is_work(section.body)
}

/// Words that begin a stretch of the work.
fn is_stage_word(title: &str) -> bool {
    const BEGIN: &str = "pre-|pre |post-|post |before|during|after|prior|day |week |hour |morning of|evening of|\
        end of|antes|durante|después|depois|avant|pendant|après|vor |während|nach |事前|事後|\
        部署前|部署后|发布前|发布后|до |после ";
    const WHOLE: &str = "deployment|deploy|launch|release|cutover|go-live|rollout|execution|preparation|verification|\
        validation|despliegue|implantação|déploiement|部署|デプロイ";
    let key = key(title);
    BEGIN.split('|').any(|begin| key.starts_with(begin)) || phrases::holds(WHOLE, &key)
}

fn is_about_work(title: &str) -> bool {
    const WORK: &str = "prerequisites|preconditions|pre-requisites|before you begin|implementation|runbook|requisitos previos|\
        pré-requisitos|prérequis|voraussetzungen|durchführung|umsetzung|abnahme|前提条件|前置条件|предварительные условия|\
        выкладка|выполнение|실행|사전 준비|deploy|deployment|deploying|release|releasing|launch|go-live|go live|cutover|rollout|\
        migration|verification|validation|testing|tests|test|smoke|monitoring|preparation|prepare|\
        build|publish|checklist|steps|procedure|instructions|process|preflight|freeze|backup|\
        upgrade|install|installation|smoke test|health check|how to|despliegue|lanzamiento|\
        verificación|pruebas|pasos|preparación|implantação|lançamento|verificação|testes|\
        passos|preparação|déploiement|vérification|préparation|étapes|mise en production|\
        bereitstellung|deployment-schritte|prüfung|vorbereitung|überprüfung|rilascio|verifica|\
        preparazione|デプロイ|リリース|手順|準備|確認|検証|部署|发布|上线|\
        验证|检查|准备|步骤|развертывание|развёртывание|\
        проверка|подготовка|релиз|배포|검증|준비";
    let key = key(title);
    WORK.split('|').any(|word| has_words(&key, word))
}
