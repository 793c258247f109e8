use super::Span;

/// A line and a column, both from 1; the column counts characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Bytes between two stored character counts: bounds the work of one look-up in a line of any length.
const STRIDE: usize = 512;

/// Finds lines and columns without reading the text again from its start.
///
/// A line ends at `\n`, `\r\n` or a lone `\r`.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Characters before byte `i * STRIDE` (before the first boundary at or after it).
    characters: Vec<u32>,
}

impl LineIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let mut characters = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut count = 0u32;
        for (offset, &byte) in bytes.iter().enumerate() {
            if offset % STRIDE == 0 {
                characters.push(count);
            }
            // A continuation byte is 0b10xx_xxxx.
            count += u32::from(byte & 0xC0 != 0x80);
            let ends = byte == b'\n' || (byte == b'\r' && bytes.get(offset + 1) != Some(&b'\n'));
            if ends {
                starts.push(u32::try_from(offset + 1).unwrap_or(u32::MAX));
            }
        }
        if characters.is_empty() {
            characters.push(0);
        }
        Self { starts, characters }
    }

    /// The number of lines.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Line and column of the byte `offset` of `text`, which must be the text of this index.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self
            .starts
            .partition_point(|&start| start as usize <= offset);
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .map_or(0, |&start| start as usize);
        let column = self.characters_before(text, offset) - self.characters_before(text, start) + 1;
        Position { line, column }
    }

    /// The byte range of `line` (from 1) without its line break; empty at the end when there is none.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let at = |index: usize| self.starts.get(index).map(|&start| start as usize);
        let start = at(line.saturating_sub(1)).unwrap_or(text.len());
        let end = at(line).unwrap_or(text.len());
        let kept = text
            .get(start..end)
            .map_or(0, |content| content.trim_end_matches(['\n', '\r']).len());
        Span::new(start, start + kept)
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = (offset / STRIDE).min(self.characters.len() - 1);
        let stored = self.characters.get(block).copied().unwrap_or(0) as usize;
        let bytes = text
            .as_bytes()
            .get(block * STRIDE..offset)
            .unwrap_or_default();
        stored + bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(text: &str, offset: usize) -> Position {
        let mut line = 1;
        let mut column = 1;
        let mut rest = text[..offset].chars().peekable();
        while let Some(character) = rest.next() {
            let crlf = character == '\r'
                && (rest.peek() == Some(&'\n')
                    || (rest.peek().is_none() && text[offset..].starts_with('\n')));
            if character == '\n' || (character == '\r' && !crlf) {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
        Position { line, column }
    }

    #[test]
    fn columns_count_characters() {
        let text = "序号\t𠮷野\r\n行政处罚\r对\n\n末";
        let index = LineIndex::new(text);
        for (offset, _) in text.char_indices() {
            assert_eq!(
                index.position(text, offset),
                naive(text, offset),
                "{offset}"
            );
        }
        assert_eq!(index.count(), 5);
        assert_eq!(&text[index.line_span(text, 1).range()], "序号\t𠮷野");
        assert_eq!(&text[index.line_span(text, 5).range()], "末");
    }

    #[test]
    fn a_long_line_is_counted_in_blocks() {
        let text = "权责清单，".repeat(4000);
        let index = LineIndex::new(&text);
        let offset = text
            .char_indices()
            .nth(17_003)
            .map(|(offset, _)| offset)
            .unwrap();
        assert_eq!(
            index.position(&text, offset),
            Position {
                line: 1,
                column: 17_004
            }
        );
    }
}
