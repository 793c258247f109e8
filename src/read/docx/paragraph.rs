use std::ops::Range;

use super::layout::{Layout, PieceKind, TextPiece};
use super::properties::ParagraphProperties;
use crate::source::Span;

/// A paragraph while it is being read.
#[derive(Debug, Default)]
pub(super) struct ParagraphBuilder {
    pub(super) properties: ParagraphProperties,
    /// Its start tag.
    pub(super) open: Range<usize>,
    pub(super) text: String,
    pieces: Vec<LocalPiece>,
    /// Whether anything of it was inserted or deleted by a tracked change.
    pub(super) changed: bool,
    /// Whether Word fills in a part of it: page numbers, dates, references.
    pub(super) has_field: bool,
    /// Whether it has text that is hidden.
    pub(super) conceals: bool,
}

#[derive(Debug)]
struct LocalPiece {
    text: Range<usize>,
    raw: Range<usize>,
    kind: PieceKind,
    element: Range<usize>,
    run: usize,
}

impl ParagraphBuilder {
    /// Adds text that stands at `raw`. Without a run it can be pointed at only together with what is around it.
    pub(super) fn add(
        &mut self,
        text: &str,
        raw: Range<usize>,
        kind: PieceKind,
        element: Range<usize>,
        run: Option<usize>,
    ) {
        let start = self.text.len();
        self.text.push_str(text);
        if let Some(run) = run {
            self.pieces.push(LocalPiece {
                text: start..self.text.len(),
                raw,
                kind,
                element,
                run,
            });
        }
    }

    /// Gives its pieces to the layout, now that its text begins at `start` of the rendered text.
    pub(super) fn place(&mut self, start: usize, layout: &mut Layout) {
        layout
            .pieces
            .extend(self.pieces.drain(..).map(|piece| TextPiece {
                rendered: Span::new(start + piece.text.start, start + piece.text.end),
                raw: piece.raw,
                kind: piece.kind,
                element: piece.element,
                run: piece.run,
            }));
    }
}
