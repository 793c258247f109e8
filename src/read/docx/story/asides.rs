//! Text beside the body: text boxes, footnotes, endnotes.

use std::ops::Range;

use super::{StoryReader, skip};
use crate::read::ReadError;
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};
use crate::source::Span;

/// Text boxes within text boxes.
const NESTING_LIMIT: u32 = 8;

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
            ("脚注", "footnote")
        } else {
            ("尾注", "endnote")
        };
        let mut notes: Vec<(String, Range<usize>)> = Vec::new();
        let mut reader = XmlReader::new(Kind::DOCX, part, xml.as_bytes());
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

    fn read_aside(
        &mut self,
        part: &str,
        xml: &str,
        range: Range<usize>,
        kind: (&'static str, &'static str),
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
            self.text_boxes += 1;
            let kind = ("文本框", "text box");
            let number = self.text_boxes;
            self.read_aside(part, xml, text_box.range, kind, number, text_box.run)?;
        }
        self.nesting -= 1;
        Ok(())
    }
}
