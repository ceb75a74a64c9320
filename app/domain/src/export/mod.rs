//! Export: a checklist written out so that importing it gives the same content. Two ways: a document that nobody corrected
//! comes back as it was (`original`), everything else is written in the notation that `import::written` reads, or as CSV.

mod content;
mod csv;
mod lists;
mod original;
mod text;
mod work;

pub use content::content;
pub use csv::csv;
pub use original::original;

use crate::checklist::Checklist;
use crate::import::written::part::Part;

/// The checklist as Markdown of the notation. `about` is one line of the front matter that says what this is, for people.
#[must_use]
pub fn markdown(checklist: &Checklist, about: Option<&str>) -> String {
    let content = content(checklist);
    let mut parts = vec![Part::heading(1, content.title.as_str())];
    lists::before(&content, &mut parts);
    work::phases(&content, &mut parts);
    lists::after(&content, &mut parts);
    text::write(&parts, about)
}
