//! Delimited text (RFC 4180 and its relatives): comma, tab, semicolon or bar, told from the content.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::document::{Block, Cell, Document, Note, NoteKind, Table};
use super::markup::without_markup;
use crate::message::Message;
use crate::source::{RawText, Span, TextBuilder};

/// Delimiters in use, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How many records decide the delimiter.
const SAMPLE: usize = 64;

/// Reads a delimited text as one table. A row of another length than most is noted, a quote without its end too.
pub(super) fn read(text: &str) -> Document {
    let (delimiter, start) = match declared(text) {
        Some(declared) => declared,
        None => (told(text).map_or(b',', |(delimiter, _)| delimiter), 0),
    };
    let mut document = Document::default();
    let mut table = Table {
        span: Span::new(start, text.len()),
        ..Table::default()
    };
    // First cell and end (bytes) of each row.
    let mut rows: Vec<(usize, usize)> = Vec::new();
    let mut fields = Fields::new(text, delimiter, start);
    let mut column = 0;
    while let Some(field) = fields.next() {
        if column == 0 {
            rows.push((table.cells.len(), 0));
        }
        let raw = decode(text, &field, &mut document.notes);
        let raw = without_markup(text, raw, &mut document.notes);
        table.cells.push(Cell {
            row: table.rows,
            column,
            row_span: 1,
            column_span: 1,
            text: raw,
            ..Cell::default()
        });
        column += 1;
        table.columns = table.columns.max(column);
        if field.ends_record {
            if let Some(row) = rows.last_mut() {
                row.1 = field.raw.end();
            }
            table.rows += 1;
            column = 0;
        }
    }
    note_ragged(text, &table, &rows, &mut document.notes);
    document.blocks.push(Block::Table(table));
    document
}

/// The delimiter most records agree on and the number of its fields, if there is one with two fields or more
/// in most records.
pub(super) fn told(text: &str) -> Option<(u8, usize)> {
    let mut best: Option<(usize, usize, u8)> = None;
    for delimiter in DELIMITERS {
        let counts = field_counts(text, delimiter);
        let Some((fields, records)) = most_frequent(&counts) else {
            continue;
        };
        if fields < 2 || records * 2 < counts.len() {
            continue;
        }
        if best.is_none_or(|(most, wide, _)| (records, fields) > (most, wide)) {
            best = Some((records, fields, delimiter));
        }
    }
    best.map(|(_, fields, delimiter)| (delimiter, fields))
}

/// Whether all sampled records have the same number of fields (two or more).
pub(super) fn is_regular(text: &str) -> bool {
    told(text).is_some_and(|(delimiter, fields)| {
        let counts = field_counts(text, delimiter);
        counts.len() >= 2 && counts.iter().all(|&count| count == fields)
    })
}

/// Excel's hint in the first line, `sep=;`, and where the records begin.
fn declared(text: &str) -> Option<(u8, usize)> {
    let line = text.lines().next()?;
    let delimiter = match line.strip_prefix("sep=")?.as_bytes() {
        [delimiter] => *delimiter,
        _ => return None,
    };
    let rest = text.get(line.len()..)?;
    let line_break = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    Some((delimiter, line.len() + line_break))
}

/// The number of fields of each sampled record; a record that the sample cuts off does not count. None where
/// quotes show that the text is delimited by something else.
fn field_counts(text: &str, delimiter: u8) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut fields = Fields::new(text, delimiter, 0);
    let mut count = 0;
    while let Some(field) = fields.next() {
        // Where text follows a closing quote, the delimiter is another one.
        if text.get(field.raw.range()).is_some_and(has_stray_quote) {
            return Vec::new();
        }
        count += 1;
        if field.ends_record {
            counts.push(count);
            count = 0;
            if counts.len() == SAMPLE {
                break;
            }
        }
    }
    counts
}

/// Whether text follows the closing quote of a quoted field.
fn has_stray_quote(raw: &str) -> bool {
    let Some(quoted) = raw.strip_prefix('"') else {
        return false;
    };
    let mut quotes = quoted.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        // A doubled quote is one of the text.
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return at + 1 < quoted.len();
        }
    }
    false
}

/// The count met most often (the larger of two) and how often.
fn most_frequent(counts: &[usize]) -> Option<(usize, usize)> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|left, right| left == right)
        .filter_map(|run| run.first().map(|&count| (run.len(), count)))
        .max()
        .map(|(records, count)| (count, records))
}

/// A field as it stands in the text.
struct Field {
    /// Its bytes, quotes included, delimiter and line break excluded.
    raw: Span,
    /// Whether it is the last of its record.
    ends_record: bool,
}

