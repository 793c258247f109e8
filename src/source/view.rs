use std::ops::Range;

use super::Span;
use super::text::{Piece, Text};

/// A text as rules match it: blanks and line breaks inside Chinese dropped, full-width letters and
/// digits folded to ASCII. Punctuation stays as written. Everything maps back to the source.
#[derive(Clone, Debug)]
pub struct View<'s> {
    text: Text<'s>,
    /// What was dropped; most views drop nothing.
    dropped: Option<Box<Dropped>>,
}

/// Bytes of a view before which something was dropped, ascending.
#[derive(Clone, Debug)]
struct Dropped {
    breaks: Vec<u32>,
    blanks: Vec<u32>,
}

impl<'s> View<'s> {
    /// The view of `text`; borrows where nothing had to be changed.
    pub fn new(text: &Text<'s>) -> Self {
        if !needs_folding(text.as_str()) {
            return Self {
                text: text.clone(),
                dropped: None,
            };
        }
        fold(text)
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The normalised text with its map.
    pub fn text(&self) -> &Text<'s> {
        &self.text
    }

    /// The source bytes of the bytes `range` of the view.
    pub fn source_span(&self, range: Range<usize>) -> Span {
        self.text.source_span(range)
    }

    /// Whether a line break was dropped just before the byte `at` of the view (or `at` is 0): the
    /// start of a paragraph or of a broken word.
    pub fn starts_line(&self, at: usize) -> bool {
        at == 0 || u32::try_from(at).is_ok_and(|at| self.breaks().binary_search(&at).is_ok())
    }

    /// Bytes of the view before which a line break was dropped, ascending.
    pub fn breaks(&self) -> &[u32] {
        self.dropped.as_ref().map_or(&[], |dropped| &dropped.breaks)
    }

    /// Bytes of the view before which blanks other than line breaks were dropped, ascending.
    pub fn blanks(&self) -> &[u32] {
        self.dropped.as_ref().map_or(&[], |dropped| &dropped.blanks)
    }
}

/// Whether a character is blank to a reader: white space, ideographic and zero-width blanks, the BOM.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The ASCII form of a full-width letter or digit.
fn folded(character: char) -> Option<char> {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(character) - 0xFEE0)
        }
        _ => None,
    }
}

/// Whether a view has another character in place of this one (full-width letters and digits).
pub fn is_folded(character: char) -> bool {
    folded(character).is_some()
}

fn needs_folding(value: &str) -> bool {
    value
        .chars()
        .any(|character| is_blank(character) || folded(character).is_some())
}

/// Whether a blank between these two parts two words: only between ASCII letters and digits.
fn parts_words(before: Option<char>, after: Option<char>) -> bool {
    let word = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
    word(before) && word(after)
}

fn fold<'s>(text: &Text<'s>) -> View<'s> {
    let value = text.as_str();
    let mut out = String::with_capacity(value.len());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut breaks = Vec::new();
    let mut blanks = Vec::new();
    let mut rest = value.char_indices().peekable();
    // Start of the stretch that is copied byte for byte.
    let mut copied: Option<usize> = None;
    let at = |out: &String| u32::try_from(out.len()).unwrap_or(u32::MAX);

    // A stretch of the decoded value may span several pieces of its own map.
    let flush =
        |copied: &mut Option<usize>, end: usize, out: &mut String, pieces: &mut Vec<Piece>| {
            if let Some(start) = copied.take() {
                push_stretch(text, start..end, out, pieces);
            }
        };

    while let Some((offset, character)) = rest.next() {
        if is_blank(character) {
            flush(&mut copied, offset, &mut out, &mut pieces);
            let mut end = offset + character.len_utf8();
            let mut line_break = is_line_break(character);
            while let Some(&(next, following)) = rest.peek() {
                if !is_blank(following) {
                    break;
                }
                line_break |= is_line_break(following);
                end = next + following.len_utf8();
                rest.next();
            }
            let after = rest.peek().map(|&(_, c)| folded(c).unwrap_or(c));
            if parts_words(out.chars().next_back(), after) {
                pieces.push(Piece {
                    at: at(&out),
                    raw: text.source_span(offset..end),
                    verbatim: false,
                });
                out.push(' ');
            }
            if line_break {
                breaks.push(at(&out));
            } else {
                blanks.push(at(&out));
            }
        } else if let Some(ascii) = folded(character) {
            flush(&mut copied, offset, &mut out, &mut pieces);
            let raw = text.source_span(offset..offset + character.len_utf8());
            pieces.push(Piece {
                at: at(&out),
                raw,
                verbatim: false,
            });
            out.push(ascii);
        } else if copied.is_none() {
            copied = Some(offset);
        }
    }
    flush(&mut copied, value.len(), &mut out, &mut pieces);
    let dropped = !breaks.is_empty() || !blanks.is_empty();
    View {
        text: Text::mapped(out, text.span(), pieces),
        dropped: dropped.then(|| Box::new(Dropped { breaks, blanks })),
    }
}

/// Copies the stretch `range` of `text` to `out`, one piece for each piece of its own map.
fn push_stretch(text: &Text<'_>, range: Range<usize>, out: &mut String, pieces: &mut Vec<Piece>) {
    let stretch = text.slice(range);
    let base = u32::try_from(out.len()).unwrap_or(u32::MAX);
    stretch.for_each_piece(|piece| {
        pieces.push(Piece {
            at: base + piece.at,
            ..piece
        });
    });
    out.push_str(stretch.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(source: &str) -> View<'_> {
        View::new(&Text::verbatim(source, Span::new(0, source.len())))
    }

    #[test]
    fn words_broken_over_lines_are_joined() {
        let source = "克拉玛依市统\n计局　第１２条 Word 2003 版";
        let view = view(source);
        assert_eq!(view.as_str(), "克拉玛依市统计局第12条Word 2003版");
        let start = view.as_str().find("统计局").unwrap();
        let span = view.source_span(start..start + "统计局".len());
        assert_eq!(&source[span.range()], "统\n计局");
        assert!(view.starts_line(start + "统".len()));
        let start = view.as_str().find("12").unwrap();
        assert_eq!(&source[view.source_span(start..start + 2).range()], "１２");
    }

    #[test]
    fn nothing_to_fold_borrows() {
        let source = "《行政处罚法》第六十三条";
        let view = view(source);
        assert!(std::ptr::eq(view.as_str(), source));
    }

    #[test]
    fn maps_compose() {
        let source = "甲&amp; 乙\n丙";
        let pieces = vec![
            Piece {
                at: 0,
                raw: Span::new(0, 3),
                verbatim: true,
            },
            Piece {
                at: 3,
                raw: Span::new(3, 8),
                verbatim: false,
            },
            Piece {
                at: 4,
                raw: Span::new(8, source.len()),
                verbatim: true,
            },
        ];
        let raw = crate::source::RawText::decoded(
            Span::new(0, source.len()),
            "甲& 乙\n丙".into(),
            pieces,
        );
        let view = View::new(&raw.text(source));
        assert_eq!(view.as_str(), "甲&乙丙");
        assert_eq!(&source[view.source_span(3..4).range()], "&amp;");
        assert_eq!(&source[view.source_span(4..10).range()], "乙\n丙");
    }
}
