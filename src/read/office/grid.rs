use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::kind::too_large;
use super::rendering::Rendering;
use crate::message::Message;
use crate::read::{Block, Cell, Document, Note, NoteKind, ReadError, Table};
use crate::source::{Place, RawText, Span};

/// Rows and columns a worksheet can have.
pub(crate) const ROW_LIMIT: u32 = 1_048_576;
pub(crate) const COLUMN_LIMIT: u32 = 16_384;
/// Cells of one workbook. A list of a hundred thousand items has two million.
const CELL_LIMIT: usize = 30_000_000;
/// Merged areas of one worksheet. Forty thousand items over several rows each have this many.
const AREA_LIMIT: usize = 500_000;
/// How far a merged area may reach over the last cell with text; what is beyond is nothing.
const REACH: u32 = 256;

/// Strings of a workbook, one after the other, by number.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a string and gives its number.
    pub(crate) fn add(&mut self, text: &str) -> Result<u32, ReadError> {
        self.text.push_str(text);
        self.close()
    }

    /// Adds to the string that [`Self::close`] will end.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the string that is being added and gives its number.
    pub(crate) fn close(&mut self) -> Result<u32, ReadError> {
        let too_many = || too_large("单元格文字", "4 GB");
        let number = u32::try_from(self.ends.len()).map_err(|_| too_many())?;
        self.ends
            .push(u32::try_from(self.text.len()).map_err(|_| too_many())?);
        Ok(number)
    }

    /// The string of this number; empty where there is none.
    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(u32::MAX),
            None => 0,
        };
        let end = self.ends.get(number).copied().unwrap_or(0);
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Forgets all strings but the first `count`.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        let end = self.ends.last().copied().unwrap_or(0);
        self.text.truncate(end as usize);
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

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
            .saturating_add(self.cells.len());
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

    fn notes(
        &self,
        name: &str,
        table: &Table,
        concealed: &[(Area, u32, u32)],
        overlapping: usize,
        document: &mut Document,
    ) {
        let mut note = |kind, span, zh: String, en: String| {
            document.notes.push(Note {
                kind,
                span,
                message: Message::new(zh, en),
            });
        };
        let filled = |cell: &&Cell| !cell.text.span.is_empty();
        if let Some((span, zh, en)) = self.hidden_note(name, table) {
            note(NoteKind::Hidden, span, zh, en);
        }
        for &(row, column) in &self.errors {
            if let Some(cell) = find(table, row, column).filter(filled) {
                let place = address(name, row, column);
                note(
                    NoteKind::ErrorValue,
                    cell.text.span,
                    format!("{place} 是错误值，公式算不出结果。请改正公式或直接填写内容。"),
                    format!("{place} is an error value: mend the formula or type the content"),
                );
            }
        }
        if let (Some(&(row, column)), count) = (self.uncalculated.first(), self.uncalculated.len())
        {
            let place = address(name, row, column);
            note(
                NoteKind::UnreadablePart,
                table.name_span,
                format!(
                    "工作表“{name}”有 {count} 个公式没有保存结果（如 {place}），读不到内容。请用 Excel 或 WPS 打开并保存一次后再检查。"
                ),
                format!(
                    "sheet “{name}” has {count} formulas without a stored result (such as {place}): open and save it in a spreadsheet program"
                ),
            );
        }
        if let (Some((area, row, column)), count) = (concealed.first(), concealed.len()) {
            let place = address(name, *row, *column);
            let span = find(table, area.top, area.left).map_or(table.name_span, |c| c.text.span);
            note(
                NoteKind::Hidden,
                span,
                format!(
                    "工作表“{name}”有 {count} 个单元格被合并区域盖住而仍有文字（如 {place}），页面上看不见，未检查。请取消合并后核对。"
                ),
                format!(
                    "sheet “{name}” has {count} cells with text beneath merged areas (such as {place}), invisible and not checked: unmerge and compare"
                ),
            );
        }
        if overlapping > 0 {
            note(
                NoteKind::UnreadablePart,
                table.name_span,
                format!("工作表“{name}”有 {overlapping} 个合并区域与别的合并区域重叠，已忽略。"),
                format!(
                    "sheet “{name}” has {overlapping} merged areas that overlap others, ignored"
                ),
            );
        }
    }

    fn hidden_note(&self, name: &str, table: &Table) -> Option<(Span, String, String)> {
        let filled = |cell: &&Cell| !cell.text.span.is_empty();
        if self.hidden {
            table.cells.iter().find(filled)?;
            return Some((
                table.name_span,
                format!("工作表“{name}”整张隐藏，已一并检查。发布前请确认是否删除。"),
                format!("sheet “{name}” is hidden; it was checked: delete it before publishing?"),
            ));
        }
        let hidden = || table.cells.iter().filter(filled).filter(|cell| cell.hidden);
        let first = hidden().next()?;
        let mut rows: Vec<u32> = hidden()
            .filter(|cell| within(&self.hidden_rows, cell.row, cell.row))
            .map(|cell| cell.row)
            .collect();
        rows.dedup();
        let columns: BTreeSet<u32> = hidden()
            .filter(|cell| within(&self.hidden_columns, cell.column, cell.column))
            .map(|cell| cell.column)
            .collect();
        let row_names = named(&rows, |row| (row + 1).to_string());
        let columns: Vec<u32> = columns.into_iter().collect();
        let column_names = named(&columns, crate::source::column_letters);
        let mut zh = Vec::new();
        let mut en = Vec::new();
        if !rows.is_empty() {
            zh.push(format!("第 {row_names} 行"));
            en.push(format!("rows {row_names}"));
        }
        if !columns.is_empty() {
            zh.push(format!("{column_names} 列"));
            en.push(format!("columns {column_names}"));
        }
        Some((
            first.text.span,
            format!(
                "工作表“{name}”的{}隐藏着，已一并检查。发布前请确认是否删除。",
                zh.join("、")
            ),
            format!(
                "{} of sheet “{name}” are hidden; they were checked: delete them before publishing?",
                en.join(" and ")
            ),
        ))
    }
}

