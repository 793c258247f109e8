use encoding_rs::WINDOWS_1252;

use super::formatting::{CellFormat, Formatting, ParagraphFormat};
use super::header::Header;
use super::pieces::PieceOfText;
use super::{cut_off, u16_at};
use crate::read::ReadError;

/// Tables within tables.
const DEPTH_LIMIT: u32 = 16;

/// The text of a document by its parts.
#[derive(Debug, Default)]
pub(super) struct Stories {
    pub(super) body: Vec<Part>,
    pub(super) footnotes: Vec<Part>,
    pub(super) endnotes: Vec<Part>,
    pub(super) text_boxes: Vec<Part>,
    /// Page headers and footers.
    pub(super) margins: Vec<Part>,
    /// Stretches of text that a tracked change inserted, and deleted.
    pub(super) changes: (u32, u32),
    /// Paragraphs with hidden text.
    pub(super) concealed: u32,
    /// Paragraphs with an automatic number.
    pub(super) numbered: u32,
}

/// A part of a story.
#[derive(Debug)]
pub(super) enum Part {
    Paragraph(ParagraphText),
    Table(Vec<Row>),
}

/// A paragraph.
#[derive(Debug, Default)]
pub(super) struct ParagraphText {
    pub(super) text: String,
    pub(super) heading: u8,
    /// Whether it begins with the mark of a note.
    pub(super) begins_note: bool,
    /// Whether Word fills in a part of it: page numbers, dates, references.
    pub(super) has_field: bool,
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The content of its cells.
    pub(super) cells: Vec<Vec<Part>>,
    /// What the row says of its cells; may be shorter.
    pub(super) formats: Vec<CellFormat>,
}

/// Reads the stories.
pub(super) fn stories(
    stream: &[u8],
    pieces: &[PieceOfText],
    formatting: &Formatting,
    header: &Header,
) -> Result<Stories, ReadError> {
    let mut stories = Stories::default();
    let [
        body,
        footnotes,
        headers,
        macros,
        comments,
        endnotes,
        text_boxes,
    ] = header.lengths;
    let mut start = 0;
    for (length, kind) in [
        (body, 0),
        (footnotes, 1),
        (headers, 4),
        (macros, 5),
        (comments, 5),
        (endnotes, 2),
        (text_boxes, 3),
    ] {
        let end = start + length;
        if kind < 5 && length > 0 {
            let mut reader = Reader::new(formatting);
            reader.read(stream, pieces, start, end)?;
            let parts = reader.finish(&mut stories);
            match kind {
                0 => stories.body = parts,
                1 => stories.footnotes = parts,
                2 => stories.endnotes = parts,
                3 => stories.text_boxes = parts,
                _ => stories.margins = parts,
            }
        }
        start = end;
    }
    Ok(stories)
}

/// What a table that is being read has so far.
#[derive(Default)]
struct OpenTable {
    rows: Vec<Row>,
    cells: Vec<Vec<Part>>,
    cell: Vec<Part>,
}

struct Reader<'f> {
    formatting: &'f Formatting,
    parts: Vec<Part>,
    /// The tables around the place that is being read.
    tables: Vec<OpenTable>,
    text: String,
    begins_note: bool,
    has_field: bool,
    /// For each field around: whether its result is being read, and not its code.
    fields: Vec<bool>,
    /// The first half of a character that takes two units.
    pending: Option<u16>,
    inserted: u32,
    deleted: u32,
    concealed: u32,
    numbered: u32,
    /// Whether the last character was inserted, deleted; and whether the paragraph has hidden text.
    state: (bool, bool, bool),
}

impl<'f> Reader<'f> {
    fn new(formatting: &'f Formatting) -> Self {
        Self {
            formatting,
            parts: Vec::new(),
            tables: Vec::new(),
            text: String::new(),
            begins_note: false,
            has_field: false,
            fields: Vec::new(),
            pending: None,
            inserted: 0,
            deleted: 0,
            concealed: 0,
            numbered: 0,
            state: (false, false, false),
        }
    }

    /// Reads the characters from `start` to before `end` of the text.
    fn read(
        &mut self,
        stream: &[u8],
        pieces: &[PieceOfText],
        start: usize,
        end: usize,
    ) -> Result<(), ReadError> {
        let mut next = start;
        for piece in pieces {
            let first = piece.first.max(start);
            let last = (piece.first + piece.length).min(end);
            if first >= last {
                continue;
            }
            next = last;
            let width = piece.width();
            for index in first - piece.first..last - piece.first {
                let offset = piece.offset + index * width;
                let unit = if piece.wide {
                    u16_at(stream, offset)
                } else {
                    stream.get(offset).map(|&byte| from_windows(byte))
                };
                self.unit(unit.ok_or_else(|| cut_off("WordDocument"))?, offset);
            }
        }
        if next < end {
            return Err(cut_off("WordDocument"));
        }
        if !self.text.is_empty() {
            self.end_paragraph(None, '\r');
        }
        Ok(())
    }

