use std::ops::Range;

use serde::Deserialize;

use crate::law::numeral;
use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, What};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Numbers before clauses (1. 2. 3. or （一）（二）) that jump, come twice or go back: within one text,
/// or over the stages of an item. A new count from 1 is none of these.
pub struct Numbering;

/// Parameters of `numbering`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 1. 1、
    Digits,
    /// （1）
    BracketDigits,
    /// （一）
    BracketNumerals,
}

const STYLES: [Style; 3] = [Style::Digits, Style::BracketDigits, Style::BracketNumerals];

/// A number before a clause.
#[derive(Debug, Clone)]
struct Number {
    style: Style,
    value: u32,
    /// Its bytes in the normalised text, without dot and brackets.
    at: Range<usize>,
}

/// The number at the start of `rest`, which starts at the byte `at`.
fn number(rest: &str, at: usize) -> Option<Number> {
    let open = rest
        .strip_prefix(['（', '('])
        .map_or(0, |inner| rest.len() - inner.len());
    let inner = rest.get(open..)?;
    let found = numeral::prefix(inner)?;
    let after = inner.get(found.len..)?;
    let digits = inner.starts_with(|c: char| c.is_ascii_digit());
    let style = match (open > 0, digits, after.chars().next()?) {
        (true, true, '）' | ')') => Style::BracketDigits,
        (true, false, '）' | ')') => Style::BracketNumerals,
        (false, true, '、' | '．') => Style::Digits,
        // 1.5 is a figure.
        (false, true, '.') if !after.get(1..)?.starts_with(|c: char| c.is_ascii_digit()) => {
            Style::Digits
        }
        _ => return None,
    };
    Some(Number {
        style,
        value: found.value.filter(|value| *value < 200)?,
        at: at + open..at + open + found.len,
    })
}

/// The numbers that open clauses of `value`: at the start of a line, or after a stop.
fn numbers(value: &Value<'_>) -> Vec<Number> {
    let text = value.as_str();
    let mut found: Vec<Number> = Vec::new();
    // Whether a clause may open here: blanks change nothing.
    let mut opens = true;
    for (at, character) in text.char_indices() {
        opens |= value.view.starts_line(at);
        if opens
            && (character.is_ascii_digit() || matches!(character, '（' | '('))
            && let Some(number) = text.get(at..).and_then(|rest| number(rest, at))
        {
            found.push(number);
        }
        opens = (opens && character == ' ') || "。；;：:！".contains(character);
    }
    found
}

/// What is wrong with `value` after `last`.
fn fault(last: u32, value: u32) -> Option<&'static str> {
    match value {
        1 => None,
        _ if value == last + 1 => None,
        _ if value == last => Some("twice"),
        _ if value > last => Some("gap"),
        _ => Some("back"),
    }
}

/// Whether `wanted` opens a clause within `value`.
fn within(value: &Value<'_>, wanted: u32) -> bool {
    numbers(value).iter().any(|number| number.value == wanted)
}

fn hit(span: Span, last: u32, value: u32, variant: &'static str) -> Hit {
    Hit::at(span)
        .value("found", value.to_string())
        .value("last", last.to_string())
        .value("expected", (last + 1).to_string())
        .variant(variant)
}

impl Point for Numbering {
    type Params = Params;

    const NAME: &'static str = "numbering";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Item];
    const VALUES: &'static [&'static str] = &["found", "last", "expected"];
    const VARIANTS: &'static [&'static str] = &["gap", "twice", "back"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        match subject.what {
            What::Item(item) => {
                let mut last: Option<(u32, usize)> = None;
                for (index, stage) in item.stages.iter().enumerate() {
                    let Some(value) = stage.number else { continue };
                    let between = last.and_then(|(_, at)| item.stages.get(at..index));
                    // A clause that was not taken for a stage of its own keeps the count.
                    let kept = between.is_some_and(|between| {
                        between
                            .iter()
                            .any(|stage| within(&stage.value, value.saturating_sub(1)))
                    });
                    if let Some((before, _)) = last
                        && let Some(variant) = fault(before, value)
                        && (variant != "gap" || !kept)
                    {
                        let own = numeral::prefix(stage.value.as_str())
                            .filter(|own| own.value == Some(value))
                            .map(|own| stage.value.view.source_span(0..own.len));
                        let span = own.unwrap_or_else(|| {
                            let label = stage.label.as_ref().unwrap_or(&stage.value);
                            label.span()
                        });
                        let mut hit = hit(span, before, value, variant);
                        hit.field = Some(Field::Duties);
                        hits.push(hit);
                    }
                    last = Some((value, index));
                }
            }
            What::Text(_, _, value) => {
                let found = numbers(value);
                for style in STYLES {
                    let mut last: Option<u32> = None;
                    for number in found.iter().filter(|number| number.style == style) {
                        if let Some(before) = last
                            && let Some(variant) = fault(before, number.value)
                        {
                            let span = value.view.source_span(number.at.clone());
                            hits.push(hit(span, before, number.value, variant));
                        }
                        last = Some(number.value);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn read(text: &str) -> Vec<(u32, String)> {
        let value = Value::new(Text::verbatim(text, Span::new(0, text.len())));
        let shown = value.as_str().to_owned();
        numbers(&value)
            .into_iter()
            .map(|number| {
                (
                    number.value,
                    shown.get(number.at).unwrap_or_default().to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn numbers_open_clauses_and_stand_nowhere_else() {
        let found = read("1.应当立案的；\n2.不少于2人的，罚款1.5万元；3、其他。（四）另有规定的。");
        let values: Vec<u32> = found.iter().map(|(value, _)| *value).collect();
        assert_eq!(values, [1, 2, 3, 4]);
        assert_eq!(read("自2021.7起施行"), []);
        assert_eq!(read("对1.2米以上的，（一）项"), []);
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(fault(3, 4), None);
        assert_eq!(fault(3, 1), None);
        assert_eq!(fault(3, 5), Some("gap"));
        assert_eq!(fault(3, 3), Some("twice"));
        assert_eq!(fault(3, 2), Some("back"));
    }
}
