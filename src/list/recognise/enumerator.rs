//! Numbers before paragraphs: 1. 1、 （1） 一、 （一） ①.

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// 1. 1、 1．
    Arabic,
    /// 1) 1）
    ArabicParen,
    /// （1）
    BracketArabic,
    /// 一、
    Chinese,
    /// （一）
    BracketChinese,
    /// ①
    Circled,
}

/// A number before a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enumerator {
    pub(super) style: Style,
    pub(super) number: u32,
    /// Its length in bytes, its dot or bracket included.
    pub(super) length: usize,
}

/// The number at the start of `text`. `bare` also takes digits with nothing after them (1立案责任).
pub(super) fn at_start(text: &str, bare: bool) -> Option<Enumerator> {
    let first = text.chars().next()?;
    match first {
        '0'..='9' => arabic(text, bare),
        '（' | '(' => bracketed(text, first.len_utf8()),
        '①'..='⑳' => Some(Enumerator {
            style: Style::Circled,
            number: u32::from(first) - u32::from('①') + 1,
            length: first.len_utf8(),
        }),
        _ => {
            let (number, length) = chinese(text)?;
            let stop = text.get(length..)?.chars().next()?;
            matches!(stop, '、' | '.' | '．' | '，').then_some(Enumerator {
                style: Style::Chinese,
                number,
                length: length + stop.len_utf8(),
            })
        }
    }
}

fn arabic(text: &str, bare: bool) -> Option<Enumerator> {
    let (number, length) = digits(text)?;
    let rest = text.get(length..)?;
    let stop = rest.chars().next()?;
    let after = rest
        .get(stop.len_utf8()..)
        .and_then(|rest| rest.chars().next());
    let decimal = after.is_some_and(|c| c.is_ascii_digit());
    let (style, stop) = match stop {
        '、' => (Style::Arabic, stop.len_utf8()),
        '.' | '．' if !decimal => (Style::Arabic, stop.len_utf8()),
        ')' | '）' => (Style::ArabicParen, stop.len_utf8()),
        _ if bare && !stop.is_ascii() => (Style::Arabic, 0),
        _ => return None,
    };
    Some(Enumerator {
        style,
        number,
        length: length + stop,
    })
}

fn bracketed(text: &str, open: usize) -> Option<Enumerator> {
    let inner = text.get(open..)?;
    let (style, (number, length)) = match digits(inner) {
        Some(found) => (Style::BracketArabic, found),
        None => (Style::BracketChinese, chinese(inner)?),
    };
    let close = inner.get(length..)?.chars().next()?;
    matches!(close, '）' | ')').then_some(Enumerator {
        style,
        number,
        length: open + length + close.len_utf8(),
    })
}

/// Up to three digits.
fn digits(text: &str) -> Option<(u32, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&length) {
        return None;
    }
    Some((text.get(..length)?.parse().ok()?, length))
}

/// A Chinese number below one hundred.
fn chinese(text: &str) -> Option<(u32, usize)> {
    const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut number = 0u32;
    let mut unit = 0u32;
    let mut length = 0;
    for character in text.chars().take(3) {
        if character == '十' {
            number += if unit == 0 { 10 } else { unit * 10 };
            unit = 0;
        } else if let Some(at) = DIGITS.iter().position(|&digit| digit == character) {
            if unit > 0 {
                return None;
            }
            unit = u32::try_from(at + 1).ok()?;
        } else {
            break;
        }
        length += character.len_utf8();
    }
    let number = number + unit;
    (number > 0).then_some((number, length))
}

/// The number that a whole text is: `12`, `12.`, `（三）`, `十二`.
pub(super) fn whole(text: &str) -> Option<u32> {
    if let Some((number, length)) = digits(text).or_else(|| chinese(text))
        && length == text.len()
    {
        return Some(number);
    }
    at_start(text, false)
        .filter(|found| found.length == text.len())
        .map(|found| found.number)
}

/// Whether a text begins with 第N条, 第N章, 第N款 or 第N项.
pub(super) fn provision_at_start(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('第') else {
        return false;
    };
    provision_after(rest)
}

/// Whether 第N条 stands anywhere in a text.
pub(super) fn has_provision(text: &str) -> bool {
    text.match_indices('第')
        .any(|(at, mark)| text.get(at + mark.len()..).is_some_and(provision_after))
}

fn provision_after(rest: &str) -> bool {
    rest.chars()
        .take(9)
        .position(|c| !(c.is_ascii_digit() || "零〇一二三四五六七八九十百千两".contains(c)))
        .and_then(|count| rest.chars().nth(count).filter(|_| count > 0))
        .is_some_and(|c| matches!(c, '条' | '條' | '章' | '款'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style() {
        let found = |text: &str| at_start(text, false).map(|e| (e.style, e.number, e.length));
        assert_eq!(found("1.立案"), Some((Style::Arabic, 1, 2)));
        assert_eq!(found("12、立案"), Some((Style::Arabic, 12, 5)));
        assert_eq!(found("（3）"), Some((Style::BracketArabic, 3, 7)));
        assert_eq!(found("（十三）负责"), Some((Style::BracketChinese, 13, 12)));
        assert_eq!(found("二十一、"), Some((Style::Chinese, 21, 12)));
        assert_eq!(found("③公示"), Some((Style::Circled, 3, 3)));
        assert_eq!(found("3.5万元"), None);
        assert_eq!(found("2018年"), None);
        assert_eq!(found("一般程序"), None);
        assert_eq!(at_start("1立案责任", true).map(|e| e.length), Some(1));
        assert_eq!(whole("（二）"), Some(2));
        assert_eq!(whole("12"), Some(12));
        assert_eq!(whole("12项"), None);
    }
}
