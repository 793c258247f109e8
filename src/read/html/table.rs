//! One table: rows of all its sections, merged cells, tables within cells.

use std::sync::Arc;

use super::dom::{Dom, NodeId};
use super::grid::Grid;
use super::line::Lines;
use super::walk::{Visitor, walk};
use super::{is_hidden, note_hidden};
use crate::message::Message;
use crate::read::document::{
    Block, Cell, Document, Note, NoteKind, Paragraph, Table, note_ragged_rows,
};
use crate::source::Span;

/// Reads the table `id` and adds it and the tables within its cells to `document`. Gives the table's own
/// position among the blocks: a caption stands before it.
pub(super) fn read(
    source: &str,
    dom: &Dom,
    id: NodeId,
    hidden: bool,
    document: &mut Document,
) -> usize {
    let mut rows = Vec::new();
    let mut captions = Vec::new();
    collect(dom, id, Section::default(), &mut rows, &mut captions);
    let span = dom.node(id).map_or(Span::default(), |node| node.span);
    let mut table = Table {
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        hidden,
        span,
        ..Table::default()
    };
    for caption in captions {
        read_caption(source, dom, caption, &mut table, document);
    }
    if hidden {
        document.notes.push(hidden_cells(span));
    }
    let index = document.blocks.len();
    document.blocks.push(Block::Table(Table::default()));
    let mut reader = TableReader {
        source,
        dom,
        document,
        grid: Grid::default(),
        table,
        widths: Vec::new(),
        left_out: None,
    };
    for (number, row) in (0..).zip(&rows) {
        reader.row(number, row);
    }
    reader.finish(index);
    index
}

/// A row with what its section says of it.
struct Row {
    id: NodeId,
    section: Section,
    /// Rows from this one to the end of its section.
    left: u32,
}

#[derive(Clone, Copy, Default, PartialEq)]
struct Section {
    id: NodeId,
    head: bool,
    hidden: bool,
}

/// The rows of a table in order, whatever they are wrapped in, but not those of tables within cells.
fn collect(
    dom: &Dom,
    id: NodeId,
    section: Section,
    rows: &mut Vec<Row>,
    captions: &mut Vec<NodeId>,
) {
    let first = rows.len();
    for &child in dom.children(id) {
        match dom.name(child) {
            "tr" => rows.push(Row {
                id: child,
                section,
                left: 0,
            }),
            "caption" => captions.push(child),
            name @ ("thead" | "tbody" | "tfoot") => {
                let inner = Section {
                    id: child,
                    head: name == "thead",
                    hidden: section.hidden || is_hidden(dom, child),
                };
                collect(dom, child, inner, rows, captions);
            }
            _ => {}
        }
    }
    let count = rows.len();
    for (number, row) in rows.iter_mut().enumerate().skip(first) {
        if row.section == section {
            row.left = u32::try_from(count - number).unwrap_or(u32::MAX);
        }
    }
}

/// The caption is the table's name, and a paragraph before it so that its words have a place.
fn read_caption(source: &str, dom: &Dom, id: NodeId, table: &mut Table, document: &mut Document) {
    let content = Content::of(source, dom, id);
    let text = content.lines.finish(0);
    let name = text.text(source);
    if !name.is_blank() {
        table.name = Some(Arc::from(name.as_str().trim()));
        document
            .blocks
            .push(Block::Paragraph(Paragraph { text, heading: 0 }));
    }
}

struct TableReader<'a> {
    source: &'a str,
    dom: &'a Dom,
    document: &'a mut Document,
    grid: Grid,
    table: Table,
    /// Columns that each row covers, and the bytes of its first cell.
    widths: Vec<(usize, Span)>,
    left_out: Option<Span>,
}

