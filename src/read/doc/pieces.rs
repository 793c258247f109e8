use super::header::Header;
use super::{cut_off, offset_at, u16_at, u32_at};
use crate::read::ReadError;

/// A stretch of the text as it lies in the stream (MS-DOC 2.8.35).
#[derive(Clone, Copy, Debug)]
pub(super) struct PieceOfText {
    /// Its first character in the text.
    pub(super) first: usize,
    /// Its characters (UTF-16 units).
    pub(super) length: usize,
    /// Its first byte in the stream.
    pub(super) offset: usize,
    /// Whether a character takes two bytes; else one byte of Windows-1252.
    pub(super) wide: bool,
}

impl PieceOfText {
    /// The bytes of a character.
    pub(super) fn width(&self) -> usize {
        if self.wide { 2 } else { 1 }
    }
}

/// Reads the piece table.
pub(super) fn pieces(table: &[u8], header: &Header) -> Result<Vec<PieceOfText>, ReadError> {
    let (offset, length) = header.pieces;
    let short = || cut_off("Clx");
    let end = offset.checked_add(length).ok_or_else(short)?;
    let clx = table.get(offset..end).ok_or_else(short)?;
    // Property modifications of a fast save come first.
    let mut at = 0;
    while clx.get(at) == Some(&1) {
        at += 3 + usize::from(u16_at(clx, at + 1).ok_or_else(short)?);
    }
    if clx.get(at) != Some(&2) {
        return Err(short());
    }
    let length = offset_at(clx, at + 1).ok_or_else(short)?;
    let start = at + 5;
    let end = start.checked_add(length).ok_or_else(short)?;
    let plc = clx.get(start..end).ok_or_else(short)?;
    let count = length.saturating_sub(4) / 12;
    let mut pieces = Vec::with_capacity(count);
    for index in 0..count {
        let first = offset_at(plc, 4 * index).ok_or_else(short)?;
        let next = offset_at(plc, 4 * index + 4).ok_or_else(short)?;
        let descriptor = 4 * (count + 1) + 8 * index;
        let place = u32_at(plc, descriptor + 2).ok_or_else(short)?;
        let wide = place & 0x4000_0000 == 0;
        let place = usize::try_from(place & 0x3FFF_FFFF).map_err(|_| short())?;
        pieces.push(PieceOfText {
            first,
            length: next.checked_sub(first).ok_or_else(short)?,
            offset: if wide { place } else { place / 2 },
            wide,
        });
    }
    Ok(pieces)
}
