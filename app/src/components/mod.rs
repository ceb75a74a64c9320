//! Widgets used by more than one page.

pub mod answer;
pub mod command;
pub mod disclose;
pub mod downloads;
pub mod field;
pub mod form;
pub mod icon;
pub mod layout;
pub mod load;
pub mod mark;
pub mod role;
pub mod time;

pub use self::{
    command::*, disclose::*, downloads::*, field::*, form::*, icon::*, layout::*, load::*, mark::*, role::*,
    time::*,
};
