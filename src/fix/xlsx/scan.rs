use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::annotate::AnnotateError;
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};
use crate::read::xlsx::position;

/// What stands in a cell, as far as it can be corrected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CellContent {
    /// A shared string: its number, and the bytes of that number.
    Shared { index: u32, value: Range<usize> },
    /// A string of its own: the element that holds it (`is`, `v`).
    Own(Range<usize>),
    /// A formula, whatever it results in.
    Formula,
    /// A number, a date, a truth value or an error.
    Number,
}

/// What a sheet was scanned for.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The wanted cells, by row and column from 0.
    pub(super) cells: FxHashMap<(u32, u32), CellContent>,
    /// How many cells use a shared string.
    pub(super) users: FxHashMap<u32, usize>,
}

/// A cell that is being scanned.
#[derive(Default)]
struct Cell {
    at: (u32, u32),
    kind: String,
    formula: bool,
    /// The element with the value, and its content.
    value: Option<(Range<usize>, Range<usize>)>,
    inline: Option<Range<usize>>,
}

/// Finds the cells that `wanted` (row and column from 0) asks for, and counts the users of shared strings.
pub(super) fn scan(xml: &str, wanted: impl Fn(u32, u32) -> bool) -> Result<Scanned, AnnotateError> {
    let mut reader = XmlReader::new(Kind::XLSX, "worksheet", xml.as_bytes());
    let mut scanned = Scanned::default();
    let (mut next_row, mut next_column) = (0u32, 0u32);
    let mut cell: Option<Cell> = None;
    let mut open: Range<usize> = 0..0;
    loop {
        let (token, range) = reader.next_with_range()?;
        match token {
            Token::Open(element) => match element.local() {
                "row" => {
                    let row = element
                        .number::<u32>("r")
                        .map_or(next_row, |row| row.saturating_sub(1));
                    next_row = row.saturating_add(1);
                    next_column = 0;
                }
                "c" => {
                    let at = element
                        .attribute("r")
                        .as_deref()
                        .and_then(position)
                        .unwrap_or((next_row.saturating_sub(1), next_column));
                    next_column = at.1.saturating_add(1);
                    cell = (!element.empty).then(|| Cell {
                        at,
                        kind: element.attribute("t").unwrap_or_default().into_owned(),
                        ..Cell::default()
                    });
                }
                "f" => {
                    if let Some(cell) = &mut cell {
                        cell.formula = true;
                    }
                }
                "v" | "is" => open = range,
                _ => {}
            },
            Token::Close(element) => match (element.local(), &mut cell) {
                ("v", Some(cell)) => {
                    cell.value = Some((open.start..range.end, open.end..range.start));
                }
                ("is", Some(cell)) => cell.inline = Some(open.start..range.end),
                ("c", Some(_)) => {
                    if let Some(cell) = cell.take() {
                        scanned.add(cell, xml, &wanted);
                    }
                }
                _ => {}
            },
            Token::End => return Ok(scanned),
            _ => {}
        }
    }
}

impl Scanned {
    fn add(&mut self, cell: Cell, xml: &str, wanted: &impl Fn(u32, u32) -> bool) {
        let shared = cell
            .value
            .as_ref()
            .filter(|_| cell.kind == "s" && cell.inline.is_none())
            .and_then(|(_, content)| {
                let index: u32 = xml.get(content.clone())?.trim().parse().ok()?;
                Some((index, content.clone()))
            });
        if let Some((index, _)) = shared {
            *self.users.entry(index).or_default() += 1;
        }
        if !wanted(cell.at.0, cell.at.1) {
            return;
        }
        let content = match (shared, cell.inline, cell.value) {
            _ if cell.formula => CellContent::Formula,
            (Some((index, value)), ..) => CellContent::Shared { index, value },
            (None, Some(inline), _) => CellContent::Own(inline),
            (None, None, Some((element, _)))
                if matches!(cell.kind.as_str(), "str" | "inlineStr") =>
            {
                CellContent::Own(element)
            }
            _ => CellContent::Number,
        };
        // Of two cells at one position the first is read.
        self.cells.entry(cell.at).or_insert(content);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_apart() {
        let xml = "<worksheet><sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>3</v></c><c t=\"s\"><v>3</v></c>\
                   <c t=\"inlineStr\"><is><t>甲</t></is></c><c t=\"str\"><f>A2</f><v>甲</v></c><c t=\"str\"><v>乙</v></c>\
                   <c><v>4</v></c><c r=\"H2\"/></row></sheetData></worksheet>";
        let scanned = scan(xml, |row, _| row == 1).unwrap();
        assert_eq!(scanned.users[&3], 2);
        let of = |column| &scanned.cells[&(1, column)];
        assert!(matches!(of(0), CellContent::Shared { index: 3, .. }));
        assert!(matches!(of(2), CellContent::Own(range) if xml[range.clone()].starts_with("<is>")));
        assert_eq!(of(3), &CellContent::Formula);
        assert!(matches!(of(4), CellContent::Own(range) if &xml[range.clone()] == "<v>乙</v>"));
        assert_eq!(of(5), &CellContent::Number);
        assert_eq!(scanned.cells.len(), 6);
    }
}
