//! The table of HTML that is open: cells, rows, and its head.

use super::{Builder, Table};
use crate::import::outline::{Block, Body, Line};

impl Builder {
    pub fn open_table(&mut self) {
        self.flush();
        // A table in a cell gives its rows to the outer one; one after rows was only never closed.
        if self.table.as_ref().is_some_and(|table| !table.in_cell) {
            self.close_table();
        }
        if self.table.is_none() {
            self.table = Some(Table {
                line: self.line,
                heads: true,
                ..Table::default()
            });
        }
    }

    pub fn open_cell(&mut self, head: bool) {
        if self.table.is_none() {
            self.open_table();
        }
        self.close_cell();
        self.flush();
        self.text_line = self.line;
        if let Some(table) = &mut self.table {
            table.heads &= head;
            table.in_cell = true;
        }
    }

    pub fn close_cell(&mut self) {
        if !self.table.as_ref().is_some_and(|table| table.in_cell) {
            return;
        }
        let line = self.line;
        let cell = self.take_line().unwrap_or(Line {
            line,
            ..Line::default()
        });
        if let Some(table) = &mut self.table {
            table.in_cell = false;
            table.row.push(cell);
        }
    }

    pub fn end_row(&mut self) {
        self.close_cell();
        self.flush();
        let Some(table) = &mut self.table else { return };
        let row = std::mem::take(&mut table.row);
        let heads = std::mem::replace(&mut table.heads, true);
        if row.is_empty() {
            return;
        }
        if heads && table.headers.is_empty() && table.rows.is_empty() {
            table.headers = row;
        } else {
            table.rows.push(row);
        }
    }

    pub fn close_table(&mut self) {
        self.end_row();
        let Some(mut table) = self.table.take() else {
            return;
        };
        if table.headers.is_empty() {
            let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
            let empty = Line {
                line: table.line,
                ..Line::default()
            };
            table.headers = vec![empty; width];
        }
        if table.headers.is_empty() {
            return;
        }
        let block = Block {
            line: table.line,
            end_line: self.line,
            body: Body::Table {
                headers: table.headers,
                rows: table.rows,
            },
        };
        self.add_block(block);
    }
}
