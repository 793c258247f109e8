//! Cards: tables of labels and values, one item a table, or several one below the other.

use rustc_hash::FxHashSet;

use crate::read::{Cell, Table};
use crate::vocabulary::Field;

use super::super::{Shape, Value};
use super::builder::Builder;
use super::columns::{self, Columns};
use super::draft::Draft;
use super::labels::{self, Opens};
use super::rows::{self, Row, Rows};

/// Rows looked at to tell a card.
const DEPTH: usize = 60;

/// Whether `table` is a card: labels with values beside them, in three rows or more (or labels of the main
/// duties).
pub(super) fn is(table: &Table, builder: &Builder<'_, '_>) -> bool {
    let source = builder.source.text();
    let mut fields: FxHashSet<Field> = FxHashSet::default();
    let mut blocks = 0;
    let mut pairs = 0;
    let mut rows = 0;
    for row in Rows::of(table).take(DEPTH) {
        let cells = row.filled(source);
        rows += usize::from(!cells.is_empty());
        for pair in cells.windows(2) {
            let [label, value] = pair else { continue };
            let Some(opens) = opens(label, true, source, builder) else {
                continue;
            };
            if columns::header(value, source, builder.vocabulary).is_some() {
                continue;
            }
            match opens {
                Opens::Field(field) => {
                    fields.insert(field);
                    pairs += 1;
                }
                _ => blocks += 1,
            }
        }
        if let [label, ..] = cells.as_slice() {
            blocks += usize::from(
                cells.len() == 2
                    && opens(label, false, source, builder)
                        .is_some_and(|opens| !matches!(opens, Opens::Field(_))),
            );
        }
    }
    let telling = [
        Field::Name,
        Field::Type,
        Field::Duties,
        Field::Basis,
        Field::Number,
    ]
    .iter()
    .filter(|field| fields.contains(field))
    .count();
    fields.len() >= 3 && telling >= 2 && pairs * 4 >= rows
        || blocks > 0 && blocks >= rows.div_ceil(2) && fields.len() <= 1
}

fn opens(cell: &Cell, in_item: bool, source: &str, builder: &Builder<'_, '_>) -> Option<Opens> {
    if cell.text.as_str(source).len() > 200 {
        return None;
    }
    let value = Value::new(rows::text(cell, source));
    labels::of(&value, in_item, builder.vocabulary)
        .filter(|label| label.rest.is_none())
        .map(|label| label.opens)
}

/// Reads a card.
pub(super) fn read<'s>(table: &'s Table, builder: &mut Builder<'s, '_>) {
    let mut reader = Reader {
        open: None,
        inner: None,
        hidden: table.hidden,
        seen: FxHashSet::default(),
    };
    // A table whose first labels are those of an item begins one; else it goes on from the last page.
    for row in Rows::of(table) {
        reader.row(&row, builder);
    }
}

struct Reader {
    open: Option<Opens>,
    /// The columns of a table of stages within the card.
    inner: Option<Columns>,
    hidden: bool,
    /// The fields this table has given to the item.
    seen: FxHashSet<Field>,
}

