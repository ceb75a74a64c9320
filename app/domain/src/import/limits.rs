//! The bounds of an import. Each is stated to the person before or with the refusal.

/// The largest document, in bytes.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// How deep lists, quotations and tables may nest.
pub const MAX_DEPTH: usize = 32;
pub const MAX_TABLE_COLUMNS: usize = 200;
pub const MAX_TABLE_ROWS: usize = 5_000;
/// The longest fence, in lines.
pub const MAX_FENCE_LINES: usize = 10_000;
/// The most marks of emphasis, code and links: the Markdown parser keeps a node or more for each.
pub const MAX_MARKS: usize = 200_000;
/// The most blocks, list entries or items of one document.
pub const MAX_PARTS: usize = 50_000;
/// The longest title of a phase, a task or the document, in characters; the rest stands in the details.
pub const MAX_TITLE_CHARS: usize = 300;
/// How many steps (lines, inlines, nodes) the Markdown parser may take; a full 2 MiB of dense text needs about a fifth.
pub const MAX_PARSE_STEPS: usize = 20_000_000;
/// How often a double encoding is undone.
pub const MAX_REPAIR_ROUNDS: usize = 3;
/// The most runs of a repair that are listed one by one.
pub const MAX_REPAIR_RUNS: usize = 2_000;
/// How many keys of a front matter are read.
pub const MAX_FRONT_MATTER_KEYS: usize = 100;
