use std::ops::Range;

use super::strings::code;
use crate::read::ReadError;
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};
use crate::source::{RawText, Span, TextBuilder};

/// A string with the place of each of its characters in the XML: what corrections are written back with.
#[derive(Debug, Default)]
pub(crate) struct PlacedString {
    /// Its text, as reading it gives it; spans are bytes of the part.
    pub(crate) text: RawText,
    /// The elements that hold its characters: their start tag and their content.
    pub(crate) elements: Vec<(Range<usize>, Range<usize>)>,
}

/// The string in `element` of the part `xml`: a string item (`si`, `is`) or the value of a cell (`v`).
///
/// # Errors
/// When the element is broken.
pub(crate) fn placed_string(xml: &str, element: Range<usize>) -> Result<PlacedString, ReadError> {
    let base = element.start;
    let slice = xml.get(element.clone()).unwrap_or_default();
    let mut reader = XmlReader::new(Kind::XLSX, "string", slice.as_bytes());
    let mut characters = Vec::new();
    let mut pending = Vec::new();
    let mut elements = Vec::new();
    let mut phonetic = 0u32;
    let mut holder: Option<Range<usize>> = None;
    loop {
        let (token, range) = reader.next_with_range()?;
        let range = base + range.start..base + range.end;
        match token {
            Token::Open(open) => match open.local() {
                "rPh" => phonetic += u32::from(!open.empty),
                "t" | "v" if phonetic == 0 && !open.empty => holder = Some(range),
                _ => {}
            },
            Token::Close(close) => match close.local() {
                "rPh" => phonetic = phonetic.saturating_sub(1),
                "t" | "v" => {
                    characters.extend(joined_line_ends(unescaped(std::mem::take(&mut pending))));
                    if let Some(open) = holder.take() {
                        let content = open.end..range.start;
                        elements.push((open, content));
                    }
                }
                _ => {}
            },
            Token::Text(text) if holder.is_some() => {
                let raw = xml.get(range.clone()).unwrap_or_default();
                let (raw, start) = match raw.strip_prefix("<![CDATA[") {
                    Some(inner) => (
                        inner.strip_suffix("]]>").unwrap_or(inner),
                        range.start + "<![CDATA[".len(),
                    ),
                    None => (raw, range.start),
                };
                if raw.starts_with('&') && *text != *raw {
                    pending.extend(text.chars().map(|character| (character, range.clone())));
                } else {
                    scan(raw, start, &mut pending);
                }
            }
            Token::End => break,
            _ => {}
        }
    }
    let mut builder = TextBuilder::new(xml);
    let mut buffer = [0u8; 4];
    for (character, raw) in characters {
        builder.replaced(
            character.encode_utf8(&mut buffer),
            Span::new(raw.start, raw.end),
        );
    }
    Ok(PlacedString {
        text: builder.finish_at(element.start),
        elements,
    })
}

/// The characters of `raw`, which begins at the byte `start`, line ends as `\n`.
fn scan(raw: &str, start: usize, characters: &mut Vec<(char, Range<usize>)>) {
    let mut rest = raw.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let start = start + at;
        let mut end = start + character.len_utf8();
        if character == '\r' && rest.next_if(|(_, next)| *next == '\n').is_some() {
            end += 1;
        }
        let character = if character == '\r' { '\n' } else { character };
        characters.push((character, start..end));
    }
}

/// The same with escapes (`_x000D_`) resolved. A comment or a reference may stand within an escape.
fn unescaped(characters: Vec<(char, Range<usize>)>) -> Vec<(char, Range<usize>)> {
    const LENGTH: usize = "_xHHHH_".len();
    let mut unescaped = Vec::with_capacity(characters.len());
    let mut at = 0;
    while let Some((character, raw)) = characters.get(at) {
        let last = characters.get(at + LENGTH - 1);
        if let ('_', Some((_, last))) = (*character, last) {
            let escape = characters.iter().skip(at).take(LENGTH);
            let escape: String = escape.map(|(character, _)| *character).collect();
            if let Some(character) = code(&escape).filter(|_| escape.starts_with("_x")) {
                unescaped.push((character, raw.start..last.end));
                at += LENGTH;
                continue;
            }
        }
        unescaped.push((*character, raw.clone()));
        at += 1;
    }
    unescaped
}

/// Escaped returns with the line feed after them as one line end, as cells show them.
fn joined_line_ends(characters: Vec<(char, Range<usize>)>) -> Vec<(char, Range<usize>)> {
    let mut joined: Vec<(char, Range<usize>)> = Vec::with_capacity(characters.len());
    let mut after_return = false;
    for (character, raw) in characters {
        if character == '\n'
            && after_return
            && let Some((_, before)) = joined.last_mut()
        {
            before.end = raw.end;
            after_return = false;
            continue;
        }
        after_return = character == '\r';
        joined.push((if after_return { '\n' } else { character }, raw));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::string_element;
    use super::*;
    use proptest::prelude::*;

    fn read(xml: &str) -> String {
        let mut reader = XmlReader::new(Kind::XLSX, "string", xml.as_bytes());
        let _ = reader.next().unwrap();
        let mut text = String::new();
        string_element(&mut reader, |part| text.push_str(part)).unwrap();
        text
    }

    #[test]
    fn characters_are_placed() {
        let xml = "<si><r><rPr><b/></rPr><t>统&amp;_x000D_\n计</t></r><rPh><t>tong</t></rPh><r><t>局</t></r></si>";
        let placed = placed_string(xml, 0..xml.len()).unwrap();
        let text = placed.text.text(xml);
        assert_eq!(text.as_str(), "统&\n计局");
        let place = |range| &xml[text.source_span(range).range()];
        assert_eq!(place(3..4), "&amp;");
        assert_eq!(place(4..5), "_x000D_\n");
        assert_eq!(place(8..11), "局");
        assert_eq!(placed.elements.len(), 2);
    }

    #[test]
    fn an_escape_may_be_broken() {
        let xml = "<si><t>_x4E<!--甲-->00__x4Eaa<!--乙-->_x000D_</t></si>";
        let placed = placed_string(xml, 0..xml.len()).unwrap();
        assert_eq!(placed.text.as_str(xml), read(xml));
        assert_eq!(placed.text.as_str(xml), "一亪x000D_");
    }

    proptest! {
        #[test]
        fn placed_strings_read_as_strings_do(
            parts in proptest::collection::vec("(甲|乙|&lt;|&#x4E00;|_x000D_|_x4E|_x|\r\n|\r|\n| |a|<!--甲-->|<!\\[CDATA\\[丙<\r\n\\]\\]>){0,8}", 1..4)
        ) {
            let runs: String = parts.iter().map(|part| format!("<r><t>{part}</t></r>")).collect();
            let xml = format!("<si>{runs}</si>");
            let placed = placed_string(&xml, 0..xml.len()).unwrap();
            prop_assert_eq!(placed.text.as_str(&xml), read(&xml));
        }
    }
}
