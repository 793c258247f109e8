use super::header::Header;
use super::{offset_at, u16_at};

/// A page of properties in the stream.
const PAGE: usize = 512;

/// The properties of paragraphs and characters by their place in the stream, as far as the text depends on them.
/// What cannot be read of them is left out: the text is still there.
pub(super) struct Formatting {
    paragraphs: Vec<(usize, usize, ParagraphFormat)>,
    characters: Vec<(usize, usize, CharacterFormat)>,
}

/// Properties of a paragraph (MS-DOC 2.6.2) and, at the end of a row, of the row (2.6.3).
#[derive(Clone, Debug, Default)]
pub(super) struct ParagraphFormat {
    /// How deep in tables it stands, 0 for none.
    pub(super) depth: u32,
    /// Whether it ends a row of the outermost table.
    pub(super) ends_row: bool,
    /// Whether it ends a cell of an inner table.
    pub(super) ends_inner_cell: bool,
    /// Whether it ends a row of an inner table.
    pub(super) ends_inner_row: bool,
    /// The heading level, 0 for running text.
    pub(super) heading: u8,
    /// Whether it has an automatic number.
    pub(super) numbered: bool,
    /// The cells of the row that it ends.
    pub(super) cells: Vec<CellFormat>,
}

/// A cell of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CellFormat {
    /// Its left border in twentieths of a point.
    pub(super) left: i32,
    /// Its right border.
    pub(super) right: i32,
    /// Whether it goes on from the cell before it.
    pub(super) continues_before: bool,
    /// Whether it goes on from the cell above.
    pub(super) continues_above: bool,
    /// Whether it begins an area over several rows.
    pub(super) begins_area: bool,
}

/// Properties of characters (MS-DOC 2.6.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CharacterFormat {
    /// Deleted by a tracked change.
    pub(super) deleted: bool,
    /// Inserted by a tracked change.
    pub(super) inserted: bool,
    /// Hidden.
    pub(super) hidden: bool,
}

impl Formatting {
    pub(super) fn new(stream: &[u8], table: &[u8], data: &[u8], header: &Header) -> Self {
        let mut paragraphs = Vec::new();
        for page in pages(stream, table, header.paragraphs) {
            read_paragraphs(page, data, &mut paragraphs);
        }
        let mut characters = Vec::new();
        for page in pages(stream, table, header.characters) {
            read_characters(page, &mut characters);
        }
        paragraphs.sort_by_key(|(start, ..)| *start);
        characters.sort_by_key(|(start, ..)| *start);
        Self {
            paragraphs,
            characters,
        }
    }

    /// The properties of the paragraph whose mark is at the byte `offset` of the stream.
    pub(super) fn paragraph(&self, offset: usize) -> Option<&ParagraphFormat> {
        at(&self.paragraphs, offset)
    }

    /// The properties of the character at the byte `offset` of the stream.
    pub(super) fn character(&self, offset: usize) -> CharacterFormat {
        at(&self.characters, offset).copied().unwrap_or_default()
    }
}

fn at<T>(ranges: &[(usize, usize, T)], offset: usize) -> Option<&T> {
    let after = ranges.partition_point(|(start, ..)| *start <= offset);
    let (_, end, found) = ranges.get(after.checked_sub(1)?)?;
    (offset < *end).then_some(found)
}

/// The pages that a table at `place` lists (MS-DOC 2.8.5, 2.8.6).
fn pages<'s>(stream: &'s [u8], table: &[u8], place: (usize, usize)) -> Vec<&'s [u8]> {
    let (offset, length) = place;
    let Some(plc) = offset
        .checked_add(length)
        .and_then(|end| table.get(offset..end))
    else {
        return Vec::new();
    };
    let count = length.saturating_sub(4) / 8;
    (0..count)
        .filter_map(|index| {
            let number = offset_at(plc, 4 * (count + 1) + 4 * index)? & 0x003F_FFFF;
            let start = number.checked_mul(PAGE)?;
            stream.get(start..start.checked_add(PAGE)?)
        })
        .collect()
}

/// The paragraphs of a page (MS-DOC 2.9.175).
fn read_paragraphs(
    page: &[u8],
    data: &[u8],
    paragraphs: &mut Vec<(usize, usize, ParagraphFormat)>,
) {
    let count = usize::from(page.last().copied().unwrap_or(0));
    for index in 0..count {
        let (Some(start), Some(end), Some(&place)) = (
            offset_at(page, 4 * index),
            offset_at(page, 4 * index + 4),
            page.get(4 * (count + 1) + 13 * index),
        ) else {
            return;
        };
        let mut format = ParagraphFormat::default();
        if let Some(properties) = paragraph_properties(page, 2 * usize::from(place)) {
            if let Some(style @ 1..=9) = u16_at(properties, 0) {
                format.heading = u8::try_from(style).unwrap_or(0);
            }
            format.apply(properties.get(2..).unwrap_or_default(), data, 0);
        }
        paragraphs.push((start, end, format));
    }
}

/// The style and the property changes at `place` of a page (MS-DOC 2.9.174).
fn paragraph_properties(page: &[u8], place: usize) -> Option<&[u8]> {
    if place == 0 {
        return None;
    }
    let words = usize::from(*page.get(place)?);
    let (start, length) = if words > 0 {
        (place + 1, 2 * words - 1)
    } else {
        (place + 2, 2 * usize::from(*page.get(place + 1)?))
    };
    page.get(start..start + length)
}

