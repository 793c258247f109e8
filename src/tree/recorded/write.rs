//! Writes what [`super::format`] reads; part of the build and of tests, not of the program.

use super::format::*;
use super::step::{Step, steps};

/// The steps of `text` in a compact form; `None` where it cannot be read.
pub fn record(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut last = 0;
    for next in steps(text) {
        let (step, range) = next.ok()?;
        let (head, number, value) = match &step {
            Step::Scalar {
                value,
                style,
                anchor,
                is_text,
            } => {
                let style = STYLES.iter().position(|known| known == style)?;
                let written = text.get(range.clone()) == Some(value.as_ref());
                let head = SCALAR
                    | u8::try_from(style).ok()? << KIND_BITS
                    | if written { AS_WRITTEN } else { 0 }
                    | if *is_text { IS_TEXT } else { 0 };
                (head, *anchor, (!written).then_some(value))
            }
            Step::Alias(anchor) => (ALIAS, *anchor, None),
            Step::Sequence(anchor) => (SEQUENCE, *anchor, None),
            Step::Mapping(anchor) => (MAPPING, *anchor, None),
            Step::End => (END, 0, None),
        };
        out.push(head);
        put(&mut out, number);
        // Most steps begin after the one before; what goes back is an odd number.
        match range.start.checked_sub(last) {
            Some(ahead) => put(&mut out, ahead << 1),
            None => put(&mut out, (last - range.start) << 1 | 1),
        }
        put(&mut out, range.len());
        last = range.start;
        if let Some(value) = value {
            put(&mut out, value.len());
            out.extend(value.bytes());
        }
    }
    Some(out)
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7F).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or(0));
}
