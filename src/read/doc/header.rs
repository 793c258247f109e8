use super::{cut_off, offset_at, u16_at};
use crate::read::ReadError;
use crate::read::office::Kind;

/// What the file information block says (MS-DOC 2.5.1).
pub(super) struct Header {
    /// The stream with the tables.
    pub(super) table_stream: &'static str,
    /// Characters of the body, the footnotes, the headers, (macros,) comments, endnotes and text boxes, in the order of
    /// the text.
    pub(super) lengths: [usize; 7],
    /// Where the pieces are in the table stream: offset and length.
    pub(super) pieces: (usize, usize),
    /// Where the pages of character properties are listed.
    pub(super) characters: (usize, usize),
    /// Where the pages of paragraph properties are listed.
    pub(super) paragraphs: (usize, usize),
}

/// The version of Word 97; before it the structures were others.
const WORD_97: u16 = 0x00C1;

/// Reads the file information block at the start of the stream `WordDocument`.
pub(super) fn header(stream: &[u8]) -> Result<Header, ReadError> {
    let short = || cut_off("WordDocument");
    if u16_at(stream, 0).ok_or_else(short)? != 0xA5EC {
        return Err(ReadError::Unsupported {
            format: "Word 95 及更早的文档".to_owned(),
            target: "docx",
        });
    }
    if u16_at(stream, 2).ok_or_else(short)? < WORD_97 {
        return Err(ReadError::Unsupported {
            format: "Word 95 及更早的文档".to_owned(),
            target: "docx",
        });
    }
    let flags = u16_at(stream, 0x0A).ok_or_else(short)?;
    if flags & 0x0100 != 0 {
        return Err(Kind::DOC.encrypted());
    }
    let mut lengths = [0; 7];
    for (length, offset) in lengths
        .iter_mut()
        .zip([0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64])
    {
        // A length is never negative.
        *length = offset_at(stream, offset)
            .filter(|length| i32::try_from(*length).is_ok())
            .ok_or_else(short)?;
    }
    let pair = |offset| Some((offset_at(stream, offset)?, offset_at(stream, offset + 4)?));
    Ok(Header {
        table_stream: if flags & 0x0200 != 0 {
            "1Table"
        } else {
            "0Table"
        },
        lengths,
        pieces: pair(0x01A2).ok_or_else(short)?,
        characters: pair(0x00FA).ok_or_else(short)?,
        paragraphs: pair(0x0102).ok_or_else(short)?,
    })
}
