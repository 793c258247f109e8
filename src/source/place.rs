use std::fmt;
use std::sync::Arc;

use super::Span;
use crate::message::Language;

/// Where an officer finds a part of a file in Word or Excel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A cell of a worksheet.
    Cell {
        /// The name of the sheet.
        sheet: Arc<str>,
        /// The row, from 0.
        row: u32,
        /// The column, from 0.
        column: u32,
    },
    /// The name of a worksheet.
    Sheet {
        /// The name of the sheet.
        sheet: Arc<str>,
    },
    /// A cell of a table in a document.
    TableCell {
        /// The table in reading order, from 1; a nested table counts when it is met.
        table: u32,
        /// The row in the table, from 1.
        row: u32,
        /// The column (grid column, merged cells counted) in the row, from 1.
        column: u32,
        /// The paragraph in the cell, from 1.
        paragraph: u32,
    },
    /// A paragraph of a document outside tables.
    Paragraph {
        /// Its number in the body, from 1.
        number: u32,
    },
    /// A part beside the body: text box, footnote, header …
    Aside {
        /// What it is, in Chinese and English.
        kind: (&'static str, &'static str),
        /// Its number among its kind, from 1.
        number: u32,
    },
}

impl Place {
    /// The address as people write it: `表!F12`, `表格3 第2行 第4列 第1段`.
    pub fn describe(&self, language: Language) -> String {
        match (self, language) {
            (Self::Cell { sheet, row, column }, _) => {
                format!("{sheet}!{}{}", column_letters(*column), row + 1)
            }
            (Self::Sheet { sheet }, Language::Zh) => format!("工作表{sheet}"),
            (Self::Sheet { sheet }, Language::En) => format!("sheet {sheet}"),
            (
                Self::TableCell {
                    table,
                    row,
                    column,
                    paragraph,
                },
                Language::Zh,
            ) => {
                format!("表格{table} 第{row}行 第{column}列 第{paragraph}段")
            }
            (
                Self::TableCell {
                    table,
                    row,
                    column,
                    paragraph,
                },
                Language::En,
            ) => {
                format!("table {table} row {row} column {column} paragraph {paragraph}")
            }
            (Self::Paragraph { number }, Language::Zh) => format!("第{number}段"),
            (Self::Paragraph { number }, Language::En) => format!("paragraph {number}"),
            (Self::Aside { kind, number }, Language::Zh) => format!("{}{number}", kind.0),
            (Self::Aside { kind, number }, Language::En) => format!("{} {number}", kind.1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.describe(Language::Zh))
    }
}

/// The letters of a worksheet column (0 is `A`, 26 is `AA`).
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// From byte ranges of a rendered text to office addresses.
#[derive(Debug, Default)]
pub struct PlaceIndex {
    /// Sorted by start; ranges do not overlap.
    entries: Vec<(Span, Place)>,
}

impl PlaceIndex {
    /// An index from entries in the order of the text.
    pub fn new(mut entries: Vec<(Span, Place)>) -> Self {
        entries.sort_by_key(|(span, _)| span.start);
        Self { entries }
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &(Span, Place)> {
        self.entries.iter()
    }

    /// The address of the byte `offset`.
    pub fn get(&self, offset: usize) -> Option<&Place> {
        self.get_with_span(offset).map(|(place, _)| place)
    }

    /// The address of the byte `offset`, with the range it names. The end of a range counts as within.
    pub fn get_with_span(&self, offset: usize) -> Option<(&Place, Span)> {
        let after = self
            .entries
            .partition_point(|(span, _)| span.start() <= offset);
        let (span, place) = self.entries.get(after.checked_sub(1)?)?;
        (offset <= span.end()).then_some((place, *span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_columns() {
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(16_383), "XFD");
    }
}
