mod asides;
mod told;

use std::ops::Range;

use super::element::{Meaning, meaning};
use super::layout::{Layout, ParagraphPlace, PieceKind, Run};
use super::numbering::Numbering;
use super::paragraph::ParagraphBuilder;
use super::properties::{self, ParagraphProperties};
use super::styles::{Styles, heading};
use crate::read::office::Kind;
use crate::read::office::rendering::Rendering;
use crate::read::office::table::{CellBuilder, TableBuilder};
use crate::read::office::xml::{Token, XmlReader};
use crate::read::{Block, Document, Paragraph, ReadError, Table};
use crate::source::{Place, RawText, Span};

/// An element that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Around,
    Paragraph,
    Run,
    Text,
    MathText,
    Deleted,
    Table,
    Row,
    Cell,
    /// `mc:AlternateContent`, and whether one of its choices was read.
    Alternatives(bool),
}

/// Text beside the body that is still to be read: where it stands, and the run it hangs on.
struct Pending {
    range: Range<usize>,
    run: Option<usize>,
}

/// Reads the stories of a document (body, text boxes, notes) into one rendering.
pub(super) struct StoryReader<'d> {
    styles: &'d Styles,
    numbering: Numbering,
    rendering: Rendering,
    document: Document,
    layout: Layout,
    /// The prefix of WordprocessingML in the part that is being read.
    prefix: String,
    part: usize,
    stack: Vec<Open>,
    tables: Vec<TableBuilder>,
    paragraph: Option<ParagraphBuilder>,
    /// The end tag of the paragraph that ended last.
    paragraph_close: Range<usize>,
    /// A paragraph whose end was deleted: the next one goes on in it.
    carried: Option<ParagraphBuilder>,
    /// The run that is being read, and those around it (a pronunciation guide has runs within a run).
    run: Option<usize>,
    runs: Vec<usize>,
    run_hidden: bool,
    /// The start tag of the `w:t` that is being read.
    text_element: Range<usize>,
    /// For each field around: whether its result is being read, and not its code.
    fields: Vec<bool>,
    deleted: u32,
    pending: Vec<Pending>,
    /// What the paragraphs are in, where they are not in the body.
    aside: Option<(asides::Kind, u32)>,
    paragraphs: u32,
    table_count: u32,
    text_boxes: u32,
    /// Runs of the body that footnotes and endnotes hang on: kind, id, run.
    references: Vec<(&'static str, String, usize)>,
    nesting: u32,
    inserted: u32,
    removed: u32,
    first_change: Option<Span>,
    concealed: Vec<Span>,
    covered: Vec<Span>,
    foreign: u32,
}

