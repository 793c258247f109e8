use rustc_hash::FxHashMap;

use super::properties::{CellProperties, RowProperties};
use crate::read::{Cell, Table};
use crate::source::{Piece, RawText, Span};

/// A table while it is being read.
#[derive(Debug, Default)]
pub(super) struct TableBuilder {
    /// Its number in the document, from 1.
    pub(super) number: u32,
    /// Its place among the blocks of the document.
    pub(super) block: usize,
    /// Where its text begins.
    pub(super) start: usize,
    /// The row that is being read, from 0.
    pub(super) row: u32,
    pub(super) row_properties: RowProperties,
    /// The grid column of the next cell.
    column: u32,
    columns: u32,
    cells: Vec<Cell>,
    /// For each grid column the cell that reaches down over it, and the last row it reached.
    reaching: FxHashMap<u32, (usize, u32)>,
    /// The cell that is being read.
    pub(super) cell: Option<CellBuilder>,
}

/// A cell while it is being read.
#[derive(Debug, Default)]
pub(super) struct CellBuilder {
    pub(super) properties: CellProperties,
    /// Its paragraphs, and how many nested tables stand before each.
    paragraphs: Vec<(Span, usize)>,
    pub(super) nested: Vec<usize>,
}

impl CellBuilder {
    /// The number of the next paragraph, from 1.
    pub(super) fn next_paragraph(&self) -> u32 {
        u32::try_from(self.paragraphs.len() + 1).unwrap_or(u32::MAX)
    }

    pub(super) fn add(&mut self, paragraph: Span) {
        self.paragraphs.push((paragraph, self.nested.len()));
    }

    /// Its text: from the first paragraph that is not empty to the last.
    fn text(&self, rendered: &str, start: usize) -> RawText {
        let filled = |paragraph: &&(Span, usize)| !paragraph.0.is_empty();
        let first = self.paragraphs.iter().position(|p| filled(&p));
        let last = self.paragraphs.iter().rposition(|p| filled(&p));
        let (Some(first), Some(last)) = (first, last) else {
            let place = self.paragraphs.first().map_or(start, |p| p.0.start());
            return RawText::verbatim(Span::empty(place));
        };
        let kept = self.paragraphs.get(first..=last).unwrap_or_default();
        let span = kept
            .iter()
            .map(|paragraph| paragraph.0)
            .reduce(Span::cover)
            .unwrap_or(Span::empty(start));
        if kept.first().map(|p| p.1) == kept.last().map(|p| p.1) {
            return RawText::verbatim(span);
        }
        // A nested table stands between the paragraphs: its text is not that of the cell.
        let mut value = String::new();
        let mut pieces = Vec::new();
        for (index, (paragraph, _)) in kept.iter().enumerate() {
            let at = |value: &String| u32::try_from(value.len()).unwrap_or(u32::MAX);
            if index > 0 {
                pieces.push(Piece {
                    at: at(&value),
                    raw: Span::empty(paragraph.start()),
                    verbatim: false,
                });
                value.push('\n');
            }
            pieces.push(Piece {
                at: at(&value),
                raw: *paragraph,
                verbatim: true,
            });
            value.push_str(rendered.get(paragraph.range()).unwrap_or_default());
        }
        RawText::decoded(span, value, pieces)
    }
}

impl TableBuilder {
    pub(super) fn new(number: u32, block: usize, start: usize) -> Self {
        Self {
            number,
            block,
            start,
            ..Self::default()
        }
    }

    pub(super) fn begin_row(&mut self) {
        self.column = 0;
        self.row_properties = RowProperties::default();
    }

    pub(super) fn set_row(&mut self, properties: RowProperties) {
        self.row_properties = properties;
        self.column = properties.before;
    }

    pub(super) fn end_row(&mut self) {
        if !self.row_properties.deleted {
            self.row = self.row.saturating_add(1);
        }
    }

    /// The grid column of the cell that is being read.
    pub(super) fn column(&self) -> u32 {
        self.column
    }

    /// Whether the text of the cell that is being read is covered by another cell.
    pub(super) fn is_covered(&self) -> bool {
        self.cell.as_ref().is_some_and(|cell| {
            (cell.properties.continues_above && self.above(self.column).is_some())
                || (cell.properties.continues_before && self.before().is_some())
        })
    }

    /// The cell that reaches down to the current row at `column`.
    fn above(&self, column: u32) -> Option<usize> {
        let (cell, row) = *self.reaching.get(&column)?;
        (row + 1 == self.row).then_some(cell)
    }

    /// The cell of the current row that ends before the current column.
    fn before(&self) -> Option<usize> {
        let last = self.cells.len().checked_sub(1)?;
        let cell = self.cells.get(last)?;
        (cell.row == self.row && cell.column + cell.column_span == self.column).then_some(last)
    }

    pub(super) fn end_cell(&mut self, rendered: &str) {
        let Some(cell) = self.cell.take() else { return };
        if self.row_properties.deleted || cell.properties.deleted {
            return;
        }
        let column = self.column;
        let span = cell.properties.span;
        let above = self
            .above(column)
            .filter(|_| cell.properties.continues_above);
        let before = self.before().filter(|_| cell.properties.continues_before);
        let index = if let Some(above) = above {
            if let Some(cell) = self.cells.get_mut(above) {
                cell.row_span = self.row - cell.row + 1;
            }
            Some(above)
        } else if let Some(before) = before {
            if let Some(cell) = self.cells.get_mut(before) {
                cell.column_span += span;
            }
            None
        } else {
            let text = cell.text(rendered, self.start);
            self.cells.push(Cell {
                row: self.row,
                column,
                row_span: 1,
                column_span: span,
                text,
                header: false,
                hidden: self.row_properties.hidden,
                nested: cell.nested,
            });
            cell.properties
                .begins_area
                .then_some(self.cells.len().saturating_sub(1))
        };
        match index {
            Some(index) => self.reaching.insert(column, (index, self.row)),
            None => self.reaching.remove(&column),
        };
        self.column = column.saturating_add(span);
        self.columns = self.columns.max(self.column);
    }

    /// The table, its text ending at `end`.
    pub(super) fn finish(self, end: usize) -> Table {
        Table {
            name: None,
            name_span: Span::default(),
            rows: self.row,
            columns: self.columns,
            cells: self.cells,
            span: Span::new(self.start, end),
            hidden: false,
        }
    }
}
