//! OpenDocument spreadsheets (`.ods`): ISO/IEC 26300-3 §9. Cells stand there with their shown text.

mod margin;
mod text;

use std::io::BufRead;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::office::Kind;
use super::office::grid::{Area, COLUMN_LIMIT, Grid, ROW_LIMIT};
use super::office::number_format::general;
use super::office::package::Package;
use super::office::rendering::Rendering;
use super::office::strings::Strings;
use super::office::xml::{Element, Token, XmlReader};
use super::{Document, ReadError};
use crate::source::Source;

/// Reads a spreadsheet.
///
/// # Errors
/// When it is protected, damaged, or larger than any real list.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Source, Document), ReadError> {
    let mut package = Package::open(Kind::ODS, bytes)?;
    if is_encrypted(&mut package)? {
        return Err(Kind::ODS.encrypted());
    }
    let mut xml = package
        .xml("content.xml")?
        .ok_or_else(|| Kind::ODS.damaged("content.xml", "缺少"))?;
    let mut rendering = Rendering::default();
    let mut document = Document::default();
    let mut hidden_styles: FxHashSet<String> = FxHashSet::default();
    let mut style = String::new();
    loop {
        match xml.next()? {
            Token::Open(element) => match element.local() {
                "style" => style = element.attribute("name").unwrap_or_default().into_owned(),
                "table-properties" if element.attribute("display").as_deref() == Some("false") => {
                    hidden_styles.insert(style.clone());
                }
                // Changes that were tracked, tables of other files: they have cells that are not on a sheet.
                "tracked-changes" | "dde-links" if !element.empty => xml.skip_element()?,
                "table" if element.name().prefix() == "table" && !element.empty => {
                    let sheet: Arc<str> = Arc::from(element.attribute("name").unwrap_or_default());
                    let hidden = element
                        .attribute("style-name")
                        .is_some_and(|style| hidden_styles.contains(&*style));
                    let mut reader = SheetReader {
                        grid: Grid::new(hidden),
                        strings: Strings::default(),
                        row: 0,
                        column: 0,
                        columns: 0,
                        filled: Vec::new(),
                    };
                    reader.read(&mut xml)?;
                    reader
                        .grid
                        .render(&sheet, &reader.strings, &mut rendering, &mut document)?;
                }
                _ => {}
            },
            Token::End => break,
            _ => {}
        }
    }
    drop(xml);
    margin::margins(&mut package)?.render(&mut rendering, &mut document)?;
    Ok((rendering.finish(name), document))
}

fn is_encrypted(package: &mut Package<'_>) -> Result<bool, ReadError> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else {
        return Ok(false);
    };
    loop {
        match xml.next()? {
            Token::Open(element) if element.local() == "encryption-data" => return Ok(true),
            Token::End => return Ok(false),
            _ => {}
        }
    }
}

struct SheetReader {
    grid: Grid,
    strings: Strings,
    /// The row that is being read, from 0.
    row: u32,
    /// The column of the next cell.
    column: u32,
    /// The column that the next column definition is about.
    columns: u32,
    /// Cells with text of the row that is being read: column, repetitions, string.
    filled: Vec<(u32, u32, u32)>,
}

/// How often an element stands for itself and the same again.
fn repeated(element: &Element<'_>, attribute: &str, limit: u32) -> u32 {
    element
        .number::<u32>(attribute)
        .unwrap_or(1)
        .clamp(1, limit)
}

fn is_collapsed(element: &Element<'_>) -> bool {
    element
        .attribute("visibility")
        .is_some_and(|value| matches!(&*value, "collapse" | "filter"))
}

