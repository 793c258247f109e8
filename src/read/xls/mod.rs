//! Workbooks of Excel 97-2003 (`.xls`, `.et` of WPS, often under the name `.xlsx`): MS-XLS, and those
//! of Excel 5/95, whose strings are bytes of a code page.

mod record;
mod sheet;
mod strings;
mod workbook;

use std::sync::Arc;

use super::office::Kind;
use super::office::compound::CompoundFile;
use super::office::grid::Grid;
use super::office::rendering::Rendering;
use super::{Document, ReadError};
use crate::source::Source;

/// Reads a workbook.
///
/// # Errors
/// When it is protected, damaged, or larger than any real list.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Source, Document), ReadError> {
    let mut file = CompoundFile::open(Kind::XLS, bytes)?;
    let stream = file
        .stream(&["Workbook", "Book"])?
        .ok_or_else(|| Kind::XLS.damaged("Workbook", "缺少"))?;
    let mut workbook = workbook::workbook(&stream)?;
    let mut rendering = Rendering::default();
    let mut document = Document::default();
    let shared = workbook.strings.len();
    for sheet in std::mem::take(&mut workbook.sheets) {
        let mut grid = Grid::new(sheet.hidden);
        sheet::fill(&stream, sheet.offset, &mut workbook, &mut grid)?;
        let sheet_name: Arc<str> = Arc::from(sheet.name);
        grid.render(
            &sheet_name,
            &workbook.strings,
            &mut rendering,
            &mut document,
        )?;
        workbook.strings.truncate(shared);
    }
    std::mem::take(&mut workbook.margins).render(&mut rendering, &mut document)?;
    Ok((rendering.finish(name), document))
}
