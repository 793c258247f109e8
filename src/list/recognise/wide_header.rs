//! Where the header of a wide table is, and whether a table goes on from another.

use crate::read::{Cell, Table};
use crate::vocabulary::Field;

use super::builder::Builder;
use super::columns::{self, Columns};
use super::enumerator;
use super::rows::{Row, Rows};

/// Rows looked through for a header.
const HEADER_DEPTH: usize = 40;

/// Where the header of a table is: its rows, by position among the rows that have cells.
pub(super) struct HeaderRows {
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) columns: Columns,
}

/// Finds the header of a wide table.
pub(super) fn find(table: &Table, builder: &Builder<'_, '_>) -> Option<HeaderRows> {
    let source = builder.source.text();
    let mut rows = Rows::of(table);
    for position in 0..HEADER_DEPTH {
        let row = rows.next()?;
        let cells = columns::headers(&row, source, builder.vocabulary);
        if !columns::is_header_row(&cells) {
            continue;
        }
        let mut header = vec![row];
        let mut count = 1;
        // The second row of a header stands under cells merged over columns, beside cells merged
        // downward; or it names columns too; or it numbers the columns.
        for next in rows.by_ref().take(2) {
            if !goes_on(&header, &next, source, builder) {
                break;
            }
            count += 1;
            header.push(next);
        }
        let columns = columns::columns(&header, table.columns, source, builder.vocabulary);
        return Some(HeaderRows {
            first: position,
            count,
            columns,
        });
    }
    None
}

/// Whether `next` belongs to the header above it.
fn goes_on(header: &[Row<'_>], next: &Row<'_>, source: &str, builder: &Builder<'_, '_>) -> bool {
    let filled = next.filled(source);
    if filled.is_empty() {
        return false;
    }
    let wide: Vec<(u32, u32)> = header
        .iter()
        .flat_map(|row| wide_cells(row, source))
        .collect();
    let under = |cell: &&Cell| {
        wide.iter()
            .any(|&(first, end)| first <= cell.column && cell.column < end)
    };
    let reaches = header
        .iter()
        .flat_map(|row| row.own.iter())
        .any(|cell| cell.row + cell.row_span > next.index);
    let short = filled
        .iter()
        .all(|cell| columns::normalised(cell, source).chars().count() <= 16);
    let numbers = filled.len() >= 3
        && filled.iter().all(|cell| {
            let text = columns::normalised(cell, source);
            enumerator::whole(&text).is_some() || text.len() == 1
        });
    if numbers {
        return true;
    }
    let cells = columns::headers(next, source, builder.vocabulary);
    let known = cells.iter().filter(|cell| cell.found.is_some()).count();
    short && filled.iter().all(under) && (reaches || known * 2 >= cells.len())
        || columns::is_header_row(&cells) && !same_headers(header, next, source)
}

/// The columns (the first, and the one after the last) of cells over several columns. A format that merges nothing
/// leaves the columns after the first blank.
fn wide_cells(row: &Row<'_>, source: &str) -> Vec<(u32, u32)> {
    let filled = row.filled(source);
    let merges = row
        .own
        .iter()
        .any(|cell| cell.column_span > 1 || cell.row_span > 1);
    filled
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            let next = filled.get(index + 1).filter(|_| !merges);
            let own = cell.column.saturating_add(cell.column_span);
            (cell.column, next.map_or(own, |next| next.column.max(own)))
        })
        .filter(|(first, end)| first + 1 < *end)
        .collect()
}

fn same_headers(header: &[Row<'_>], next: &Row<'_>, source: &str) -> bool {
    header.iter().any(|row| {
        let one: Vec<String> = row
            .filled(source)
            .iter()
            .map(|cell| columns::normalised(cell, source))
            .collect();
        let other: Vec<String> = next
            .filled(source)
            .iter()
            .map(|cell| columns::normalised(cell, source))
            .collect();
        one == other
    })
}

/// Rows looked at to tell whether a table goes on from another.
const SAMPLE: usize = 20;

/// Whether a table without a header goes on from one with `columns`: as many columns, and its numbers and
/// classes in theirs.
pub(super) fn goes_on_in(columns: &Columns, table: &Table, builder: &Builder<'_, '_>) -> bool {
    if u32::try_from(columns.len()) != Ok(table.columns) {
        return false;
    }
    let source = builder.source.text();
    let mut fits = 0;
    let mut misfits = 0;
    for row in Rows::of(table).take(SAMPLE) {
        for cell in row.filled(source) {
            let text = columns::normalised(cell, source);
            let field = columns.get(cell.column).and_then(|column| column.field);
            let class = builder.vocabulary.class_of(&text).is_some();
            let number = enumerator::whole(&text).is_some();
            match field {
                Some(Field::Type) if class => fits += 1,
                Some(Field::Number) if number => fits += 1,
                Some(Field::Type | Field::Number) => misfits += 1,
                Some(Field::Remark) | None => {}
                Some(_) if class => misfits += 1,
                Some(_) => {}
            }
        }
    }
    fits >= misfits
}
