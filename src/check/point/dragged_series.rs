use std::ops::Range;

use serde::Deserialize;

use crate::law::numeral;
use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Numbers that climb by one from row to row while all around them stays the same: a cell dragged down
/// with the mouse (dates, document numbers, telephone numbers, articles before the same quotation).
pub struct DraggedSeries {
    rows: usize,
    except: Vec<Field>,
}

/// Parameters of `dragged-series`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// How many rows must climb.
    #[serde(default = "Params::usual_rows")]
    rows: usize,
    /// Fields that are numbered by nature.
    except: Vec<Field>,
}

impl Params {
    fn usual_rows() -> usize {
        3
    }
}

/// A value taken apart into its numbers and what stands between them.
struct Parts<'t> {
    between: Vec<&'t str>,
    numbers: Vec<(u64, Range<usize>)>,
}

impl Point for DraggedSeries {
    type Params = Params;

    const NAME: &'static str = "dragged-series";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["first", "last", "count", "around"];
    const LABELS: &'static [&'static str] = &["first", "last"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            rows: params.rows.max(3),
            except: params.except,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        for &field in Field::ALL {
            if self.except.contains(&field) {
                continue;
            }
            let mut column: Vec<(usize, &Value<'_>)> = Vec::new();
            let mut seen: Option<Span> = None;
            for item in &subject.list.items {
                if let Some(value) = item.value(field) {
                    if seen != Some(value.span()) {
                        column.push((item.index, value));
                    }
                    seen = Some(value.span());
                }
            }
            self.column(field, &column, hits);
        }
    }
}

impl DraggedSeries {
    fn column(&self, field: Field, column: &[(usize, &Value<'_>)], hits: &mut Vec<Hit>) {
        let mut at = 0;
        while at + 1 < column.len() {
            let first = parts(column[at].1.as_str());
            let mut run = 1;
            let mut climbing = None;
            let mut before = &first;
            let mut rows = Vec::new();
            while let Some((_, value)) = column.get(at + run) {
                let next = parts(value.as_str());
                let Some(place) = climbs(before, &next)
                    .filter(|place| climbing.is_none_or(|known| known == *place))
                else {
                    break;
                };
                climbing = Some(place);
                rows.push(next);
                // The vector was just added to.
                let Some(last) = rows.last() else { break };
                before = last;
                run += 1;
            }
            let last = rows.last().and_then(|last| Some((last, climbing?)));
            if let Some((last, place)) =
                last.filter(|(_, place)| run >= self.rows && tells(&first, *place, field))
            {
                let (from, to) = (&first.numbers[place], &last.numbers[place]);
                let (_, start) = column[at];
                let (_, end) = column[at + run - 1];
                let (second, value) = column[at + 1];
                let flagged = &rows[0].numbers[place].1;
                let mut hit = Hit::at(value.view.source_span(flagged.clone()))
                    .value("first", from.0.to_string())
                    .value("last", to.0.to_string())
                    .value("count", run.to_string())
                    .value("around", crate::rule::near(start.as_str(), from.1.start))
                    .label("first", start.view.source_span(from.1.clone()))
                    .label("last", end.view.source_span(to.1.clone()));
                hit.item = Some(second);
                hit.field = Some(field);
                hit.confidence = Some(if run >= 4 { 0.95 } else { 0.85 });
                hits.push(hit);
            }
            at += run;
        }
    }
}

/// What stands before the number of an article.
const ORDINAL: char = '第';

fn parts(text: &str) -> Parts<'_> {
    let mut parts = Parts {
        between: Vec::new(),
        numbers: Vec::new(),
    };
    let mut start = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        // Of Chinese numerals only those of articles and the like: 第十条.
        let ordinal = text.get(at..).is_some_and(|rest| rest.starts_with(ORDINAL));
        if ordinal {
            at += ORDINAL.len_utf8();
        } else if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, length) = match (digits, text.get(at..).and_then(numeral::prefix)) {
            (0, Some(found)) if ordinal => match found.value {
                Some(value) => (u64::from(value), found.len),
                None => continue,
            },
            (0, _) => continue,
            // Longer runs of digits are codes, not numbers that climb.
            (digits, _) => (text[at..at + digits].parse().unwrap_or_default(), digits),
        };
        parts.between.push(&text[start..at]);
        parts.numbers.push((number, at..at + length));
        at += length;
        start = at;
    }
    parts.between.push(&text[start..]);
    parts
}

/// The only number that differs, if it is one more.
fn climbs(one: &Parts<'_>, next: &Parts<'_>) -> Option<usize> {
    if one.between != next.between {
        return None;
    }
    let mut differing = one
        .numbers
        .iter()
        .zip(&next.numbers)
        .enumerate()
        .filter(|(_, (before, after))| before.0 != after.0);
    let (place, (before, after)) = differing.next()?;
    (differing.next().is_none() && after.0 == before.0 + 1).then_some(place)
}

/// Whether such a number cannot climb by nature: a list of articles may go on from row to row, a
/// quotation, a date, a document or telephone number does not.
fn tells(first: &Parts<'_>, place: usize, field: Field) -> bool {
    let characters: usize = first.between.iter().map(|part| part.chars().count()).sum();
    let Some((_, range)) = first.numbers.get(place) else {
        return false;
    };
    if field == Field::Remedy {
        return range.len() >= 5;
    }
    let after = first.between.get(place + 1).copied().unwrap_or_default();
    let article = ["条", "款", "项", "条第"]
        .iter()
        .any(|word| after.starts_with(word));
    let behind: usize = first
        .between
        .iter()
        .skip(place + 1)
        .map(|part| part.chars().count())
        .sum();
    if article {
        behind >= 16
    } else {
        characters >= 6
    }
}
