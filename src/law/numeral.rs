//! Numerals as citations write them: Chinese, Arabic, traditional, capital, with or without brackets.

/// A numeral at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    /// Its value; `None` for a run of numeral characters that is no number (十十, 三十百).
    pub value: Option<u32>,
    /// Its length in bytes.
    pub len: usize,
}

/// What a numeral character stands for.
#[derive(Clone, Copy)]
enum Part {
    Digit(u32),
    Unit(u32),
}

fn part(character: char) -> Option<Part> {
    Some(match character {
        '〇' | '零' | '○' | 'Ｏ' => Part::Digit(0),
        '一' | '壹' => Part::Digit(1),
        '二' | '两' | '贰' | '貳' | '兩' => Part::Digit(2),
        '三' | '叁' | '參' => Part::Digit(3),
        '四' | '肆' => Part::Digit(4),
        '五' | '伍' => Part::Digit(5),
        '六' | '陆' | '陸' => Part::Digit(6),
        '七' | '柒' => Part::Digit(7),
        '八' | '捌' => Part::Digit(8),
        '九' | '玖' => Part::Digit(9),
        '十' | '拾' => Part::Unit(10),
        '百' | '佰' => Part::Unit(100),
        '千' | '仟' => Part::Unit(1000),
        '廿' => Part::Unit(20),
        '卅' => Part::Unit(30),
        _ => return None,
    })
}

/// The numeral at the start of `text`: Arabic digits (ASCII, as a view folds them), Chinese numerals
/// up to 9,999, or digits by position (一一二). Nothing where the text starts with something else.
pub fn prefix(text: &str) -> Option<Numeral> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return Some(Numeral {
            value: text.get(..digits).and_then(|run| run.parse().ok()),
            len: digits,
        });
    }
    let len: usize = text
        .chars()
        .take_while(|&character| part(character).is_some())
        .map(char::len_utf8)
        .sum();
    (len > 0).then(|| Numeral {
        value: value(text.get(..len).unwrap_or_default()),
        len,
    })
}

/// The value of a run of Chinese numeral characters; `None` where it is no number.
fn value(run: &str) -> Option<u32> {
    let parts: Vec<Part> = run.chars().filter_map(part).collect();
    if parts.len() > 1 && parts.iter().all(|part| matches!(part, Part::Digit(_))) {
        return parts.iter().try_fold(0u32, |sum, part| match part {
            Part::Digit(digit) => sum.checked_mul(10)?.checked_add(*digit),
            Part::Unit(_) => None,
        });
    }
    let mut total = 0;
    let mut digit: Option<u32> = None;
    // The last unit used: units must fall.
    let mut above = u32::MAX;
    for part in parts {
        match part {
            // 零 only bridges a gap: 一百零二.
            Part::Digit(0) if digit.is_none() => {}
            Part::Digit(new) if digit.is_none() => digit = Some(new),
            Part::Digit(_) => return None,
            Part::Unit(unit @ (20 | 30)) => {
                if digit.is_some() || above <= 10 {
                    return None;
                }
                total += unit;
                above = 10;
            }
            Part::Unit(unit) => {
                if unit >= above {
                    return None;
                }
                // 十二 needs no 一 before it, 百二十 does.
                let factor = digit.take().or((unit == 10).then_some(1))?;
                total += factor * unit;
                above = unit;
            }
        }
    }
    match digit {
        Some(last) => Some(total + last),
        None if total > 0 || run == "零" || run == "〇" => Some(total),
        None => None,
    }
}

/// The numeral in brackets at the start of `text`, its brackets included in the length: （三） (3) ㈢ ⑶ ③.
pub fn bracketed_prefix(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if let Some(value) = enclosed(first) {
        return Some(Numeral {
            value: Some(value),
            len: first.len_utf8(),
        });
    }
    if !matches!(first, '（' | '(' | '﹙' | '〔' | '[' | '【') {
        return None;
    }
    let inner = text.get(first.len_utf8()..)?;
    let numeral = prefix(inner)?;
    let close = inner.get(numeral.len..)?.chars().next()?;
    matches!(close, '）' | ')' | '﹚' | '〕' | ']' | '】').then(|| Numeral {
        value: numeral.value,
        len: first.len_utf8() + numeral.len + close.len_utf8(),
    })
}

/// The number of an enclosed character.
fn enclosed(character: char) -> Option<u32> {
    let code = u32::from(character);
    Some(match character {
        '①'..='⑳' => code - 0x2460 + 1,
        '⑴'..='⒇' => code - 0x2474 + 1,
        '⒈'..='⒛' => code - 0x2488 + 1,
        '㈠'..='㈩' => code - 0x3220 + 1,
        '㊀'..='㊉' => code - 0x3280 + 1,
        _ => return None,
    })
}

/// `number` in Chinese numerals as laws print it (第二百一十五条); Arabic digits from 10,000 on.
pub fn chinese(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number >= 10_000 {
        return number.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [
        (1000, Some('千')),
        (100, Some('百')),
        (10, Some('十')),
        (1, None),
    ] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // 十二, not 一十二; but 一百一十二.
        if !(digit == 1 && unit == 10 && out.is_empty()) {
            out.extend(DIGITS.get(digit as usize));
        }
        out.extend(name);
    }
    if out.is_empty() {
        out.push('零');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_in_use() {
        for (text, number) in [
            ("八十七条", 87),
            ("一百零二条", 102),
            ("一百二十条之一", 120),
            ("一千二百四十二条", 1242),
            ("十", 10),
            ("廿一", 21),
            ("一一二条", 112),
            ("12条", 12),
            ("贰拾叁", 23),
            ("两百", 200),
            ("二○", 20),
        ] {
            assert_eq!(prefix(text).unwrap().value, Some(number), "{text}");
        }
        for text in ["十十条", "三十百", "百", "二三十"] {
            assert_eq!(prefix(text).unwrap().value, None, "{text}");
        }
        assert_eq!(prefix("条"), None);
        assert_eq!(prefix("99999999999").unwrap().value, None);
        for text in ["（三）项", "(3)项", "㈢项", "⑶", "③"] {
            assert_eq!(bracketed_prefix(text).unwrap().value, Some(3), "{text}");
        }
        assert_eq!(bracketed_prefix("（三项"), None);
    }

    proptest! {
        #[test]
        fn written_numbers_read_back(number in 1u32..10_000) {
            let text = chinese(number);
            prop_assert_eq!(prefix(&text), Some(Numeral { value: Some(number), len: text.len() }));
        }

        #[test]
        fn any_text_is_survived(text in "[一二三十百千零〇廿0-9（）条]{0,12}") {
            if let Some(numeral) = prefix(&text) {
                prop_assert!(text.is_char_boundary(numeral.len));
            }
            if let Some(numeral) = bracketed_prefix(&text) {
                prop_assert!(text.is_char_boundary(numeral.len));
            }
        }
    }
}
