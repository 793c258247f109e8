//! Wide tables: a header row, then a row an item, with continuation rows, sub-items, section rows, notes.

use crate::read::{Cell, Table};
use crate::source::Span;
use crate::vocabulary::Field;

use super::super::{Repeated, Shape, Value};
use super::builder::Builder;
use super::columns::{self, Columns};
use super::copies::alike;
use super::draft::{Draft, Entry};
use super::enumerator;
use super::rows::{self, Row, Rows};
use super::wide_header::HeaderRows;
use super::{sections, stages};

/// Reads a table with the header `header`.
pub(super) fn read<'s>(
    table: &'s Table,
    header: HeaderRows,
    builder: &mut Builder<'s, '_>,
) -> Columns {
    let mut reader = Reader {
        columns: header.columns,
        width: table.columns,
        hidden: table.hidden,
    };
    for (position, row) in Rows::of(table).enumerate() {
        if position < header.first {
            reader.before(&row, builder);
        } else if position < header.first + header.count {
            reader.header(&row, builder);
        } else {
            reader.row(&row, builder);
        }
    }
    reader.columns
}

/// Reads a table without a header that goes on from one with `columns`.
pub(super) fn read_on<'s>(
    table: &'s Table,
    columns: Columns,
    builder: &mut Builder<'s, '_>,
) -> Columns {
    let mut reader = Reader {
        columns,
        width: table.columns,
        hidden: table.hidden,
    };
    for row in Rows::of(table) {
        reader.row(&row, builder);
    }
    reader.columns
}

struct Reader {
    columns: Columns,
    width: u32,
    hidden: bool,
}

