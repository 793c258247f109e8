//! Header rows: which column is which field.

use std::sync::Arc;

use crate::read::Cell;
use crate::source::View;
use crate::vocabulary::{Field, HeaderMatch, Vocabulary};

use super::rows::{self, Row};

/// Characters a header may have.
const HEADER_CHARACTERS: usize = 30;

/// A column of a wide table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its position in the grid.
    pub(super) at: u32,
    /// What it holds, where known.
    pub(super) field: Option<Field>,
    /// Its header, normalised.
    pub(super) header: Arc<str>,
    /// Whether an earlier column has the same header: columns repeated at the right edge.
    pub(super) repeated: bool,
}

/// The columns of a wide table, from the left.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    all: Vec<Column>,
}

impl Columns {
    /// The column at `at`.
    pub(super) fn get(&self, at: u32) -> Option<&Column> {
        let index = self
            .all
            .binary_search_by_key(&at, |column| column.at)
            .ok()?;
        self.all.get(index)
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.all.iter().any(|column| column.field == Some(field))
    }

    /// Where the column of `field` stands in the grid.
    pub(super) fn place(&self, field: Field) -> u32 {
        self.all
            .iter()
            .find(|column| column.field == Some(field))
            .map_or(0, |column| column.at)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The fields in the order of the columns, repeated columns left out.
    pub(super) fn fields(&self) -> Vec<Field> {
        self.all
            .iter()
            .filter(|column| !column.repeated)
            .filter_map(|column| column.field)
            .collect()
    }
}

/// A header cell with what it was taken for.
pub(super) struct HeaderCell<'d> {
    pub(super) cell: &'d Cell,
    pub(super) found: Option<HeaderMatch>,
}

/// The cells of a row with what they are as headers.
pub(super) fn headers<'d>(
    row: &Row<'d>,
    source: &str,
    vocabulary: &Vocabulary,
) -> Vec<HeaderCell<'d>> {
    row.filled(source)
        .into_iter()
        .map(|cell| HeaderCell {
            cell,
            found: header(cell, source, vocabulary),
        })
        .collect()
}

/// What a cell is as a header.
pub(super) fn header(cell: &Cell, source: &str, vocabulary: &Vocabulary) -> Option<HeaderMatch> {
    let text = normalised(cell, source);
    (text.chars().count() <= HEADER_CHARACTERS)
        .then(|| vocabulary.header(&text))
        .flatten()
}

pub(super) fn normalised(cell: &Cell, source: &str) -> String {
    // A header is short: a long cell is none and need not be folded.
    let raw = cell.text.as_str(source);
    if raw.len() > HEADER_CHARACTERS * 8 {
        return raw.to_owned();
    }
    View::new(&rows::text(cell, source)).as_str().to_owned()
}

/// Whether `cells` is a header row: three fields or more (two where the format marks headers), most of its
/// cells known.
pub(super) fn is_header_row(cells: &[HeaderCell<'_>]) -> bool {
    let mut fields: Vec<Field> = cells
        .iter()
        .filter_map(|cell| cell.found.as_ref().map(|found| found.field))
        .collect();
    let known = fields.len();
    fields.sort_unstable();
    fields.dedup();
    let marked = cells.iter().all(|cell| cell.cell.header);
    let telling = [
        Field::Name,
        Field::Type,
        Field::Duties,
        Field::Basis,
        Field::Stage,
        Field::Number,
    ]
    .iter()
    .filter(|field| fields.contains(field))
    .count();
    let enough = fields.len() >= 3 || fields.len() >= 2 && (marked || cells.len() == 2);
    enough && telling >= 1 && known * 2 > cells.len()
}

/// The columns that header rows name. `rows` are the rows of the header, the upper ones first; lower
/// cells tell more than the cells above them.
pub(super) fn columns(
    rows: &[Row<'_>],
    width: u32,
    source: &str,
    vocabulary: &Vocabulary,
) -> Columns {
    let mut all: Vec<Column> = Vec::new();
    for row in rows {
        for cell in row.filled(source) {
            let text = normalised(cell, source);
            let end = cell
                .column
                .saturating_add(cell.column_span.max(1))
                .min(width.max(cell.column + 1));
            let found = header(cell, source, vocabulary);
            for (offset, at) in (cell.column..end).enumerate() {
                let upper = all.iter().position(|column| column.at == at);
                let above = upper.and_then(|index| all.get(index)).cloned();
                let joined = above
                    .as_ref()
                    .and_then(|above| vocabulary.exact_header(&format!("{}{text}", above.header)));
                let field = joined
                    .or_else(|| found.clone())
                    .map(|found| found.spread.get(offset).copied().unwrap_or(found.field))
                    .or_else(|| above.as_ref().and_then(|above| above.field));
                let column = Column {
                    at,
                    field,
                    header: text.as_str().into(),
                    repeated: false,
                };
                match upper.and_then(|index| all.get_mut(index)) {
                    Some(known) => *known = column,
                    None => all.push(column),
                }
            }
            // A header for several columns that is not merged: the next ones are blank.
            for (offset, field) in found
                .iter()
                .flat_map(|found| found.spread.iter())
                .enumerate()
                .skip(1)
            {
                let at = cell.column + u32::try_from(offset).unwrap_or(0);
                let taken = all.iter().any(|column| column.at == at)
                    || row.filled(source).iter().any(|other| other.column == at);
                if !taken {
                    all.push(Column {
                        at,
                        field: Some(*field),
                        header: text.as_str().into(),
                        repeated: false,
                    });
                }
            }
        }
    }
    all.sort_by_key(|column| column.at);
    let mut seen: Vec<(Arc<str>, Option<Field>)> = Vec::new();
    let mut last: Option<(Arc<str>, u32)> = None;
    for column in &mut all {
        let neighbour = last
            .as_ref()
            .is_some_and(|(header, at)| *header == column.header && at + 1 == column.at);
        column.repeated = !neighbour
            && seen
                .iter()
                .any(|(header, field)| *header == column.header && *field == column.field);
        seen.push((column.header.clone(), column.field));
        last = Some((column.header.clone(), column.at));
    }
    Columns { all }
}
