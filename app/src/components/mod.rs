//! Widgets used by more than one page.

pub mod answer;
pub mod command;
mod disclose;
pub mod field;
pub mod form;
pub mod icon;
pub mod layout;
pub mod load;
pub mod mark;
pub mod time;

pub use self::{command::*, disclose::*, field::*, form::*, icon::*, layout::*, load::*, mark::*, time::*};