/// The fields of a text, one after another.
struct Fields<'s> {
    text: &'s str,
    reader: Reader,
    at: usize,
    starts_record: bool,
    done: bool,
    scratch: Vec<u8>,
}

impl<'s> Fields<'s> {
    fn new(text: &'s str, delimiter: u8, start: usize) -> Self {
        Self {
            text,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            at: start,
            starts_record: true,
            done: false,
            scratch: vec![0; 1 << 14],
        }
    }

    fn next(&mut self) -> Option<Field> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        // Line breaks before a record (the `\n` of a `\r\n`, blank lines) belong to no field.
        if self.starts_record {
            while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
                start += 1;
            }
        }
        loop {
            if self.done {
                return None;
            }
            let input = bytes.get(self.at..).unwrap_or_default();
            let (result, read, _) = self.reader.read_field(input, &mut self.scratch);
            self.at += read;
            match result {
                // The decoded bytes are not wanted here, so that the scratch may be written again.
                ReadFieldResult::OutputFull => {}
                // The next call gets no bytes, which is how the end is told.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::End => {
                    self.done = true;
                    return None;
                }
                ReadFieldResult::Field { record_end } => {
                    self.starts_record = record_end;
                    return Some(Field {
                        raw: Span::new(start, self.field_end(start, record_end)),
                        ends_record: record_end,
                    });
                }
            }
        }
    }

    /// The end of the field that was read up to `self.at`: before its delimiter or line break.
    fn field_end(&self, start: usize, record_end: bool) -> usize {
        let bytes = self.text.as_bytes();
        let last = self.at.checked_sub(1).and_then(|at| bytes.get(at));
        let ends = match last {
            Some(b'\n' | b'\r') => record_end,
            // At the end of the file there is neither; otherwise it is the delimiter.
            Some(_) => !record_end,
            None => false,
        };
        (self.at - usize::from(ends)).max(start)
    }
}

/// The value of a field: quotes at its ends dropped, doubled quotes made single.
fn decode(text: &str, field: &Field, notes: &mut Vec<Note>) -> RawText {
    let raw = text.get(field.raw.range()).unwrap_or_default();
    let Some(inner) = raw.strip_prefix('"') else {
        return RawText::verbatim(field.raw);
    };
    let start = field.raw.start() + 1;
    if let Some(inner) = inner.strip_suffix('"').filter(|inner| !inner.contains('"')) {
        return RawText::verbatim(Span::new(start, start + inner.len()));
    }
    let mut out = TextBuilder::new(text);
    let mut at = start;
    let mut quoted = true;
    while at < field.raw.end() {
        let rest = text.get(at..field.raw.end()).unwrap_or_default();
        if quoted && rest.starts_with("\"\"") {
            out.replaced("\"", Span::new(at, at + 2));
            at += 2;
        } else if quoted && rest.starts_with('"') {
            quoted = false;
            at += 1;
        } else {
            let skip = usize::from(!quoted && rest.starts_with('"'));
            let length = rest
                .get(skip..)
                .and_then(|rest| rest.find('"'))
                .map_or(rest.len(), |quote| quote + skip);
            out.verbatim(Span::new(at, at + length));
            at += length;
        }
    }
    if quoted {
        notes.push(Note {
            kind: NoteKind::UnclosedQuote,
            span: Span::new(field.raw.start(), start),
            message: Message::new(
                "这个双引号没有闭合，从这里到文件末尾都被当作同一个单元格。请在单元格末尾补上双引号，文字里的双引号要写成两个",
                "this quote is never closed, so that the rest of the file is one cell; close it, and double quotes within the text",
            ),
        });
    }
    out.finish(Span::new(start, field.raw.end()))
}

