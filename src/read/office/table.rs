use rustc_hash::FxHashMap;

use crate::read::{Cell, Table};
use crate::source::{Piece, RawText, Span};

/// Properties of a table row.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct RowProperties {
    /// Grid columns left out before the first cell.
    pub(crate) before: u32,
    /// Whether the row was deleted.
    pub(crate) deleted: bool,
    /// Whether the row is hidden.
    pub(crate) hidden: bool,
}

/// Properties of a table cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellProperties {
    /// Grid columns it covers.
    pub(crate) span: u32,
    /// Whether it goes on from the cell above.
    pub(crate) continues_above: bool,
    /// Whether it goes on from the cell before it.
    pub(crate) continues_before: bool,
    /// Whether it begins an area over several rows.
    pub(crate) begins_area: bool,
    /// Whether the cell was deleted.
    pub(crate) deleted: bool,
}

impl Default for CellProperties {
    fn default() -> Self {
        Self {
            span: 1,
            continues_above: false,
            continues_before: false,
            begins_area: false,
            deleted: false,
        }
    }
}

/// A table of a document while it is being read.
#[derive(Debug, Default)]
pub(crate) struct TableBuilder {
    /// Its number in the document, from 1.
    pub(crate) number: u32,
    /// Its place among the blocks of the document.
    pub(crate) block: usize,
    /// Where its text begins.
    pub(crate) start: usize,
    /// The row that is being read, from 0.
    pub(crate) row: u32,
    pub(crate) row_properties: RowProperties,
    /// The grid column of the next cell.
    column: u32,
    columns: u32,
    cells: Vec<Cell>,
    /// For each grid column the cell that reaches down over it, and the last row it reached.
    reaching: FxHashMap<u32, (usize, u32)>,
    /// The cell that is being read.
    pub(crate) cell: Option<CellBuilder>,
}

/// A cell while it is being read.
#[derive(Debug, Default)]
pub(crate) struct CellBuilder {
    pub(crate) properties: CellProperties,
    /// Its paragraphs, and how many nested tables stand before each.
    paragraphs: Vec<(Span, usize)>,
    pub(crate) nested: Vec<usize>,
}

impl CellBuilder {
    /// A cell of which the properties are known.
    pub(crate) fn new(properties: CellProperties) -> Self {
        Self {
            properties,
            ..Self::default()
        }
    }

    /// The number of the next paragraph, from 1.
    pub(crate) fn next_paragraph(&self) -> u32 {
        u32::try_from(self.paragraphs.len() + 1).unwrap_or(u32::MAX)
    }

    pub(crate) fn add(&mut self, paragraph: Span) {
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
    pub(crate) fn new(number: u32, block: usize, start: usize) -> Self {
        Self {
            number,
            block,
            start,
            ..Self::default()
        }
    }

    pub(crate) fn begin_row(&mut self) {
        self.column = 0;
        self.row_properties = RowProperties::default();
    }

    pub(crate) fn set_row(&mut self, properties: RowProperties) {
        self.row_properties = properties;
        self.column = properties.before;
    }

    /// Leaves out `columns` grid columns before the first cell of the row.
    pub(crate) fn leave_out(&mut self, columns: u32) {
        self.column = columns;
    }

    pub(crate) fn end_row(&mut self) {
        if !self.row_properties.deleted {
            self.row = self.row.saturating_add(1);
        }
    }

    /// The grid column of the cell that is being read.
    pub(crate) fn column(&self) -> u32 {
        self.column
    }

    /// Whether the text of the cell that is being read is covered by another cell.
    pub(crate) fn is_covered(&self) -> bool {
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

    pub(crate) fn end_cell(&mut self, rendered: &str) {
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
    pub(crate) fn finish(self, end: usize) -> Table {
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
