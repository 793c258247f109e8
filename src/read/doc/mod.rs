//! Documents of Word 97-2003 (`.doc`, `.wps` of WPS): MS-DOC. The text lies in pieces in the stream
//! `WordDocument`; where paragraphs, cells and rows end is told by marks in it and by the properties of
//! the paragraphs.
//!
//! Automatic numbers are not computed for this format, and the document says so.

mod build;
mod formatting;
mod header;
mod pieces;
mod render;

use super::office::Kind;
use super::office::compound::CompoundFile;
use super::{Document, ReadError};
use crate::source::Source;

/// Reads a document.
///
/// # Errors
/// When it is protected, damaged, or of Word 95 and before.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Source, Document), ReadError> {
    let mut file = CompoundFile::open(Kind::DOC, bytes)?;
    let stream = file
        .stream(&["WordDocument"])?
        .ok_or_else(|| Kind::DOC.damaged("WordDocument", "缺少"))?;
    let header = header::header(&stream)?;
    let table = file
        .stream(&[header.table_stream])?
        .ok_or_else(|| Kind::DOC.damaged(header.table_stream, "缺少"))?;
    let data = file.stream(&["Data"])?.unwrap_or_default();
    let pieces = pieces::pieces(&table, &header)?;
    let formatting = formatting::Formatting::new(&stream, &table, &data, &header);
    let stories = build::stories(&stream, &pieces, &formatting, &header)?;
    let (rendering, document) = render::render(&stories)?;
    Ok((rendering.finish(name), document))
}

/// The error that a part of the document is cut off.
fn cut_off(part: &str) -> ReadError {
    Kind::DOC.damaged(part, "内容不完整")
}

/// The number in two bytes at `offset`, the lower first.
fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let bytes = bytes.get(offset..offset.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// The number in four bytes at `offset`.
fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let bytes = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The number in four bytes at `offset`, as an offset.
fn offset_at(bytes: &[u8], offset: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, offset)?).ok()
}
