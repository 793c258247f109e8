use crate::read::document::Cell;

/// Columns of a grid beyond which cells are left out; spreadsheets have no more.
const WIDEST: usize = 16_384;

/// Places cells in a grid row by row, as the table model of the HTML Living Standard does (4.9.12).
#[derive(Default)]
pub(super) struct Grid {
    /// For each column the first row that is free again.
    free_from: Vec<u32>,
    row: u32,
    next_column: usize,
    pub(super) columns: u32,
}

impl Grid {
    /// Begins the row `row`.
    pub(super) fn begin_row(&mut self, row: u32) {
        self.row = row;
        self.next_column = 0;
    }

    /// The columns of the current row that are covered, from its left edge.
    pub(super) fn width(&self) -> usize {
        self.free_from
            .iter()
            .rposition(|&free| free > self.row)
            .map_or(0, |last| last + 1)
    }

    /// Places a cell that wants to cover `row_span` and `column_span`; `false` when there is no room.
    pub(super) fn place(&mut self, cell: &mut Cell, row_span: u32, column_span: u32) -> bool {
        while self
            .free_from
            .get(self.next_column)
            .is_some_and(|&free| free > self.row)
        {
            self.next_column += 1;
        }
        let column = self.next_column;
        if column >= WIDEST {
            return false;
        }
        let wanted = usize::try_from(column_span)
            .unwrap_or(1)
            .clamp(1, WIDEST - column);
        // A cell from above ends it: two cells never cover one place.
        let covered = (column..column + wanted)
            .take_while(|&column| {
                self.free_from
                    .get(column)
                    .is_none_or(|&free| free <= self.row)
            })
            .count()
            .max(1);
        let row_span = row_span.max(1);
        if self.free_from.len() < column + covered {
            self.free_from.resize(column + covered, 0);
        }
        if let Some(columns) = self.free_from.get_mut(column..column + covered) {
            columns.fill(self.row + row_span);
        }
        self.next_column = column + covered;
        cell.row = self.row;
        cell.column = u32::try_from(column).unwrap_or(0);
        cell.row_span = row_span;
        cell.column_span = u32::try_from(covered).unwrap_or(1);
        self.columns = self.columns.max(cell.column + cell.column_span);
        true
    }
}
