//! The labelled facts of a task or a phase, taken in order; the first of a kind wins, later ones stay facts of the document.

use super::labels::{self, Label};
use super::window::{self, Stated};
use crate::checklist::{Offset, Task};

#[derive(Default)]
pub struct Fields {
    pub owner_text: Option<String>,
    pub owners: Vec<String>,
    pub stated_time: Option<String>,
    pub stated: Option<Stated>,
    pub purpose: Option<String>,
    pub blocker: Option<String>,
    pub success: Option<String>,
    pub rollback: Option<String>,
    pub repeat: Option<String>,
    pub details: Vec<String>,
    /// A rule was drawn below: what follows speaks of the document and no longer of the task.
    pub closed: bool,
    first_prose: Option<String>,
}

impl Fields {
    /// Takes a labelled value; false where there was one already, or the label is none of ours.
    pub fn take(&mut self, label: Label, value: &str) -> bool {
        let free = match label {
            Label::Owner => self.owner_text.is_none(),
            Label::Time | Label::When => self.stated_time.is_none() || (self.closed && self.stated.is_none()),
            Label::Purpose => self.purpose.is_none(),
            Label::Blocker => self.blocker.is_none(),
            Label::Success => self.success.is_none(),
            Label::Repeat => self.repeat.is_none(),
            _ => false,
        };
        // "When: T-2h" and "Duration: 30 min" may stand side by side.
        if matches!(label, Label::Time | Label::When) && !free {
            return !self.closed && self.add_time(value);
        }
        if !free || (self.closed && self.any()) {
            return false;
        }
        let value = value.trim();
        match label {
            Label::Owner => {
                self.owners = labels::owners(value);
                self.owner_text = Some(value.to_owned());
            }
            Label::Time | Label::When => {
                self.stated_time = Some(value.to_owned());
                self.stated = time(value);
            }
            Label::Purpose => self.purpose = Some(value.to_owned()),
            Label::Blocker => self.blocker = Some(value.to_owned()),
            Label::Success => self.success = Some(value.to_owned()),
            Label::Repeat => self.repeat = Some(value.to_owned()),
            _ => return false,
        }
        true
    }

    fn any(&self) -> bool {
        self.owner_text.is_some() || self.stated_time.is_some() || self.purpose.is_some()
    }

    fn add_time(&mut self, value: &str) -> bool {
        let Some(more) = time(value) else { return false };
        let known = self.stated.get_or_insert_with(Stated::default);
        let adds = (known.window.is_none() && more.window.is_some())
            || (known.duration.is_none() && more.duration.is_some());
        if adds {
            known.window = known.window.take().or(more.window);
            known.duration = known.duration.or(more.duration);
            self.stated_time = self
                .stated_time
                .take()
                .map(|stated| format!("{stated}; {}", value.trim()));
        }
        adds
    }

    /// Running text: the first of it says what a task is for, where no label does.
    pub fn prose(&mut self, words: &str) {
        if self.closed {
            return;
        }
        match self.first_prose {
            None => self.first_prose = Some(words.to_owned()),
            Some(_) => self.details.push(words.to_owned()),
        }
    }

    pub fn fill_from(&mut self, more: Fields) {
        self.owner_text = self.owner_text.take().or(more.owner_text);
        if self.owners.is_empty() {
            self.owners = more.owners;
        }
        self.stated_time = self.stated_time.take().or(more.stated_time);
        self.stated = self.stated.take().or(more.stated);
        self.purpose = self.purpose.take().or(more.purpose);
        self.blocker = self.blocker.take().or(more.blocker);
        self.success = self.success.take().or(more.success);
        self.rollback = self.rollback.take().or(more.rollback);
        self.repeat = self.repeat.take().or(more.repeat);
        self.details.extend(more.first_prose);
        self.details.extend(more.details);
    }

    /// Writes what was found into the task; what its heading said already stays.
    pub fn into_task(mut self, task: &mut Task) {
        if let Some(owner) = self.owner_text {
            task.owner_text = Some(owner);
            task.owners = self.owners;
        }
        if let Some(stated) = self.stated_time {
            task.stated_time = Some(stated);
        }
        set_time(task, self.stated.as_ref());
        match (self.purpose.take(), self.first_prose.take()) {
            (Some(purpose), prose) => {
                task.purpose = Some(purpose);
                task.details.extend(prose);
            }
            (None, prose) => task.purpose = prose,
        }
        task.blocker = self.blocker;
        task.success = self.success;
        task.rollback = self.rollback;
        task.repeat = self.repeat.or_else(|| repeat_in(&task.title));
        task.details.extend(self.details);
    }
}

/// A time value; "Ongoing (first 24 hours)" says its length in brackets.
fn time(value: &str) -> Option<Stated> {
    window::read(value).or_else(|| {
        super::duration::minutes(value).map(|duration| Stated {
            window: None,
            duration: Some(duration),
        })
    })
}

/// Sets estimate and offset from a stated time, where they are not set yet.
pub fn set_time(task: &mut Task, stated: Option<&Stated>) {
    let Some(stated) = stated else { return };
    if task.offset.is_none() && !stated.is_date() {
        task.offset = stated.window.as_ref().and_then(|window| {
            window.from_min.map(|from_min| Offset {
                anchor: window.anchor,
                from_min,
            })
        });
    }
    if task.estimate_min.is_none() {
        task.estimate_min = stated.duration;
    }
}

/// "(for each instance)", "per region", "repeat for every shard".
pub fn repeat_in(title: &str) -> Option<String> {
    let lower = title.to_lowercase();
    [
        "for each ",
        "for every ",
        "repeat for ",
        "para cada ",
        "pour chaque ",
        "für jede",
        "per region",
        "per instance",
        "per cluster",
        "per tenant",
        "per node",
        "на каждом ",
        "для каждого ",
    ]
    .iter()
    .find_map(|words| {
        let at = lower.find(words)?;
        let rest = title.get(at..)?;
        let mut depth = 0;
        let end = rest.find(|c: char| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth < 0 || matches!(c, '.' | ';')
        });
        Some(rest[..end.unwrap_or(rest.len())].trim().to_owned())
    })
}