impl TableReader<'_> {
    fn row(&mut self, number: u32, row: &Row) {
        self.grid.begin_row(number);
        let hidden = row.section.hidden || is_hidden(self.dom, row.id);
        let tag = self
            .dom
            .node(row.id)
            .map_or(Span::default(), |node| node.span);
        let mut noted = false;
        for &id in self.dom.children(row.id) {
            let name = self.dom.name(id);
            if !matches!(name, "td" | "th") {
                continue;
            }
            let cell_hidden = hidden || is_hidden(self.dom, id);
            self.cell(id, row, name == "th" || row.section.head, cell_hidden);
            if cell_hidden && !noted {
                noted = true;
                let cell = self.dom.node(id).map_or(tag, |node| node.span);
                let span = if hidden { tag } else { cell };
                self.document.notes.push(hidden_cells(span));
            }
        }
        self.widths.push((self.grid.width(), tag));
    }

    fn cell(&mut self, id: NodeId, row: &Row, header: bool, hidden: bool) {
        let tag = self.dom.node(id).map_or(Span::default(), |node| node.span);
        let Content {
            lines,
            tables,
            hidden: unseen,
        } = Content::of(self.source, self.dom, id);
        let mut cell = Cell {
            text: lines.finish(tag.end()),
            header,
            hidden,
            ..Cell::default()
        };
        // 0 means: to the end of the section, which ends longer spans too.
        let row_span = match self.number(id, "rowspan") {
            Some(0) => row.left,
            wanted => wanted.unwrap_or(1).min(row.left),
        };
        let column_span = self.number(id, "colspan").unwrap_or(1).clamp(1, 1000);
        if !self.grid.place(&mut cell, row_span, column_span) {
            self.left_out.get_or_insert(tag);
            return;
        }
        self.table.span = self.table.span.cover(tag).cover(cell.text.span);
        for id in unseen {
            note_hidden(self.source, self.dom, id, &mut self.document.notes);
        }
        for table in tables {
            cell.nested.push(read(
                self.source,
                self.dom,
                table,
                hidden || is_hidden(self.dom, table),
                self.document,
            ));
        }
        self.table.cells.push(cell);
    }

    fn number(&self, id: NodeId, attribute: &str) -> Option<u32> {
        let value = self.dom.attribute(id, attribute)?.trim();
        let digits = value
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(value.len());
        let digits = value.get(..digits).filter(|digits| !digits.is_empty())?;
        Some(digits.parse().unwrap_or(u32::MAX))
    }

    fn finish(mut self, index: usize) {
        self.table.columns = self.grid.columns;
        if let Some(span) = self.left_out {
            self.document.notes.push(Note {
                kind: NoteKind::UnreadablePart,
                span,
                message: Message::new(
                    "这个表格的列数过多，从这里起超出的单元格没有读入",
                    "this table has too many columns; cells beyond from here on were not read",
                ),
            });
        }
        note_ragged_rows(&self.widths, &mut self.document.notes);
        if let Some(block) = self.document.blocks.get_mut(index) {
            *block = Block::Table(self.table);
        }
    }
}

fn hidden_cells(span: Span) -> Note {
    Note {
        kind: NoteKind::Hidden,
        span,
        message: Message::new(
            "这里有隐藏的单元格，页面上看不到，同样参与了检查。不需要的请删去",
            "there are hidden cells here, which the page does not show; they were checked as well; remove what is not needed",
        ),
    }
}

/// The text of a cell, the tables that stand in it and its hidden elements.
struct Content<'a> {
    lines: Lines<'a>,
    tables: Vec<NodeId>,
    hidden: Vec<NodeId>,
}

impl<'a> Content<'a> {
    /// What is in the element `id`.
    fn of(source: &'a str, dom: &'a Dom, id: NodeId) -> Self {
        let mut content = Self {
            lines: Lines::new(source),
            tables: Vec::new(),
            hidden: Vec::new(),
        };
        walk(dom, id, &mut content);
        content
    }
}

impl<'a> Visitor<'a> for Content<'a> {
    fn lines(&mut self) -> &mut Lines<'a> {
        &mut self.lines
    }

    fn table(&mut self, id: NodeId, at: Span) {
        self.tables.push(id);
        self.lines.block(at);
    }

    fn hidden(&mut self, id: NodeId) {
        self.hidden.push(id);
    }

    fn line_break(&mut self, at: Span, _: bool) {
        self.lines.line_break(at);
    }

    fn begin(&mut self, _: &str, at: Span) {
        self.lines.block(at);
    }

    fn end(&mut self, _: &str, at: Span) {
        self.lines.block(at);
    }
}
