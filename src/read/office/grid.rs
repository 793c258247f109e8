use std::collections::BTreeSet;
use std::sync::Arc;

mod notes;
mod sweep;

use super::kind::too_large;
use super::rendering::Rendering;
use super::strings::Strings;
use crate::read::{Block, Document, ReadError, Table};
use crate::source::{Place, Span};
use sweep::Sweep;

/// Rows and columns a worksheet can have.
pub(crate) const ROW_LIMIT: u32 = 1_048_576;
pub(crate) const COLUMN_LIMIT: u32 = 16_384;
/// Cells of one workbook. A list of a hundred thousand items has two million.
const CELL_LIMIT: usize = 30_000_000;
/// Merged areas of one worksheet. Forty thousand items over several rows each have this many.
const AREA_LIMIT: usize = 500_000;

/// A cell of a grid as the file has it.
#[derive(Clone, Copy, Debug)]
struct GridCell {
    row: u32,
    column: u32,
    /// The number of its string, or [`BLANK`].
    string: u32,
}

const BLANK: u32 = u32::MAX;

/// A rectangle of cells, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Area {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

/// A worksheet while it is being read: cells in any order, without the space between them.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    cells: Vec<GridCell>,
    areas: Vec<Area>,
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    errors: Vec<(u32, u32)>,
    uncalculated: Vec<(u32, u32)>,
    /// Columns that had text up to here: a blank cell below is an empty field, others are filler.
    used: BTreeSet<u32>,
    /// Whether the whole sheet is hidden.
    hidden: bool,
}

impl Grid {
    /// An empty sheet.
    pub(crate) fn new(hidden: bool) -> Self {
        Self {
            hidden,
            ..Self::default()
        }
    }

    /// Puts the string `string` at a position.
    pub(crate) fn put(&mut self, row: u32, column: u32, string: u32) -> Result<(), ReadError> {
        if row >= ROW_LIMIT || column >= COLUMN_LIMIT {
            return Err(too_large("工作表的行列", "1048576 行 × 16384 列"));
        }
        if self.cells.len() >= CELL_LIMIT {
            return Err(too_large("工作表的单元格", CELL_LIMIT));
        }
        if string != BLANK {
            self.used.insert(column);
        }
        self.cells.push(GridCell {
            row,
            column,
            string,
        });
        Ok(())
    }

    /// Says that the position is a blank cell that the file keeps (it has borders, a fill).
    pub(crate) fn put_blank(&mut self, row: u32, column: u32) -> Result<(), ReadError> {
        if self.used.contains(&column) {
            self.put(row, column, BLANK)?;
        }
        Ok(())
    }

    /// The columns from `first` to `last` that had text up to here.
    pub(crate) fn used_columns(&self, first: u32, last: u32) -> Vec<u32> {
        self.used.range(first..=last.max(first)).copied().collect()
    }

    /// Says that the cell holds an error value.
    pub(crate) fn error(&mut self, row: u32, column: u32) {
        self.errors.push((row, column));
    }

    /// Says that the cell holds a formula without a stored result.
    pub(crate) fn uncalculated(&mut self, row: u32, column: u32) {
        self.uncalculated.push((row, column));
    }

    /// Merges an area.
    pub(crate) fn merge(&mut self, area: Area) -> Result<(), ReadError> {
        if self.areas.len() >= AREA_LIMIT {
            return Err(too_large("合并区域", AREA_LIMIT));
        }
        if area.top <= area.bottom
            && area.left <= area.right
            && (area.top, area.left) != (area.bottom, area.right)
        {
            self.areas.push(area);
        }
        Ok(())
    }

    /// Hides rows, ends included.
    pub(crate) fn hide_rows(&mut self, first: u32, last: u32) {
        extend(&mut self.hidden_rows, first, last);
    }

    /// Hides columns, ends included.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        extend(&mut self.hidden_columns, first, last);
    }

    /// Renders the sheet and adds its table to the document.
    pub(crate) fn render(
        mut self,
        name: &Arc<str>,
        strings: &Strings,
        rendering: &mut Rendering,
        document: &mut Document,
    ) -> Result<(), ReadError> {
        // Stable, so that of two cells at one position the first is kept. Files have them in order.
        if !self.cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        self.drop_blank_rows();
        self.areas.sort_unstable();
        join(&mut self.hidden_rows);
        join(&mut self.hidden_columns);

        let bytes = self
            .cells
            .iter()
            .filter(|cell| cell.string != BLANK)
            .map(|cell| strings.get(cell.string).len())
            .sum::<usize>()
            .saturating_add(self.cells.len())
            .saturating_add(name.len() + 1);
        rendering.reserve(bytes, self.cells.len() + 1);
        let start = rendering.position();
        let name_span = rendering.line(
            Place::Sheet {
                sheet: Arc::clone(name),
            },
            name,
        )?;
        let mut sweep = Sweep::new(&self, name, strings, rendering);
        sweep.run()?;
        let Sweep {
            cells,
            concealed,
            overlapping,
            ..
        } = sweep;
        let table = Table {
            name: Some(Arc::clone(name)),
            name_span,
            rows: cells
                .iter()
                .map(|cell| cell.row + cell.row_span)
                .max()
                .unwrap_or(0),
            columns: cells
                .iter()
                .map(|cell| cell.column + cell.column_span)
                .max()
                .unwrap_or(0),
            span: Span::new(start, rendering.position()),
            hidden: self.hidden,
            cells,
        };
        self.notes(name, &table, &concealed, overlapping, document);
        document.blocks.push(Block::Table(table));
        Ok(())
    }

    /// Drops the blank cells of rows without any text: borders and filler.
    fn drop_blank_rows(&mut self) {
        let mut kept = 0;
        let mut start = 0;
        while let Some(first) = self.cells.get(start) {
            let row = first.row;
            let length = self
                .cells
                .iter()
                .skip(start)
                .take_while(|cell| cell.row == row)
                .count();
            let range = start..start + length;
            let filled = |cell: &GridCell| cell.string != BLANK;
            if self
                .cells
                .get(range.clone())
                .is_some_and(|cells| cells.iter().any(filled))
            {
                self.cells.copy_within(range, kept);
                kept += length;
            }
            start += length;
        }
        self.cells.truncate(kept);
    }
}

fn extend(ranges: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match ranges.last_mut() {
        Some((_, end)) if *end + 1 == first => *end = last.max(*end),
        _ => ranges.push((first, last.max(first))),
    }
}

/// Sorts ranges and joins those that touch.
fn join(ranges: &mut Vec<(u32, u32)>) {
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
    for &(first, last) in ranges.iter() {
        match joined.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => joined.push((first, last)),
        }
    }
    *ranges = joined;
}

/// Whether `first` to `last` lie within one of the joined ranges.
fn within(ranges: &[(u32, u32)], first: u32, last: u32) -> bool {
    let after = ranges.partition_point(|&(start, _)| start <= first);
    after
        .checked_sub(1)
        .and_then(|at| ranges.get(at))
        .is_some_and(|&(_, end)| last <= end)
}
