//! Plain text: a line is a paragraph, a run of lines with tabs is a table. Pages that were pasted as text have
//! rows of any length, so that rows of different length are no reason for a note here.

use super::document::{Block, Cell, Document, Note, Paragraph, Table};
use super::markup::without_markup;
use crate::source::{RawText, Span};

/// Reads a plain text. Blank lines are no blocks, and end a table.
pub(super) fn read(text: &str) -> Document {
    let mut reader = Reader {
        text,
        document: Document::default(),
        table: None,
    };
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let content = line.trim_end_matches(['\n', '\r']);
        // The second half of a `\r\n` is no line of its own.
        if !(line == "\n" && start > 0 && text.as_bytes().get(start - 1) == Some(&b'\r')) {
            reader.line(content, start);
        }
        start += line.len();
    }
    reader.end_table();
    reader.document
}

struct Reader<'s> {
    text: &'s str,
    document: Document,
    table: Option<Table>,
}

impl Reader<'_> {
    fn line(&mut self, content: &str, start: usize) {
        let lead = usize::from(content.starts_with('\t'));
        let label = content.get(lead..).unwrap_or_default();
        if content.trim().is_empty() {
            self.end_table();
        } else if label.contains('\t') {
            self.row(content, start);
        } else {
            self.end_table();
            let span = Span::new(start + lead, start + lead + label.len());
            let text = without_markup(self.text, RawText::verbatim(span), &mut self.document.notes);
            let paragraph = Paragraph { text, heading: 0 };
            self.document.blocks.push(Block::Paragraph(paragraph));
        }
    }

    fn row(&mut self, content: &str, start: usize) {
        let table = self.table.get_or_insert_with(|| Table {
            span: Span::empty(start),
            ..Table::default()
        });
        let row = table.rows;
        let mut at = start;
        for (column, part) in (0..).zip(content.split('\t')) {
            let span = Span::new(at, at + part.len());
            let notes: &mut Vec<Note> = &mut self.document.notes;
            let text = without_markup(self.text, RawText::verbatim(span), notes);
            table.cells.push(Cell {
                row,
                column,
                row_span: 1,
                column_span: 1,
                text,
                ..Cell::default()
            });
            table.columns = table.columns.max(column + 1);
            at += part.len() + 1;
        }
        table.rows += 1;
        table.span = Span::new(table.span.start(), start + content.len());
    }

    fn end_table(&mut self) {
        if let Some(table) = self.table.take() {
            self.document.blocks.push(Block::Table(table));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::test_support::{check_document, shown};

    #[test]
    fn lines_are_paragraphs_and_tabs_make_rows() {
        let text = "某局清单\r\n\r\n\t序号\r\n\t1\r\n\r序号\t名称\t\r\n1\t<p>对甲的处罚&nbsp;</p>\t备注𠮷\n\t\t2. 审核\n尾";
        let document = read(text);
        check_document(text, &document);
        assert_eq!(
            shown(text, &document),
            [
                "P 某局清单",
                "P 序号",
                "P 1",
                "T 3x3",
                "  0,0 序号",
                "  0,1 名称",
                "  0,2 ",
                "  1,0 1",
                "  1,1 对甲的处罚",
                "  1,2 备注𠮷",
                "  2,0 ",
                "  2,1 ",
                "  2,2 2. 审核",
                "P 尾",
            ]
        );
        assert_eq!(document.notes.len(), 3);
    }

    #[test]
    fn blank_lines_part_tables() {
        let text = "甲\t乙\n\n丙\t丁\n";
        assert_eq!(read(text).blocks.len(), 2);
        assert!(read("").blocks.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_input_is_read(text in "[甲𠮷a\t\n\r<p>/&nbs; ]{0,60}") {
            check_document(&text, &read(&text));
        }
    }
}
