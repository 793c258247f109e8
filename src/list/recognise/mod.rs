//! Finds the items of a list in a document, whatever their shape.
//!
//! A table with a header row is read by its columns (`wide`), a table of labels and values as a card
//! (`card`), label lines (`lines`), records (`record`), and what has no header at all by its content
//! (`flattened`). A new shape is one new file and one line in [`recognise`].

mod apart;
mod builder;
mod card;
mod columns;
mod copies;
mod draft;
mod enumerator;
mod features;
mod flattened;
mod keyed;
mod labels;
mod lines;
mod numbers;
mod posts;
mod record;
mod rows;
mod sections;
mod stages;
mod tokens;
mod wide;
mod wide_header;

use crate::law::{LawTable, Names};
use crate::read::{Block, Document, Table};
use crate::source::Source;
use crate::vocabulary::Vocabulary;

use super::List;
use builder::Builder;
use columns::Columns;
use tokens::Run;

/// The list in `document`. Always gives a list: where none was found it has no items and a note that
/// says what was expected and what was seen.
///
/// Time is linear in the document.
pub fn recognise<'s>(
    source: &'s Source,
    document: &'s Document,
    vocabulary: &Vocabulary,
) -> List<'s> {
    recognise_with(source, document, vocabulary, LawTable::builtin())
}

/// As [`recognise`], where `laws` tells which titles are known without brackets.
pub fn recognise_with<'s>(
    source: &'s Source,
    document: &'s Document,
    vocabulary: &Vocabulary,
    laws: &dyn Names,
) -> List<'s> {
    let mut builder = Builder::new(source, document, vocabulary, laws);
    let mut header: Option<Columns> = None;
    let mut run = Run::default();
    let mut keys = record::Keys::default();
    let mut asides = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Table(_) if builder.was_read(index) => {}
            Block::Table(table) => read_table(table, &mut run, &mut header, &mut builder),
            Block::Paragraph(paragraph) => run.paragraph(paragraph, source.text()),
            Block::Aside(text) => asides.push(text),
            Block::Tree(node) => {
                flush(&mut run, header.as_ref(), &mut builder);
                record::read(node, &mut keys, &mut builder);
            }
        }
    }
    flush(&mut run, header.as_ref(), &mut builder);
    builder.end();
    for text in asides {
        builder.loose(text.text(source.text()));
    }
    builder.finish()
}

/// Reads a table by its shape; one without a header joins the lines around it.
fn read_table<'s>(
    table: &'s Table,
    run: &mut Run<'s>,
    header: &mut Option<Columns>,
    builder: &mut Builder<'s, '_>,
) {
    if card::is(table, builder) {
        flush(run, header.as_ref(), builder);
        name_section(table, builder);
        card::read(table, builder);
    } else if let Some(found) = wide_header::find(table, builder) {
        flush(run, header.as_ref(), builder);
        name_section(table, builder);
        *header = Some(wide::read(table, found, builder));
    } else if let Some(columns) =
        header.take_if(|columns| wide_header::goes_on_in(columns, table, builder))
    {
        flush(run, Some(&columns), builder);
        name_section(table, builder);
        *header = Some(wide::read_on(table, columns, builder));
    } else {
        if table.name.is_some() {
            flush(run, header.as_ref(), builder);
            name_section(table, builder);
        }
        run.table(table, builder.source.text());
    }
}

/// Reads the lines collected.
fn flush<'s>(run: &mut Run<'s>, header: Option<&Columns>, builder: &mut Builder<'s, '_>) {
    let run = std::mem::take(run);
    if run.tokens.is_empty() {
        return;
    }
    if lines::is(&run, builder) {
        lines::read(run, builder);
    } else {
        let order = header.map(Columns::fields).unwrap_or_default();
        flattened::read(run, &order, builder);
    }
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

#[cfg(test)]
mod tests;
