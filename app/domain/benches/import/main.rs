//! Import beside the Markdown parser alone, on the same text in the same run. Prints one Markdown table, whose last column
//! says what falls short. A word on the command line keeps only the documents whose name has it.

#[path = "../../tests/support/plans.rs"]
mod plans;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/support/worst.rs"]
mod worst;

mod documents;
mod measure;

use std::time::Duration;

use documents::{Document, LARGE};

/// A page-long document is read in less than this.
const PAGE: Duration = Duration::from_millis(10);
/// So large is a page at most.
const PAGE_BYTES: usize = 20_000;
/// Whatever comes in is read or refused in less than this, with less than this memory.
const WORST: Duration = Duration::from_secs(2);
const WORST_MB: f64 = 200.0;
/// The share of the parser's speed that the import aims at.
const SHARE: f64 = 0.25;
/// How much longer twice the text may take.
const GROWTH: f64 = 2.3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [mode, name] = args.as_slice()
        && mode == "--peak"
    {
        let document = documents::named(name).expect("a known document");
        measure::import(&document.text);
        println!("{}", measure::own_peak_mb());
        return;
    }
    let wanted = |name: &str| args.iter().all(|arg| name.contains(arg.as_str()));

    println!(
        "| document | KB | import | MB/s | parser alone | share of its speed | peak MB | twice the text | |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for document in documents::written()
        .iter()
        .filter(|document| wanted(&document.name))
    {
        row(document, None);
    }
    for kind in worst::KINDS.iter().filter(|kind| wanted(kind.name)) {
        row(
            &documents::slow(kind, LARGE),
            Some(&documents::slow(kind, LARGE / 2)),
        );
    }
}

/// Measures one document, beside half of it where that is asked, and prints its row.
fn row(document: &Document, half: Option<&Document>) {
    let text = String::from_utf8_lossy(&document.text);
    let taken = measure::import(&document.text);
    let import = measure::time(|| {
        measure::import(&document.text);
    });
    let parse = measure::time(|| measure::parse(&text));
    let peak = measure::peak_mb(&document.name);
    let growth = half.map(|half| {
        let half = measure::time(|| {
            measure::import(&half.text);
        });
        import.as_secs_f64() / half.as_secs_f64()
    });

    let megabytes = document.text.len() as f64 / 1e6;
    let share = parse.as_secs_f64() / import.as_secs_f64();
    let mut short = Vec::new();
    let mut limit = |holds: bool, words: &'static str| {
        if !holds {
            short.push(words);
        }
    };
    limit(import < WORST, "over 2 s");
    limit(peak <= WORST_MB, "over 200 MB");
    limit(document.text.len() > PAGE_BYTES || import < PAGE, "over 10 ms");
    limit(
        half.is_some() || share >= SHARE,
        "under a quarter of the parser's speed",
    );
    limit(
        !taken || growth.is_none_or(|growth| growth <= GROWTH),
        "grows faster than the text",
    );
    println!(
        "| {}{} | {:.1} | {:.2} ms | {:.2} | {:.2} ms | {:.2} | {:.0} | {} | {} |",
        document.name,
        if taken { "" } else { " (refused)" },
        megabytes * 1000.0,
        import.as_secs_f64() * 1000.0,
        megabytes / import.as_secs_f64(),
        parse.as_secs_f64() * 1000.0,
        share,
        peak,
        growth.map_or(String::new(), |growth| format!("×{growth:.2}")),
        short.join(", "),
    );
}
