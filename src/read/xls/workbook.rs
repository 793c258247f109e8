use rustc_hash::FxHashMap;

use super::record::{Record, Records, damaged, id, u16_at, u32_at};
use super::strings::{Storage, code_page, shared_strings};
use crate::read::ReadError;
use crate::read::office::Kind;
use crate::read::office::margin::Margins;
use crate::read::office::number_format::{Epoch, NumberFormat};
use crate::read::office::strings::Strings;

/// What the globals of a workbook say (MS-XLS 2.1.7.20.3).
pub(super) struct Workbook {
    pub(super) sheets: Vec<SheetEntry>,
    pub(super) strings: Strings,
    pub(super) storage: Storage,
    /// The headers and footers of the pages of its sheets.
    pub(super) margins: Margins,
    pub(super) epoch: Epoch,
    /// For each cell format the place of its number format.
    cells: Vec<usize>,
    formats: Vec<NumberFormat>,
    general: NumberFormat,
}

/// A worksheet as the workbook lists it.
pub(super) struct SheetEntry {
    pub(super) name: String,
    /// Where its substream begins.
    pub(super) offset: usize,
    pub(super) hidden: bool,
}

impl Workbook {
    /// The number format of the cell format `index`.
    pub(super) fn format(&self, index: u16) -> &NumberFormat {
        self.cells
            .get(usize::from(index))
            .and_then(|&format| self.formats.get(format))
            .unwrap_or(&self.general)
    }
}

/// Reads the globals at the start of the stream.
pub(super) fn workbook(stream: &[u8]) -> Result<Workbook, ReadError> {
    let mut records = Records::new(stream, 0);
    let first = records.next()?;
    if first.id != id::BOF {
        return Err(Kind::XLS.damaged("Workbook", "不是工作簿"));
    }
    let unicode = u16_at(first.data, 0).is_none_or(|version| version >= 0x0600);
    let mut workbook = Workbook {
        sheets: Vec::new(),
        strings: Strings::default(),
        storage: if unicode {
            Storage::Unicode
        } else {
            Storage::Bytes(code_page(936))
        },
        margins: Margins::default(),
        epoch: Epoch::Year1900,
        cells: Vec::new(),
        formats: Vec::new(),
        general: NumberFormat::default(),
    };
    let mut codes: FxHashMap<u16, String> = FxHashMap::default();
    let mut formats_of_cells: Vec<u16> = Vec::new();
    loop {
        let offset = records.offset();
        let record = records.next()?;
        match record.id {
            id::EOF => break,
            id::FILE_PASS => return Err(Kind::XLS.encrypted()),
            id::CODE_PAGE => {
                if let (Storage::Bytes(encoding), Some(number)) =
                    (&mut workbook.storage, u16_at(record.data, 0))
                {
                    *encoding = code_page(number);
                }
            }
            id::DATE_1904 if u16_at(record.data, 0) == Some(1) => workbook.epoch = Epoch::Year1904,
            id::FORMAT => {
                let width = if unicode { 2 } else { 1 };
                if let (Some(number), Some(code)) = (
                    u16_at(record.data, 0),
                    workbook.storage.string(record.data, 2, width),
                ) {
                    codes.insert(number, code);
                }
            }
            id::XF => formats_of_cells.push(u16_at(record.data, 2).unwrap_or(0)),
            id::BOUND_SHEET => {
                if let Some(sheet) =
                    bound_sheet(&record, workbook.storage).ok_or_else(|| damaged(offset))?
                {
                    workbook.sheets.push(sheet);
                }
            }
            id::SST => shared_strings(&record, &mut workbook.strings)?,
            _ => {}
        }
    }
    let mut known: FxHashMap<u16, usize> = FxHashMap::default();
    for number in formats_of_cells {
        let formats = &mut workbook.formats;
        let format = *known.entry(number).or_insert_with(|| {
            formats.push(match codes.get(&number) {
                Some(code) => NumberFormat::parse(code),
                None => NumberFormat::builtin(u32::from(number)),
            });
            formats.len() - 1
        });
        workbook.cells.push(format);
    }
    Ok(workbook)
}

/// The sheet of a `BoundSheet8` record (MS-XLS 2.4.28); the inner value is `None` for what holds no
/// cells of a list: charts, macros.
fn bound_sheet(record: &Record<'_>, storage: Storage) -> Option<Option<SheetEntry>> {
    let offset = usize::try_from(u32_at(record.data, 0)?).ok()?;
    let visibility = record.data.get(4)?;
    let kind = record.data.get(5)?;
    let name = storage.string(record.data, 6, 1)?;
    Some((*kind == 0).then_some(SheetEntry {
        name,
        offset,
        hidden: visibility & 3 != 0,
    }))
}
