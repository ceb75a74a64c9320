//! Lists of HTML while they are open: entries, boxes, and depth.

use super::{Builder, List};
use crate::import::limits::MAX_DEPTH;
use crate::import::outline::{Block, Body, Entry};

impl Builder {
    pub fn open_list(&mut self, ordered: bool) {
        self.flush();
        if self.lists.len() >= MAX_DEPTH / 2 {
            self.too_deep += 1;
            return;
        }
        self.lists.push(List {
            line: self.line,
            ordered,
            entries: Vec::new(),
            open: None,
        });
    }

    pub fn close_list(&mut self) {
        self.close_entry();
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(list) = self.lists.pop() else { return };
        if let Some(first) = list.entries.first() {
            let block = Block {
                line: first.line.min(list.line),
                end_line: self.line,
                body: Body::List {
                    ordered: list.ordered,
                    entries: list.entries,
                },
            };
            self.add_block(block);
        }
    }

    pub fn open_entry(&mut self) {
        if self.lists.is_empty() {
            self.open_list(false);
        }
        self.close_entry();
        let line = self.line;
        if let Some(list) = self.lists.last_mut() {
            let number = u32::try_from(list.entries.len() + 1).unwrap_or(u32::MAX);
            list.open = Some(Entry {
                line,
                end_line: line,
                number: list.ordered.then_some(number),
                ticked: None,
                blocks: Vec::new(),
            });
        }
    }

    pub fn close_entry(&mut self) {
        self.flush();
        let end_line = self.line;
        let Some(list) = self.lists.last_mut() else { return };
        if let Some(mut entry) = list.open.take().filter(|entry| !entry.blocks.is_empty()) {
            entry.end_line = end_line;
            entry.line = entry.blocks[0].line;
            list.entries.push(entry);
        }
    }
}
