use std::borrow::Cow;
use std::io::BufRead;

use super::Workbook;
use crate::read::ReadError;
use crate::read::office::package::Package;
use crate::read::office::strings::Strings;
use crate::read::office::xml::{Token, XmlReader};

/// The shared strings of a workbook (§18.4), runs of rich text joined; none where it has no such part.
pub(super) fn shared_strings(
    package: &mut Package<'_>,
    workbook: &Workbook,
) -> Result<Strings, ReadError> {
    let mut strings = Strings::default();
    let part = workbook
        .related("sharedStrings")
        .unwrap_or("xl/sharedStrings.xml");
    let Some(mut xml) = package.xml(part)? else {
        return Ok(strings);
    };
    loop {
        match xml.next()? {
            Token::Open(element) if element.local() == "si" => {
                if !element.empty {
                    string_element(&mut xml, |text| strings.push(text))?;
                }
                strings.close()?;
            }
            Token::End => return Ok(strings),
            _ => {}
        }
    }
}

/// Gives the texts (`t`) of the string element (`si`, `is`) that was just opened; phonetic guides are
/// not text.
///
/// # Errors
/// When the part is broken.
pub(crate) fn string_element<R: BufRead>(
    xml: &mut XmlReader<R>,
    mut text: impl FnMut(&str),
) -> Result<(), ReadError> {
    let mut open = 1u32;
    let mut in_text = false;
    let mut pending = String::new();
    while open > 0 {
        match xml.next()? {
            Token::Open(element) => match (element.local(), element.empty) {
                ("rPh", false) => xml.skip_element()?,
                ("t", false) => {
                    in_text = true;
                    open += 1;
                }
                (_, empty) => open += u32::from(!empty),
            },
            Token::Close(element) => {
                open -= 1;
                if in_text && element.local() == "t" {
                    in_text = false;
                    text(&unescape(&pending));
                    pending.clear();
                }
            }
            Token::Text(part) if in_text => pending.push_str(&part),
            Token::End => break,
            _ => {}
        }
    }
    Ok(())
}

/// The text of an ST_Xstring (§22.9.2.19): `_x000D_` stands for the character of that code. Line ends
/// become `\n`, as the cell shows them.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    let escaped = text.contains("_x");
    if !escaped && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x").filter(|_| escaped) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match code(from) {
            Some(character) => {
                out.push(character);
                rest = &from[7..];
            }
            None => {
                out.push_str("_x");
                rest = &from[2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The character of `_xHHHH_` at the start of `text`.
pub(super) fn code(text: &str) -> Option<char> {
    let digits = text.get(2..6)?;
    (text.as_bytes().get(6) == Some(&b'_') && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| {
        u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32)
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_characters() {
        for (text, plain) in [
            ("统计局", "统计局"),
            ("统_x000D_\n计局", "统\n计局"),
            ("统\r计局", "统\n计局"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_x_xZZZZ_", "a_x_xZZZZ_"),
            ("_x四五六", "_x四五六"),
        ] {
            assert_eq!(unescape(text), plain, "{text}");
        }
    }
}
