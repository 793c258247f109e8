//! Office Open XML workbooks (`.xlsx`, `.xlsm`): SpreadsheetML of ISO/IEC 29500-1 §18.
//!
//! The parts are read here rather than through a spreadsheet library because number formats, hidden
//! rows and columns and formulas without results must be told, and because memory has to stay bounded
//! by the cells that exist.

mod placed;
mod sheet;
mod strings;
mod styles;
mod workbook;

use std::sync::Arc;

use super::office::Kind;
use super::office::grid::Grid;
use super::office::margin::Margins;
use super::office::package::Package;
use super::office::rendering::Rendering;
use super::{Document, Note, NoteKind, ReadError};
use crate::message::Message;
use crate::source::{Source, Span};

pub(crate) use placed::{PlacedString, placed_string};
pub(crate) use sheet::{area, position};
pub(crate) use strings::{string_element, unescape};
pub(crate) use workbook::{REVIEW_NAME, Workbook, workbook};

/// Reads a workbook.
///
/// # Errors
/// When a part is damaged or the workbook is larger than any real list.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Source, Document), ReadError> {
    let mut package = Package::open(Kind::XLSX, bytes)?;
    let workbook = workbook(&mut package)?;
    let styles = styles::styles(&mut package, &workbook)?;
    let mut strings = strings::shared_strings(&mut package, &workbook)?;
    let shared = strings.len();
    let mut rendering = Rendering::default();
    let mut document = Document::default();
    let mut margins = Margins::default();
    for sheet in &workbook.sheets {
        let sheet_name: Arc<str> = Arc::from(sheet.name.as_str());
        let Some(part) = sheet.part.as_deref().filter(|part| package.has(part)) else {
            document.notes.push(Note {
                kind: NoteKind::UnreadablePart,
                span: Span::empty(rendering.position()),
                message: Message::new(
                    format!("工作表“{sheet_name}”的内容在文件中缺失，没有检查。请用 Excel 或 WPS 打开后另存一份。"),
                    format!("the content of sheet “{sheet_name}” is missing from the file and was not checked"),
                ),
            });
            continue;
        };
        let mut grid = Grid::new(sheet.hidden);
        sheet::fill(
            &mut package,
            part,
            &sheet::Context {
                styles: &styles,
                epoch: workbook.epoch,
                shared,
            },
            &mut strings,
            &mut grid,
            &mut margins,
        )?;
        grid.render(&sheet_name, &strings, &mut rendering, &mut document)?;
        strings.truncate(shared);
    }
    margins.render(&mut rendering, &mut document)?;
    Ok((rendering.finish(name), document))
}
