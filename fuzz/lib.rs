//! What must hold of everything that is read, whatever the bytes.

use dutylint::read::{Block, Document, Format, ReadOptions, read_with};
use dutylint::source::{RawText, Source, Span};
use dutylint::tree::{Node, Value};

/// Reads `bytes` as a text of this format and checks the document.
pub fn read_as(format: Format, bytes: &[u8]) {
    let options = ReadOptions {
        encoding: None,
        format: Some(format),
    };
    if let Ok((source, document)) = read_with("fuzz", bytes.to_vec(), &options) {
        check_document(&source, &document);
    }
}

/// Spans lie on character boundaries, verbatim pieces are the bytes of the source, cells lie within their table.
pub fn check_document(source: &Source, document: &Document) {
    let text = source.text();
    for note in &document.notes {
        check_span(text, note.span);
    }
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => check_text(text, &paragraph.text),
            Block::Tree(node) => check_node(text, node),
            Block::Table(table) => {
                check_span(text, table.span);
                for cell in &table.cells {
                    check_text(text, &cell.text);
                    assert!(cell.row + cell.row_span <= table.rows);
                    assert!(cell.column + cell.column_span <= table.columns);
                    assert!(cell.nested.iter().all(|&nested| nested > index && nested < document.blocks.len()));
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

fn check_span(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?}");
}

fn check_text(text: &str, raw: &RawText) {
    check_span(text, raw.span);
    let Some(decoded) = &raw.decoded else { return };
    let (value, pieces) = (&decoded.0, &decoded.1);
    for (index, piece) in pieces.iter().enumerate() {
        let end = pieces.get(index + 1).map_or(value.len(), |next| next.at as usize);
        let part = &value[piece.at as usize..end];
        let raw = &text[piece.raw.range()];
        assert!(!piece.verbatim || part == raw);
    }
}
