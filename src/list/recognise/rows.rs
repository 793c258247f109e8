//! Rows of a table with what merged cells above reach into them.

use crate::read::{Cell, Table};
use crate::source::Text;

/// One row.
#[derive(Debug)]
pub(super) struct Row<'d> {
    /// Its position in the grid.
    pub(super) index: u32,
    /// Cells whose upper left corner is in it, by column.
    pub(super) own: Vec<&'d Cell>,
    /// Cells merged downward into it, by column.
    pub(super) above: Vec<&'d Cell>,
}

impl<'d> Row<'d> {
    /// Its own cells that are not blank.
    pub(super) fn filled(&self, source: &str) -> Vec<&'d Cell> {
        self.own
            .iter()
            .copied()
            .filter(|cell| !is_blank(cell, source))
            .collect()
    }
}

/// The rows of `table` that have cells of their own, from the top. Never makes a dense grid.
pub(super) struct Rows<'d> {
    cells: std::iter::Peekable<std::slice::Iter<'d, Cell>>,
    active: Vec<&'d Cell>,
}

impl<'d> Rows<'d> {
    pub(super) fn of(table: &'d Table) -> Self {
        Self {
            cells: table.cells.iter().peekable(),
            active: Vec::new(),
        }
    }
}

impl<'d> Iterator for Rows<'d> {
    type Item = Row<'d>;

    fn next(&mut self) -> Option<Row<'d>> {
        let index = self.cells.peek()?.row;
        let mut own = Vec::new();
        while let Some(cell) = self.cells.next_if(|cell| cell.row == index) {
            own.push(cell);
        }
        self.active
            .retain(|cell| u64::from(cell.row) + u64::from(cell.row_span) > u64::from(index));
        let above = self.active.clone();
        let below = own.iter().copied().filter(|cell| cell.row_span > 1);
        self.active.extend(below);
        self.active.sort_by_key(|cell| cell.column);
        Some(Row { index, own, above })
    }
}

/// Whether nothing but blanks is in a cell.
pub(super) fn is_blank(cell: &Cell, source: &str) -> bool {
    cell.text
        .as_str(source)
        .chars()
        .all(crate::source::is_blank)
}

/// The text of a cell without blanks at its ends.
pub(super) fn text<'s>(cell: &'s Cell, source: &'s str) -> Text<'s> {
    cell.text.text(source).trimmed()
}
