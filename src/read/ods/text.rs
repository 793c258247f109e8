use std::io::BufRead;

use crate::read::ReadError;
use crate::read::office::xml::{Token, XmlReader};

/// Blanks that one element may stand for.
const BLANK_LIMIT: usize = 256;

/// Adds the paragraphs of the cell that was just opened to `out`, parted by `\n`, up to its end.
///
/// Blanks stay as they stand: LibreOffice writes those of cells without the elements that ISO/IEC 26300-3
/// §6.1.2 asks for. Comments, drawings and pronunciation guides are not text of the cell.
pub(super) fn paragraphs<R: BufRead>(
    xml: &mut XmlReader<R>,
    out: &mut String,
) -> Result<(), ReadError> {
    let mut open = 1u32;
    // How many elements were open outside the paragraph that is being read.
    let mut paragraph: Option<u32> = None;
    let mut count = 0;
    while open > 0 {
        match xml.next()? {
            Token::Open(element) => {
                let empty = element.empty;
                match (element.name().prefix(), element.local()) {
                    ("office", "annotation")
                    | ("draw", _)
                    | ("text", "ruby-text")
                    | ("text", "note")
                        if !empty =>
                    {
                        xml.skip_element()?;
                        continue;
                    }
                    ("text", "p" | "h") if paragraph.is_none() => {
                        if count > 0 {
                            out.push('\n');
                        }
                        count += 1;
                        if !empty {
                            paragraph = Some(open);
                        }
                    }
                    ("text", "s") => {
                        let blanks = element.number::<usize>("c").unwrap_or(1);
                        out.extend(std::iter::repeat_n(' ', blanks.min(BLANK_LIMIT)));
                    }
                    ("text", "tab") => out.push('\t'),
                    ("text", "line-break") => out.push('\n'),
                    _ => {}
                }
                open += u32::from(!empty);
            }
            Token::Close(_) => {
                open -= 1;
                if paragraph == Some(open) {
                    paragraph = None;
                }
            }
            Token::Text(text) if paragraph.is_some() => {
                out.extend(text.chars().map(|character| match character {
                    '\n' | '\r' => ' ',
                    _ => character,
                }));
            }
            Token::End => break,
            _ => {}
        }
    }
    Ok(())
}
