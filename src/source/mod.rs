//! Bytes to text, and text to places.
//!
//! A [`Source`] is one file as text: for text formats its decoded characters, for Word and Excel a
//! rendering of the file in reading order (a cell a paragraph). Every span of the program is a byte
//! range in such a text.

mod builder;
mod encoding;
mod join;
mod lines;
mod place;
mod span;
mod text;
mod view;

use std::sync::OnceLock;

pub use builder::TextBuilder;
pub use encoding::{DecodeError, Decoded, byte_offsets, decode, decode_as, encode};
pub use join::Part;
pub use lines::{LineIndex, Position};
pub use place::{Place, PlaceIndex, column_letters};
pub use span::Span;
pub use text::{Piece, RawText, Text};
pub use view::{View, is_blank, is_folded};

/// One file as text.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    encoding: &'static str,
    /// Made when first needed: most files have few findings, and many none.
    lines: OnceLock<LineIndex>,
    places: PlaceIndex,
}

impl Source {
    /// A source of a text format.
    ///
    /// `name` is what reports call the file (a path with `/`), `encoding` the name of the encoding
    /// the bytes were in.
    pub fn new(name: impl Into<String>, text: String, encoding: &'static str) -> Self {
        Self::with_places(name, text, encoding, PlaceIndex::default())
    }

    /// A source rendered from a binary format, with the office address of each part of its text.
    pub fn with_places(
        name: impl Into<String>,
        text: String,
        encoding: &'static str,
        places: PlaceIndex,
    ) -> Self {
        Self {
            name: name.into(),
            text,
            encoding,
            lines: OnceLock::new(),
            places,
        }
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// What reports call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the encoding the bytes were in, `office` for rendered files.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The text of `span`; empty when the span is not on character boundaries of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column (both from 1, columns in characters) of the byte `offset`.
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// The byte range of line `line` (from 1), without its line break.
    pub fn line_span(&self, line: usize) -> Span {
        self.lines().line_span(&self.text, line)
    }

    /// The number of lines.
    pub fn line_count(&self) -> usize {
        self.lines().count()
    }

    /// The office address of the part of the text that holds the byte `offset`.
    pub fn place(&self, offset: usize) -> Option<&Place> {
        self.places.get(offset)
    }

    /// All office addresses with the ranges of bytes they name, in order.
    pub fn places(&self) -> impl Iterator<Item = &(Span, Place)> {
        self.places.iter()
    }

    /// The office address with the byte range of the text that it names.
    pub fn place_with_span(&self, offset: usize) -> Option<(&Place, Span)> {
        self.places.get_with_span(offset)
    }
}