fn note_ragged(text: &str, table: &Table, rows: &[(usize, usize)], notes: &mut Vec<Note>) {
    let lengths: Vec<usize> = (0..rows.len())
        .map(|row| {
            let next = rows.get(row + 1).map_or(table.cells.len(), |next| next.0);
            next - rows.get(row).map_or(next, |row| row.0)
        })
        .collect();
    let Some((usual, _)) = most_frequent(&lengths) else {
        return;
    };
    let mut before_table = true;
    for (&(first, end), &length) in rows.iter().zip(&lengths) {
        before_table &= length != usual;
        // A line of its own above the table is its title, and blank fields at the end are nothing.
        let title = before_table && length == 1;
        let cells = table.cells.get(first..first + length).unwrap_or_default();
        let surplus_blank = cells
            .get(usual..)
            .is_some_and(|surplus| surplus.iter().all(|cell| cell.text.span.is_empty()));
        if length == usual || title || surplus_blank {
            continue;
        }
        let start = cells.first().map_or(end, |cell| cell.text.span.start());
        let span = match text.get(start..end) {
            Some(_) => Span::new(start, end),
            None => Span::empty(start),
        };
        notes.push(super::document::ragged_row(span, usual, length));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::read::test_support::{check_document, shown};

    #[test]
    fn quotes_lines_and_delimiters() {
        let text = "编码,名称,依据\r\n0100,\"食品,经营\"\"许可\"\"\",\"多行\r\n依据\"\r\n\r\n0200,甲\"乙,𠮷\r\n";
        for (delimiter, text) in [
            (',', text.to_owned()),
            ('\t', text.replace(',', "\t")),
            (';', text.replace(',', ";")),
            ('|', text.replace(',', "|")),
        ] {
            let document = read(&text);
            check_document(&text, &document);
            let name = format!("  1,1 食品{delimiter}经营\"许可\"");
            assert_eq!(
                shown(&text, &document),
                [
                    "T 3x3",
                    "  0,0 编码",
                    "  0,1 名称",
                    "  0,2 依据",
                    "  1,0 0100",
                    name.as_str(),
                    "  1,2 多行\r⏎依据",
                    "  2,0 0200",
                    "  2,1 甲\"乙",
                    "  2,2 𠮷",
                ]
            );
            assert!(document.notes.is_empty(), "{:?}", document.notes);
            let Block::Table(table) = &document.blocks[0] else {
                panic!()
            };
            let cell = table.cells[4].text.text(&text);
            let at = cell.as_str().find("许可").unwrap();
            assert_eq!(&text[cell.source_span(at..at + 6).range()], "许可");
            assert_eq!(&text[cell.source_span(at - 1..at).range()], "\"\"");
        }
    }

    #[test]
    fn uneven_rows_and_open_quotes_are_noted() {
        let text =
            "某局清单\n编码,名称,依据\n1,甲\n2,乙,丙,丁\n3,戊,己,\n4,庚,辛\n5,壬,\"癸\n6,子,丑\n";
        let document = read(text);
        check_document(text, &document);
        let told: Vec<_> = document
            .notes
            .iter()
            .map(|note| (note.kind, &text[note.span.range()]))
            .collect();
        assert_eq!(
            told,
            [
                (NoteKind::UnclosedQuote, "\""),
                (NoteKind::RaggedRow, "1,甲"),
                (NoteKind::RaggedRow, "2,乙,丙,丁"),
            ]
        );
    }

    #[test]
    fn edges() {
        for (text, rows, columns) in [
            ("", 0, 0),
            ("\n\n", 0, 0),
            ("甲", 1, 1),
            ("甲,", 1, 2),
            ("sep=;\r\n甲;乙,丙\r\n", 1, 2),
            ("\"\"", 1, 1),
            ("\"", 1, 1),
            ("甲,乙\r丙,丁\r", 2, 2),
        ] {
            let document = read(text);
            check_document(text, &document);
            let Block::Table(table) = &document.blocks[0] else {
                panic!()
            };
            assert_eq!((table.rows, table.columns), (rows, columns), "{text:?}");
        }
    }

    #[test]
    fn regular_text_is_told_from_prose() {
        assert!(is_regular("编码\t名称\n1\t甲\n2\t乙\n"));
        assert!(!is_regular("你好,世界\n再见\n"));
        assert!(!is_regular("一行\n两行\n"));
    }

    proptest! {
        #[test]
        fn written_values_are_read_back(
            rows in prop::collection::vec(prop::collection::vec("[甲𠮷a,;\"\n\r\t |]{0,6}", 4), 2..8),
            crlf: bool,
        ) {
            let line_break = if crlf { "\r\n" } else { "\n" };
            let mut text = format!("一,二,三,四{line_break}");
            for row in &rows {
                let fields: Vec<_> = row.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
                text.push_str(&fields.join(","));
                text.push_str(line_break);
            }
            let document = read(&text);
            check_document(&text, &document);
            prop_assert!(document.notes.is_empty());
            let Block::Table(table) = &document.blocks[0] else { panic!() };
            let values: Vec<_> = table.cells.iter().skip(4).map(|cell| cell.text.as_str(&text)).collect();
            let written: Vec<_> = rows.iter().flatten().map(String::as_str).collect();
            prop_assert_eq!(values, written);
        }

        #[test]
        fn any_input_is_read(text in "[甲𠮷a,;\t|\"\n\r<p>&; ]{0,60}") {
            check_document(&text, &read(&text));
        }
    }
}