impl SheetReader {
    /// Reads the table that was just opened.
    fn read<R: BufRead>(&mut self, xml: &mut XmlReader<R>) -> Result<(), ReadError> {
        let mut open = 1u32;
        let mut rows = 1u32;
        while open > 0 {
            match xml.next()? {
                Token::Open(element) => {
                    let empty = element.empty;
                    match element.local() {
                        "table-column" => {
                            let count = repeated(&element, "number-columns-repeated", COLUMN_LIMIT);
                            if is_collapsed(&element) {
                                let last = self.columns.saturating_add(count - 1);
                                self.grid.hide_columns(self.columns, last);
                            }
                            self.columns = self.columns.saturating_add(count);
                        }
                        "table-row" => {
                            rows = repeated(&element, "number-rows-repeated", ROW_LIMIT);
                            self.column = 0;
                            if is_collapsed(&element) {
                                let last = self.row.saturating_add(rows - 1);
                                self.grid.hide_rows(self.row, last);
                            }
                            if empty {
                                self.row = self.row.saturating_add(rows);
                            }
                        }
                        "table-cell" | "covered-table-cell" => {
                            let cell = CellHead::new(&element);
                            self.cell(xml, &cell, empty)?;
                            continue;
                        }
                        "shapes" | "forms" if !empty => {
                            xml.skip_element()?;
                            continue;
                        }
                        _ => {}
                    }
                    open += u32::from(!empty);
                }
                Token::Close(element) => {
                    open -= 1;
                    if element.local() == "table-row" {
                        self.end_row(rows)?;
                    }
                }
                Token::End => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn cell<R: BufRead>(
        &mut self,
        xml: &mut XmlReader<R>,
        cell: &CellHead,
        empty: bool,
    ) -> Result<(), ReadError> {
        let column = self.column;
        self.column = column.saturating_add(cell.repeated);
        let mut shown = String::new();
        if !empty {
            text::paragraphs(xml, &mut shown)?;
        }
        if shown.is_empty()
            && let Some(value) = &cell.value
        {
            shown.push_str(value);
        }
        // Blanks at the ends only align a number in its column.
        if cell.is_number {
            shown = shown.trim().to_owned();
        }
        if cell.rows > 1 || cell.columns > 1 {
            self.grid.merge(Area {
                top: self.row,
                left: column,
                bottom: self.row.saturating_add(cell.rows - 1),
                right: column.saturating_add(cell.columns - 1),
            })?;
        }
        if shown.is_empty() {
            return Ok(());
        }
        if cell.is_error {
            self.grid.error(self.row, column);
        }
        let string = self.strings.add(&shown)?;
        self.filled.push((column, cell.repeated, string));
        Ok(())
    }

    /// Puts the cells of the row that ended, as often as it is repeated. A row without text has nothing to put.
    fn end_row(&mut self, rows: u32) -> Result<(), ReadError> {
        let filled = std::mem::take(&mut self.filled);
        let first = self.row;
        self.row = first.saturating_add(rows);
        let Some(&(last, count, _)) = filled.last() else {
            return Ok(());
        };
        for row in first..self.row {
            let mut next = 0;
            for &(column, repeated, string) in &filled {
                self.blanks(row, next, column)?;
                next = column.saturating_add(repeated);
                for column in column..next {
                    self.grid.put(row, column, string)?;
                }
            }
            let next = last.saturating_add(count);
            self.blanks(row, next, self.column.max(next))?;
        }
        Ok(())
    }

    /// Puts the blank cells of the columns from `first` to before `end`.
    fn blanks(&mut self, row: u32, first: u32, end: u32) -> Result<(), ReadError> {
        if first < end {
            for column in self.grid.used_columns(first, end - 1) {
                self.grid.put_blank(row, column)?;
            }
        }
        Ok(())
    }
}

struct CellHead {
    repeated: u32,
    rows: u32,
    columns: u32,
    is_error: bool,
    is_number: bool,
    /// The value, for cells whose text was left out.
    value: Option<String>,
}

impl CellHead {
    fn new(element: &Element<'_>) -> Self {
        let attribute = |name| element.attribute(name);
        // Two attributes have this name: that of the standard never says "error".
        let mut is_error = false;
        element.each_attribute(|name, value| {
            is_error |= name == "value-type" && value == "error";
        });
        let value = match attribute("value-type").as_deref() {
            Some("float" | "currency") => element.number::<f64>("value").map(general),
            Some("percentage") => element
                .number::<f64>("value")
                .map(|value| format!("{}%", general(value * 100.0))),
            Some("date") => attribute("date-value").map(Into::into),
            Some("time") => attribute("time-value").map(Into::into),
            Some("boolean") => attribute("boolean-value").map(|value| value.to_uppercase()),
            Some("string") => attribute("string-value").map(Into::into),
            _ => None,
        };
        let is_number = attribute("value-type").is_some_and(|kind| kind != "string");
        Self {
            is_number,
            repeated: repeated(element, "number-columns-repeated", COLUMN_LIMIT),
            rows: repeated(element, "number-rows-spanned", ROW_LIMIT),
            columns: repeated(element, "number-columns-spanned", COLUMN_LIMIT),
            is_error,
            value,
        }
    }
}
