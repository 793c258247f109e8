use super::record::{Records, damaged, f64_at, id, u16_at, u32_at};
use super::workbook::Workbook;
use crate::read::ReadError;
use crate::read::office::grid::{Area, Grid};
use crate::read::office::margin::Margin;

/// Fills `grid` from the worksheet substream at `offset` (MS-XLS 2.1.7.20.6).
pub(super) fn fill(
    stream: &[u8],
    offset: usize,
    workbook: &mut Workbook,
    grid: &mut Grid,
) -> Result<(), ReadError> {
    let mut records = Records::new(stream, offset);
    if records.next()?.id != id::BOF {
        return Err(damaged(offset));
    }
    let mut reader = SheetReader {
        workbook,
        grid,
        formula: None,
    };
    // Charts within the sheet are substreams of their own.
    let mut depth = 1u32;
    loop {
        let at = records.offset();
        let record = records.next()?;
        match record.id {
            id::BOF => depth += 1,
            id::EOF => {
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
            }
            _ if depth > 1 => {}
            id::STRING => {
                if let Some((row, column)) = reader.formula.take() {
                    let text = reader.workbook.storage.long_string(&record, 0);
                    let text = text.ok_or_else(|| damaged(at))?;
                    reader.text(row, column, &text)?;
                }
            }
            id::LABEL | id::R_STRING => {
                let (row, column, _) = head(record.data).ok_or_else(|| damaged(at))?;
                let text = reader.workbook.storage.long_string(&record, 6);
                let text = text.ok_or_else(|| damaged(at))?;
                reader.text(row, column, &text)?;
            }
            _ => reader
                .record(record.id, record.data)?
                .ok_or_else(|| damaged(at))?,
        }
    }
}

/// Row, column and cell format: the start of every cell record.
fn head(data: &[u8]) -> Option<(u32, u32, u16)> {
    Some((
        u32::from(u16_at(data, 0)?),
        u32::from(u16_at(data, 2)?),
        u16_at(data, 4)?,
    ))
}

struct SheetReader<'r> {
    workbook: &'r mut Workbook,
    grid: &'r mut Grid,
    /// A formula whose text comes in a record of its own.
    formula: Option<(u32, u32)>,
}

