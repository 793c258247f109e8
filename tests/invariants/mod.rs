//! What must hold of every document that is read, whatever the bytes: for damaged files here and for the fuzz targets.

use dutylint::read::{Block, Document};
use dutylint::source::{RawText, Source, Span};
use dutylint::tree::{Node, Value};

/// Spans lie on character boundaries, verbatim pieces are the bytes of the source, cells lie within their table.
pub fn check_document(source: &Source, document: &Document) {
    let text = source.text();
    for note in &document.notes {
        check_span(text, note.span);
    }
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => check_text(text, &paragraph.text),
            Block::Aside(aside) => check_text(text, aside),
            Block::Tree(node) => check_node(text, node),
            Block::Table(table) => {
                check_span(text, table.span);
                for cell in &table.cells {
                    check_text(text, &cell.text);
                    assert!(cell.row + cell.row_span <= table.rows);
                    assert!(cell.column + cell.column_span <= table.columns);
                    assert!(
                        cell.nested
                            .iter()
                            .all(|&nested| nested > index && nested < document.blocks.len())
                    );
                }
            }
        }
    }
}

/// As [`check_document`], for a tree.
pub fn check_node(text: &str, node: &Node) {
    check_span(text, node.span);
    match &node.value {
        Value::Null => {}
        Value::Scalar { text: scalar, .. } => check_text(text, scalar),
        Value::Sequence(items) => items.iter().for_each(|item| check_node(text, item)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            check_node(text, &entry.key);
            check_node(text, &entry.value);
        }),
    }
}

/// The span lies in the text, on boundaries of characters.
pub fn check_span(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?}");
}

fn check_text(text: &str, raw: &RawText) {
    check_span(text, raw.span);
    let Some(decoded) = &raw.decoded else { return };
    let (value, pieces) = (&decoded.0, &decoded.1);
    for (index, piece) in pieces.iter().enumerate() {
        let end = pieces
            .get(index + 1)
            .map_or(value.len(), |next| next.at as usize);
        let part = &value[piece.at as usize..end];
        let raw = &text[piece.raw.range()];
        assert!(!piece.verbatim || part == raw);
    }
}
