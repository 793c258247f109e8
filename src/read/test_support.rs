//! What the tests of all readers share.

use super::document::{Block, Document};
use crate::source::{RawText, Span};
use crate::tree::{Node, Value};

/// What must hold of every document: spans on character boundaries, verbatim pieces the bytes of the source,
/// cells within their table and none over another.
pub(super) fn check_document(source: &str, document: &Document) {
    for note in &document.notes {
        check_span(source, note.span);
    }
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => check_text(source, &paragraph.text),
            Block::Aside(text) => check_text(source, text),
            Block::Tree(node) => check_node(source, node),
            Block::Table(table) => {
                check_span(source, table.span);
                let mut taken = std::collections::HashSet::new();
                let mut last = (0, 0);
                for cell in &table.cells {
                    check_text(source, &cell.text);
                    assert!(cell.row_span >= 1 && cell.column_span >= 1);
                    assert!(cell.row + cell.row_span <= table.rows, "{cell:?}");
                    assert!(cell.column + cell.column_span <= table.columns, "{cell:?}");
                    assert!((cell.row, cell.column) >= last, "{cell:?}");
                    last = (cell.row, cell.column);
                    if u64::from(cell.row_span) * u64::from(cell.column_span) < 10_000 {
                        for row in cell.row..cell.row + cell.row_span {
                            for column in cell.column..cell.column + cell.column_span {
                                assert!(taken.insert((row, column)), "{cell:?}");
                            }
                        }
                    }
                    for &nested in &cell.nested {
                        assert!(nested > index);
                        assert!(matches!(document.blocks[nested], Block::Table(_)));
                    }
                }
            }
        }
    }
}

fn check_span(source: &str, span: Span) {
    assert!(source.get(span.range()).is_some(), "{span:?}");
}

fn check_node(source: &str, node: &Node) {
    check_span(source, node.span);
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => check_text(source, text),
        Value::Sequence(items) => items.iter().for_each(|item| check_node(source, item)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            check_node(source, &entry.key);
            check_node(source, &entry.value);
        }),
    }
}

fn check_text(source: &str, text: &RawText) {
    check_span(source, text.span);
    let Some(decoded) = &text.decoded else { return };
    let (value, pieces) = (&decoded.0, &decoded.1);
    assert_eq!(pieces.first().map_or(0, |piece| piece.at), 0);
    for (index, piece) in pieces.iter().enumerate() {
        let end = pieces
            .get(index + 1)
            .map_or(value.len(), |next| next.at as usize);
        let part = value.get(piece.at as usize..end).unwrap();
        let raw = source.get(piece.raw.range()).unwrap();
        assert!(!part.is_empty(), "{text:?}");
        if piece.verbatim {
            assert_eq!(part, raw);
        }
    }
}

/// A document in lines: paragraphs, tables with their cells, trees.
pub(super) fn shown(source: &str, document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let level = match paragraph.heading {
                    0 => String::new(),
                    level => level.to_string(),
                };
                lines.push(format!("P{level} {}", paragraph.text.as_str(source).trim()));
            }
            Block::Aside(text) => lines.push(format!("A {}", text.as_str(source).trim())),
            Block::Tree(node) => lines.push(format!("Y {}", &source[node.span.range()])),
            Block::Table(table) => {
                lines.push(format!("T {}x{}", table.rows, table.columns));
                for cell in &table.cells {
                    let merged = match (cell.row_span, cell.column_span) {
                        (1, 1) => String::new(),
                        (rows, columns) => format!("+{rows}x{columns}"),
                    };
                    lines.push(format!(
                        "  {},{}{merged}{} {}",
                        cell.row,
                        cell.column,
                        if cell.header { "!" } else { "" },
                        cell.text.as_str(source).trim().replace('\n', "⏎")
                    ));
                }
            }
        }
    }
    lines
}