/// The runs of a page (MS-DOC 2.9.33) that the text depends on.
fn read_characters(page: &[u8], characters: &mut Vec<(usize, usize, CharacterFormat)>) {
    let count = usize::from(page.last().copied().unwrap_or(0));
    for index in 0..count {
        let (Some(start), Some(end), Some(&place)) = (
            offset_at(page, 4 * index),
            offset_at(page, 4 * index + 4),
            page.get(4 * (count + 1) + index),
        ) else {
            return;
        };
        let place = 2 * usize::from(place);
        if place == 0 {
            continue;
        }
        let length = usize::from(page.get(place).copied().unwrap_or(0));
        let Some(changes) = page.get(place + 1..place + 1 + length) else {
            continue;
        };
        let mut format = CharacterFormat::default();
        each_change(changes, |code, operand| {
            let on = operand.first().is_some_and(|value| value & 1 != 0);
            match code {
                0x0800 => format.deleted = on,
                0x0801 => format.inserted = on,
                0x083C => format.hidden = on,
                _ => {}
            }
        });
        if format != CharacterFormat::default() {
            characters.push((start, end, format));
        }
    }
}

impl ParagraphFormat {
    /// Applies property changes; large ones lie in the stream `Data` (MS-DOC 2.9.209).
    fn apply(&mut self, changes: &[u8], data: &[u8], level: u8) {
        let mut depth = None;
        each_change(changes, |code, operand| {
            let on = operand.first().is_some_and(|value| *value != 0);
            match code {
                0x2416 => self.depth = self.depth.max(u32::from(on)),
                0x2417 => self.ends_row = on,
                0x244B => self.ends_inner_cell = on,
                0x244C => self.ends_inner_row = on,
                0x6649 => depth = super::u32_at(operand, 0),
                0x2640 => {
                    self.heading = match operand.first() {
                        Some(level @ 0..=8) => level + 1,
                        _ => 0,
                    }
                }
                0x460B => self.numbered = u16_at(operand, 0).is_some_and(|list| list != 0),
                0xD608 => self.cells = cells(operand).unwrap_or_default(),
                0xD62B => {
                    if let [cell, merge, ..] = *operand
                        && let Some(cell) = self.cells.get_mut(usize::from(cell))
                    {
                        cell.continues_above = merge == 1;
                        cell.begins_area = merge == 3;
                    }
                }
                0x6646 | 0x646B if level == 0 => {
                    let changes = offset_at(operand, 0).and_then(|offset| {
                        let length = usize::from(u16_at(data, offset)?);
                        data.get(offset + 2..offset + 2 + length)
                    });
                    if let Some(changes) = changes {
                        self.apply(changes, data, level + 1);
                    }
                }
                _ => {}
            }
        });
        if let Some(depth) = depth {
            self.depth = depth;
        }
    }
}

/// The cells of a row (MS-DOC 2.9.327): borders, then for each cell its merging.
fn cells(operand: &[u8]) -> Option<Vec<CellFormat>> {
    let count = usize::from(*operand.first()?);
    let border = |index: usize| Some(i32::from(u16_at(operand, 1 + 2 * index)?.cast_signed()));
    (0..count)
        .map(|index| {
            // Descriptions at the end may be left out.
            let flags = u16_at(operand, 1 + 2 * (count + 1) + 20 * index).unwrap_or(0);
            Some(CellFormat {
                left: border(index)?,
                right: border(index + 1)?,
                continues_before: flags & 2 != 0,
                continues_above: flags & 0x60 == 0x20,
                begins_area: flags & 0x60 == 0x60,
            })
        })
        .collect()
}

/// Calls `visit` with each property change: its code and its operand (MS-DOC 2.2.5, 2.6).
fn each_change(changes: &[u8], mut visit: impl FnMut(u16, &[u8])) {
    let mut at = 0;
    while let Some(code) = u16_at(changes, at) {
        at += 2;
        let (skipped, length) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            _ => match code {
                // The length of a table definition is in two bytes, and counts one too many.
                0xD608 => match u16_at(changes, at) {
                    Some(length) => (2, usize::from(length).saturating_sub(1)),
                    None => return,
                },
                _ => match changes.get(at) {
                    // Tabulators of any number; nothing after them is needed.
                    Some(255) | None => return,
                    Some(&length) => (1, usize::from(length)),
                },
            },
        };
        at += skipped;
        let Some(operand) = changes.get(at..at + length) else {
            return;
        };
        visit(code, operand);
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_definition_gives_borders_and_merging() {
        let mut operand = vec![2u8];
        for border in [0i16, 1000, 3000] {
            operand.extend(border.to_le_bytes());
        }
        let mut first = [0u8; 20];
        first[0] = 0x60;
        operand.extend(first);
        let length = u16::try_from(operand.len() + 1).unwrap();
        let mut changes = vec![0x16, 0x24, 1, 0x17, 0x24, 1, 0x08, 0xD6];
        changes.extend(length.to_le_bytes());
        changes.extend(&operand);
        changes.extend([0x49, 0x66, 2, 0, 0, 0]);
        let mut format = ParagraphFormat::default();
        format.apply(&changes, &[], 0);
        assert_eq!(format.depth, 2);
        assert!(format.ends_row);
        assert_eq!(format.cells.len(), 2);
        assert!(format.cells[0].begins_area);
        assert_eq!((format.cells[1].left, format.cells[1].right), (1000, 3000));
    }
}
