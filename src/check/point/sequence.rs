use serde::Deserialize;

use crate::law::numeral;
use crate::list::Item;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Gaps, repeats and steps back in the numbers of items. Numbers that begin again at 1 (with a class, a
/// section, a table) are a new run.
pub struct Sequence;

/// `sequence` has no parameters.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {}

impl Point for Sequence {
    type Params = Params;

    const NAME: &'static str = "sequence";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["found", "expected", "before"];
    const VARIANTS: &'static [&'static str] = &["gap", "repeat", "back", "several", "unreadable"];
    const LABELS: &'static [&'static str] = &["before"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut before: Option<(u32, Span, &Item<'_>)> = None;
        for item in &subject.list.items {
            let Some(value) = item.value(Field::Number) else {
                // Without a number: one that was inferred counts as its place in the run.
                continue;
            };
            let shared = before.is_some_and(|(_, span, _)| span == value.span());
            // The numbers that readers see are those of the rows shown.
            if shared || item.parent.is_some() || item.origin.hidden {
                continue;
            }
            let hit = |variant: &'static str| {
                Hit {
                    item: Some(item.index),
                    field: Some(Field::Number),
                    ..Hit::at(value.span())
                }
                .variant(variant)
                .value("found", value.as_str())
            };
            let Some((number, last_number)) = numbers(value.as_str()) else {
                if value
                    .as_str()
                    .chars()
                    .any(|character| character.is_ascii_digit())
                {
                    hits.push(hit("unreadable"));
                }
                continue;
            };
            if number != last_number {
                hits.push(hit("several"));
            }
            if let Some((last, span, other)) = before {
                let restarts = number == 1
                    && (item.section != other.section || item.class != other.class || last > 1);
                let expected = last + 1;
                let variant = match number {
                    _ if restarts || number == expected => None,
                    _ if number == last => Some("repeat"),
                    _ if number > expected && item.section == other.section => Some("gap"),
                    _ if number < last && item.section == other.section => Some("back"),
                    _ => None,
                };
                // Unnumbered items between two numbers fill the gap.
                let between = item.index.saturating_sub(other.index + 1);
                let filled = variant == Some("gap")
                    && number - expected <= unnumbered(subject, other, between);
                if let Some(variant) = variant.filter(|_| !filled) {
                    hits.push(
                        hit(variant)
                            .value("expected", expected.to_string())
                            .value("before", last.to_string())
                            .label("before", span),
                    );
                }
            }
            before = Some((last_number, value.span(), item));
        }
    }
}

fn unnumbered(subject: &Subject<'_, '_>, after: &Item<'_>, count: usize) -> u32 {
    let items = subject.list.items.iter().skip(after.index + 1).take(count);
    let without = items.filter(|item| item.parent.is_none() && item.value(Field::Number).is_none());
    u32::try_from(without.count()).unwrap_or(u32::MAX)
}

/// The first and the last number written: mostly one; several are a list of numbers that follow each other.
pub(super) fn numbers(text: &str) -> Option<(u32, u32)> {
    let mut all = text
        .split([',', '，', '、'])
        .filter(|part| !part.is_empty());
    let first = number(all.next()?)?;
    let mut last = first;
    for part in all {
        let next = number(part)?;
        if next != last + 1 {
            return None;
        }
        last = next;
    }
    Some((first, last))
}

/// The number written: Arabic or Chinese, with a mark or brackets around it at most. Numbers of parts
/// (1.2, 3-1) are not of a run.
fn number(text: &str) -> Option<u32> {
    let text = text
        .trim_start_matches(['(', '（'])
        .trim_end_matches([')', '）', '.', '、', '．', '。']);
    let numeral = numeral::prefix(text)?;
    numeral.value.filter(|_| numeral.len == text.len())
}
