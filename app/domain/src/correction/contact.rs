//! Contacts that the document left open: filled in, or left out.

use super::{CorrectionRefused, MAX_TITLE, line};
use crate::checklist::{Checklist, Contact};

pub fn fill(checklist: &mut Checklist, target: &str, value: &str) -> Result<(), CorrectionRefused> {
    let value = line(value, MAX_TITLE)?;
    let contact = place(&checklist.contacts, target)?;
    let contact = &mut checklist.contacts[contact];
    contact.value = value;
    contact.placeholder = false;
    Ok(())
}

pub fn drop(checklist: &mut Checklist, target: &str) -> Result<(), CorrectionRefused> {
    let contact = place(&checklist.contacts, target)?;
    checklist.contacts.remove(contact);
    Ok(())
}

fn place(contacts: &[Contact], target: &str) -> Result<usize, CorrectionRefused> {
    target
        .parse()
        .ok()
        .filter(|place| *place < contacts.len())
        .ok_or(CorrectionRefused::NoSuchPart)
}
