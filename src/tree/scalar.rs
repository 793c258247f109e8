//! Maps the decoded text of a YAML scalar back to its bytes, stretch by stretch.
//!
//! The parser has decoded the scalar already; both texts are walked side by side by the folding and
//! escape rules of YAML 1.2.2 (chapters 5.7, 7.3 and 8.1). Where they should ever disagree, the rest of the value maps
//! to the rest of the bytes as a whole, so that nothing is lost.

use std::ops::Range;

use granit_parser::ScalarStyle;

use crate::source::{RawText, Span, TextBuilder};

/// The text of the scalar that stands at `range` of `source` and decodes to `value`. The span of a
/// quoted scalar is what stands between its quotes.
pub(super) fn map(source: &str, range: Range<usize>, value: &str, style: ScalarStyle) -> RawText {
    let raw = source.get(range.clone()).unwrap_or_default();
    let range = match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if raw.len() >= 2 => {
            range.start + 1..range.end - 1
        }
        _ => range,
    };
    let span = Span::from(range.clone());
    if source.get(range.clone()) == Some(value) {
        return RawText::verbatim(span);
    }
    let mut walk = Walk {
        source,
        end: range.end,
        at: range.start,
        value,
        done: 0,
        out: TextBuilder::new(source),
    };
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => walk.block(),
        _ => walk.flow(style),
    }
    walk.rest();
    walk.out.finish(span)
}

struct Walk<'s> {
    source: &'s str,
    /// The byte after the scalar.
    end: usize,
    /// The next byte of the source.
    at: usize,
    value: &'s str,
    /// Bytes of the value that are mapped.
    done: usize,
    out: TextBuilder<'s>,
}

impl<'s> Walk<'s> {
    fn raw(&self) -> &'s str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn left(&self) -> &'s str {
        self.value.get(self.done..).unwrap_or_default()
    }

    /// Takes `length` bytes that stand in both texts.
    fn same(&mut self, length: usize) {
        self.out.verbatim(Span::new(self.at, self.at + length));
        self.at += length;
        self.done += length;
    }

    /// Takes `length` bytes of the source as standing for `decoded` bytes of the value.
    fn instead(&mut self, length: usize, decoded: usize) -> bool {
        let Some(text) = self.value.get(self.done..self.done + decoded) else {
            return false;
        };
        self.out
            .replaced(text, Span::new(self.at, self.at + length));
        self.at += length;
        self.done += decoded;
        true
    }

    /// Whatever is left of the value maps to whatever is left of the source.
    fn rest(&mut self) {
        if !self.left().is_empty() {
            let length = self.raw().len();
            let decoded = self.left().len();
            self.instead(length, decoded);
        }
    }

    fn flow(&mut self, style: ScalarStyle) {
        while let Some(next) = self.raw().chars().next() {
            let taken = match next {
                ' ' | '\t' | '\r' | '\n' => self.white(),
                '\'' if style == ScalarStyle::SingleQuoted => self.instead(2, 1),
                '\\' if style == ScalarStyle::DoubleQuoted => self.escape(),
                _ => {
                    let length = run(self.raw(), style);
                    let fits =
                        self.left().as_bytes().get(..length) == self.raw().as_bytes().get(..length);
                    if fits {
                        self.same(length);
                    }
                    fits
                }
            };
            if !taken {
                return;
            }
        }
    }

    /// White space: within a line it stays, a line break with the white space around it is folded to a
    /// blank, or to one line feed fewer than there are line breaks.
    fn white(&mut self) -> bool {
        let raw = self.raw();
        let length = raw.len() - raw.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let white = raw.get(..length).unwrap_or_default();
        let breaks = line_breaks(white);
        if breaks == 0 {
            if !self.left().starts_with(white) {
                return false;
            }
            self.same(length);
            return true;
        }
        let folded = if breaks == 1 { " " } else { "\n" };
        let decoded = if breaks == 1 { 1 } else { breaks - 1 };
        self.left().starts_with(folded) && self.instead(length, decoded)
    }

