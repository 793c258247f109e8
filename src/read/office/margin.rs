//! Headers and footers of pages.

use rustc_hash::FxHashSet;

use super::rendering::Rendering;
use crate::read::{Block, Document, ReadError};
use crate::source::{Place, RawText};

/// A margin of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Margin {
    /// Above the cells.
    Header,
    /// Below them.
    Footer,
    /// One of the two: the format does not say which where it has the text.
    Either,
}

impl Margin {
    /// What it is, in Chinese and English.
    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Header => ("页眉", "page header"),
            Self::Footer => ("页脚", "page footer"),
            Self::Either => ("页眉页脚", "page header or footer"),
        }
    }
}

/// The texts in the margins of all sheets, each once: sheets repeat them.
#[derive(Debug, Default)]
pub(crate) struct Margins {
    seen: FxHashSet<(Margin, String)>,
    texts: Vec<(Margin, String)>,
}

impl Margins {
    /// Adds a line of a margin.
    pub(crate) fn add(&mut self, margin: Margin, line: &str) {
        let line = line.trim();
        if !line.is_empty() && self.seen.insert((margin, line.to_owned())) {
            self.texts.push((margin, line.to_owned()));
        }
    }

    /// Adds the lines of a margin that is written with codes (ISO/IEC 29500-1 §18.3.1.39). Lines that the
    /// program fills in (page numbers, dates, the name of the sheet) are no text of the file.
    pub(crate) fn add_coded(&mut self, margin: Margin, coded: &str) {
        let mut line = Line::default();
        let mut rest = coded.chars().peekable();
        while let Some(character) = rest.next() {
            if matches!(character, '\n' | '\r') {
                line.end(margin, self);
                continue;
            }
            if character != '&' {
                line.text.push(character);
                continue;
            }
            match rest.next() {
                Some('&') => line.text.push('&'),
                // Left, centre, right.
                Some('L' | 'C' | 'R') => line.end(margin, self),
                Some('P' | 'N' | 'D' | 'T' | 'A' | 'F' | 'Z') => line.filled_in = true,
                Some('"') => {
                    // The font, up to the quotation mark that ends it.
                    rest.by_ref().find(|&next| next == '"');
                }
                Some('K') => {
                    // The colour: six characters.
                    rest.by_ref().take(6).for_each(drop);
                }
                Some(first) if first.is_ascii_digit() => {
                    while rest.next_if(char::is_ascii_digit).is_some() {}
                }
                // Bold, italic, a picture …
                _ => {}
            }
        }
        line.end(margin, self);
    }

    /// Renders the texts behind the sheets.
    pub(crate) fn render(
        self,
        rendering: &mut Rendering,
        document: &mut Document,
    ) -> Result<(), ReadError> {
        let bytes = self.texts.iter().map(|(_, text)| text.len() + 1).sum();
        rendering.reserve(bytes, self.texts.len());
        for margin in [Margin::Header, Margin::Footer, Margin::Either] {
            let texts = self.texts.iter().filter(|(of, _)| *of == margin);
            for (number, (_, text)) in (1..).zip(texts) {
                let kind = margin.kind();
                let span = rendering.line(Place::Aside { kind, number }, text)?;
                let text = RawText::verbatim(span);
                document.blocks.push(Block::Aside(text));
            }
        }
        Ok(())
    }
}

/// A line of a margin while it is being read.
#[derive(Default)]
struct Line {
    text: String,
    /// Whether the program fills in a part of it.
    filled_in: bool,
}

impl Line {
    fn end(&mut self, margin: Margin, margins: &mut Margins) {
        let line = std::mem::take(self);
        if !line.filled_in {
            margins.add(margin, &line.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_no_text() {
        for (coded, lines) in [
            ("&C江州市水务局权责清单", &["江州市水务局权责清单"][..]),
            (
                "&L&\"宋体,Bold\"&12甲&&乙&C&K01+000丙\n丁&R第 &P 页",
                &["甲&乙", "丙", "丁"],
            ),
            ("&C&\"Times New Roman,Regular\"&12&A", &[]),
            ("第&P页 共&N页", &[]),
            ("无代码", &["无代码"]),
            ("&", &[]),
            ("&\"不完", &[]),
            ("&K12", &[]),
            ("&G&B粗", &["粗"]),
        ] {
            let mut margins = Margins::default();
            margins.add_coded(Margin::Header, coded);
            margins.add_coded(Margin::Header, coded);
            let texts: Vec<&str> = margins.texts.iter().map(|(_, text)| &**text).collect();
            assert_eq!(texts, lines, "{coded}");
        }
    }
}
