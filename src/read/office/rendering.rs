use super::kind::too_large;
use crate::read::ReadError;
use crate::source::{Place, PlaceIndex, Source, Span};

/// Bytes of text a file may have. A list of a hundred thousand items has about 300 MB; a workbook that
/// repeats one long string in every cell would have terabytes.
const TEXT_LIMIT: usize = 1 << 30;

/// The text of an office file in reading order while it is being made: a cell or a paragraph a line.
#[derive(Debug, Default)]
pub(crate) struct Rendering {
    text: String,
    places: Vec<(Span, Place)>,
}

impl Rendering {
    /// Makes room for `lines` more lines.
    pub(crate) fn reserve(&mut self, bytes: usize, lines: usize) {
        self.text.reserve_exact(bytes.min(TEXT_LIMIT));
        self.places.reserve_exact(lines);
    }

    /// The byte where the next line begins.
    pub(crate) fn position(&self) -> usize {
        self.text.len()
    }

    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds `text` as a line of its own at `place`, and gives its bytes. Line breaks within it stay.
    pub(crate) fn line(&mut self, place: Place, text: &str) -> Result<Span, ReadError> {
        let start = self.text.len();
        if text.len() >= TEXT_LIMIT - start.min(TEXT_LIMIT) {
            return Err(too_large("全部文字", "1 GB"));
        }
        self.text.push_str(text);
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        self.places.push((span, place));
        Ok(span)
    }

    /// The source of the file `name`.
    pub(crate) fn finish(self, name: &str) -> Source {
        Source::with_places(name, self.text, "office", PlaceIndex::new(self.places))
    }
}
