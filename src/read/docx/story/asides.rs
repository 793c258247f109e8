//! Text beside the body: text boxes, footnotes, endnotes, page headers and footers.

use std::ops::Range;

use super::{StoryReader, skip};
use crate::read::ReadError;
use crate::read::office;
use crate::read::office::xml::{Token, XmlReader};
use crate::source::Span;

/// Text boxes within text boxes.
const NESTING_LIMIT: u32 = 8;

/// What text beside the body is, in Chinese and English.
pub(super) type Kind = (&'static str, &'static str);

const TEXT_BOX: Kind = ("文本框", "text box");
const FOOTNOTE: Kind = ("脚注", "footnote");
const ENDNOTE: Kind = ("尾注", "endnote");
const HEADER: Kind = ("页眉", "page header");
const FOOTER: Kind = ("页脚", "page footer");

impl StoryReader<'_> {
    /// Reads the part of the footnotes or endnotes; `element` is the name of a note in it.
    pub(in super::super) fn read_notes(
        &mut self,
        part: &str,
        xml: &str,
        element: &'static str,
    ) -> Result<(), ReadError> {
        self.begin_part(part);
        let kind = if element == "footnote" {
            FOOTNOTE
        } else {
            ENDNOTE
        };
        let mut notes: Vec<(String, Range<usize>)> = Vec::new();
        let mut reader = XmlReader::new(office::Kind::DOCX, part, xml.as_bytes());
        loop {
            let (token, range) = reader.next_with_range()?;
            match token {
                Token::Open(open) => {
                    if self.prefix.is_empty() {
                        self.prefix = open.name().prefix().to_owned();
                    }
                    if open.local() == element && !open.empty {
                        // Separators are notes with a type.
                        let separator = open.attribute("type").is_some_and(|kind| kind != "normal");
                        let id = open.attribute("id").unwrap_or_default().into_owned();
                        let end = skip(&mut reader)?;
                        if !separator {
                            notes.push((id, range.end..end));
                        }
                    }
                }
                Token::End => break,
                _ => {}
            }
        }
        let mut number = 0;
        for (id, range) in notes {
            number += 1;
            let run = self
                .references
                .iter()
                .find(|(reference, of, _)| *reference == element && *of == id)
                .map(|(.., run)| *run);
            self.read_aside(part, xml, range, kind, number, run)?;
        }
        Ok(())
    }

    /// Reads the part of a page header or footer, the `number`th of its kind; `element` is the name of its relationship.
    /// What Word fills in (page numbers, dates) is no text of the document, and no more is the paragraph around it.
    pub(in super::super) fn read_margin(
        &mut self,
        part: &str,
        xml: &str,
        element: &str,
        number: u32,
    ) -> Result<(), ReadError> {
        self.begin_part(part);
        let kind = if element == "header" { HEADER } else { FOOTER };
        self.read_aside(part, xml, 0..xml.len(), kind, number, None)
    }

    /// Whether a page header or footer is being read.
    pub(super) fn in_margin(&self) -> bool {
        self.aside
            .is_some_and(|(kind, _)| kind == HEADER || kind == FOOTER)
    }

    /// Whether what is being read is about the document as a whole. Text boxes stand among its text.
    pub(super) fn is_beside(&self) -> bool {
        self.aside.is_some_and(|(kind, _)| kind != TEXT_BOX)
    }

    fn read_aside(
        &mut self,
        part: &str,
        xml: &str,
        range: Range<usize>,
        kind: Kind,
        number: u32,
        run: Option<usize>,
    ) -> Result<(), ReadError> {
        let start = self.rendering.position();
        let fields = std::mem::take(&mut self.fields);
        let outer = self.aside.replace((kind, number));
        self.read(part, xml, range)?;
        self.aside = outer;
        self.fields = fields;
        let span = Span::new(start, self.rendering.position());
        self.layout.asides.push((span, run));
        Ok(())
    }

    /// Reads the text boxes of the block of the body that has just ended.
    pub(super) fn read_pending(&mut self, part: &str, xml: &str) -> Result<(), ReadError> {
        if self.pending.is_empty()
            || !self.tables.is_empty()
            || self.paragraph.is_some()
            || self.carried.is_some()
        {
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        if self.nesting >= NESTING_LIMIT {
            self.foreign += u32::try_from(pending.len()).unwrap_or(u32::MAX);
            return Ok(());
        }
        self.nesting += 1;
        for text_box in pending {
            // Page numbers often stand in a text box in the footer.
            let (kind, number) = match self.aside.filter(|_| self.in_margin()) {
                Some(margin) => margin,
                None => {
                    self.text_boxes += 1;
                    (TEXT_BOX, self.text_boxes)
                }
            };
            self.read_aside(part, xml, text_box.range, kind, number, text_box.run)?;
        }
        self.nesting -= 1;
        Ok(())
    }
}
