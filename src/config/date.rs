use jiff::civil::Date;

use crate::message::Message;

/// A day as people write it: `2026-01-31`, `2026-1-31`, `2026年1月31日`, `20260131`, or `today`/`今天`.
///
/// # Errors
/// What was expected, when it is none of these or no day of the calendar.
pub fn parse_date(text: &str, today: Date) -> Result<Date, Message> {
    let trimmed = text.trim();
    if matches!(trimmed, "today" | "今天" | "今日") {
        return Ok(today);
    }
    let numbers: Vec<&str> = trimmed
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let date = match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => date_of(year, month, day),
        [whole] if whole.len() == 8 && whole.is_ascii() => {
            let (year, rest) = whole.split_at(4);
            let (month, day) = rest.split_at(2);
            date_of(year, month, day)
        }
        _ => None,
    };
    date.ok_or_else(|| {
        Message::new(
            format!("“{trimmed}”不是日期，应写成 2026-01-31 这样"),
            format!("`{trimmed}` is no date; write it as 2026-01-31"),
        )
    })
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_ways_people_write_a_day() {
        let today = date(2026, 11, 21);
        for text in [
            "2026-01-31",
            "2026-1-31",
            "2026年1月31日",
            "20260131",
            " 2026/01/31 ",
        ] {
            assert_eq!(parse_date(text, today), Ok(date(2026, 1, 31)), "{text}");
        }
        assert_eq!(parse_date("今天", today), Ok(today));
        for text in [
            "2026-02-30",
            "31-01-2026",
            "明天",
            "",
            "2026年１月３１日",
            "二〇二六年",
        ] {
            assert!(parse_date(text, today).is_err(), "{text}");
        }
    }
}
