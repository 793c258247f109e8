//! Figures written small: bits, sorted numbers as gaps, counts on a scale.

/// Writes bits, the highest first.
#[derive(Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    free: u32,
}

impl BitWriter {
    /// Writes the lowest `count` bits of `value`.
    pub fn write(&mut self, value: u64, count: u32) {
        for at in (0..count).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(value >> at & 1 == 1) << self.free;
            }
        }
    }

    /// Writes a number as Rice code: the part above `low` bits in ones, ended by a zero.
    pub fn rice(&mut self, value: u64, low: u32) {
        for _ in 0..value >> low {
            self.write(1, 1);
        }
        self.write(0, 1);
        self.write(value, low);
    }

    /// What was written; the last byte is filled with zeros.
    pub fn bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`BitWriter`] wrote. Behind the end stand zeros.
#[derive(Debug)]
pub struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> BitReader<'b> {
    /// From the first bit of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn bit(&mut self) -> u64 {
        let byte = self.bytes.get(self.at / 8).copied().unwrap_or_default();
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        u64::from(bit)
    }

    /// The next `count` bits as a number.
    pub fn read(&mut self, count: u32) -> u64 {
        let mut value = 0;
        for _ in 0..count {
            value = value << 1 | self.bit();
        }
        value
    }

    /// The next number in Rice code.
    pub fn rice(&mut self, low: u32) -> u64 {
        let mut high = 0;
        while self.at < 8 * self.bytes.len() && self.bit() == 1 {
            high += 1;
        }
        high << low | self.read(low)
    }
}

/// The lowest bits of a Rice code that suits gaps of `mean`.
pub fn rice_bits(mean: u64) -> u32 {
    (mean.max(1) * 7 / 10).max(1).ilog2()
}

/// Steps of the scale of counts for each doubling.
const STEPS: f64 = 2.0;

/// The step of the scale next to a count; 0 is no count at all, 1 is one.
pub fn level(count: u64) -> u8 {
    if count == 0 {
        return 0;
    }
    // A logarithm of a 64-bit number is below 64.
    let level = ((count as f64).log2() * STEPS).round() as u8;
    level.saturating_add(1).min(LEVELS - 1)
}

/// The count that a step stands for.
pub fn count(level: u8) -> f32 {
    if level == 0 {
        return 0.0;
    }
    ((f32::from(level) - 1.0) / 2.0).exp2()
}

/// One more than the highest step.
pub const LEVELS: u8 = 64;

/// Steps of the scale of weights for each halving.
const WEIGHT_STEPS: f64 = 3.0;

/// The step next to a weight between 0 and 1; 15 for the smallest.
pub fn weight_level(weight: f64) -> u8 {
    (-weight.max(1e-9).log2() * WEIGHT_STEPS)
        .round()
        .clamp(0.0, 15.0) as u8
}

/// The weight that a step stands for.
pub fn weight(level: u8) -> f32 {
    (-f32::from(level) / 3.0).exp2()
}

/// Writes a number in as few bytes as it needs, seven bits each.
pub fn write_number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7F).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}

/// Takes a number off the front of `bytes`; `None` where they end.
pub fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7F) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Takes `length` bytes off the front of `bytes`.
pub fn read_bytes<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (first, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(first)
}

/// Writes a stretch of bytes with its length.
pub fn write_part(part: &[u8], out: &mut Vec<u8>) {
    write_number(part.len() as u64, out);
    out.extend_from_slice(part);
}

/// Takes a stretch that [`write_part`] wrote.
pub fn read_part<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(read_number(bytes)?).ok()?;
    read_bytes(bytes, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_as_written(numbers in proptest::collection::vec(0u64..100_000, 0..50), low in 1u32..12) {
            let (mut bits, mut bytes) = (BitWriter::default(), Vec::new());
            for &number in &numbers {
                bits.rice(number, low);
                write_number(number, &mut bytes);
            }
            let bits = bits.bytes();
            let (mut bits, mut bytes) = (BitReader::new(&bits), bytes.as_slice());
            for &number in &numbers {
                prop_assert_eq!(bits.rice(low), number);
                prop_assert_eq!(read_number(&mut bytes), Some(number));
            }
            prop_assert_eq!(read_number(&mut bytes), None);
        }

        #[test]
        fn a_count_is_kept_within_a_fifth(number in 1u64..10_000_000) {
            let ratio = count(level(number)) / number as f32;
            prop_assert!((0.83..1.2).contains(&ratio));
        }
    }
}
