//! The table that is printed: what, how much, the limit, and whether it holds.

use std::time::Duration;

pub enum Limit {
    /// Shown for its own sake.
    None,
    Judged {
        words: String,
        holds: bool,
    },
}

impl Limit {
    pub fn at_most(value: f64, limit: f64, words: &str) -> Self {
        Self::Judged {
            words: format!("at most {words}"),
            holds: value <= limit,
        }
    }

    pub fn at_least(value: f64, limit: f64, words: &str) -> Self {
        Self::Judged {
            words: format!("at least {words}"),
            holds: value >= limit,
        }
    }
}

#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row, and says it at once to whoever waits.
    pub fn row(&mut self, what: &str, measured: String, limit: Limit) {
        let (limit, verdict) = match limit {
            Limit::None => (String::new(), ""),
            Limit::Judged { words, holds: true } => (words, "holds"),
            Limit::Judged { words, holds: false } => (words, "falls short"),
        };
        eprintln!("{what}: {measured} {verdict}");
        self.rows
            .push([what.to_owned(), measured, limit, verdict.to_owned()]);
    }

    /// As Markdown, aligned for reading as it stands.
    pub fn print(&self) {
        let head = ["what", "measured", "limit", ""].map(str::to_owned);
        let all = || std::iter::once(&head).chain(&self.rows);
        let width = |column: usize| {
            all()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths = [width(0), width(1), width(2), width(3)];
        for (at, row) in all().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            println!("| {} |", cells.join(" | "));
            if at == 0 {
                println!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
            }
        }
    }
}

pub fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
