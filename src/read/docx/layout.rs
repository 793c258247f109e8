use std::ops::Range;

use crate::source::Span;

/// Where each part of the rendered text of a document stands in the XML of its parts: what comments and
/// corrections are written back with.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// Names of the parts that hold text, the main part first.
    pub(crate) parts: Vec<String>,
    /// Stretches of text, by their place in the rendered text; they do not overlap.
    pub(crate) pieces: Vec<TextPiece>,
    /// The runs that hold them.
    pub(crate) runs: Vec<Run>,
    /// The paragraphs that were rendered, in order.
    pub(crate) paragraphs: Vec<ParagraphPlace>,
    /// Text beside the body, and the run of the body that it hangs on.
    pub(crate) asides: Vec<(Span, Option<usize>)>,
}

/// Where a rendered paragraph stands.
#[derive(Clone, Debug)]
pub(crate) struct ParagraphPlace {
    /// Its bytes in the rendered text, its number included.
    pub(crate) rendered: Span,
    /// The part it stands in, an index into [`Layout::parts`].
    pub(crate) part: usize,
    /// Its start tag.
    pub(crate) open: Range<usize>,
    /// Its end tag; the same as the start tag where it is one (`<w:p/>`).
    pub(crate) close: Range<usize>,
    /// The prefix of its elements, usually `w`.
    pub(crate) prefix: String,
}

/// A stretch of text within a run.
#[derive(Clone, Debug)]
pub(crate) struct TextPiece {
    /// Its bytes in the rendered text.
    pub(crate) rendered: Span,
    /// Its bytes in the XML of its part.
    pub(crate) raw: Range<usize>,
    /// How the two belong together.
    pub(crate) kind: PieceKind,
    /// The start tag of the element that holds it (`w:t`), or the whole element (`w:tab`, `w:br`).
    pub(crate) element: Range<usize>,
    /// Its run, an index into [`Layout::runs`].
    pub(crate) run: usize,
}

/// How a stretch of text stands in the XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Characters of a `w:t`, byte for byte.
    Text,
    /// One reference such as `&amp;` in a `w:t`.
    Reference,
    /// An element that stands for a character: a tab, a line break.
    Element,
}

/// A run (`w:r`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// The part it stands in, an index into [`Layout::parts`].
    pub(crate) part: usize,
    /// Its start tag.
    pub(crate) open: Range<usize>,
    /// The byte after its end tag.
    pub(crate) end: usize,
    /// Its properties (`w:rPr`), tags included.
    pub(crate) properties: Option<Range<usize>>,
    /// The prefix of its elements, usually `w`.
    pub(crate) prefix: String,
}

impl Layout {
    /// The paragraph that holds the byte `offset` of the rendered text, or the last before it.
    pub(crate) fn paragraph_at(&self, offset: usize) -> Option<&ParagraphPlace> {
        let after = self
            .paragraphs
            .partition_point(|paragraph| paragraph.rendered.start() <= offset);
        self.paragraphs.get(after.saturating_sub(1))
    }

    /// The run of the body that the text beside it at the byte `offset` hangs on; the outer value is `None`
    /// where the byte is in the body.
    pub(crate) fn aside_at(&self, offset: usize) -> Option<Option<usize>> {
        self.asides
            .iter()
            .find(|(span, _)| span.start() <= offset && offset < span.end())
            .map(|(_, run)| *run)
    }

    /// The pieces that overlap the bytes `span` of the rendered text.
    pub(crate) fn pieces_in(&self, span: Span) -> &[TextPiece] {
        let first = self
            .pieces
            .partition_point(|piece| piece.rendered.end <= span.start);
        let last = self
            .pieces
            .partition_point(|piece| piece.rendered.start < span.end);
        self.pieces.get(first..last.max(first)).unwrap_or_default()
    }
}
