//! Titles, departments, and what sections say of themselves.

use crate::source::Span;
use crate::vocabulary::{ClassId, Vocabulary};

use super::super::{Declared, Value};
use super::enumerator;

/// Characters a section heading may have.
const HEADING_CHARACTERS: usize = 40;

/// The class of power a heading names: 一、行政许可（共11项）, 行政处罚类.
pub(super) fn class_named(text: &str, vocabulary: &Vocabulary) -> Option<ClassId> {
    let skipped = enumerator::at_start(text, false).map_or(0, |found| found.length);
    let rest = text.get(skipped..).unwrap_or_default();
    let head = rest
        .split(['（', '(', '【', '[', '：', ':', '共', ' ', '—'])
        .next()
        .unwrap_or_default()
        .trim_matches(|c: char| c.is_ascii_digit() || c == '、' || c == '.');
    vocabulary
        .class_of(head)
        .map(|found| found.class)
        .or_else(|| {
            // 克拉玛依…指导目录（行政检查）: the one class whose own name is in it.
            let mut named = vocabulary
                .classes()
                .iter()
                .enumerate()
                .filter(|(_, class)| text.contains(&*class.zh));
            let (at, _) = named.next()?;
            named
                .next()
                .is_none()
                .then(|| ClassId(u16::try_from(at).unwrap_or(u16::MAX)))
        })
}

/// The counts that a heading states: 行政许可（11项）, 共25项.
pub(super) fn declared(
    name: &str,
    anchor: Span,
    title: Option<&Value<'_>>,
    vocabulary: &Vocabulary,
) -> Vec<Declared> {
    let text = title.map_or(name, Value::as_str);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text
        .get(from..)
        .and_then(|rest| rest.find('项'))
        .map(|at| from + at)
    {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let start = before.len() - digits;
        if let Some(count) = before.get(start..).and_then(|digits| digits.parse().ok()) {
            let head = text.get(from..start).unwrap_or_default();
            let span = title.map_or(anchor, |value| {
                value.view.source_span(start..at + '项'.len_utf8())
            });
            found.push(Declared {
                class: class_named(
                    head.trim_start_matches(|c: char| "，、；,;（( ".contains(c)),
                    vocabulary,
                ),
                count,
                span,
            });
        }
        from = at + '项'.len_utf8();
    }
    found
}

/// Whether a lone line or row is the heading of a group of items.
pub(super) fn is_heading(text: &str, vocabulary: &Vocabulary) -> bool {
    if text.chars().count() > HEADING_CHARACTERS || text.ends_with(['。', '；', ';']) {
        return false;
    }
    let numbered = enumerator::at_start(text, false)
        .filter(|found| {
            matches!(
                found.style,
                enumerator::Style::Chinese | enumerator::Style::BracketChinese
            )
        })
        .is_some();
    let class = class_named(text, vocabulary).is_some();
    let counted = text.contains('项') && text.bytes().any(|byte| byte.is_ascii_digit());
    class && (numbered || counted || text.chars().count() <= 12) || numbered && counted
}

/// The department that a title is about: 江州市医疗保障局2024年权责清单.
pub(super) fn department<'s>(title: &Value<'s>, vocabulary: &Vocabulary) -> Option<Value<'s>> {
    let text = title.as_str();
    let start = year_at_start(text);
    let end = vocabulary.words().title_start(text)?;
    let mut end = end;
    for _ in 0..16 {
        let head = text.get(start..end)?;
        if head.chars().count() < 3 {
            return None;
        }
        if vocabulary.words().ends_as_body(head) {
            return Some(Value::new(title.view.text().slice(start..end)));
        }
        end = start + head.char_indices().next_back()?.0;
    }
    None
}

/// The length of `2024年` or `2024年度` at the start.
fn year_at_start(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 4 {
        return 0;
    }
    let rest = text.get(digits..).unwrap_or_default();
    ["年度", "年"]
        .iter()
        .find(|year| rest.starts_with(**year))
        .map_or(0, |year| digits + year.len())
}
