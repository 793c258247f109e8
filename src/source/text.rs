use std::borrow::Cow;
use std::ops::Range;

use super::Span;

/// One stretch of a decoded text and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The byte in the decoded text where the stretch begins.
    pub at: u32,
    /// The bytes in the source.
    pub raw: Span,
    /// Whether the stretch stands in the source byte for byte. Where it does not (an entity, an
    /// escape), every part of it maps to the whole of `raw`.
    pub verbatim: bool,
}

/// A value as a reader found it: a span, and the decoded text where that differs from the bytes.
///
/// Owned and without a borrow, so that documents can be kept; [`RawText::text`] gives the text.
#[derive(Clone, Debug, Default)]
pub struct RawText {
    /// The bytes of the value in the source.
    pub span: Span,
    /// The decoded value and its pieces; `None` where the value is the bytes of `span`.
    pub decoded: Option<Box<(String, Vec<Piece>)>>,
}

impl RawText {
    /// A value that stands in the source as it is.
    pub fn verbatim(span: Span) -> Self {
        Self {
            span,
            decoded: None,
        }
    }

    /// A value that had to be decoded. `pieces` are in order and cover the whole of `value`.
    pub fn decoded(span: Span, value: String, pieces: Vec<Piece>) -> Self {
        Self {
            span,
            decoded: Some(Box::new((value, pieces))),
        }
    }

    /// The decoded value; empty when the span is off the character boundaries of `source`.
    pub fn as_str<'s>(&'s self, source: &'s str) -> &'s str {
        match &self.decoded {
            None => source.get(self.span.range()).unwrap_or_default(),
            Some(decoded) => &decoded.0,
        }
    }

    /// The text, borrowed from the source or from this value.
    pub fn text<'s>(&'s self, source: &'s str) -> Text<'s> {
        match &self.decoded {
            None => Text::verbatim(source, self.span),
            Some(decoded) => {
                let (value, pieces) = (&decoded.0, &decoded.1);
                Text::of(Cow::Borrowed(value), self.span, Some(Cow::Borrowed(pieces)))
            }
        }
    }
}

/// Text with a map from each of its bytes back to the source. Lists hold millions: one that stands in the source as it
/// is takes no more room than where it stands.
#[derive(Clone, Debug)]
pub struct Text<'s>(Inner<'s>);

#[derive(Clone, Debug)]
enum Inner<'s> {
    /// The bytes of `span`.
    Verbatim {
        value: &'s str,
        span: Span,
    },
    Mapped(Box<Mapped<'s>>),
}

#[derive(Clone, Debug)]
struct Mapped<'s> {
    value: Cow<'s, str>,
    span: Span,
    /// `None` where the value is the bytes of `span`.
    pieces: Option<Cow<'s, [Piece]>>,
}

impl<'s> Text<'s> {
    /// The bytes of `span` in `source` as they are; empty when the span is off character boundaries.
    pub fn verbatim(source: &'s str, span: Span) -> Self {
        Self(Inner::Verbatim {
            value: source.get(span.range()).unwrap_or_default(),
            span,
        })
    }

    /// A text made by a later step, with its pieces in order.
    pub fn mapped(value: String, span: Span, pieces: Vec<Piece>) -> Self {
        Self::of(Cow::Owned(value), span, Some(Cow::Owned(pieces)))
    }

    fn of(value: Cow<'s, str>, span: Span, pieces: Option<Cow<'s, [Piece]>>) -> Self {
        Self(Inner::Mapped(Box::new(Mapped {
            value,
            span,
            pieces,
        })))
    }

