use std::io::BufRead;

use super::string_element;
use super::styles::Styles;
use super::unescape;
use crate::read::ReadError;
use crate::read::office::grid::{Area, Grid};
use crate::read::office::margin::{Margin, Margins};
use crate::read::office::number_format::{Epoch, NumberFormat};
use crate::read::office::package::Package;
use crate::read::office::strings::Strings;
use crate::read::office::xml::{Element, Token, XmlReader};

/// What the cells of a sheet are read with.
pub(super) struct Context<'w> {
    pub(super) styles: &'w Styles,
    pub(super) epoch: Epoch,
    /// How many of the strings are shared strings.
    pub(super) shared: usize,
}

/// Fills `grid` from the worksheet in `part` (§18.3), and `margins` from its page setup.
pub(super) fn fill(
    package: &mut Package<'_>,
    part: &str,
    context: &Context<'_>,
    strings: &mut Strings,
    grid: &mut Grid,
    margins: &mut Margins,
) -> Result<(), ReadError> {
    let kind = package.kind();
    let Some(mut xml) = package.xml(part)? else {
        return Err(kind.damaged(part, "缺少"));
    };
    // Positions may be left out: then a row or cell follows the one before it.
    let mut next_row = 0u32;
    let mut next_column = 0u32;
    loop {
        match xml.next()? {
            Token::Open(element) => match element.local() {
                "row" => {
                    let row = element
                        .number::<u32>("r")
                        .map_or(next_row, |row| row.saturating_sub(1));
                    let flat = element.number::<f64>("ht") == Some(0.0);
                    if element.flag("hidden") || flat {
                        grid.hide_rows(row, row);
                    }
                    next_row = row.saturating_add(1);
                    next_column = 0;
                }
                "c" => {
                    let mut cell = CellHead::new(&element, next_row.saturating_sub(1), next_column);
                    next_column = cell.column.saturating_add(1);
                    if element.empty {
                        grid.put_blank(cell.row, cell.column)?;
                    } else {
                        cell.read(&mut xml, context, strings, grid)?;
                    }
                }
                "col" => {
                    let flat = element.number::<f64>("width") == Some(0.0);
                    if let (Some(first), Some(last)) =
                        (element.number::<u32>("min"), element.number::<u32>("max"))
                        && (element.flag("hidden") || flat)
                    {
                        grid.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                    }
                }
                name @ ("oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter"
                | "firstFooter")
                    if !element.empty =>
                {
                    let margin = if name.ends_with("Header") {
                        Margin::Header
                    } else {
                        Margin::Footer
                    };
                    margins.add_coded(margin, &unescape(&xml.text_of_element()?));
                }
                "mergeCell" => {
                    if let Some(area) = element.attribute("ref").as_deref().and_then(area) {
                        grid.merge(area)?;
                    }
                }
                _ => {}
            },
            Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// The start of a cell.
struct CellHead {
    row: u32,
    column: u32,
    style: u32,
    kind: CellKind,
}

/// What the value of a cell is (§18.18.11).
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Number,
    Shared,
    Inline,
    Formula,
    Boolean,
    Error,
    Date,
}

impl CellHead {
    fn new(element: &Element<'_>, row: u32, column: u32) -> Self {
        let mut head = Self {
            row,
            column,
            style: 0,
            kind: CellKind::Number,
        };
        element.each_attribute(|name, value| match name {
            "r" => {
                if let Some((row, column)) = position(value) {
                    head.row = row;
                    head.column = column;
                }
            }
            "s" => head.style = value.parse().unwrap_or(0),
            "t" => {
                head.kind = match value {
                    "s" => CellKind::Shared,
                    "inlineStr" => CellKind::Inline,
                    "str" => CellKind::Formula,
                    "b" => CellKind::Boolean,
                    "e" => CellKind::Error,
                    "d" => CellKind::Date,
                    _ => CellKind::Number,
                }
            }
            _ => {}
        });
        head
    }

    /// Reads the content of the cell up to its end.
    fn read<R: BufRead>(
        &mut self,
        xml: &mut XmlReader<R>,
        context: &Context<'_>,
        strings: &mut Strings,
        grid: &mut Grid,
    ) -> Result<(), ReadError> {
        let mut value = String::new();
        let mut has_formula = false;
        let mut is_inline = false;
        let mut open = 1u32;
        while open > 0 {
            match xml.next()? {
                Token::Open(element) => {
                    let empty = element.empty;
                    match element.local() {
                        "v" if !empty => value = xml.text_of_element()?,
                        "is" if !empty => {
                            string_element(xml, |text| value.push_str(text))?;
                            is_inline = true;
                        }
                        "f" => {
                            has_formula = true;
                            if !empty {
                                xml.skip_element()?;
                            }
                        }
                        _ => open += u32::from(!empty),
                    }
                }
                Token::Close(_) => open -= 1,
                Token::End => break,
                _ => {}
            }
        }
        let (row, column) = (self.row, self.column);
        if value.is_empty() {
            if has_formula && self.kind == CellKind::Number {
                grid.uncalculated(row, column);
            }
            return grid.put_blank(row, column);
        }
        let string = match self.kind {
            _ if is_inline => strings.add(&value)?,
            CellKind::Shared => {
                let shared = value.trim().parse::<u32>().ok();
                let Some(shared) = shared.filter(|&number| (number as usize) < context.shared)
                else {
                    return Err(xml.damaged("单元格引用了不存在的共享字符串"));
                };
                if strings.get(shared).is_empty() {
                    return grid.put_blank(row, column);
                }
                shared
            }
            CellKind::Number => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let format: &NumberFormat = context.styles.format(self.style);
                    strings.add(&format.show(number, context.epoch))?
                }
                Err(_) => strings.add(&value)?,
            },
            CellKind::Boolean => strings.add(match value.trim() {
                "0" | "false" => "FALSE",
                _ => "TRUE",
            })?,
            CellKind::Date => strings.add(value.trim_end_matches("T00:00:00"))?,
            CellKind::Error => {
                grid.error(row, column);
                strings.add(&value)?
            }
            CellKind::Formula | CellKind::Inline => strings.add(&unescape(&value))?,
        };
        if strings.get(string).is_empty() {
            return grid.put_blank(row, column);
        }
        grid.put(row, column, string)
    }
}

/// Row and column, from 0, of a reference such as `F12`.
pub(crate) fn position(reference: &str) -> Option<(u32, u32)> {
    let mut column = 0u32;
    let mut row = 0u32;
    for byte in reference.bytes() {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                let letter = u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                column = column.checked_mul(26)?.checked_add(letter)?;
            }
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// The area of a reference such as `A1:B2`.
pub(crate) fn area(reference: &str) -> Option<Area> {
    let (from, to) = reference.split_once(':').unwrap_or((reference, reference));
    let (top, left) = position(from)?;
    let (bottom, right) = position(to)?;
    Some(Area {
        top: top.min(bottom),
        left: left.min(right),
        bottom: top.max(bottom),
        right: left.max(right),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(position("F12"), Some((11, 5)));
        assert_eq!(position("$XFD$1048576"), Some((1_048_575, 16_383)));
        for broken in [
            "",
            "12",
            "F",
            "F0",
            "F12B",
            "第1行",
            "AAAAAAAAAA1",
            "A99999999999",
        ] {
            assert_eq!(position(broken), None, "{broken}");
        }
        assert_eq!(
            area("B3:A1"),
            Some(Area {
                top: 0,
                left: 0,
                bottom: 2,
                right: 1
            })
        );
    }
}
