use encoding_rs::Encoding;

use super::record::{Record, u16_at};
use crate::read::ReadError;
use crate::read::office::Kind;
use crate::read::office::strings::Strings;

/// How strings are stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Storage {
    /// UTF-16 or its lower bytes, with a flag (MS-XLS 2.5.293).
    Unicode,
    /// Bytes of a code page (Excel 5/95).
    Bytes(&'static Encoding),
}

/// The encoding of a Windows code page; that of Chinese Windows where it is not known.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1251 => encoding_rs::WINDOWS_1251,
        1252 | 0x8001 => encoding_rs::WINDOWS_1252,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::GB18030,
    }
}

impl Storage {
    /// The string in `data` at `offset`, whose length takes `width` bytes (1 or 2).
    pub(super) fn string(self, data: &[u8], offset: usize, width: usize) -> Option<String> {
        let length = match width {
            1 => usize::from(*data.get(offset)?),
            _ => usize::from(u16_at(data, offset)?),
        };
        let start = offset + width;
        match self {
            Self::Bytes(encoding) => {
                let bytes = data.get(start..start + length)?;
                Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
            }
            Self::Unicode => {
                let chunks = [data];
                let mut input = Chunks::new(&chunks, start);
                let mut units = Vec::new();
                input.string(length, &mut units)?;
                Some(lines(&String::from_utf16_lossy(&units)))
            }
        }
    }

    /// The string of a `Header` or `Footer` record (MS-XLS 2.4.136). Its length took one byte before Excel 97.
    pub(super) fn margin(self, data: &[u8]) -> Option<String> {
        let width = match self {
            Self::Bytes(_) => 1,
            Self::Unicode => 2,
        };
        self.string(data, 0, width)
    }

    /// The string of a `Label` or `String` record, which records may continue.
    pub(super) fn long_string(self, record: &Record<'_>, offset: usize) -> Option<String> {
        match self {
            Self::Bytes(_) => self.string(record.data, offset, 2),
            Self::Unicode => {
                let chunks = chunks(record);
                let length = usize::from(u16_at(record.data, offset)?);
                let mut input = Chunks::new(&chunks, offset + 2);
                let mut units = Vec::new();
                input.string(length, &mut units)?;
                Some(lines(&String::from_utf16_lossy(&units)))
            }
        }
    }
}

/// Line ends as the other formats have them.
fn lines(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

fn chunks<'s>(record: &Record<'s>) -> Vec<&'s [u8]> {
    std::iter::once(record.data)
        .chain(record.continued.iter().copied())
        .collect()
}

/// Adds the strings of the shared string table (`SST`, MS-XLS 2.4.265).
pub(super) fn shared_strings(record: &Record<'_>, strings: &mut Strings) -> Result<(), ReadError> {
    let chunks = chunks(record);
    let mut input = Chunks::new(&chunks, 8);
    let count = super::record::u32_at(record.data, 4).unwrap_or(0);
    let mut units = Vec::new();
    for number in 0..count {
        units.clear();
        let Some(()) = input.rich_string(&mut units) else {
            return Err(Kind::XLS.damaged(format!("SST 第 {number} 个字符串"), "内容不完整"));
        };
        strings.add(&lines(&String::from_utf16_lossy(&units)))?;
    }
    Ok(())
}

/// The data of a record and of those that continue it, as one.
struct Chunks<'c, 's> {
    chunks: &'c [&'s [u8]],
    chunk: usize,
    offset: usize,
}

impl<'c, 's> Chunks<'c, 's> {
    fn new(chunks: &'c [&'s [u8]], offset: usize) -> Self {
        Self {
            chunks,
            chunk: 0,
            offset,
        }
    }

    /// The rest of the current chunk, going on to the next when it is used up. The second value tells
    /// whether a new chunk was begun.
    fn rest(&mut self) -> Option<(&'s [u8], bool)> {
        let mut begun = false;
        loop {
            let chunk = self.chunks.get(self.chunk)?;
            match chunk.get(self.offset..) {
                Some(rest) if !rest.is_empty() => return Some((rest, begun)),
                _ => {
                    self.chunk += 1;
                    self.offset = 0;
                    begun = true;
                }
            }
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (rest, _) = self.rest()?;
        self.offset += 1;
        rest.first().copied()
    }

    fn number(&mut self, width: u32) -> Option<u32> {
        (0..width).try_fold(0, |number, place| {
            Some(number | u32::from(self.byte()?) << (8 * place))
        })
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let (rest, _) = self.rest()?;
            let skipped = rest.len().min(count);
            self.offset += skipped;
            count -= skipped;
        }
        Some(())
    }

    /// A string with its flags and `length` units; where a record is continued within the units, the
    /// flags come again.
    fn string(&mut self, length: usize, units: &mut Vec<u16>) -> Option<()> {
        if length == 0 {
            // The flags may be left out of an empty string at the end.
            let _ = self.byte();
            return Some(());
        }
        let flags = self.byte()?;
        self.units(length, flags & 1 != 0, units)
    }

    fn units(&mut self, length: usize, wide: bool, units: &mut Vec<u16>) -> Option<()> {
        let mut wide = wide;
        let mut left = length;
        while left > 0 {
            let (rest, begun) = self.rest()?;
            if begun {
                wide = rest.first()? & 1 != 0;
                self.offset += 1;
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let here = (rest.len() / width).min(left);
            if here == 0 {
                return None;
            }
            let bytes = rest.get(..here * width)?;
            if wide {
                let pairs = bytes.chunks_exact(2);
                units.extend(pairs.filter_map(|pair| u16_at(pair, 0)));
            } else {
                units.extend(bytes.iter().map(|&byte| u16::from(byte)));
            }
            self.offset += bytes.len();
            left -= here;
        }
        Some(())
    }

    /// A string that may have runs of formats and phonetic guides (MS-XLS 2.5.293).
    fn rich_string(&mut self, units: &mut Vec<u16>) -> Option<()> {
        let length = usize::try_from(self.number(2)?).ok()?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extended = if flags & 4 != 0 { self.number(4)? } else { 0 };
        self.units(length, flags & 1 != 0, units)?;
        self.skip(4 * usize::try_from(runs).ok()?)?;
        self.skip(usize::try_from(extended).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_goes_on_in_the_next_record_with_other_flags() {
        // 「统计局ab」: two units wide, then the rest of it narrow, then rich text runs over a border.
        let mut first = vec![0; 8];
        first[4] = 2;
        first.extend([3, 0, 0x01, 0xDF, 0x7E, 0xA1, 0x8B]);
        let second = [0x01, 0x40, 0x5C, 4, 0, 0x08, 1, 0, b'a', b'b'];
        let third = [0x00, b'c', b'd', 9, 9];
        let fourth = [9, 9];
        let record = Record {
            id: super::super::record::id::SST,
            data: &first,
            continued: vec![&second, &third, &fourth],
        };
        let mut strings = Strings::default();
        shared_strings(&record, &mut strings).unwrap();
        assert_eq!(strings.get(0), "统计局");
        assert_eq!(strings.get(1), "abcd");
        let cut = Record {
            id: super::super::record::id::SST,
            data: &first,
            continued: vec![&second],
        };
        assert!(shared_strings(&cut, &mut Strings::default()).is_err());
    }
}