    /// The same text without a borrow, to be kept longer than its source.
    pub fn into_owned(self) -> Text<'static> {
        match self.0 {
            Inner::Verbatim { value, span } => Text::of(Cow::Owned(value.to_owned()), span, None),
            Inner::Mapped(mapped) => {
                let Mapped {
                    value,
                    span,
                    pieces,
                } = *mapped;
                let pieces = pieces.map(|pieces| Cow::Owned(pieces.into_owned()));
                Text::of(Cow::Owned(value.into_owned()), span, pieces)
            }
        }
    }

    /// The decoded value.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Inner::Verbatim { value, .. } => value,
            Inner::Mapped(mapped) => &mapped.value,
        }
    }

    /// The bytes of the whole value in the source.
    pub fn span(&self) -> Span {
        match &self.0 {
            Inner::Verbatim { span, .. } => *span,
            Inner::Mapped(mapped) => mapped.span,
        }
    }

    /// Its pieces; `None` where the value is the bytes of its span.
    fn pieces(&self) -> Option<&[Piece]> {
        match &self.0 {
            Inner::Verbatim { .. } => None,
            Inner::Mapped(mapped) => mapped.pieces.as_deref(),
        }
    }

    /// Whether nothing but blanks is in it.
    pub fn is_blank(&self) -> bool {
        self.as_str().chars().all(super::view::is_blank)
    }

    /// The source bytes of the bytes `range` of this value. An empty range gives an empty span at its place.
    pub fn source_span(&self, range: Range<usize>) -> Span {
        let Some(pieces) = self.pieces() else {
            let start = self.span().start() + range.start.min(self.as_str().len());
            let end = self.span().start() + range.end.min(self.as_str().len());
            return Span::new(start, end);
        };
        let start = source_start(pieces, range.start).unwrap_or(self.span().start());
        if range.end <= range.start {
            return Span::empty(start);
        }
        let end = source_end(pieces, range.end).unwrap_or(self.span().end());
        Span::new(start, end)
    }

    /// The bytes of this value that the source bytes `span` stand for: the inverse of
    /// [`Text::source_span`]. Clamped to the value.
    pub fn value_range(&self, span: Span) -> Range<usize> {
        let Some(pieces) = self.pieces() else {
            let at = |offset: usize| {
                offset
                    .saturating_sub(self.span().start())
                    .min(self.as_str().len())
            };
            return at(span.start())..at(span.end());
        };
        let end_of = |index: usize| {
            pieces
                .get(index + 1)
                .map_or(self.as_str().len(), |next| next.at as usize)
        };
        let inside = |index: usize, piece: &Piece, offset: usize, last: bool| {
            let at = piece.at as usize;
            if piece.verbatim {
                (at + offset.saturating_sub(piece.raw.start())).min(end_of(index))
            } else if last {
                end_of(index)
            } else {
                at
            }
        };
        // The first piece that ends after the start, and the last that begins before the end.
        let first = pieces.partition_point(|piece| piece.raw.end() <= span.start());
        let start = pieces.get(first).map_or(self.as_str().len(), |piece| {
            inside(first, piece, span.start(), false)
        });
        if span.is_empty() {
            return start..start;
        }
        let after = pieces.partition_point(|piece| piece.raw.start() < span.end());
        let end = after
            .checked_sub(1)
            .and_then(|last| {
                pieces
                    .get(last)
                    .map(|piece| inside(last, piece, span.end(), true))
            })
            .unwrap_or(0);
        start..end.max(start)
    }

    /// The part `range` (bytes of this value) as a text of its own.
    pub fn slice(&self, range: Range<usize>) -> Text<'s> {
        let span = self.source_span(range.clone());
        let mapped = match &self.0 {
            Inner::Verbatim { value, .. } => {
                let value = value.get(range).unwrap_or_default();
                return Self(Inner::Verbatim { value, span });
            }
            Inner::Mapped(mapped) => mapped,
        };
        let value = match &mapped.value {
            Cow::Borrowed(value) => Cow::Borrowed(value.get(range.clone()).unwrap_or_default()),
            Cow::Owned(value) => {
                Cow::Owned(value.get(range.clone()).unwrap_or_default().to_owned())
            }
        };
        let pieces = mapped.pieces.as_ref().map(|pieces| {
            let first = pieces
                .partition_point(|piece| piece.at as usize <= range.start)
                .saturating_sub(1);
            let last = pieces
                .partition_point(|piece| (piece.at as usize) < range.end)
                .max(first);
            let kept = pieces.get(first..last).unwrap_or_default();
            Cow::Owned(
                kept.iter()
                    .map(|piece| {
                        let skipped = range.start.saturating_sub(piece.at as usize);
                        let raw = if piece.verbatim {
                            Span::new(piece.raw.start() + skipped, piece.raw.end())
                        } else {
                            piece.raw
                        };
                        Piece {
                            at: u32::try_from((piece.at as usize).saturating_sub(range.start))
                                .unwrap_or(u32::MAX),
                            raw,
                            verbatim: piece.verbatim,
                        }
                    })
                    .collect::<Vec<_>>(),
            )
        });
        Self::of(value, span, pieces)
    }

    /// Calls `visit` with each piece of the map; a verbatim text is one piece.
    pub(super) fn for_each_piece(&self, mut visit: impl FnMut(Piece)) {
        match self.pieces() {
            Some(pieces) => pieces.iter().copied().for_each(visit),
            None => visit(Piece {
                at: 0,
                raw: self.span(),
                verbatim: true,
            }),
        }
    }

    /// The same text without blanks at either end.
    pub fn trimmed(&self) -> Text<'s> {
        let value = self.as_str();
        let start = value.len() - value.trim_start_matches(super::view::is_blank).len();
        let end = start + value[start..].trim_end_matches(super::view::is_blank).len();
        self.slice(start..end)
    }

    /// The lines of the value (split at `\n`, `\r\n` or `\r`), each with its own span.
    pub fn lines(&self) -> Vec<Text<'s>> {
        let value = self.as_str();
        let mut lines = Vec::new();
        let mut start = 0;
        let bytes = value.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'\n' => {
                    lines.push(self.slice(start..at));
                    start = at + 1;
                }
                b'\r' => {
                    lines.push(self.slice(start..at));
                    if bytes.get(at + 1) == Some(&b'\n') {
                        at += 1;
                    }
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        lines.push(self.slice(start..value.len()));
        lines
    }
}