impl SheetReader<'_> {
    /// Takes a record; the inner value is `None` where its data is cut off.
    fn record(&mut self, record: u16, data: &[u8]) -> Result<Option<()>, ReadError> {
        let done = match record {
            id::LABEL_SST => self.shared(data)?,
            id::NUMBER => self.number_record(data)?,
            id::RK => self.rk(data)?,
            id::MUL_RK => self.many_rk(data)?,
            id::BOOL_ERR => self.boolean_or_error(data)?,
            id::FORMULA => self.formula(data)?,
            id::BLANK => self.blanks(data, Some(1))?,
            id::MUL_BLANK => self.blanks(data, data.len().checked_sub(6).map(|bytes| bytes / 2))?,
            id::MERGE_CELLS => self.merges(data)?,
            id::ROW => self.row(data),
            id::COL_INFO => self.columns(data),
            id::HEADER => self.margin(Margin::Header, data),
            id::FOOTER => self.margin(Margin::Footer, data),
            _ => Some(()),
        };
        Ok(done)
    }

    /// Takes the header or footer of the pages; one without text has an empty record.
    fn margin(&mut self, margin: Margin, data: &[u8]) -> Option<()> {
        if !data.is_empty() {
            let text = self.workbook.storage.margin(data)?;
            self.workbook.margins.add_coded(margin, &text);
        }
        Some(())
    }

    fn text(&mut self, row: u32, column: u32, text: &str) -> Result<(), ReadError> {
        if text.is_empty() {
            return self.grid.put_blank(row, column);
        }
        let string = self.workbook.strings.add(text)?;
        self.grid.put(row, column, string)
    }

    fn number(&mut self, row: u32, column: u32, format: u16, value: f64) -> Result<(), ReadError> {
        let format = self.workbook.format(format);
        let text = format.show(value, self.workbook.epoch);
        self.text(row, column, &text)
    }

    fn shared(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        let (Some((row, column, _)), Some(string)) = (head(data), u32_at(data, 6)) else {
            return Ok(None);
        };
        if string as usize >= self.workbook.strings.len() {
            return Ok(None);
        }
        if self.workbook.strings.get(string).is_empty() {
            self.grid.put_blank(row, column)?;
        } else {
            self.grid.put(row, column, string)?;
        }
        Ok(Some(()))
    }

    fn number_record(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        let (Some((row, column, format)), Some(value)) = (head(data), f64_at(data, 6)) else {
            return Ok(None);
        };
        self.number(row, column, format, value).map(Some)
    }

    fn rk(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        let (Some((row, column, format)), Some(value)) = (head(data), u32_at(data, 6)) else {
            return Ok(None);
        };
        self.number(row, column, format, rk_number(value)).map(Some)
    }

    fn many_rk(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Ok(None);
        };
        let count = data.len().saturating_sub(6) / 6;
        for index in 0..count {
            let at = 4 + 6 * index;
            let (Some(format), Some(value)) = (u16_at(data, at), u32_at(data, at + 2)) else {
                return Ok(None);
            };
            let column = u32::from(first) + u32::try_from(index).unwrap_or(u32::MAX);
            self.number(u32::from(row), column, format, rk_number(value))?;
        }
        Ok(Some(()))
    }

    fn boolean_or_error(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        let (Some((row, column, _)), Some(&value), Some(&is_error)) =
            (head(data), data.get(6), data.get(7))
        else {
            return Ok(None);
        };
        if is_error != 0 {
            self.error(row, column, value)?;
        } else {
            self.text(row, column, boolean(value))?;
        }
        Ok(Some(()))
    }

    fn error(&mut self, row: u32, column: u32, code: u8) -> Result<(), ReadError> {
        self.grid.error(row, column);
        self.text(row, column, error_value(code))
    }

    /// A formula with its last result (MS-XLS 2.4.127, 2.5.133).
    fn formula(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        self.formula = None;
        let (Some((row, column, format)), Some(&[kind, _, value, ..]), Some(mark)) =
            (head(data), data.get(6..), u16_at(data, 12))
        else {
            return Ok(None);
        };
        match (mark, kind) {
            (0xFFFF, 0) => self.formula = Some((row, column)),
            (0xFFFF, 1) => self.text(row, column, boolean(value))?,
            (0xFFFF, 2) => self.error(row, column, value)?,
            (0xFFFF, _) => self.grid.put_blank(row, column)?,
            _ => {
                let Some(value) = f64_at(data, 6) else {
                    return Ok(None);
                };
                self.number(row, column, format, value)?;
            }
        }
        Ok(Some(()))
    }

    fn blanks(&mut self, data: &[u8], count: Option<usize>) -> Result<Option<()>, ReadError> {
        let (Some(row), Some(first), Some(count)) = (u16_at(data, 0), u16_at(data, 2), count)
        else {
            return Ok(None);
        };
        for index in 0..count {
            let column = u32::from(first) + u32::try_from(index).unwrap_or(u32::MAX);
            self.grid.put_blank(u32::from(row), column)?;
        }
        Ok(Some(()))
    }

    fn merges(&mut self, data: &[u8]) -> Result<Option<()>, ReadError> {
        let Some(count) = u16_at(data, 0) else {
            return Ok(None);
        };
        for index in 0..usize::from(count) {
            let at = 2 + 8 * index;
            let number = |place: usize| u16_at(data, at + 2 * place).map(u32::from);
            let (Some(top), Some(bottom), Some(left), Some(right)) =
                (number(0), number(1), number(2), number(3))
            else {
                return Ok(None);
            };
            self.grid.merge(Area {
                top,
                left,
                bottom,
                right,
            })?;
        }
        Ok(Some(()))
    }

    fn row(&mut self, data: &[u8]) -> Option<()> {
        let row = u32::from(u16_at(data, 0)?);
        let height = u16_at(data, 6)?;
        let flags = u16_at(data, 12)?;
        if flags & 0x20 != 0 || height == 0 {
            self.grid.hide_rows(row, row);
        }
        Some(())
    }

    fn columns(&mut self, data: &[u8]) -> Option<()> {
        let first = u32::from(u16_at(data, 0)?);
        let last = u32::from(u16_at(data, 2)?);
        let width = u16_at(data, 4)?;
        // Excel 5 may leave the flags out.
        let flags = u16_at(data, 8).unwrap_or(0);
        if flags & 1 != 0 || width == 0 {
            self.grid.hide_columns(first, last);
        }
        Some(())
    }
}

/// The number of an `RkNumber` (MS-XLS 2.5.218): 30 bits of a whole or floating number, perhaps
/// hundredths.
fn rk_number(rk: u32) -> f64 {
    let number = if rk & 2 != 0 {
        f64::from(rk.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(rk & !3) << 32)
    };
    if rk & 1 != 0 { number / 100.0 } else { number }
}

fn boolean(value: u8) -> &'static str {
    if value == 0 { "FALSE" } else { "TRUE" }
}

/// The error of a code (MS-XLS 2.5.10).
fn error_value(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers() {
        assert!((rk_number(0x0000_0006) - 1.0).abs() < f64::EPSILON);
        assert!((rk_number(0xFFFF_FFFE) + 1.0).abs() < f64::EPSILON);
        assert!((rk_number(0x0000_0007) - 0.01).abs() < f64::EPSILON);
        assert!((rk_number(0x3FF0_0000) - 1.0).abs() < f64::EPSILON);
    }
}
