use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Area, BLANK, Grid, GridCell, within};
use crate::read::office::rendering::Rendering;
use crate::read::office::strings::Strings;
use crate::read::{Cell, ReadError};
use crate::source::{Place, RawText};

/// How far a merged area may reach over the last cell with text; what is beyond is nothing.
const REACH: u32 = 256;

/// Goes over cells and merged areas together, row by row, in time linear in both (times a logarithm).
pub(super) struct Sweep<'g> {
    grid: &'g Grid,
    sheet: &'g Arc<str>,
    strings: &'g Strings,
    rendering: &'g mut Rendering,
    /// The last row and column with text.
    last: (u32, u32),
    /// Areas by their left column: their right column and bottom row. Those of one row are disjoint.
    active: BTreeMap<u32, (u32, u32, Area)>,
    pub(super) cells: Vec<Cell>,
    /// Cells with text beneath a merged area.
    pub(super) concealed: Vec<(Area, u32, u32)>,
    pub(super) overlapping: usize,
}

impl<'g> Sweep<'g> {
    pub(super) fn new(
        grid: &'g Grid,
        sheet: &'g Arc<str>,
        strings: &'g Strings,
        rendering: &'g mut Rendering,
    ) -> Self {
        let filled = || grid.cells.iter().filter(|cell| cell.string != BLANK);
        Self {
            last: (
                filled().map(|cell| cell.row).max().unwrap_or(0),
                filled().map(|cell| cell.column).max().unwrap_or(0),
            ),
            grid,
            sheet,
            strings,
            rendering,
            active: BTreeMap::new(),
            cells: Vec::with_capacity(grid.cells.len()),
            concealed: Vec::new(),
            overlapping: 0,
        }
    }

    pub(super) fn run(&mut self) -> Result<(), ReadError> {
        let grid = self.grid;
        let mut cells = grid.cells.iter().peekable();
        let mut areas = grid.areas.iter().peekable();
        loop {
            let cell = cells.peek().map(|cell| (cell.row, cell.column));
            let area = areas.peek().map(|area| (area.top, area.left));
            match (cell, area) {
                (None, None) => return Ok(()),
                (Some(at), area) if area.is_none_or(|area| at < area) => {
                    let Some(cell) = cells.next() else { continue };
                    self.single(cell)?;
                    skip_same(&mut cells, at);
                }
                (_, Some(at)) => {
                    let Some(area) = areas.next() else { continue };
                    if !self.activate(*area) {
                        continue;
                    }
                    let string = match cell {
                        Some(position) if position == at => cells.next().map(|cell| cell.string),
                        _ => None,
                    };
                    if string.is_some() {
                        skip_same(&mut cells, at);
                    }
                    self.merged(*area, string.unwrap_or(BLANK))?;
                }
                (Some(_), None) => return Ok(()),
            }
        }
    }

    /// Adds the area to the active ones; refuses one that overlaps.
    fn activate(&mut self, area: Area) -> bool {
        let within: Vec<(u32, u32)> = self
            .active
            .range(area.left..=area.right)
            .map(|(&left, &(_, bottom, _))| (left, bottom))
            .collect();
        let before = self.active.range(..area.left).next_back();
        let overlaps_before =
            before.is_some_and(|(_, &(right, bottom, _))| right >= area.left && bottom >= area.top);
        if overlaps_before || within.iter().any(|&(_, bottom)| bottom >= area.top) {
            self.overlapping += 1;
            return false;
        }
        let stale_before = before
            .filter(|(_, (right, _, _))| *right >= area.left)
            .map(|(&left, _)| left);
        for left in within.into_iter().map(|(left, _)| left).chain(stale_before) {
            self.active.remove(&left);
        }
        self.active
            .insert(area.left, (area.right, area.bottom, area));
        true
    }

    fn single(&mut self, cell: &GridCell) -> Result<(), ReadError> {
        let over = self.active.range(..=cell.column).next_back();
        if let Some((_, &(right, bottom, area))) = over
            && right >= cell.column
            && bottom >= cell.row
        {
            if cell.string != BLANK {
                self.concealed.push((area, cell.row, cell.column));
            }
            return Ok(());
        }
        self.push(cell.row, cell.column, 1, 1, cell.string)
    }

    fn merged(&mut self, area: Area, string: u32) -> Result<(), ReadError> {
        let filler = string == BLANK
            && self
                .grid
                .used
                .range(area.left..=area.right)
                .next()
                .is_none();
        if filler || (string == BLANK && area.top > self.last.0) {
            return Ok(());
        }
        let bottom = area.bottom.min(self.last.0.max(area.top) + REACH);
        let right = area.right.min(self.last.1.max(area.left) + REACH);
        self.push(
            area.top,
            area.left,
            bottom - area.top + 1,
            right - area.left + 1,
            string,
        )
    }

    fn push(
        &mut self,
        row: u32,
        column: u32,
        row_span: u32,
        column_span: u32,
        string: u32,
    ) -> Result<(), ReadError> {
        let text = if string == BLANK {
            ""
        } else {
            self.strings.get(string)
        };
        let place = Place::Cell {
            sheet: Arc::clone(self.sheet),
            row,
            column,
        };
        let span = self.rendering.line(place, text)?;
        self.cells.push(Cell {
            row,
            column,
            row_span,
            column_span,
            text: RawText::verbatim(span),
            header: false,
            // A merged area is hidden when all of it is.
            hidden: within(&self.grid.hidden_rows, row, row + row_span - 1)
                || within(&self.grid.hidden_columns, column, column + column_span - 1),
            nested: Vec::new(),
        });
        Ok(())
    }
}

fn skip_same<'c>(
    cells: &mut std::iter::Peekable<impl Iterator<Item = &'c GridCell>>,
    at: (u32, u32),
) {
    while cells
        .next_if(|cell| (cell.row, cell.column) == at)
        .is_some()
    {}
}