impl Reader {
    fn row<'s>(&mut self, row: &Row<'s>, builder: &mut Builder<'s, '_>) {
        let source = builder.source.text();
        let cells = row.filled(source);
        if cells.is_empty() {
            return;
        }
        if self.stage_table(row, &cells, builder) {
            return;
        }
        // Which cells are labels: known ones with something other than a label after them, or alone
        // at the left with blank cells beside them.
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            let in_item = builder.draft.is_some() && !self.seen.is_empty();
            let value = Value::new(rows::text(cell, source));
            let label = (value.as_str().len() <= 200)
                .then(|| labels::of(&value, in_item, builder.vocabulary))
                .flatten();
            let label_place = match self.inner {
                Some(_) => cell.column == 0,
                None => true,
            };
            match label {
                Some(label) if label_place && (label.rest.is_none() || cells.len() == 1) => {
                    self.inner = None;
                    self.label(label.opens.clone(), builder);
                    builder.header(label.text, label.opens.field(), label.misspelling_of);
                    let field = match label.opens {
                        Opens::Field(field) => Some(field),
                        _ => None,
                    };
                    if let Some(rest) = label.rest {
                        self.value(Value::new(rest), row, cell, builder);
                    }
                    let blank = row.own.iter().find(|next| {
                        next.column >= cell.column + cell.column_span
                            && rows::is_blank(next, source)
                    });
                    let next_filled = cells.get(at + 1);
                    if let (Some(field), Some(blank), Some(draft)) =
                        (field, blank, &mut builder.draft)
                        && next_filled.is_none_or(|next| next.column > blank.column)
                    {
                        draft.blank.push((field, blank.text.span));
                    }
                }
                _ if self.inner.is_some() => self.inner_cell(value, row, cell, builder),
                _ => self.value(value, row, cell, builder),
            }
            at += 1;
        }
    }

    /// A row of headers within a card begins a table of stages (办理环节, 责任事项, 责任科室).
    fn stage_table<'s>(
        &mut self,
        row: &Row<'s>,
        cells: &[&'s Cell],
        builder: &mut Builder<'s, '_>,
    ) -> bool {
        let source = builder.source.text();
        let headers = columns::headers(row, source, builder.vocabulary);
        let known = headers
            .iter()
            .filter(|header| header.found.is_some())
            .count();
        // The label the table stands under may be merged beside its header.
        let (first, rest) = match headers.split_first() {
            Some((first, rest)) if rest.len() >= 2 && first.cell.row_span > 1 => {
                (Some(first), rest)
            }
            _ => (None, headers.as_slice()),
        };
        let all = rest.len() >= 2 && rest.iter().all(|header| header.found.is_some());
        let stages = rest.iter().any(|header| {
            header.found.as_ref().is_some_and(|found| {
                matches!(found.field, Field::Stage | Field::Duties | Field::Unit)
            })
        });
        if !(all && stages && known == cells.len() && builder.draft.is_some()) {
            return false;
        }
        let own = row
            .own
            .iter()
            .copied()
            .filter(|cell| first.is_none_or(|first| cell.column != first.cell.column))
            .collect();
        let header_row = Row {
            index: row.index,
            own,
            above: Vec::new(),
        };
        let width = cells
            .iter()
            .map(|cell| cell.column + cell.column_span)
            .max()
            .unwrap_or(1);
        self.inner = Some(columns::columns(
            &[header_row],
            width,
            source,
            builder.vocabulary,
        ));
        for header in headers {
            let field = header.found.as_ref().map(|found| found.field);
            let right = header.found.and_then(|found| found.misspelling_of);
            builder.header(rows::text(header.cell, source), field, right);
        }
        true
    }

    fn inner_cell<'s>(
        &mut self,
        value: Value<'s>,
        row: &Row<'s>,
        cell: &Cell,
        builder: &mut Builder<'s, '_>,
    ) {
        let column = self.inner.as_ref().and_then(|inner| inner.get(cell.column));
        let Some(draft) = &mut builder.draft else {
            return builder.unassigned(value.text);
        };
        match column.map(|column| (column.field, column.header.clone())) {
            Some((Some(field), _)) => draft.push(field, value, row.index, cell.column),
            Some((None, header)) => draft.extra.push((header, value)),
            None => draft.unassigned.push(value),
        }
    }

    fn label(&mut self, opens: Opens, builder: &mut Builder<'_, '_>) {
        if let Opens::Field(field) = opens {
            let first = builder.draft.is_none();
            let identity = matches!(
                field,
                Field::Number | Field::Code | Field::Name | Field::Type
            );
            let again = builder.draft.as_ref().is_some_and(|draft| draft.has(field)) && identity;
            // The first label of a table that names the item, where the item before has it.
            if first || again {
                let mut draft = Draft::new(Shape::Card);
                draft.hidden = self.hidden;
                builder.begin(draft);
                self.seen.clear();
            }
            self.seen.insert(field);
        } else {
            builder.end();
            self.seen.clear();
        }
        self.open = Some(opens);
    }

    fn value<'s>(
        &mut self,
        value: Value<'s>,
        row: &Row<'s>,
        cell: &Cell,
        builder: &mut Builder<'s, '_>,
    ) {
        match &self.open {
            Some(Opens::Field(field)) => {
                if let Some(draft) = &mut builder.draft {
                    draft.hidden |= cell.hidden;
                    draft.push(*field, value, row.index, cell.column);
                    let nested: Vec<usize> = cell.nested.clone();
                    builder.nested(&nested, row.index);
                }
            }
            Some(Opens::Duties) => {
                let lines = value
                    .text
                    .lines()
                    .into_iter()
                    .map(|line| Value::new(line.trimmed()));
                builder
                    .list
                    .duties
                    .extend(lines.filter(|line| !line.as_str().is_empty()));
            }
            Some(Opens::Boundaries) => builder.list.boundaries.push(value),
            None => super::lines::between(value, builder),
        }
    }
}
