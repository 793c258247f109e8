use super::Span;
use super::text::{Piece, RawText, Text};

/// Builds a decoded text together with its map back to the source, stretch by stretch.
#[derive(Debug)]
pub struct TextBuilder<'s> {
    source: &'s str,
    value: String,
    pieces: Vec<Piece>,
}

impl<'s> TextBuilder<'s> {
    /// An empty text over `source`.
    pub fn new(source: &'s str) -> Self {
        Self {
            source,
            value: String::new(),
            pieces: Vec::new(),
        }
    }

    /// The decoded text so far.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Adds the bytes `raw` of the source as they are; nothing when they are off character boundaries.
    pub fn verbatim(&mut self, raw: Span) {
        let Some(text) = self.source.get(raw.range()).filter(|text| !text.is_empty()) else {
            return;
        };
        match self.pieces.last_mut() {
            Some(last) if last.verbatim && last.raw.end == raw.start => last.raw.end = raw.end,
            _ => self.push_piece(raw, true),
        }
        self.value.push_str(text);
    }

    /// Adds `text`, which the bytes `raw` of the source stand for.
    pub fn replaced(&mut self, text: &str, raw: Span) {
        if text.is_empty() {
            return;
        }
        if self.source.get(raw.range()) == Some(text) {
            self.verbatim(raw);
            return;
        }
        self.push_piece(raw, false);
        self.value.push_str(text);
    }

    /// Adds a text of the same source, with its own map.
    pub fn push_text(&mut self, text: &Text<'_>) {
        let value = text.as_str();
        let mut pieces = Vec::new();
        text.for_each_piece(|piece| pieces.push(piece));
        for (index, piece) in pieces.iter().enumerate() {
            let end = pieces
                .get(index + 1)
                .map_or(value.len(), |next| next.at as usize);
            let part = value.get(piece.at as usize..end).unwrap_or_default();
            if piece.verbatim {
                let start = piece.raw.start();
                self.verbatim(Span::new(start, start + part.len()));
            } else {
                self.replaced(part, piece.raw);
            }
        }
    }

    /// Removes line feeds and other white space at the end.
    pub fn trim_end(&mut self) {
        let kept = self.value.trim_end().len();
        self.value.truncate(kept);
        while self
            .pieces
            .last()
            .is_some_and(|piece| piece.at as usize >= kept)
        {
            self.pieces.pop();
        }
        if let Some(last) = self.pieces.last_mut().filter(|last| last.verbatim) {
            let length = kept.saturating_sub(last.at as usize);
            last.raw = Span::new(last.raw.start(), last.raw.start() + length);
        }
    }

    /// The text; `span` is the bytes of the whole value. A text that is one stretch of the source as it
    /// stands keeps no map, and then its span is that stretch.
    pub fn finish(self, span: Span) -> RawText {
        match self.pieces.as_slice() {
            [] if span.is_empty() => RawText::verbatim(span),
            [only] if only.verbatim => RawText::verbatim(only.raw),
            _ => RawText::decoded(span, self.value, self.pieces),
        }
    }

    /// The text, with the span of all its pieces; an empty one stands at the byte `at`.
    pub fn finish_at(self, at: usize) -> RawText {
        let covered = self
            .pieces
            .iter()
            .map(|piece| piece.raw)
            .reduce(Span::cover)
            .unwrap_or(Span::empty(at));
        self.finish(covered)
    }

    fn push_piece(&mut self, raw: Span, verbatim: bool) {
        self.pieces.push(Piece {
            at: u32::try_from(self.value.len()).unwrap_or(u32::MAX),
            raw,
            verbatim,
        });
    }
}
