use super::dom::Segment;
use crate::source::{RawText, Span, TextBuilder};

/// Builds a text as a browser shows it: white space collapses to one blank, blocks and `<br>` part lines.
pub(super) struct Lines<'s> {
    source: &'s str,
    out: TextBuilder<'s>,
    /// White space that is shown only if text follows on the same line.
    blank: Option<Span>,
    /// Line feeds that are written only if text follows.
    breaks: usize,
    /// The bytes that the line feeds stand for.
    break_span: Span,
}

impl<'s> Lines<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            out: TextBuilder::new(source),
            blank: None,
            breaks: 0,
            break_span: Span::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.out.as_str().is_empty()
    }

    /// The start or end of a block: text after it stands on a new line.
    pub(super) fn block(&mut self, at: Span) {
        self.blank = None;
        if self.breaks == 0 {
            self.breaks = 1;
            self.break_span = at;
        }
    }

    /// `<br>`: one more line.
    pub(super) fn line_break(&mut self, at: Span) {
        self.blank = None;
        if self.breaks == 0 {
            self.break_span = at;
        }
        self.breaks += 1;
    }

    /// Text in which white space collapses.
    pub(super) fn text(&mut self, segment: &Segment) {
        let Some(decoded) = &segment.decoded else {
            self.collapsed(segment.raw);
            return;
        };
        let white = decoded.chars().all(is_white);
        if white {
            self.white(segment.raw);
        } else {
            self.begin();
            self.out.replaced(decoded, segment.raw);
        }
    }

    /// Text of `<pre>`: white space and line feeds stay.
    pub(super) fn preformatted(&mut self, segment: &Segment) {
        self.begin();
        match &segment.decoded {
            Some(decoded) => self.out.replaced(decoded, segment.raw),
            None => self.out.verbatim(segment.raw),
        }
    }

    /// The text, and an empty one at the byte `at` when there is none.
    pub(super) fn finish(self, at: usize) -> RawText {
        self.out.finish_at(at)
    }

    fn collapsed(&mut self, raw: Span) {
        let text = self.source.get(raw.range()).unwrap_or_default();
        let mut at = raw.start();
        let mut rest = text;
        while !rest.is_empty() {
            let white = rest.len() - rest.trim_start_matches(is_white).len();
            if white > 0 {
                self.white(Span::new(at, at + white));
            }
            let after = rest.get(white..).unwrap_or_default();
            let word = word_length(after);
            if word > 0 {
                self.begin();
                let span = Span::new(at + white, at + white + word);
                self.out.verbatim(span);
            }
            at += white + word;
            rest = after.get(word..).unwrap_or_default();
        }
    }

    fn white(&mut self, raw: Span) {
        self.blank = Some(match self.blank {
            Some(blank) if blank.end == raw.start => blank.cover(raw),
            Some(blank) => blank,
            None => raw,
        });
    }

    /// Text follows: writes what was held back.
    fn begin(&mut self) {
        let blank = self.blank.take();
        let breaks = std::mem::take(&mut self.breaks);
        if self.out.as_str().is_empty() {
            return;
        }
        if breaks > 0 {
            for _ in 0..breaks {
                self.out.replaced("\n", self.break_span);
            }
        } else if let Some(blank) = blank
            && !self.out.as_str().ends_with('\n')
        {
            self.out.replaced(" ", blank);
        }
    }
}

/// White space of HTML; a no-break space is none.
fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// Bytes up to white space that has to be collapsed: a single blank between other characters is not.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let white = is_white(char::from(byte));
        let single = byte == b' '
            && bytes
                .get(at + 1)
                .is_some_and(|&next| !is_white(char::from(next)));
        if white && !single {
            break;
        }
        at += 1;
    }
    at
}
