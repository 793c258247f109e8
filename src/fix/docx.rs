use std::collections::BTreeMap;
use std::ops::Range;

use super::pieces::kept_blanks;
use super::{Correction, Reason, Target};
use crate::annotate::AnnotateError;
use crate::annotate::parts::{Patch, Rewrite, escaped, patched, qualifier};
use crate::diagnostic::Edit;
use crate::read::docx::{Layout, PieceKind, TextPiece, layout};
use crate::read::office::Kind;

/// A Word document: characters change within their runs, and nothing else.
pub(super) struct WordDocument<'b> {
    bytes: &'b [u8],
    layout: Layout,
}

impl<'b> WordDocument<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, AnnotateError> {
        Ok(Self {
            bytes,
            layout: layout(bytes)?,
        })
    }

    /// The patches of an edit with the index of the part they belong to; `None` where not all of it is text of runs.
    fn patches(&self, edit: &Edit) -> Option<Vec<(usize, Patch)>> {
        let text = escaped(&edit.text);
        if edit.span.is_empty() {
            let (piece, at) = self.insertion(edit.span.start())?;
            return Some(vec![(self.part(piece)?, Patch::insert(at, text))]);
        }
        let pieces = self.layout.pieces_in(edit.span);
        let mut covered = edit.span.start();
        for piece in pieces {
            if piece.rendered.start() > covered {
                return None;
            }
            covered = piece.rendered.end();
        }
        if covered < edit.span.end() {
            return None;
        }
        // The new text takes the place of the first characters that stand in a `w:t`.
        let holder = pieces
            .iter()
            .position(|piece| piece.kind != PieceKind::Element);
        let mut patches = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let from = edit.span.start().max(piece.rendered.start()) - piece.rendered.start();
            let to = edit.span.end().min(piece.rendered.end()) - piece.rendered.start();
            let raw = match piece.kind {
                PieceKind::Text => piece.raw.start + from..piece.raw.start + to,
                PieceKind::Reference | PieceKind::Element => piece.raw.clone(),
            };
            let new = match holder {
                Some(holder) if holder == index => text.clone(),
                None if index == 0 && !text.is_empty() => {
                    let run = self.layout.runs.get(piece.run)?;
                    let p = qualifier(&run.prefix);
                    format!("<{p}t xml:space=\"preserve\">{text}</{p}t>")
                }
                _ => String::new(),
            };
            patches.push((self.part(piece)?, Patch::replace(raw, new)));
        }
        Some(patches)
    }

    /// Where a text is inserted at a byte of the rendered text: after the character before it, else before the one
    /// after it.
    fn insertion(&self, at: usize) -> Option<(&TextPiece, usize)> {
        let pieces = &self.layout.pieces;
        let after = pieces.partition_point(|piece| piece.rendered.start() < at);
        let before = after
            .checked_sub(1)
            .and_then(|index| pieces.get(index))
            .filter(|piece| at <= piece.rendered.end() && piece.kind != PieceKind::Element);
        if let Some(piece) = before {
            let into = at - piece.rendered.start();
            let raw = match piece.kind {
                PieceKind::Text => piece.raw.start + into,
                _ => piece.raw.end,
            };
            return Some((piece, raw));
        }
        let piece = pieces.get(after)?;
        (piece.rendered.start() == at && piece.kind != PieceKind::Element)
            .then_some((piece, piece.raw.start))
    }

    fn part(&self, piece: &TextPiece) -> Option<usize> {
        self.layout.runs.get(piece.run).map(|run| run.part)
    }
}

impl Target for WordDocument<'_> {
    fn refusal(&self, correction: &Correction<'_>) -> Option<Reason> {
        correction
            .edits
            .iter()
            .any(|edit| self.patches(edit).is_none())
            .then_some(Reason::Generated)
    }

    fn apply(&self, corrections: &[&Correction<'_>]) -> Result<Vec<u8>, AnnotateError> {
        let mut by_part: BTreeMap<usize, Vec<Patch>> = BTreeMap::new();
        for edit in corrections.iter().flat_map(|correction| &correction.edits) {
            for (part, patch) in self.patches(edit).ok_or(AnnotateError::Changed)? {
                by_part.entry(part).or_default().push(patch);
            }
        }
        let mut rewrite = Rewrite::open(Kind::DOCX, self.bytes)?;
        for (index, mut patches) in by_part {
            let name = self.layout.parts.get(index).ok_or(AnnotateError::Changed)?;
            let text = rewrite.text(name)?.ok_or(AnnotateError::Changed)?;
            patches.sort_by_key(|patch| (patch.range.start, patch.range.end));
            let elements = self.elements(&text, index, &patches);
            patches.extend(kept_blanks(&text, &elements, &patches));
            let text = patched(&text, patches)?;
            rewrite.set(name, text);
        }
        rewrite.finish()
    }
}

impl WordDocument<'_> {
    /// The start tags and contents of the `w:t` of a part that have patches in them.
    fn elements(
        &self,
        text: &str,
        part: usize,
        patches: &[Patch],
    ) -> Vec<(Range<usize>, Range<usize>)> {
        let mut elements: Vec<(Range<usize>, Range<usize>)> = self
            .layout
            .pieces
            .iter()
            .filter(|piece| piece.kind != PieceKind::Element && self.part(piece) == Some(part))
            .filter(|piece| {
                let first = patches.partition_point(|patch| patch.range.end < piece.raw.start);
                patches
                    .get(first)
                    .is_some_and(|patch| patch.range.start <= piece.raw.end)
            })
            .filter_map(|piece| {
                let start = piece.element.end;
                // Characters of a `w:t` hold no `<` but in CDATA, which then ends the content too early: no harm.
                let length = text.get(start..)?.find('<')?;
                Some((piece.element.clone(), start..start + length))
            })
            .collect();
        elements.dedup();
        elements
    }
}
