use std::io::BufRead;

use super::styles::is_on;
use crate::read::ReadError;
use crate::read::office::table::{CellProperties, RowProperties};
use crate::read::office::xml::{Token, XmlReader};

/// Direct properties of a paragraph (`w:pPr`) as far as its text depends on them.
#[derive(Debug, Default, Clone)]
pub(super) struct ParagraphProperties {
    pub(super) style: Option<String>,
    /// The numbering; 0 takes that of the style away.
    pub(super) number: Option<u32>,
    pub(super) level: Option<u32>,
    pub(super) outline: Option<u8>,
    /// Whether its end was deleted: accepted, the next paragraph goes on in it.
    pub(super) mark_deleted: bool,
}

/// Reads the `w:pPr` that was just opened.
pub(super) fn paragraph<R: BufRead>(
    xml: &mut XmlReader<R>,
) -> Result<ParagraphProperties, ReadError> {
    let mut properties = ParagraphProperties::default();
    let mut open = 1u32;
    let mut in_mark = false;
    while open > 0 {
        match xml.next()? {
            Token::Open(element) => {
                let empty = element.empty;
                match element.local() {
                    "pStyle" => {
                        properties.style = element.attribute("val").map(|id| id.into_owned());
                    }
                    "numId" => properties.number = element.number("val"),
                    "ilvl" => properties.level = element.number("val"),
                    "outlineLvl" => properties.outline = element.number("val"),
                    "rPr" => in_mark = !empty,
                    "del" | "moveFrom" if in_mark => properties.mark_deleted = true,
                    "pPrChange" | "rPrChange" | "numberingChange" | "sectPr" if !empty => {
                        xml.skip_element()?;
                        continue;
                    }
                    _ => {}
                }
                open += u32::from(!empty);
            }
            Token::Close(element) => {
                open -= 1;
                if element.local() == "rPr" {
                    in_mark = false;
                }
            }
            Token::End => break,
            _ => {}
        }
    }
    Ok(properties)
}

/// Whether the run of the `w:rPr` that was just opened is hidden, and the byte after its end tag.
pub(super) fn run<R: BufRead>(xml: &mut XmlReader<R>) -> Result<(bool, usize), ReadError> {
    let mut hidden = false;
    let mut open = 1u32;
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) => {
                let empty = element.empty;
                match element.local() {
                    "vanish" => hidden = is_on(&element),
                    "rPrChange" if !empty => {
                        xml.skip_element()?;
                        continue;
                    }
                    _ => {}
                }
                open += u32::from(!empty);
            }
            Token::Close(_) => {
                open -= 1;
                if open == 0 {
                    return Ok((hidden, range.end));
                }
            }
            Token::End => return Ok((hidden, range.end)),
            _ => {}
        }
    }
}

/// Columns of a Word table; Word itself allows 63.
const COLUMN_LIMIT: u32 = 1024;

/// Reads the `w:trPr` that was just opened.
pub(super) fn row<R: BufRead>(xml: &mut XmlReader<R>) -> Result<RowProperties, ReadError> {
    let mut properties = RowProperties::default();
    let mut open = 1u32;
    while open > 0 {
        match xml.next()? {
            Token::Open(element) => {
                match element.local() {
                    "gridBefore" => {
                        properties.before = element.number("val").unwrap_or(0).min(COLUMN_LIMIT);
                    }
                    "del" => properties.deleted = true,
                    "hidden" => properties.hidden = is_on(&element),
                    _ => {}
                }
                open += u32::from(!element.empty);
            }
            Token::Close(_) => open -= 1,
            Token::End => break,
            _ => {}
        }
    }
    Ok(properties)
}

/// Reads the `w:tcPr` that was just opened.
pub(super) fn cell<R: BufRead>(xml: &mut XmlReader<R>) -> Result<CellProperties, ReadError> {
    let mut properties = CellProperties::default();
    let mut open = 1u32;
    while open > 0 {
        match xml.next()? {
            Token::Open(element) => {
                let empty = element.empty;
                let restarts = element.attribute("val").as_deref() == Some("restart");
                match element.local() {
                    "gridSpan" => {
                        properties.span = element.number("val").unwrap_or(1).clamp(1, COLUMN_LIMIT);
                    }
                    "vMerge" => {
                        properties.continues_above = !restarts;
                        properties.begins_area = restarts;
                    }
                    "hMerge" => properties.continues_before = !restarts,
                    "cellDel" => properties.deleted = true,
                    "tcPrChange" if !empty => {
                        xml.skip_element()?;
                        continue;
                    }
                    _ => {}
                }
                open += u32::from(!empty);
            }
            Token::Close(_) => open -= 1,
            Token::End => break,
            _ => {}
        }
    }
    Ok(properties)
}
