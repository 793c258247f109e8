use super::text::{Piece, Text};

impl<'s> Text<'s> {
    /// Texts that follow one another in the source as one text, a line break between them, its map kept.
    /// Nothing where there are none.
    pub fn joined(parts: &[Self]) -> Option<Self> {
        let (first, rest) = parts.split_first()?;
        if rest.is_empty() {
            return Some(first.clone());
        }
        let mut value =
            String::with_capacity(parts.iter().map(|part| part.as_str().len() + 1).sum());
        let mut pieces: Vec<Piece> = Vec::new();
        let mut span = first.span();
        for (index, part) in parts.iter().enumerate() {
            let at = |value: &String| u32::try_from(value.len()).unwrap_or(u32::MAX);
            if index > 0 {
                pieces.push(Piece {
                    at: at(&value),
                    raw: super::Span::new(span.end(), part.span().start().max(span.end())),
                    verbatim: false,
                });
                value.push('\n');
            }
            let base = at(&value);
            part.for_each_piece(|piece| {
                pieces.push(Piece {
                    at: base + piece.at,
                    ..piece
                });
            });
            value.push_str(part.as_str());
            span = span.cover(part.span());
        }
        Some(Text::mapped(value, span, pieces))
    }
}

/// A part of a text put together.
#[derive(Debug, Clone)]
pub enum Part<'s> {
    /// A text with its map.
    Text(Text<'s>),
    /// Words that do not stand in the source; they map to the span.
    Words(&'static str, super::Span),
}

impl<'s> Text<'s> {
    /// Parts in the order of the source as one text over `span`, nothing between them.
    pub fn assembled(parts: &[Part<'s>], span: super::Span) -> Self {
        let mut value = String::new();
        let mut pieces: Vec<Piece> = Vec::new();
        for part in parts {
            let base = u32::try_from(value.len()).unwrap_or(u32::MAX);
            match part {
                Part::Text(text) => {
                    text.for_each_piece(|piece| {
                        pieces.push(Piece {
                            at: base + piece.at,
                            ..piece
                        });
                    });
                    value.push_str(text.as_str());
                }
                Part::Words(words, raw) => {
                    pieces.push(Piece {
                        at: base,
                        raw: *raw,
                        verbatim: false,
                    });
                    value.push_str(words);
                }
            }
        }
        Text::mapped(value, span, pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Span, Text};

    #[test]
    fn lines_joined_map_back() {
        let source = "甲乙\n\n丙";
        let parts = [
            Text::verbatim(source, Span::new(0, 6)),
            Text::verbatim(source, Span::new(8, 11)),
        ];
        let joined = Text::joined(&parts).unwrap();
        assert_eq!(joined.as_str(), "甲乙\n丙");
        assert_eq!(&source[joined.source_span(7..10).range()], "丙");
        assert_eq!(&source[joined.source_span(3..10).range()], "乙\n\n丙");
    }
}
