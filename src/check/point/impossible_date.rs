use jiff::civil::Date;
use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;

/// Dates that no calendar has: 4月36日, 13月, 2023年2月29日.
pub struct ImpossibleDate;

/// Parameters of `impossible-date`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for ImpossibleDate {
    type Params = Params;

    const NAME: &'static str = "impossible-date";
    const KINDS: &'static [Kind] = &[Kind::Text];
    const VALUES: &'static [&'static str] = &["date"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn literals(&self) -> Vec<String> {
        vec!["月".into()]
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        for (at, _) in text.match_indices('月') {
            let Some((month, start)) = number_before(text, at) else {
                continue;
            };
            let after = &text[at + '月'.len_utf8()..];
            let day_length = after.bytes().take_while(u8::is_ascii_digit).count();
            let day = after
                .get(..day_length)
                .and_then(|digits| digits.parse::<u32>().ok());
            let has_day = after
                .get(day_length..)
                .is_some_and(|rest| rest.starts_with(['日', '号']));
            let year = text[..start]
                .ends_with('年')
                .then(|| number_before(text, start - '年'.len_utf8()))
                .flatten();
            // 18月 alone may be a span of months badly put; with a year before it is a date.
            let possible = match (day.filter(|_| has_day), year.map(|(year, _)| year)) {
                (None, None) => true,
                (None, Some(_)) => (1..=12).contains(&month),
                // Without a year any leap day is possible.
                (Some(day), year) => is_date(year.unwrap_or(2024), month, day),
            };
            if !possible {
                let end = match (has_day, day) {
                    (true, Some(_)) => at + '月'.len_utf8() + day_length + '日'.len_utf8(),
                    _ => at + '月'.len_utf8(),
                };
                let start = year.map_or(start, |(_, start)| start);
                hits.push(
                    Hit::at(value.view.source_span(start..end)).value("date", &text[start..end]),
                );
            }
        }
    }
}

/// The Arabic number that ends at `end`, with where it starts.
fn number_before(text: &str, end: usize) -> Option<(u32, usize)> {
    let digits = text[..end]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .count();
    let start = end - digits;
    Some((text.get(start..end)?.parse().ok()?, start))
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return false;
    };
    Date::new(year, month, day).is_ok()
}