impl Reader {
    /// Rows above the header: titles, the department.
    fn before<'s>(&self, row: &Row<'s>, builder: &mut Builder<'s, '_>) {
        let source = builder.source.text();
        for cell in row.filled(source) {
            let text = rows::text(cell, source);
            let value = Value::new(text.clone());
            if sections::is_heading(value.as_str(), builder.vocabulary)
                && !builder.vocabulary.words().is_title(value.as_str())
            {
                builder.section(value.as_str().into(), Some(value), cell.text.span);
            } else {
                builder.loose(text);
            }
        }
    }

    fn header<'s>(&self, row: &Row<'s>, builder: &mut Builder<'s, '_>) {
        let source = builder.source.text();
        for cell in row.filled(source) {
            let found = columns::header(cell, source, builder.vocabulary);
            let field = found.as_ref().map(|found| found.field).or_else(|| {
                self.columns
                    .get(cell.column)
                    .and_then(|column| column.field)
            });
            let right = found.and_then(|found| found.misspelling_of);
            builder.header(rows::text(cell, source), field, right);
        }
    }

    fn row<'s>(&mut self, row: &Row<'s>, builder: &mut Builder<'s, '_>) {
        let source = builder.source.text();
        let filled = row.filled(source);
        if filled.is_empty() {
            self.blanks(row, builder);
            return;
        }
        if self.lone(row, &filled, builder) || self.header_again(row, builder) {
            return;
        }
        let mut entries = Vec::new();
        let mut extra = Vec::new();
        let mut outside = Vec::new();
        for cell in &filled {
            let value = Value::new(rows::text(cell, source));
            match self.columns.get(cell.column) {
                Some(column) => match column.field {
                    Some(Field::SubName)
                        if builder.vocabulary.words().is_nothing(value.as_str()) =>
                    {
                        extra.push((column.header.clone(), value));
                    }
                    Some(field) => entries.push(Entry {
                        field,
                        value,
                        row: row.index,
                        column: cell.column,
                    }),
                    None => extra.push((column.header.clone(), value)),
                },
                None => outside.push(value),
            }
        }
        if self.shifted(&entries, &extra, builder) {
            self.align(&mut entries, &mut extra, &mut outside, builder);
        }
        self.drop_repeated_columns(&mut entries, builder);
        match self.kind(row, &entries, builder) {
            Kind::Item { parent } => {
                let mut draft = Draft::new(Shape::Row);
                draft.parent = parent;
                draft.typed = self.columns.has(Field::Type);
                let shared = self.shared(row, &entries, parent.is_some(), builder);
                builder.begin(draft);
                if let Some(draft) = &mut builder.draft {
                    draft.entries = shared;
                }
            }
            Kind::Continues => {
                if copies(&entries, builder) {
                    return;
                }
            }
        }
        let hidden = self.hidden || filled.iter().any(|cell| cell.hidden);
        let blank: Vec<(Field, Span)> = self.blank_cells(row, source);
        if let Some(draft) = &mut builder.draft {
            draft.entries.extend(entries);
            // In the order of the columns: shared cells stand between the others.
            draft.entries.sort_by_key(|entry| (entry.row, entry.column));
            draft.extra.extend(extra);
            draft.unassigned.extend(outside);
            draft.blank.extend(blank);
            draft.hidden |= hidden;
            for cell in &filled {
                builder.nested(&cell.nested, row.index);
            }
        }
    }

    /// Whether the cells of a row stand beside their columns: no class where one should be, and one elsewhere.
    fn shifted(
        &self,
        entries: &[Entry<'_>],
        extra: &[(std::sync::Arc<str>, Value<'_>)],
        builder: &Builder<'_, '_>,
    ) -> bool {
        if !self.columns.has(Field::Type) {
            return false;
        }
        let is_class = |value: &Value<'_>| builder.vocabulary.class_of(value.as_str()).is_some();
        let typed = entries.iter().find(|entry| entry.field == Field::Type);
        let right = typed.is_none_or(|entry| !is_class(&entry.value));
        let elsewhere = entries
            .iter()
            .filter(|entry| !matches!(entry.field, Field::Type | Field::Remark | Field::SubName))
            .map(|entry| &entry.value)
            .chain(extra.iter().map(|(_, value)| value))
            .any(is_class);
        right && elsewhere
    }

    /// Gives the cells of a row to columns by their content.
    fn align<'s>(
        &self,
        entries: &mut Vec<Entry<'s>>,
        extra: &mut Vec<(std::sync::Arc<str>, Value<'s>)>,
        outside: &mut Vec<Value<'s>>,
        builder: &Builder<'s, '_>,
    ) {
        let row = entries.first().map_or(0, |entry| entry.row);
        let mut values: Vec<Value<'s>> = entries
            .iter()
            .map(|entry| &entry.value)
            .chain(extra.iter().map(|(_, value)| value))
            .chain(outside.iter())
            .cloned()
            .collect();
        values.sort_by_key(Value::span);
        let Some(fields) = super::flattened::align(&values, &self.columns.fields(), builder) else {
            return;
        };
        extra.clear();
        outside.clear();
        *entries = values
            .into_iter()
            .zip(fields)
            .map(|(value, field)| Entry {
                field,
                value,
                row,
                column: self.columns.place(field),
            })
            .collect();
    }

    /// Blank cells of a filler row are still places of the item.
    fn blanks<'s>(&self, row: &Row<'s>, builder: &mut Builder<'s, '_>) {
        let blank = self.blank_cells(row, builder.source.text());
        if let Some(draft) = &mut builder.draft {
            for (field, span) in blank {
                if !draft.blank.iter().any(|(known, _)| *known == field) {
                    draft.blank.push((field, span));
                }
            }
        }
    }

    fn blank_cells(&self, row: &Row<'_>, source: &str) -> Vec<(Field, Span)> {
        row.own
            .iter()
            .filter(|cell| rows::is_blank(cell, source))
            .filter_map(|cell| Some((self.columns.get(cell.column)?.field?, cell.text.span)))
            .collect()
    }

    /// A row with a single cell that is no part of an item: heading, note, sum, title.
    fn lone<'s>(&self, row: &Row<'s>, filled: &[&'s Cell], builder: &mut Builder<'s, '_>) -> bool {
        let source = builder.source.text();
        let Some(cell) = filled.first() else {
            return false;
        };
        let value = Value::new(rows::text(cell, source));
        let text = value.as_str();
        let words = builder.vocabulary.words();
        if words.is_sum(text) || words.is_note(text) && cell.column <= 1 {
            for cell in filled {
                builder
                    .list
                    .remarks
                    .push(Value::new(rows::text(cell, source)));
            }
            return true;
        }
        if filled.len() > 1 {
            return false;
        }
        let field = self
            .columns
            .get(cell.column)
            .and_then(|column| column.field);
        let broad = cell.column_span.saturating_mul(2) > self.width && self.width > 2;
        let leading = matches!(field, Some(Field::Number | Field::Name)) && row.above.is_empty();
        if !(broad || leading) {
            return false;
        }
        let heading = sections::is_heading(text, builder.vocabulary);
        if words.is_title(text) && !heading {
            builder.end();
            builder.loose(rows::text(cell, source));
            return true;
        }
        if heading {
            builder.section(text.into(), Some(value.clone()), cell.text.span);
            return true;
        }
        let numbered = enumerator::whole(text).is_some();
        if broad || field == Some(Field::Number) && !numbered {
            builder.list.remarks.push(value);
            return true;
        }
        false
    }

    /// The header once more, on a later page; or another one.
    fn header_again<'s>(&mut self, row: &Row<'s>, builder: &mut Builder<'s, '_>) -> bool {
        let source = builder.source.text();
        // Most rows are none: two cells that are headers to the letter are asked for first.
        let exact = row.own.iter().filter(|cell| {
            let raw = cell.text.as_str(source);
            raw.len() <= 60
                && builder
                    .vocabulary
                    .exact_header(&columns::normalised(cell, source))
                    .is_some()
        });
        if exact.take(2).count() < 2 {
            return false;
        }
        let cells = columns::headers(row, source, builder.vocabulary);
        if !columns::is_header_row(&cells) {
            return false;
        }
        let again = columns::columns(
            &[Row {
                index: row.index,
                own: row.own.clone(),
                above: Vec::new(),
            }],
            self.width,
            source,
            builder.vocabulary,
        );
        if again.fields().len() >= 3 && again.fields() != self.columns.fields() {
            builder.end();
            self.columns = again;
        }
        self.header(row, builder);
        true
    }

    /// What a row with `entries` is.
    fn kind(&self, row: &Row<'_>, entries: &[Entry<'_>], builder: &Builder<'_, '_>) -> Kind {
        let source = builder.source.text();
        let own = |field: Field| entries.iter().find(|entry| entry.field == field);
        let merged = |field: Field| {
            row.above.iter().any(|cell| {
                !rows::is_blank(cell, source)
                    && self
                        .columns
                        .get(cell.column)
                        .is_some_and(|column| column.field == Some(field))
            })
        };
        let Some(draft) = &builder.draft else {
            return Kind::Item { parent: None };
        };
        let main = draft.parent.unwrap_or(builder.list.items.len());
        if own(Field::SubName).is_some() {
            // Its main item's cells are merged over it, or left blank beside it.
            let of_main = merged(Field::Name)
                || own(Field::Name).is_none()
                    && own(Field::Number).is_none()
                    && draft.has(Field::Name)
                || own(Field::Name)
                    .zip(draft.first(Field::Name))
                    .is_some_and(|(own, known)| own.value.as_str() == known.as_str());
            return Kind::Item {
                parent: of_main.then_some(main),
            };
        }
        if let Some(name) = own(Field::Name) {
            let same = draft
                .first(Field::Name)
                .is_some_and(|known| known.as_str() == name.value.as_str())
                && own(Field::Number).map(|entry| entry.value.as_str())
                    == draft.first(Field::Number).map(Value::as_str);
            return if same && next_stage(entries, draft, builder) {
                Kind::Continues
            } else {
                Kind::Item { parent: None }
            };
        }
        if merged(Field::Name) {
            return Kind::Continues;
        }
        let numbered = own(Field::Number).or_else(|| own(Field::Code));
        match numbered {
            Some(number)
                if draft
                    .first(number.field)
                    .is_none_or(|known| known.as_str() != number.value.as_str()) =>
            {
                Kind::Item { parent: None }
            }
            _ if own(Field::Type).is_some()
                && own(Field::Duties).is_some()
                && draft.has(Field::Type) =>
            {
                // A class of its own and no name: an item whose name is lost, or the copy of a row.
                Kind::Item { parent: None }
            }
            _ => Kind::Continues,
        }
    }

    /// What cells merged downward into `row` (or, for sub-items, left blank in it) give to its item.
    fn shared<'s>(
        &self,
        row: &Row<'s>,
        entries: &[Entry<'s>],
        sub: bool,
        builder: &mut Builder<'s, '_>,
    ) -> Vec<Entry<'s>> {
        let source = builder.source.text();
        let mut shared = Vec::new();
        for cell in &row.above {
            let Some(field) = self
                .columns
                .get(cell.column)
                .and_then(|column| column.field)
            else {
                continue;
            };
            if rows::is_blank(cell, source)
                || cell.column_span.saturating_mul(2) > self.width.max(4)
            {
                continue;
            }
            let value = Value::new(rows::text(cell, source));
            if let Some(value) = builder.shared(&value) {
                shared.push(Entry {
                    field,
                    value,
                    row: row.index,
                    column: cell.column,
                });
            }
        }
        if sub {
            // The cells of the main item that the sub-item leaves blank are its own too.
            let missing: Vec<(Field, Value<'s>, u32)> = builder
                .draft
                .as_ref()
                .map(|draft| {
                    draft
                        .entries
                        .iter()
                        .filter(|known| {
                            matches!(
                                known.field,
                                Field::Number
                                    | Field::Code
                                    | Field::Name
                                    | Field::Type
                                    | Field::Actor
                            ) && !entries
                                .iter()
                                .chain(&shared)
                                .any(|entry| entry.field == known.field)
                        })
                        .map(|known| (known.field, known.value.clone(), known.column))
                        .collect()
                })
                .unwrap_or_default();
            for (field, value, column) in missing {
                if let Some(value) = builder.shared(&value) {
                    shared.push(Entry {
                        field,
                        value,
                        row: row.index,
                        column,
                    });
                }
            }
        }
        shared
    }

    /// Cells of columns repeated at the right edge that say the same again.
    fn drop_repeated_columns<'s>(
        &self,
        entries: &mut Vec<Entry<'s>>,
        builder: &mut Builder<'s, '_>,
    ) {
        let index = builder.next_index();
        let mut kept: Vec<Entry<'s>> = Vec::with_capacity(entries.len());
        for entry in entries.drain(..) {
            let repeated = self
                .columns
                .get(entry.column)
                .is_some_and(|column| column.repeated);
            let original = repeated
                .then(|| {
                    kept.iter().find(|known| {
                        known.field == entry.field && known.value.as_str() == entry.value.as_str()
                    })
                })
                .flatten();
            match original {
                Some(original) => builder.list.repeated.push(Repeated {
                    span: entry.value.span(),
                    item: index,
                    original: original.value.span(),
                    column: true,
                }),
                None => kept.push(entry),
            }
        }
        *entries = kept;
    }
}

