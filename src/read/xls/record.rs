use crate::read::ReadError;
use crate::read::office::Kind;

/// Types of records (MS-XLS 2.3.2).
pub(super) mod id {
    pub(crate) const FORMULA: u16 = 0x0006;
    pub(crate) const EOF: u16 = 0x000A;
    pub(crate) const HEADER: u16 = 0x0014;
    pub(crate) const FOOTER: u16 = 0x0015;
    pub(crate) const DATE_1904: u16 = 0x0022;
    pub(crate) const FILE_PASS: u16 = 0x002F;
    pub(crate) const CONTINUE: u16 = 0x003C;
    pub(crate) const CODE_PAGE: u16 = 0x0042;
    pub(crate) const COL_INFO: u16 = 0x007D;
    pub(crate) const BOUND_SHEET: u16 = 0x0085;
    pub(crate) const MUL_RK: u16 = 0x00BD;
    pub(crate) const MUL_BLANK: u16 = 0x00BE;
    pub(crate) const R_STRING: u16 = 0x00D6;
    pub(crate) const XF: u16 = 0x00E0;
    pub(crate) const MERGE_CELLS: u16 = 0x00E5;
    pub(crate) const SST: u16 = 0x00FC;
    pub(crate) const LABEL_SST: u16 = 0x00FD;
    pub(crate) const BLANK: u16 = 0x0201;
    pub(crate) const NUMBER: u16 = 0x0203;
    pub(crate) const LABEL: u16 = 0x0204;
    pub(crate) const BOOL_ERR: u16 = 0x0205;
    pub(crate) const STRING: u16 = 0x0207;
    pub(crate) const ROW: u16 = 0x0208;
    pub(crate) const RK: u16 = 0x027E;
    pub(crate) const FORMAT: u16 = 0x041E;
    pub(crate) const BOF: u16 = 0x0809;
}

/// A record with the records that continue it.
pub(super) struct Record<'s> {
    pub(super) id: u16,
    /// Its data.
    pub(super) data: &'s [u8],
    /// The data of the `Continue` records after it.
    pub(super) continued: Vec<&'s [u8]>,
}

/// The error that the stream is cut off or broken at `offset`.
pub(super) fn damaged(offset: usize) -> ReadError {
    Kind::XLS.damaged(format!("Workbook 第 {offset} 字节"), "内容不完整")
}

/// Records of a stream from an offset.
pub(super) struct Records<'s> {
    stream: &'s [u8],
    offset: usize,
}

impl<'s> Records<'s> {
    pub(super) fn new(stream: &'s [u8], offset: usize) -> Self {
        Self { stream, offset }
    }

    /// Where the next record begins.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// The next record; an error at the end of the stream, because a substream ends with a record of its own.
    pub(super) fn next(&mut self) -> Result<Record<'s>, ReadError> {
        let (id, data) = self.single()?;
        let mut continued = Vec::new();
        while u16_at(self.stream, self.offset) == Some(id::CONTINUE) {
            continued.push(self.single()?.1);
        }
        Ok(Record {
            id,
            data,
            continued,
        })
    }

    fn single(&mut self) -> Result<(u16, &'s [u8]), ReadError> {
        let broken = || damaged(self.offset);
        let id = u16_at(self.stream, self.offset).ok_or_else(broken)?;
        let length = u16_at(self.stream, self.offset + 2).ok_or_else(broken)?;
        let start = self.offset + 4;
        let end = start + usize::from(length);
        let data = self.stream.get(start..end).ok_or_else(broken)?;
        self.offset = end;
        Ok((id, data))
    }
}

/// The number in two bytes at `offset`, the lower first.
pub(super) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let bytes = bytes.get(offset..offset.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// The number in four bytes at `offset`.
pub(super) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let bytes = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The floating number in eight bytes at `offset`.
pub(super) fn f64_at(bytes: &[u8], offset: usize) -> Option<f64> {
    let bytes = bytes.get(offset..offset.checked_add(8)?)?;
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}