/// Numbers as people write them: `4–6、9`, cut after five runs.
fn named(numbers: &[u32], name: impl Fn(u32) -> String) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let more = if runs.len() > 5 { "…" } else { "" };
    let names: Vec<String> = runs
        .iter()
        .take(5)
        .map(|&(first, last)| match first == last {
            true => name(first),
            false => format!("{}–{}", name(first), name(last)),
        })
        .collect();
    format!("{}{more}", names.join("、"))
}

fn address(sheet: &str, row: u32, column: u32) -> String {
    format!(
        "{sheet}!{}{}",
        crate::source::column_letters(column),
        row + 1
    )
}

/// The cell whose upper left corner is at the position.
fn find(table: &Table, row: u32, column: u32) -> Option<&Cell> {
    let index = table
        .cells
        .binary_search_by_key(&(row, column), |cell| (cell.row, cell.column))
        .ok()?;
    table.cells.get(index)
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

/// Goes over cells and merged areas together, row by row, in time linear in both (times a logarithm).
struct Sweep<'g> {
    grid: &'g Grid,
    sheet: &'g Arc<str>,
    strings: &'g Strings,
    rendering: &'g mut Rendering,
    /// The last row and column with text.
    last: (u32, u32),
    /// Areas by their left column: their right column and bottom row. Those of one row are disjoint.
    active: BTreeMap<u32, (u32, u32, Area)>,
    cells: Vec<Cell>,
    /// Cells with text beneath a merged area.
    concealed: Vec<(Area, u32, u32)>,
    overlapping: usize,
}

impl<'g> Sweep<'g> {
    fn new(
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

    fn run(&mut self) -> Result<(), ReadError> {
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
