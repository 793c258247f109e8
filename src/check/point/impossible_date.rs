use jiff::civil::Date;
use serde::Deserialize;

use crate::law::numeral;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;

/// Dates that no calendar has: 4月36日, 13月, 2023年2月29日, and dates of a year that cannot be meant: 2919年4月8日.
pub struct ImpossibleDate;

/// The first year that a date of a list may lie in: dates of monuments are no older.
const EARLIEST: u32 = 1800;
/// How many years ahead a date may lie.
const AHEAD: u32 = 30;

/// Parameters of `impossible-date`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for ImpossibleDate {
    type Params = Params;

    const NAME: &'static str = "impossible-date";
    const KINDS: &'static [Kind] = &[Kind::Text];
    const VALUES: &'static [&'static str] = &["date", "year"];
    const VARIANTS: &'static [&'static str] = &["day", "year"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn literals(&self) -> Vec<String> {
        vec!["月".into()]
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        let this_year = u32::try_from(context.as_of.year()).unwrap_or_default();
        for (at, _) in text.match_indices('月') {
            let Some((month, start)) = number_before(text, at) else {
                continue;
            };
            let behind = at + '月'.len_utf8();
            let after = &text[behind..];
            let day = numeral::prefix(after).and_then(|day| Some((day.value?, day.len)));
            let day = day.filter(|(_, length)| after[*length..].starts_with(['日', '号']));
            let year = text[..start]
                .ends_with('年')
                .then(|| number_before(text, start - '年'.len_utf8()))
                .flatten();
            // 18月 alone may be a span of months badly put; with a year or another month before it is a date.
            let ranged = ["月至", "月到", "月—", "月-", "月～", "月~"]
                .iter()
                .any(|before| text[..start].ends_with(before));
            let possible = match (day, year) {
                (None, None) if !ranged => true,
                (None, _) => (1..=12).contains(&month),
                // Without a year any leap day is possible.
                (Some((day, _)), year) => is_date(year.map_or(2024, |(year, _)| year), month, day),
            };
            let end = day.map_or(behind, |(_, length)| behind + length + '日'.len_utf8());
            let meant = |year: u32| year >= EARLIEST && year <= this_year + AHEAD;
            let (variant, range) = match year {
                _ if !possible => ("day", year.map_or(start, |(_, start)| start)..end),
                Some((year, start)) if day.is_some() && !meant(year) => ("year", start..end),
                _ => continue,
            };
            let mut hit = Hit::at(value.view.source_span(range.clone()))
                .variant(variant)
                .value("date", &text[range]);
            if let Some((year, _)) = year {
                hit = hit.value("year", year.to_string());
            }
            // What stands there is no date; only whether one was meant may be wrong.
            hit.confidence = Some(0.97);
            hits.push(hit);
        }
    }
}

/// The number in Arabic digits or Chinese numerals that ends at `end`, with where it starts.
fn number_before(text: &str, end: usize) -> Option<(u32, usize)> {
    let before = text.get(..end)?;
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 => {
            let is_numeral = |one: &char| numeral::prefix(one.encode_utf8(&mut [0; 4])).is_some();
            let numerals = before.chars().rev().take_while(is_numeral);
            numerals.map(char::len_utf8).sum()
        }
        digits => digits,
    };
    let start = end - length;
    let found = numeral::prefix(text.get(start..end)?)?;
    Some((found.value.filter(|_| found.len == length)?, start))
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return false;
    };
    Date::new(year, month, day).is_ok()
}
