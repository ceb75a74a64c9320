//! Widgets used by more than one page.

pub mod answer;
pub mod disclose;
pub mod field;
pub mod form;
pub mod icon;
pub mod layout;
pub mod load;
pub mod mark;
pub mod role;
pub mod time;

pub use self::{disclose::*, field::*, form::*, icon::*, layout::*, load::*, mark::*, role::*, time::*};