    fn unit(&mut self, unit: u16, offset: usize) {
        if let Some(high) = self.pending.take() {
            if let Some(Ok(character)) = char::decode_utf16([high, unit]).next() {
                self.character(character, offset);
                return;
            }
            self.character(char::REPLACEMENT_CHARACTER, offset);
        }
        match char::from_u32(u32::from(unit)) {
            Some(character) => self.character(character, offset),
            None if unit < 0xDC00 => self.pending = Some(unit),
            None => self.character(char::REPLACEMENT_CHARACTER, offset),
        }
    }

    fn character(&mut self, character: char, offset: usize) {
        let format = self.formatting.character(offset);
        let (inserted, deleted, _) = self.state;
        self.inserted += u32::from(format.inserted && !inserted);
        self.deleted += u32::from(format.deleted && !deleted);
        self.state.0 = format.inserted;
        self.state.1 = format.deleted;
        match character {
            '\u{13}' => {
                self.has_field = true;
                self.fields.push(false);
            }
            '\u{14}' => {
                if let Some(in_result) = self.fields.last_mut() {
                    *in_result = true;
                }
            }
            '\u{15}' => {
                self.fields.pop();
            }
            // A deleted end of a paragraph joins it with the next; a cell or row stays.
            '\r' | '\u{C}' if format.deleted => {}
            '\r' | '\u{C}' | '\u{7}' => {
                let properties = self.formatting.paragraph(offset);
                self.end_paragraph(properties, character);
            }
            _ if format.deleted || self.fields.contains(&false) => {}
            _ if format.hidden => self.state.2 = true,
            '\u{2}' => self.begins_note |= self.text.is_empty(),
            '\u{B}' => self.text.push('\n'),
            '\u{1E}' => self.text.push('-'),
            '\t' => self.text.push('\t'),
            // Pictures, marks of comments, soft hyphens, column breaks.
            '\u{0}'..='\u{1F}' => {}
            _ => self.text.push(character),
        }
    }

    fn end_paragraph(&mut self, format: Option<&ParagraphFormat>, mark: char) {
        let plain = ParagraphFormat::default();
        let format = format.unwrap_or(&plain);
        self.concealed += u32::from(std::mem::take(&mut self.state.2));
        self.numbered += u32::from(format.numbered);
        let paragraph = ParagraphText {
            text: std::mem::take(&mut self.text),
            heading: format.heading,
            begins_note: std::mem::take(&mut self.begins_note),
            has_field: std::mem::take(&mut self.has_field),
        };
        // A cell mark stands in a table even where the properties cannot be read.
        let in_table = u32::from(mark == '\u{7}');
        let depth = format.depth.clamp(in_table, DEPTH_LIMIT) as usize;
        while self.tables.len() > depth {
            self.close_table();
        }
        while self.tables.len() < depth {
            self.tables.push(OpenTable::default());
        }
        let Some(table) = self.tables.last_mut() else {
            self.parts.push(Part::Paragraph(paragraph));
            return;
        };
        let outermost = depth == 1;
        let ends_row = if outermost {
            mark == '\u{7}' && format.ends_row
        } else {
            format.ends_inner_row
        };
        if ends_row {
            let cells = std::mem::take(&mut table.cells);
            table.rows.push(Row {
                cells,
                formats: format.cells.clone(),
            });
            return;
        }
        table.cell.push(Part::Paragraph(paragraph));
        let ends_cell = if outermost {
            mark == '\u{7}'
        } else {
            format.ends_inner_cell
        };
        if ends_cell {
            table.cells.push(std::mem::take(&mut table.cell));
        }
    }

    /// Gives the innermost table to what is around it.
    fn close_table(&mut self) {
        let Some(mut table) = self.tables.pop() else {
            return;
        };
        if !table.cell.is_empty() {
            table.cells.push(table.cell);
        }
        if !table.cells.is_empty() {
            table.rows.push(Row {
                cells: table.cells,
                formats: Vec::new(),
            });
        }
        let around = match self.tables.last_mut() {
            Some(outer) => &mut outer.cell,
            None => &mut self.parts,
        };
        around.push(Part::Table(table.rows));
    }

    fn finish(mut self, stories: &mut Stories) -> Vec<Part> {
        while !self.tables.is_empty() {
            self.close_table();
        }
        stories.changes.0 += self.inserted;
        stories.changes.1 += self.deleted;
        stories.concealed += self.concealed;
        stories.numbered += self.numbered;
        self.parts
    }
}

/// The character of a byte of Windows-1252.
fn from_windows(byte: u8) -> u16 {
    if byte < 0x80 {
        return u16::from(byte);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.encode_utf16().next().unwrap_or(0xFFFD)
}
