//! The format in which steps are recorded: a byte for the kind, then numbers of seven bits a byte (anchor, how
//! far the step begins from the one before, length in bytes), then a scalar's text where it is not what stands
//! in the file.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ScalarStyle;

use super::step::Step;

pub(super) const STYLES: [ScalarStyle; 5] = [
    ScalarStyle::Plain,
    ScalarStyle::SingleQuoted,
    ScalarStyle::DoubleQuoted,
    ScalarStyle::Literal,
    ScalarStyle::Folded,
];
/// The kinds of steps in the lowest bits of the first byte.
pub(super) const SCALAR: u8 = 0;
pub(super) const ALIAS: u8 = 1;
pub(super) const SEQUENCE: u8 = 2;
pub(super) const MAPPING: u8 = 3;
pub(super) const END: u8 = 4;
pub(super) const KIND_BITS: u32 = 3;
/// Of a scalar, above its style: its text is what stands in the file.
pub(super) const AS_WRITTEN: u8 = 1 << 6;
pub(super) const IS_TEXT: u8 = 1 << 7;

/// Reads back what [`record`] wrote.
#[derive(Debug)]
pub struct Recorded<'t> {
    text: &'t str,
    bytes: &'t [u8],
    last: usize,
}

impl<'t> Recorded<'t> {
    /// The steps of `text` in `bytes`.
    pub fn new(text: &'t str, bytes: &'t [u8]) -> Self {
        Self {
            text,
            bytes,
            last: 0,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl<'t> Iterator for Recorded<'t> {
    type Item = (Step<'t>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.byte()?;
        let anchor = self.number()?;
        let moved = self.number()?;
        let start = if moved & 1 == 0 {
            self.last.checked_add(moved >> 1)?
        } else {
            self.last.checked_sub(moved >> 1)?
        };
        self.last = start;
        let range = start..start.checked_add(self.number()?)?;
        let step = match head & ((1 << KIND_BITS) - 1) {
            SCALAR => {
                let style = *STYLES.get(usize::from(head >> KIND_BITS & 7))?;
                let value = if head & AS_WRITTEN == 0 {
                    let length = self.number()?;
                    let (value, rest) = self.bytes.split_at_checked(length)?;
                    self.bytes = rest;
                    std::str::from_utf8(value).ok()?
                } else {
                    self.text.get(range.clone())?
                };
                Step::Scalar {
                    value: Cow::Borrowed(value),
                    style,
                    anchor,
                    is_text: head & IS_TEXT != 0,
                }
            }
            ALIAS => Step::Alias(anchor),
            SEQUENCE => Step::Sequence(anchor),
            MAPPING => Step::Mapping(anchor),
            END => Step::End,
            _ => return None,
        };
        Some((step, range))
    }
}

/// A name for a text by all its bytes (FNV-1a over words of eight): the same in this program and where it
/// is built.
pub fn name(text: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64 ^ text.len() as u64;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let rest = rest.iter().map(|&byte| u64::from(byte));
    for word in words.iter().copied().map(u64::from_le_bytes).chain(rest) {
        hash = (hash ^ word).wrapping_mul(0x0100_0000_01B3);
        hash ^= hash >> 32;
    }
    hash
}
