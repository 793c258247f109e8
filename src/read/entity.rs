//! Character references of HTML (HTML Living Standard, 13.5 and 13.2.5.72 onwards).

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name of the standard's table, with room for digits and the semicolon.
const LONGEST: usize = 40;

/// The text of the reference at the start of `text`, and its bytes; `None` when what begins with `&` is no reference.
/// A reference must end with a semicolon, but for the old names that browsers take without one when `lenient`.
pub(super) fn decode(text: &str, lenient: bool) -> Option<(String, usize)> {
    let body = text.strip_prefix('&')?;
    if let Some(number) = body.strip_prefix('#') {
        return numeric(number, lenient).map(|(decoded, length)| (decoded, length + 2));
    }
    let end = body
        .bytes()
        .take(LONGEST)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(body.len().min(LONGEST));
    if body.as_bytes().get(end) == Some(&b';') {
        let name = body.get(..=end)?;
        if let Some(decoded) = named(name) {
            return Some((decoded, name.len() + 1));
        }
    }
    if !lenient {
        return None;
    }
    // Old names without a semicolon: the longest one wins.
    (2..=end)
        .rev()
        .filter_map(|length| body.get(..length))
        .find_map(|name| named(name).map(|decoded| (decoded, name.len() + 1)))
}

fn named(name: &str) -> Option<String> {
    let &(first, second) = NAMED_ENTITIES.get(name)?;
    // The table also holds the beginnings of names, without characters.
    let mut decoded = String::from(char::from_u32(first).filter(|&character| character != '\0')?);
    decoded.extend(char::from_u32(second).filter(|&character| character != '\0'));
    Some(decoded)
}

fn numeric(number: &str, lenient: bool) -> Option<(String, usize)> {
    let (digits, radix, mark) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (number, 10, 0),
    };
    let length = digits
        .bytes()
        .position(|byte| !char::from(byte).is_digit(radix))
        .unwrap_or(digits.len());
    let closed = digits.as_bytes().get(length) == Some(&b';');
    if length == 0 || !(closed || lenient) {
        return None;
    }
    let code = u32::from_str_radix(digits.get(..length)?, radix).unwrap_or(u32::MAX);
    let character = match code {
        0 => '\u{FFFD}',
        0x80..=0x9F => usize::try_from(code - 0x80)
            .ok()
            .and_then(|index| C1_REPLACEMENTS.get(index).copied().flatten())
            .or_else(|| char::from_u32(code))
            .unwrap_or('\u{FFFD}'),
        _ => char::from_u32(code).unwrap_or('\u{FFFD}'),
    };
    Some((character.to_string(), mark + length + usize::from(closed)))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_decoded() {
        for (text, decoded, length) in [
            ("&nbsp;甲", "\u{A0}", 6),
            ("&#20013;", "中", 8),
            ("&#x20BB7;", "𠮷", 9),
            ("&#146;", "\u{2019}", 6),
            ("&#0;", "\u{FFFD}", 4),
            ("&#99999999999;", "\u{FFFD}", 14),
            ("&ldquo;", "“", 7),
        ] {
            assert_eq!(
                decode(text, false),
                Some((decoded.to_owned(), length)),
                "{text}"
            );
        }
        for text in [
            "&", "&;", "&#;", "&#x;", "&nosuch;", "&nb;", "A&B", "&amp", "&#12",
        ] {
            assert_eq!(decode(text, false), None, "{text}");
        }
        assert_eq!(decode("&ampx", true), Some(("&".to_owned(), 4)));
        assert_eq!(decode("&#65 ", true), Some(("A".to_owned(), 4)));
        assert_eq!(decode("&nosuch ", true).map(|found| found.1), None);
    }
}
