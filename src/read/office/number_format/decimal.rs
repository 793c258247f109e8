use super::parse::{Digits, Section, Token};

/// Decimal digits that a spreadsheet keeps of a number.
const PRECISION: usize = 15;

/// A decimal number: `0.d₁d₂d₃… × 10^point`, without sign.
struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// The number to fifteen digits, as a spreadsheet holds it.
    fn new(value: f64) -> Self {
        let text = format!("{:.*e}", PRECISION - 1, value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mut digits: Vec<u8> = mantissa
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|digit| digit - b'0')
            .collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let point = if digits.is_empty() {
            0
        } else {
            exponent.parse::<i32>().unwrap_or(0) + 1
        };
        Self { digits, point }
    }

    /// Rounds half up to `places` digits after the decimal point.
    fn round(&mut self, places: i32) {
        let kept = self.point.saturating_add(places);
        let Ok(kept) = usize::try_from(kept) else {
            self.digits.clear();
            return;
        };
        if kept >= self.digits.len() {
            return;
        }
        let up = self.digits.get(kept).is_some_and(|&digit| digit >= 5);
        self.digits.truncate(kept);
        if up {
            for digit in self.digits.iter_mut().rev() {
                if *digit < 9 {
                    *digit += 1;
                    return;
                }
                *digit = 0;
            }
            self.digits.insert(0, 1);
            self.point += 1;
        }
    }

    fn is_zero(&self) -> bool {
        self.digits.iter().all(|&digit| digit == 0)
    }

    /// The digits before the decimal point, none for zero.
    fn whole(&self) -> String {
        let length = usize::try_from(self.point).unwrap_or(0);
        let digits = self.digits.iter().copied().chain(std::iter::repeat(0));
        let text: String = digits.take(length).map(shown).collect();
        text.trim_start_matches('0').to_owned()
    }

    /// The first `places` digits after the decimal point.
    fn fraction(&self, places: usize) -> String {
        let zeros = usize::try_from(-self.point).unwrap_or(0);
        let skipped = usize::try_from(self.point).unwrap_or(0);
        std::iter::repeat_n(0, zeros)
            .chain(self.digits.iter().copied().skip(skipped))
            .chain(std::iter::repeat(0))
            .take(places)
            .map(shown)
            .collect()
    }
}

fn shown(digit: u8) -> char {
    char::from(b'0' + digit)
}

