//! Numbers in running text, so that 五百元 and 500元, 百分之三 and 3% are the same.

/// A number at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its value in thousandths, so that 3.5 has one too.
    thousandths: u64,
    /// Its length in bytes.
    pub len: usize,
}

impl Number {
    /// The value in Arabic digits.
    pub fn digits(self) -> String {
        let (whole, rest) = (self.thousandths / 1000, self.thousandths % 1000);
        if rest == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{rest:03}")
                .trim_end_matches('0')
                .to_owned()
        }
    }
}

/// The number at the start of `text`: Arabic digits (also full-width) with decimals and 万, 亿 after
/// them, or a well-formed Chinese numeral. Lone units (百, 千, 万) and malformed runs are words.
pub fn prefix(text: &str) -> Option<Number> {
    let first = text.chars().next()?;
    if ascii_digit(first).is_some() {
        return arabic(text);
    }
    digit(first).or_else(|| (first == '十').then_some(10))?;
    let len: usize = text
        .chars()
        .take_while(|&character| digit(character).is_some() || unit(character).is_some())
        .map(char::len_utf8)
        .sum();
    let value = chinese(text.get(..len)?)?;
    Some(Number {
        thousandths: value.checked_mul(1000)?,
        len,
    })
}

fn ascii_digit(character: char) -> Option<u64> {
    match character {
        '0'..='9' => Some(u64::from(u32::from(character) - 0x30)),
        '０'..='９' => Some(u64::from(u32::from(character) - 0xFF10)),
        _ => None,
    }
}

fn digit(character: char) -> Option<u64> {
    Some(match character {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(character: char) -> Option<u64> {
    Some(match character {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

fn arabic(text: &str) -> Option<Number> {
    let mut value = 0u64;
    let mut decimals = 0u32;
    let mut fraction = false;
    let mut len = 0;
    let mut rest = text.chars().peekable();
    while let Some(&character) = rest.peek() {
        if let Some(digit) = ascii_digit(character) {
            value = value.checked_mul(10)?.checked_add(digit)?;
            decimals += u32::from(fraction);
        } else {
            // 3.5 and 10,000, but not the full stop after 2003.
            let next = rest.clone().nth(1).and_then(ascii_digit).is_some();
            match character {
                '.' | '．' if next && !fraction => fraction = true,
                ',' | '，' if next && !fraction && grouped(rest.clone().skip(1)) => {}
                _ => break,
            }
        }
        len += character.len_utf8();
        rest.next();
    }
    if decimals > 3 {
        return None;
    }
    let mut thousandths = value.checked_mul(10u64.pow(3 - decimals))?;
    while let Some(&character) = rest.peek() {
        let Some(unit @ (10_000 | 100_000_000 | 1000 | 100)) = unit(character) else {
            break;
        };
        thousandths = thousandths.checked_mul(unit)?;
        len += character.len_utf8();
        rest.next();
    }
    Some(Number { thousandths, len })
}

/// Whether exactly three digits follow: a group of thousands.
fn grouped(rest: impl Iterator<Item = char>) -> bool {
    rest.take_while(|&character| ascii_digit(character).is_some())
        .count()
        == 3
}

fn chinese(run: &str) -> Option<u64> {
    let characters: Vec<char> = run.chars().collect();
    if characters.len() > 1
        && characters
            .iter()
            .all(|&character| digit(character).is_some())
    {
        return characters.iter().try_fold(0u64, |sum, &character| {
            sum.checked_mul(10)?.checked_add(digit(character)?)
        });
    }
    let mut total = 0u64;
    // The part below the next 万 or 亿.
    let mut section = 0u64;
    let mut last: Option<u64> = None;
    let mut above = u64::MAX;
    for &character in &characters {
        if let Some(value) = digit(character) {
            match last {
                None => last = Some(value),
                Some(0) => last = Some(value),
                Some(_) => return None,
            }
            continue;
        }
        let unit = unit(character)?;
        if unit >= 10_000 {
            let value = section + last.take().unwrap_or(0);
            let value = if value == 0 { total } else { total + value };
            if value == 0 {
                return None;
            }
            total = value.checked_mul(unit)?;
            section = 0;
            above = u64::MAX;
            continue;
        }
        if unit >= above {
            return None;
        }
        let factor = match last.take() {
            Some(0) | None if unit == 10 => 1,
            Some(value) if value > 0 => value,
            _ => return None,
        };
        section += factor * unit;
        above = unit;
    }
    Some(total + section + last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_of_writing_are_one() {
        for (one, other) in [
            ("五百元", "500元"),
            ("一万元", "10000元"),
            ("一万元", "10,000元"),
            ("五万元", "5万元"),
            ("二十万", "20万"),
            ("两万五千", "25000"),
            ("一千二百万", "1200万"),
            ("一百零二", "102"),
            ("十五日", "15日"),
            ("３０日", "三十日"),
            ("二〇二一年", "2021年"),
            ("3.50倍", "3.5倍"),
            ("二人", "两人"),
        ] {
            assert_eq!(
                prefix(one).unwrap().digits(),
                prefix(other).unwrap().digits(),
                "{one}"
            );
        }
    }

    #[test]
    fn words_are_no_numbers() {
        for text in ["百分之三", "千方百计", "万一", "亿元", "百姓"] {
            assert_eq!(prefix(text), None, "{text}");
        }
        assert_eq!(prefix("2003。").unwrap().len, 4);
        assert_eq!(prefix("1，2").unwrap().len, 1);
    }
}