/// The piece that holds the byte `at` of the value.
fn piece_at(pieces: &[Piece], at: usize) -> Option<&Piece> {
    let after = pieces.partition_point(|piece| piece.at as usize <= at);
    pieces.get(after.checked_sub(1)?)
}

fn source_start(pieces: &[Piece], at: usize) -> Option<usize> {
    let piece = piece_at(pieces, at)?;
    Some(if piece.verbatim {
        (piece.raw.start() + at - piece.at as usize).min(piece.raw.end())
    } else {
        piece.raw.start()
    })
}

/// `at` is the byte after the last; the piece of the byte before it decides.
fn source_end(pieces: &[Piece], at: usize) -> Option<usize> {
    let piece = piece_at(pieces, at.checked_sub(1)?)?;
    Some(if piece.verbatim {
        (piece.raw.start() + at - piece.at as usize).min(piece.raw.end())
    } else {
        piece.raw.end()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `甲&amp;乙` decoded to `甲&乙`.
    fn entity() -> (&'static str, RawText) {
        let source = "x甲&amp;乙y";
        let pieces = vec![
            Piece {
                at: 0,
                raw: Span::new(1, 4),
                verbatim: true,
            },
            Piece {
                at: 3,
                raw: Span::new(4, 9),
                verbatim: false,
            },
            Piece {
                at: 4,
                raw: Span::new(9, 12),
                verbatim: true,
            },
        ];
        (
            source,
            RawText::decoded(Span::new(1, 12), "甲&乙".into(), pieces),
        )
    }

    #[test]
    fn parts_map_back() {
        let (source, raw) = entity();
        let text = raw.text(source);
        assert_eq!(&source[text.source_span(0..3).range()], "甲");
        assert_eq!(&source[text.source_span(3..4).range()], "&amp;");
        assert_eq!(&source[text.source_span(3..7).range()], "&amp;乙");
        assert_eq!(text.source_span(4..4), Span::empty(9));
        for range in [0..3, 3..4, 3..7, 4..7, 0..7] {
            assert_eq!(text.value_range(text.source_span(range.clone())), range);
        }
        let tail = text.slice(3..7);
        assert_eq!(tail.as_str(), "&乙");
        assert_eq!(&source[tail.source_span(1..4).range()], "乙");
    }

    #[test]
    fn lines_keep_their_place() {
        let source = "一行\r\n二行\n\n四";
        let text = Text::verbatim(source, Span::new(0, source.len()));
        let lines: Vec<_> = text
            .lines()
            .iter()
            .map(|line| source[line.span().range()].to_owned())
            .collect();
        assert_eq!(lines, ["一行", "二行", "", "四"]);
    }
}
