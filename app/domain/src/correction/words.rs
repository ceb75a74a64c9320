//! What a correction did, for the button that takes it back.

use super::{Correction, tree::text_of};
use crate::checklist::Checklist;

/// More of a line than this is not needed to know it again.
const MOST: usize = 60;

/// "removed \"Smoke test\"", in the past tense.
pub fn words(correction: Correction<'_>, proposed: &Checklist, working: &Checklist) -> String {
    let named = || {
        text_of(working, correction.target)
            .or_else(|| text_of(proposed, correction.target))
            .map(|text| format!(" \"{}\"", shortened(text)))
            .unwrap_or_default()
    };
    let value = || format!(" \"{}\"", shortened(correction.value));
    match correction.part {
        "title" => format!("used the words{}", value()),
        "owner" => format!("set the owner of{}", named()),
        "estimate" => format!("set the time of{}", named()),
        "kind" => format!("made{} a {}", named(), correction.value),
        "remove" => format!("removed{}", named()),
        "restore" => format!("restored{}", named()),
        "add_item" => format!("added{}", value()),
        "add_phase" => format!("added the phase{}", value()),
        "repair" | "repair_same" => "decided garbled characters".to_owned(),
        "contact" => format!("filled in a contact with{}", value()),
        "drop_contact" => "left out a contact".to_owned(),
        "check" => format!("defined the check{}", named()),
        "accept" => format!("accepted the check{}", named()),
        "accept_all" => "accepted all complete checks".to_owned(),
        "by_hand" => format!("kept{} for a person", named()),
        _ => "changed something".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}