enum Kind {
    Item { parent: Option<usize> },
    Continues,
}

/// Whether the duties in `entries` go on from those of `draft`: the next number, or a stage column.
fn next_stage(entries: &[Entry<'_>], draft: &Draft<'_>, builder: &Builder<'_, '_>) -> bool {
    if entries.iter().any(|entry| entry.field == Field::Stage) {
        return true;
    }
    let number = |value: &Value<'_>| stages::begins(&value.view, builder.vocabulary).flatten();
    let Some(own) = entries.iter().find(|entry| entry.field == Field::Duties) else {
        return false;
    };
    let last = draft
        .entries
        .iter()
        .rev()
        .find(|entry| entry.field == Field::Duties);
    match (
        number(&own.value),
        last.and_then(|last| number(&last.value)),
    ) {
        (Some(own), Some(last)) => own == last + 1,
        _ => false,
    }
}

/// Whether a continuation row says again what the item has; it is kept as a repeated row then.
fn copies(entries: &[Entry<'_>], builder: &mut Builder<'_, '_>) -> bool {
    let Some(draft) = &builder.draft else {
        return false;
    };
    let long = entries.iter().any(|entry| entry.value.as_str().len() >= 90);
    let mut original: Option<Span> = None;
    let copy = long
        && entries.iter().all(|entry| {
            let known = draft.entries.iter().find(|known| {
                known.field == entry.field && alike(known.value.as_str(), entry.value.as_str())
            });
            if let Some(known) = known {
                let span = known.value.span();
                original = Some(original.map_or(span, |covered| covered.cover(span)));
            }
            known.is_some()
        });
    if let (true, Some(original)) = (copy, original) {
        let span = entries
            .iter()
            .map(|entry| entry.value.span())
            .reduce(Span::cover)
            .unwrap_or_default();
        let item = builder.list.items.len();
        builder.list.repeated.push(Repeated {
            span,
            item,
            original,
            column: false,
        });
        return true;
    }
    false
}
