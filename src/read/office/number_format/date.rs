use super::decimal::{chinese_number, in_digits};
use super::parse::{Digits, Section, Token};

/// The day that dates of a workbook are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// Day 1 is 1900-01-01, and 1900 is wrongly a leap year (as in Lotus 1-2-3).
    #[default]
    Year1900,
    /// Day 0 is 1904-01-01.
    Year1904,
}

/// The last day that a spreadsheet shows, 9999-12-31.
const LAST_DAY: f64 = 2_958_466.0;

struct Moment {
    year: i64,
    month: u8,
    day: u8,
    /// 0 is Sunday.
    weekday: usize,
    /// Milliseconds since midnight.
    milliseconds: i64,
    /// Milliseconds since the epoch, for elapsed time.
    total: i64,
}

/// The date or time `value` as `section` shows it; `None` where it is no date.
pub(super) fn show(section: &Section, value: f64, epoch: Epoch) -> Option<String> {
    let finest = section.tokens.iter().find_map(|token| match token {
        Token::Fraction(count) => Some(*count),
        _ => None,
    });
    let moment = moment(value, epoch, finest.unwrap_or(0))?;
    let half_day = section
        .tokens
        .iter()
        .any(|token| matches!(token, Token::HalfDay(..)));
    let mut out = String::new();
    for token in &section.tokens {
        match token {
            Token::Literal(text) => out.push_str(text),
            Token::Date(letter, count) => {
                part(&moment, *letter, *count, half_day, section.digits, &mut out);
            }
            Token::Elapsed(letter, count) => {
                let unit = match letter {
                    'h' => 3_600_000,
                    'm' => 60_000,
                    _ => 1000,
                };
                out.push_str(&format!("{:0count$}", moment.total / unit));
            }
            Token::Fraction(count) => {
                let fraction = format!("{:03}", moment.milliseconds % 1000);
                out.push('.');
                out.extend(fraction.chars().chain("000".chars()).take(*count));
            }
            Token::HalfDay(morning, afternoon) => {
                out.push_str(if moment.milliseconds < 43_200_000 {
                    morning
                } else {
                    afternoon
                })
            }
            Token::Slash => out.push('/'),
            Token::Point => out.push('.'),
            Token::Comma => out.push(','),
            Token::Percent => out.push('%'),
            Token::Digit(_) | Token::General | Token::Text | Token::Exponent { .. } => {}
        }
    }
    Some(out)
}

fn moment(value: f64, epoch: Epoch, decimals: usize) -> Option<Moment> {
    if !(0.0..LAST_DAY).contains(&value) {
        return None;
    }
    // Rounded to what is shown, so that 11:59:59.9996 is noon in both its parts.
    let step = [1000, 100, 10, 1].get(decimals).copied().unwrap_or(1);
    #[expect(clippy::cast_possible_truncation, reason = "below 2^48")]
    let total = (value * 86_400_000.0).round() as i64;
    let total = (total + step / 2) / step * step;
    let serial = total.div_euclid(86_400_000);
    let milliseconds = total.rem_euclid(86_400_000);
    let (year, month, day, days) = match epoch {
        Epoch::Year1900 if serial == 60 => (1900, 2, 29, -25_508),
        Epoch::Year1900 => {
            // Days from 1899-12-31 before the leap day that never was, from 1899-12-30 after it.
            let days = serial - 25_569 + i64::from(serial < 60);
            let (year, month, day) = civil(days);
            (year, month, day, days)
        }
        Epoch::Year1904 => {
            let days = serial - 24_107;
            let (year, month, day) = civil(days);
            (year, month, day, days)
        }
    };
    Some(Moment {
        year,
        month,
        day,
        // 1970-01-01 was a Thursday.
        weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
        milliseconds,
        total,
    })
}

/// Year, month and day of a number of days since 1970-01-01 (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms").
fn civil(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (
        year + era * 400 + i64::from(month <= 2),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

fn part(
    moment: &Moment,
    letter: char,
    count: usize,
    half_day: bool,
    digits: Digits,
    out: &mut String,
) {
    let hour = moment.milliseconds / 3_600_000;
    let number = match letter {
        'y' | 'e' => {
            let year = if count <= 2 && letter == 'y' {
                format!("{:02}", moment.year % 100)
            } else {
                moment.year.to_string()
            };
            out.push_str(&in_digits(&year, digits));
            return;
        }
        'm' if count >= 3 => {
            let name = MONTHS.get(usize::from(moment.month) - 1).copied();
            out.push_str(shortened(name.unwrap_or_default(), count));
            return;
        }
        'd' if count >= 3 => {
            let name = WEEKDAYS.get(moment.weekday).copied().unwrap_or_default();
            out.push_str(shortened(name, count));
            return;
        }
        'a' => {
            if count >= 4 {
                out.push_str("星期");
            }
            out.extend("日一二三四五六".chars().nth(moment.weekday));
            return;
        }
        'm' => i64::from(moment.month),
        'd' => i64::from(moment.day),
        'h' if half_day => (hour + 11) % 12 + 1,
        'h' => hour,
        'n' => moment.milliseconds / 60_000 % 60,
        _ => moment.milliseconds / 1000 % 60,
    };
    match digits {
        Digits::Chinese | Digits::Capital => {
            out.push_str(&chinese_number(&number.to_string(), digits));
        }
        _ => out.push_str(&in_digits(&format!("{number:0count$}"), digits)),
    }
}

/// `mmm` and `ddd` are three letters, `mmmmm` is one.
fn shortened(name: &str, count: usize) -> &str {
    let length = match count {
        3 => 3,
        5 => 1,
        _ => name.len(),
    };
    name.get(..length).unwrap_or(name)
}