impl<'d> StoryReader<'d> {
    pub(super) fn new(styles: &'d Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            rendering: Rendering::default(),
            document: Document::default(),
            layout: Layout::default(),
            prefix: String::new(),
            part: 0,
            stack: Vec::new(),
            tables: Vec::new(),
            paragraph: None,
            paragraph_close: 0..0,
            carried: None,
            run: None,
            runs: Vec::new(),
            run_hidden: false,
            text_element: 0..0,
            fields: Vec::new(),
            deleted: 0,
            pending: Vec::new(),
            aside: None,
            paragraphs: 0,
            table_count: 0,
            text_boxes: 0,
            references: Vec::new(),
            nesting: 0,
            inserted: 0,
            removed: 0,
            first_change: None,
            concealed: Vec::new(),
            covered: Vec::new(),
            foreign: 0,
        }
    }

    /// Reads the main part.
    pub(super) fn read_body(&mut self, part: &str, xml: &str) -> Result<(), ReadError> {
        self.begin_part(part);
        self.read(part, xml, 0..xml.len())
    }

    fn begin_part(&mut self, part: &str) {
        self.part = self.layout.parts.len();
        self.layout.parts.push(part.to_owned());
        self.prefix.clear();
    }

    /// Reads the bytes `range` of the part `xml`, whole elements, as a story.
    fn read(&mut self, part: &str, xml: &str, range: Range<usize>) -> Result<(), ReadError> {
        let base = range.start;
        let bytes = xml.as_bytes().get(range).unwrap_or_default();
        let mut reader = XmlReader::new(Kind::DOCX, part, bytes);
        loop {
            let (token, range) = reader.next_with_range()?;
            let range = base + range.start..base + range.end;
            match token {
                Token::Open(element) => {
                    if self.prefix.is_empty() {
                        self.prefix = element.name().prefix().to_owned();
                    }
                    let meaning = meaning(&element, &self.prefix);
                    let empty = element.empty;
                    if let Some(open) =
                        self.open(meaning, empty, range.clone(), base, &mut reader)?
                    {
                        if empty {
                            self.close(open, &range)?;
                        } else {
                            self.stack.push(open);
                        }
                    }
                }
                Token::Close(_) => {
                    if let Some(open) = self.stack.pop() {
                        self.close(open, &range)?;
                    }
                    self.read_pending(part, xml)?;
                }
                Token::Text(text) => self.text(&text, range, xml),
                Token::Skip => {}
                Token::End => break,
            }
        }
        self.end_carried()?;
        self.read_pending(part, xml)
    }

    /// Takes the start of an element; `None` where it was read or passed over to its end.
    fn open(
        &mut self,
        meaning: Meaning,
        empty: bool,
        range: Range<usize>,
        base: usize,
        reader: &mut XmlReader<&[u8]>,
    ) -> Result<Option<Open>, ReadError> {
        let open = match meaning {
            Meaning::Around => Open::Around,
            Meaning::ParagraphProperties if !empty => {
                let properties = properties::paragraph(reader)?;
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.properties = properties;
                }
                return Ok(None);
            }
            Meaning::RunProperties if !empty => {
                let (hidden, end) = properties::run(reader)?;
                if let Some(run) = self.run.and_then(|run| self.layout.runs.get_mut(run))
                    && run.properties.is_none()
                {
                    run.properties = Some(range.start..base + end);
                    self.run_hidden = hidden;
                }
                return Ok(None);
            }
            Meaning::RowProperties if !empty => {
                let properties = properties::row(reader)?;
                if let Some(table) = self.tables.last_mut() {
                    table.set_row(properties);
                }
                self.removed += u32::from(properties.deleted);
                return Ok(None);
            }
            Meaning::CellProperties if !empty => {
                let properties = properties::cell(reader)?;
                if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
                    cell.properties = properties;
                }
                return Ok(None);
            }
            Meaning::Nothing
            | Meaning::ParagraphProperties
            | Meaning::RunProperties
            | Meaning::RowProperties
            | Meaning::CellProperties => return passed_over(reader, empty),
            Meaning::Paragraph => {
                self.end_paragraph()?;
                // The joined paragraph has the properties of the last.
                let mut paragraph = self.carried.take().unwrap_or_default();
                paragraph.properties = ParagraphProperties::default();
                paragraph.open = range;
                self.paragraph = Some(paragraph);
                Open::Paragraph
            }
            Meaning::Run => {
                self.run_hidden = false;
                self.runs.extend(self.run);
                self.run = Some(self.layout.runs.len());
                self.layout.runs.push(Run {
                    part: self.part,
                    open: range,
                    prefix: self.prefix.clone(),
                    ..Run::default()
                });
                Open::Run
            }
            Meaning::Text => {
                self.text_element = range;
                Open::Text
            }
            Meaning::MathText => Open::MathText,
            Meaning::Inserted => {
                self.inserted += 1;
                self.mark_changed();
                Open::Around
            }
            Meaning::Deleted => {
                self.removed += 1;
                self.mark_changed();
                self.deleted += 1;
                Open::Deleted
            }
            // A table in the margin of pages only puts words beside each other.
            Meaning::Table | Meaning::Row | Meaning::Cell if self.in_margin() => Open::Around,
            Meaning::Table => {
                self.end_paragraph()?;
                let block = self.document.blocks.len();
                self.document.blocks.push(Block::Table(Table::default()));
                if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
                    cell.nested.push(block);
                }
                self.table_count += 1;
                let start = self.rendering.position();
                self.tables
                    .push(TableBuilder::new(self.table_count, block, start));
                Open::Table
            }
            Meaning::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row();
                }
                Open::Row
            }
            Meaning::Cell => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell = Some(CellBuilder::default());
                }
                Open::Cell
            }
            Meaning::Alternatives => Open::Alternatives(false),
            Meaning::Choice | Meaning::Fallback => {
                if let Some(Open::Alternatives(read)) = self.stack.last_mut() {
                    if *read {
                        return passed_over(reader, empty);
                    }
                    *read = true;
                }
                Open::Around
            }
            Meaning::TextBox => {
                if !empty {
                    let end = base + skip(reader)?;
                    if self.deleted == 0 {
                        self.pending.push(Pending {
                            range: range.end..end,
                            run: self.runs.first().copied().or(self.run),
                        });
                    }
                }
                return Ok(None);
            }
            Meaning::Character(character) => {
                let text = character.to_string();
                self.add(&text, range.clone(), PieceKind::Element, range);
                Open::Around
            }
            Meaning::Note(kind, id) => {
                if let Some(run) = self.run {
                    self.references.push((kind, id, run));
                }
                Open::Around
            }
            Meaning::FieldBegin => {
                self.mark_field();
                self.fields.push(false);
                Open::Around
            }
            Meaning::FieldSeparate => {
                if let Some(in_result) = self.fields.last_mut() {
                    *in_result = true;
                }
                Open::Around
            }
            Meaning::FieldEnd => {
                self.fields.pop();
                Open::Around
            }
            Meaning::Field => {
                self.mark_field();
                Open::Around
            }
            Meaning::Foreign => {
                self.foreign += 1;
                return passed_over(reader, empty);
            }
        };
        Ok(Some(open))
    }

    fn close(&mut self, open: Open, range: &Range<usize>) -> Result<(), ReadError> {
        match open {
            Open::Paragraph => {
                self.paragraph_close = range.clone();
                self.end_paragraph()?;
            }
            Open::Run => {
                if let Some(run) = self.run.and_then(|run| self.layout.runs.get_mut(run)) {
                    run.end = range.end;
                }
                self.run = self.runs.pop();
                self.run_hidden = false;
            }
            Open::Deleted => self.deleted = self.deleted.saturating_sub(1),
            Open::Cell => {
                self.end_carried()?;
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell(self.rendering.text());
                }
            }
            Open::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_row();
                }
            }
            Open::Table => {
                if let Some(table) = self.tables.pop() {
                    let block = table.block;
                    let table = table.finish(self.rendering.position());
                    if let Some(place) = self.document.blocks.get_mut(block) {
                        *place = Block::Table(table);
                    }
                }
            }
            Open::Around | Open::Text | Open::MathText | Open::Alternatives(_) => {}
        }
        Ok(())
    }

    fn mark_changed(&mut self) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.changed = true;
        }
    }

    fn mark_field(&mut self) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.has_field = true;
        }
    }

    /// Takes characters of the XML at `range`.
    fn text(&mut self, text: &str, range: Range<usize>, xml: &str) {
        let kind = match xml.get(range.clone()) {
            Some(raw) if raw == text => PieceKind::Text,
            _ => PieceKind::Reference,
        };
        match self.stack.last() {
            Some(Open::Text) => {
                // A line break in the XML is a blank in the document.
                let element = self.text_element.clone();
                if text.contains(['\n', '\t']) {
                    self.add(&text.replace(['\n', '\t'], " "), range, kind, element);
                } else {
                    self.add(text, range, kind, element);
                }
            }
            Some(Open::MathText) => {
                let run = self.run.take();
                self.add(text, range.clone(), kind, range);
                self.run = run;
            }
            _ => {}
        }
    }

    /// Adds text to the paragraph, unless it is deleted, hidden or the code of a field.
    fn add(&mut self, text: &str, raw: Range<usize>, kind: PieceKind, element: Range<usize>) {
        if self.deleted > 0 || self.fields.contains(&false) {
            return;
        }
        let run = self.run;
        let Some(paragraph) = &mut self.paragraph else {
            return;
        };
        // Elements such as `w:tab` also stand among the properties of a paragraph.
        if run.is_none() && kind == PieceKind::Element {
            return;
        }
        if self.run_hidden {
            paragraph.conceals |= !text.trim().is_empty();
            return;
        }
        paragraph.add(text, raw, kind, element, run);
    }

    fn end_carried(&mut self) -> Result<(), ReadError> {
        self.end_paragraph()?;
        match self.carried.take() {
            Some(paragraph) => self.emit(paragraph),
            None => Ok(()),
        }
    }

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        let Some(paragraph) = self.paragraph.take() else {
            return Ok(());
        };
        if paragraph.properties.mark_deleted {
            self.carried = Some(paragraph);
            return Ok(());
        }
        self.emit(paragraph)
    }

    /// Renders a paragraph and gives it to its cell or to the document.
    fn emit(&mut self, mut paragraph: ParagraphBuilder) -> Result<(), ReadError> {
        if self
            .tables
            .last()
            .is_some_and(|table| table.row_properties.deleted)
        {
            return Ok(());
        }
        let direct = &paragraph.properties;
        let style = self.styles.inherited(direct.style.as_deref());
        let level = match direct.number {
            Some(_) => Some(direct.level.unwrap_or(0)),
            None => direct.level.or(style.level),
        };
        let mut line = match direct.number.or(style.number) {
            Some(number) if number > 0 => {
                let style = direct.style.as_deref();
                self.numbering.next(self.styles, number, level, style)
            }
            _ => String::new(),
        };
        if line.ends_with(|last: char| last.is_ascii_alphanumeric()) && !paragraph.text.is_empty() {
            line.push(' ');
        }
        let number = line.len();
        if style.hidden {
            paragraph.conceals |= !paragraph.text.trim().is_empty();
        } else {
            line.push_str(&paragraph.text);
        }
        if self.in_margin() && paragraph.has_field {
            return Ok(());
        }
        let covered = self.tables.last().is_some_and(TableBuilder::is_covered);
        let blank = line.trim().is_empty();
        let start = self.rendering.position();
        let in_cell = self.tables.last().is_some_and(|table| table.cell.is_some());
        if covered || (blank && !in_cell) {
            let place = Span::empty(start.saturating_sub(1));
            self.tell(&paragraph, place);
            if covered && !blank {
                self.covered.push(place);
            }
            return Ok(());
        }
        let place = self.place();
        let span = self.rendering.line(place, &line)?;
        if !style.hidden {
            paragraph.place(start + number, &mut self.layout);
        }
        self.layout.paragraphs.push(ParagraphPlace {
            rendered: span,
            part: self.part,
            open: paragraph.open.clone(),
            close: self.paragraph_close.clone(),
            prefix: self.prefix.clone(),
        });
        self.tell(&paragraph, span);
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.add(span);
            return Ok(());
        }
        if self.is_beside() {
            let text = RawText::verbatim(span);
            self.document.blocks.push(Block::Aside(text));
            return Ok(());
        }
        let heading = match paragraph.properties.outline {
            Some(outline) => heading(Some(outline)),
            None => style.heading,
        };
        self.document.blocks.push(Block::Paragraph(Paragraph {
            text: RawText::verbatim(span),
            heading,
        }));
        Ok(())
    }

    /// Remembers what is to be told of a paragraph.
    fn tell(&mut self, paragraph: &ParagraphBuilder, span: Span) {
        if paragraph.changed && self.first_change.is_none() {
            self.first_change = Some(span);
        }
        if paragraph.conceals {
            self.concealed.push(span);
        }
    }

    /// The place of the paragraph that is to be rendered next.
    fn place(&mut self) -> Place {
        if let Some(table) = self.tables.last()
            && let Some(cell) = &table.cell
        {
            return Place::TableCell {
                table: table.number,
                row: table.row + 1,
                column: table.column() + 1,
                paragraph: cell.next_paragraph(),
            };
        }
        if let Some((kind, number)) = self.aside {
            return Place::Aside { kind, number };
        }
        self.paragraphs += 1;
        Place::Paragraph {
            number: self.paragraphs,
        }
    }
}

/// Passes over an element.
fn passed_over(reader: &mut XmlReader<&[u8]>, empty: bool) -> Result<Option<Open>, ReadError> {
    if !empty {
        reader.skip_element()?;
    }
    Ok(None)
}

/// Passes over the element that was just opened and gives the byte where its end tag begins.
fn skip<R: std::io::BufRead>(xml: &mut XmlReader<R>) -> Result<usize, ReadError> {
    let mut open = 1u32;
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) if !element.empty => open += 1,
            Token::Close(_) => {
                open -= 1;
                if open == 0 {
                    return Ok(range.start);
                }
            }
            Token::End => return Ok(range.start),
            _ => {}
        }
    }
}
