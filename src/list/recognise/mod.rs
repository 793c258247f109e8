//! Finds the items of a list in a document, whatever their shape.
//!
//! A table with a header row is read by its columns (`wide`), a table of labels and values as a card
//! (`card`), label lines (`lines`), records (`record`), and what has no header at all by its content
//! (`flattened`). A new shape is one new file and one line in [`recognise`].

mod builder;
mod columns;
mod enumerator;
mod posts;
mod rows;
mod sections;
mod stages;
mod wide;

use crate::read::{Block, Document, Table};
use crate::source::Source;
use crate::vocabulary::Vocabulary;

use super::List;
use builder::Builder;

/// The list in `document`. Always gives a list: where none was found it has no items and a note that
/// says what was expected and what was seen.
///
/// Time is linear in the document.
pub fn recognise<'s>(
    source: &'s Source,
    document: &'s Document,
    vocabulary: &Vocabulary,
) -> List<'s> {
    let mut builder = Builder::new(source, vocabulary);
    let mut carried: Option<columns::Columns> = None;
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                name_section(table, &mut builder);
                if let Some(header) = wide::find_header(table, &builder) {
                    carried = Some(wide::read(table, header, &mut builder));
                } else if let Some(columns) = carried
                    .take()
                    .filter(|columns| columns.len() as u32 == table.columns)
                {
                    carried = Some(wide::read_on(table, columns, &mut builder));
                } else {
                    for cell in &table.cells {
                        builder.unassigned(rows::text(cell, source.text()));
                    }
                }
            }
            Block::Paragraph(paragraph) => {
                builder.loose(paragraph.text.text(source.text()).trimmed())
            }
            Block::Tree(_) => {}
        }
    }
    builder.finish()
}

/// A worksheet is a section of its own.
fn name_section<'s>(table: &'s Table, builder: &mut Builder<'s, '_>) {
    let Some(name) = &table.name else {
        return;
    };
    if table.cells.is_empty() {
        return;
    }
    let span = if table.name_span.is_empty() {
        table
            .cells
            .first()
            .map_or(table.span, |cell| cell.text.span)
    } else {
        table.name_span
    };
    builder.section(name.clone(), None, span);
}