    fn escape(&mut self) -> bool {
        let raw = self.raw();
        let Some(kind) = raw.chars().nth(1) else {
            return false;
        };
        let length = match kind {
            'x' => 4,
            'u' => 6,
            'U' => 10,
            '\r' | '\n' => {
                // An escaped line break is nothing; further breaks are kept.
                let after = raw.get(1..).unwrap_or_default();
                let white = after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
                let breaks = line_breaks(after.get(..white).unwrap_or_default());
                return self.instead(1 + white, breaks.saturating_sub(1));
            }
            _ => 1 + kind.len_utf8(),
        };
        let Some(first) = self.left().chars().next() else {
            return false;
        };
        // A character beyond the basic plane may be written as two escapes.
        let pair = kind == 'u' && u32::from(first) > 0xFFFF;
        self.instead(
            (length * if pair { 2 } else { 1 }).min(raw.len()),
            first.len_utf8(),
        )
    }

    /// A block scalar: the header, then lines whose indentation is dropped.
    fn block(&mut self) {
        let raw = self.raw();
        if raw.starts_with(['|', '>']) {
            self.at += line_length(raw);
        }
        loop {
            let raw = self.raw();
            if raw.is_empty() || self.left().is_empty() {
                return;
            }
            let line = raw.get(..line_length(raw)).unwrap_or_default();
            let content = line.trim_end_matches(['\r', '\n']);
            let decoded = self
                .left()
                .get(..self.left().find('\n').unwrap_or(self.left().len()))
                .unwrap_or_default();
            let indented = content.len() - content.trim_start_matches(' ').len();
            let text = content.trim_start_matches(' ');
            if text.is_empty() && decoded.is_empty() {
                // A blank line: its indentation and break stand for one line feed.
                if !self.instead(line.len(), 1) {
                    return;
                }
                continue;
            }
            // Blanks beyond the indentation belong to the text.
            let kept = decoded.len() - decoded.trim_start_matches(' ').len();
            let Some(skip) = indented.checked_sub(kept) else {
                return;
            };
            self.at += skip;
            let length = content.len() - skip;
            if self.left().as_bytes().get(..length) != self.raw().as_bytes().get(..length) {
                self.at -= skip;
                return;
            }
            self.same(length);
            if !self.line_end() {
                return;
            }
        }
    }

    /// After a line of a block scalar: one line feed, or breaks that were folded.
    fn line_end(&mut self) -> bool {
        let raw = self.raw();
        let white = raw.len() - raw.trim_start_matches([' ', '\r', '\n']).len();
        let blank = raw.get(..white).unwrap_or_default();
        let break_length = line_length(raw)
            - raw
                .get(..line_length(raw))
                .map_or(0, |line| line.trim_end_matches(['\r', '\n']).len());
        if self.left().is_empty() {
            return false;
        }
        if self.left().starts_with('\n') {
            let feeds = self.left().len() - self.left().trim_start_matches('\n').len();
            let breaks = line_breaks(blank);
            if feeds < breaks {
                // Folded: n breaks are n - 1 line feeds; the indentation that follows is left to the next line.
                let last = blank.rfind(['\r', '\n']).map_or(0, |at| at + 1);
                return self.instead(last, feeds);
            }
            return self.instead(break_length, 1);
        }
        self.left().starts_with(' ') && self.instead(break_length, 1)
    }
}

/// Bytes of the line at the start of `text`, its line break included.
fn line_length(text: &str) -> usize {
    let Some(at) = text.find(['\r', '\n']) else {
        return text.len();
    };
    let crlf = text.get(at..).is_some_and(|rest| rest.starts_with("\r\n"));
    at + if crlf { 2 } else { 1 }
}

fn line_breaks(white: &str) -> usize {
    let bytes = white.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|&(at, &byte)| {
            byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
        })
        .count()
}

/// Bytes up to the next character that is special in this style.
fn run(raw: &str, style: ScalarStyle) -> usize {
    raw.find(|character| match character {
        ' ' | '\t' | '\r' | '\n' => true,
        '\'' => style == ScalarStyle::SingleQuoted,
        '\\' => style == ScalarStyle::DoubleQuoted,
        _ => false,
    })
    .unwrap_or(raw.len())
}
