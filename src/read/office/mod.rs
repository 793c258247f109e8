//! What the readers of Word and Excel files share: packages, XML within limits, the rendering in
//! reading order, grids of worksheets and number formats.

pub(crate) mod compound;
pub(crate) mod grid;
mod kind;
pub(crate) mod margin;
pub(crate) mod number_format;
pub(crate) mod package;
pub(crate) mod rendering;
pub(crate) mod strings;
pub(crate) mod table;
pub(crate) mod xml;

pub(crate) use kind::Kind;

use super::ReadError;
use compound::CompoundFile;
use package::Package;

/// A format of Word or Excel that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfficeFormat {
    /// Office Open XML workbook (`.xlsx`, `.xlsm`), ISO/IEC 29500.
    Xlsx,
    /// Excel 97-2003 workbook (`.xls`, `.et`), MS-XLS.
    Xls,
    /// OpenDocument spreadsheet (`.ods`), ISO/IEC 26300.
    Ods,
    /// Office Open XML document (`.docx`, `.docm`), ISO/IEC 29500.
    Docx,
    /// Word 97-2003 document (`.doc`, `.wps`), MS-DOC.
    Doc,
}

/// Tells an office format by the content; `None` where the bytes are no office file at all.
///
/// # Errors
/// When the bytes are an office file that cannot be read: protected, damaged, or of a format that is
/// not supported (PowerPoint, binary workbooks, RTF, PDF …).
pub(crate) fn tell(bytes: &[u8]) -> Result<Option<OfficeFormat>, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Package::open(Kind::PACKAGE, bytes)?.tell().map(Some);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return CompoundFile::open(Kind::COMPOUND, bytes)?.tell().map(Some);
    }
    if bytes.starts_with(b"PK\x05\x06") {
        return Err(Kind::PACKAGE.damaged("zip", "压缩包里没有任何内容"));
    }
    // The BOF record of workbooks before Excel 5, which are no compound files.
    if matches!(
        bytes,
        [
            0x09,
            0x00 | 0x02 | 0x04,
            0x04 | 0x06,
            0x00,
            _,
            _,
            0x10 | 0x20 | 0x40,
            0x00,
            ..
        ]
    ) {
        return Err(unsupported("Excel 4 及更早的工作簿", "xlsx"));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(unsupported("RTF", "docx"));
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(unsupported("PDF", "docx"));
    }
    Ok(None)
}

fn unsupported(format: &str, target: &'static str) -> ReadError {
    ReadError::Unsupported {
        format: format.to_owned(),
        target,
    }
}
