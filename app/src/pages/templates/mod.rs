//! Templates: checklists to start from, in versions.

mod list;
mod outline;
mod template;

pub use self::{list::TemplatesPage, template::TemplatePage};