/// A number without a format: up to fifteen digits, as the formula bar shows it, so that codes and
/// telephone numbers keep theirs.
pub(crate) fn general(value: f64) -> String {
    let decimal = Decimal::new(value);
    let sign = if value < 0.0 { "-" } else { "" };
    if decimal.digits.is_empty() {
        return "0".to_owned();
    }
    if decimal.point > 20 || decimal.point < -8 {
        let digits: String = decimal.digits.iter().copied().map(shown).collect();
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exponent = decimal.point - 1;
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!(
            "{sign}{first}{point}{rest}E{exponent_sign}{:02}",
            exponent.abs()
        );
    }
    let whole = decimal.whole();
    let places = i64::try_from(decimal.digits.len()).unwrap_or(0) - i64::from(decimal.point);
    let fraction = decimal.fraction(usize::try_from(places).unwrap_or(0));
    let whole = if whole.is_empty() { "0" } else { &whole };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// The number `value` as `section` shows it; `None` where it has nothing to show a number with.
pub(super) fn show(section: &Section, value: f64) -> Option<String> {
    let tokens = &section.tokens;
    if tokens.contains(&Token::Slash) {
        return fraction(tokens, value);
    }
    if tokens
        .iter()
        .any(|token| matches!(token, Token::General | Token::Text))
    {
        let number = general(value);
        return Some(
            tokens
                .iter()
                .map(|token| match token {
                    Token::Literal(text) => text.clone(),
                    Token::General | Token::Text => written(&number, section.digits),
                    Token::Percent => "%".to_owned(),
                    _ => String::new(),
                })
                .collect(),
        );
    }
    if tokens
        .iter()
        .any(|token| matches!(token, Token::Exponent { .. }))
    {
        return Some(scientific(tokens, value));
    }
    Some(fixed(section, value))
}

fn fixed(section: &Section, value: f64) -> String {
    let tokens = &section.tokens;
    let is_digit = |token: &Token| matches!(token, Token::Digit(_));
    let percents = tokens
        .iter()
        .filter(|token| **token == Token::Percent)
        .count();
    let point = tokens.iter().position(|token| *token == Token::Point);
    let whole_end = point.unwrap_or(tokens.len());
    let whole_tokens = tokens.get(..whole_end).unwrap_or_default();
    let last_digit = whole_tokens.iter().rposition(is_digit);
    // A comma among the digits groups thousands, one after them divides by a thousand.
    let commas_after = last_digit.map_or(0, |last| {
        whole_tokens
            .iter()
            .skip(last + 1)
            .take_while(|token| **token == Token::Comma)
            .count()
    });
    let grouped = last_digit.is_some_and(|last| {
        let first = whole_tokens.iter().position(is_digit).unwrap_or(last);
        whole_tokens
            .get(first..last)
            .unwrap_or_default()
            .contains(&Token::Comma)
    });
    let decimals = tokens
        .iter()
        .skip(whole_end)
        .filter(|token| is_digit(token))
        .count();
    let mut decimal = Decimal::new(value);
    decimal.point = decimal
        .point
        .saturating_add(i32::try_from(2 * percents).unwrap_or(0))
        .saturating_sub(i32::try_from(3 * commas_after).unwrap_or(0));
    decimal.round(i32::try_from(decimals).unwrap_or(0));
    let negative = value < 0.0 && !decimal.is_zero();

    let whole = place_whole(whole_tokens, &decimal.whole(), grouped, section.digits);
    let mut out = String::new();
    if negative {
        out.push('-');
    }
    out.push_str(&whole);
    let fraction = decimal.fraction(decimals);
    // Digits of `#` at the end are not shown when they are zero.
    let needed = tokens
        .iter()
        .skip(whole_end)
        .filter(|token| is_digit(token))
        .enumerate()
        .filter(|(index, token)| {
            **token == Token::Digit('0')
                || fraction
                    .get(*index..)
                    .is_some_and(|rest| rest.bytes().any(|digit| digit != b'0'))
        })
        .count();
    let mut digits = fraction.chars().take(needed);
    for token in tokens.iter().skip(whole_end) {
        match token {
            Token::Point => out.push('.'),
            Token::Digit(_) => {
                if let Some(digit) = digits.next() {
                    out.push_str(&in_digits(digit.encode_utf8(&mut [0; 4]), section.digits));
                }
            }
            Token::Percent => out.push('%'),
            Token::Literal(text) => out.push_str(text),
            _ => {}
        }
    }
    out
}

/// The whole part: digits fill the placeholders from the right, the first placeholder takes the rest.
fn place_whole(tokens: &[Token], digits: &str, grouped: bool, how: Digits) -> String {
    let places = tokens
        .iter()
        .filter(|token| matches!(token, Token::Digit(_)))
        .count();
    if places > 0 && matches!(how, Digits::Chinese | Digits::Capital) {
        let number = if digits.is_empty() { "0" } else { digits };
        let number = chinese_number(number, how);
        let mut number = Some(number);
        return tokens
            .iter()
            .filter_map(|token| match token {
                Token::Literal(text) => Some(text.clone()),
                Token::Digit(_) => number.take(),
                Token::Percent => Some("%".to_owned()),
                _ => None,
            })
            .collect();
    }
    let digits: Vec<char> = digits.chars().collect();
    let mut left = digits.len();
    let mut written = 0usize;
    let mut place = 0usize;
    let mut out: Vec<String> = Vec::new();
    let mut put = |digit: char, out: &mut Vec<String>| {
        if grouped && written > 0 && written.is_multiple_of(3) {
            out.push(",".to_owned());
        }
        written += 1;
        out.push(in_digits(digit.encode_utf8(&mut [0; 4]), how));
    };
    for token in tokens.iter().rev() {
        match token {
            Token::Literal(text) => out.push(text.clone()),
            Token::Percent => out.push("%".to_owned()),
            Token::Digit(kind) => {
                place += 1;
                let last = place == places;
                match left.checked_sub(1).and_then(|at| digits.get(at)) {
                    Some(&digit) => {
                        left -= 1;
                        put(digit, &mut out);
                    }
                    None if *kind == '0' => put('0', &mut out),
                    None => {}
                }
                while last && left > 0 {
                    left -= 1;
                    if let Some(&digit) = digits.get(left) {
                        put(digit, &mut out);
                    }
                }
            }
            _ => {}
        }
    }
    out.iter().rev().map(String::as_str).collect()
}

fn scientific(tokens: &[Token], value: f64) -> String {
    let mark = tokens
        .iter()
        .position(|token| matches!(token, Token::Exponent { .. }))
        .unwrap_or(0);
    let mantissa = tokens.get(..mark).unwrap_or_default();
    let digits_of = |tokens: &[Token]| {
        tokens
            .iter()
            .filter(|token| matches!(token, Token::Digit(_)))
            .count()
    };
    let point = mantissa
        .iter()
        .position(|token| *token == Token::Point)
        .unwrap_or(mark);
    let decimals = digits_of(mantissa.get(point..).unwrap_or_default());
    let mut decimal = Decimal::new(value);
    let mut exponent = if decimal.digits.is_empty() {
        0
    } else {
        decimal.point - 1
    };
    decimal.point = i32::from(!decimal.digits.is_empty());
    decimal.round(i32::try_from(decimals).unwrap_or(0));
    if decimal.point > 1 {
        exponent += 1;
        decimal.point = 1;
    }
    let whole = decimal.whole();
    let whole = if whole.is_empty() { "0" } else { &whole };
    let fraction = decimal.fraction(decimals);
    let width = digits_of(tokens.get(mark..).unwrap_or_default());
    let signed = matches!(tokens.get(mark), Some(Token::Exponent { signed: true }));
    let exponent_sign = match exponent {
        ..0 => "-",
        _ if signed => "+",
        _ => "",
    };
    let sign = if value < 0.0 { "-" } else { "" };
    let dot = if fraction.is_empty() { "" } else { "." };
    format!(
        "{sign}{whole}{dot}{fraction}E{exponent_sign}{:0width$}",
        exponent.abs()
    )
}

/// Fractions such as `# ?/?`, the nearest one with as many digits below as there are placeholders.
fn fraction(tokens: &[Token], value: f64) -> Option<String> {
    let slash = tokens.iter().position(|token| *token == Token::Slash)?;
    let width = tokens
        .iter()
        .skip(slash + 1)
        .filter(|token| matches!(token, Token::Digit(_)))
        .count()
        .clamp(1, 3);
    let limit = [9u32, 99, 999].get(width - 1).copied()?;
    let size = value.abs();
    if size >= 1e15 {
        return None;
    }
    let whole = size.trunc();
    let rest = size - whole;
    let best = (1..=limit)
        .map(|below| {
            let above = (rest * f64::from(below)).round();
            (below, above, (rest - above / f64::from(below)).abs())
        })
        .min_by(|a, b| a.2.total_cmp(&b.2))?;
    let sign = if value < 0.0 { "-" } else { "" };
    let (below, above, _) = best;
    Some(match (whole, above) {
        (whole, 0.0) => format!("{sign}{whole}"),
        (whole, above) if above == f64::from(below) => format!("{sign}{}", whole + 1.0),
        (0.0, above) => format!("{sign}{above}/{below}"),
        (whole, above) => format!("{sign}{whole} {above}/{below}"),
    })
}

/// A number with its digits written one by one (years).
pub(super) fn in_digits(number: &str, digits: Digits) -> String {
    let names = match digits {
        Digits::Arabic => return number.to_owned(),
        Digits::Chinese => CHINESE,
        Digits::Capital => CAPITAL,
        Digits::FullWidth => ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'],
    };
    number
        .chars()
        .map(|character| {
            character
                .to_digit(10)
                .and_then(|digit| names.get(digit as usize).copied())
                .unwrap_or(character)
        })
        .collect()
}

const CHINESE: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const CAPITAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// A number as it is written out in the digits asked for.
fn written(number: &str, digits: Digits) -> String {
    match digits {
        Digits::Chinese | Digits::Capital => chinese_number(number, digits),
        _ => in_digits(number, digits),
    }
}

/// A number written out with tens, hundreds, thousands (一百二十三); digits after a point one by one.
pub(super) fn chinese_number(number: &str, digits: Digits) -> String {
    let (names, units) = match digits {
        Digits::Capital => (CAPITAL, ["", "拾", "佰", "仟"]),
        _ => (CHINESE, ["", "十", "百", "千"]),
    };
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() > 16 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return in_digits(number, digits);
    }
    let zero = names[0];
    let mut out = String::new();
    let mut pending_zero = false;
    // All ASCII digits, as was just checked.
    for (index, digit) in whole.bytes().enumerate() {
        let position = whole.len() - 1 - index;
        let digit = usize::from(digit - b'0');
        if digit == 0 {
            pending_zero = !out.is_empty();
        } else {
            if pending_zero {
                out.push(zero);
                pending_zero = false;
            }
            // 十五 rather than 一十五; 壹拾伍 in capitals.
            let leading_ten =
                digit == 1 && position % 4 == 1 && out.is_empty() && digits == Digits::Chinese;
            if !leading_ten {
                out.extend(names.get(digit));
            }
            out.push_str(units[position % 4]);
        }
        if position > 0 && position.is_multiple_of(4) && !out.is_empty() {
            let group = whole
                .get(index.saturating_sub(3)..=index)
                .is_some_and(|group| group.bytes().any(|byte| byte != b'0'));
            if group {
                out.push_str(["", "万", "亿", "兆"][(position / 4).min(3)]);
            }
        }
    }
    if out.is_empty() {
        out.push(zero);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&in_digits(fraction, digits));
    }
    format!("{sign}{out}")
}
