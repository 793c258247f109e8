use std::ops::Range;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::slip::{Phrases, likeness};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Phrases that differ in one character from one that stands many times in the list.
pub struct OddPhrase {
    except: Vec<Field>,
    least: u32,
    times: u32,
    at_least: f32,
    optional: String,
}

/// Parameters of `odd-phrase`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// Fields that are not looked at.
    #[serde(default)]
    except: Vec<Field>,
    /// How often the usual phrase must stand.
    #[serde(default = "Params::usual_least")]
    least: u32,
    /// How many times as often as the odd one.
    #[serde(default = "Params::usual_times")]
    times: u32,
    /// How sure a hit must be, from 0 to 1.
    #[serde(default)]
    at_least: f32,
    /// Characters that may stand or be left out without changing what is said.
    #[serde(default)]
    optional: String,
}

impl Params {
    fn usual_least() -> u32 {
        3
    }

    fn usual_times() -> u32 {
        3
    }
}

/// Where a phrase stands first.
struct Place<'a, 's> {
    item: usize,
    field: Field,
    value: &'a Value<'s>,
    range: Range<usize>,
}

impl Place<'_, '_> {
    fn span(&self, within: &Range<usize>) -> Span {
        self.value
            .view
            .source_span(self.range.start + within.start..self.range.start + within.end)
    }
}

impl Point for OddPhrase {
    type Params = Params;

    const NAME: &'static str = "odd-phrase";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["odd", "usual", "wrong", "right", "count"];
    const VARIANTS: &'static [&'static str] = &["wrong", "extra", "missing"];
    const LABELS: &'static [&'static str] = &["usual"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            except: params.except,
            least: params.least.max(2),
            times: params.times.max(2),
            at_least: params.at_least,
            optional: params.optional,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut phrases = Phrases::default();
        let mut places: Vec<Vec<Place<'_, '_>>> = Vec::new();
        let mut seen: FxHashSet<Span> = FxHashSet::default();
        for item in &subject.list.items {
            for (field, value) in &item.fields {
                // A cell merged over several items counts once.
                if self.except.contains(field) || !seen.insert(value.span()) {
                    continue;
                }
                for range in clauses(value) {
                    let at = phrases.add(&value.as_str()[range.clone()]) as usize;
                    if places.len() <= at {
                        places.resize_with(at + 1, Vec::new);
                    }
                    // Rare phrases are flagged wherever they stand; of frequent ones the first is enough.
                    if places[at].len() < 3 {
                        places[at].push(Place {
                            item: item.index,
                            field: *field,
                            value,
                            range,
                        });
                    }
                }
            }
        }
        let meant = |one, other| context.unit_words.same_series(one, other);
        for oddity in phrases.oddities(self.least, self.times, &likeness, &meant) {
            if oddity.confidence < self.at_least {
                continue;
            }
            let (odd, usual) = (phrases.get(oddity.rare), phrases.get(oddity.usual));
            let (wrong, right) = (
                &odd[oddity.difference.one.clone()],
                &usual[oddity.difference.other.clone()],
            );
            if wrong.is_empty() && self.is_optional(right)
                || right.is_empty() && self.is_optional(wrong)
            {
                continue;
            }
            let variant = match (wrong, right) {
                ("", _) => "missing",
                (_, "") => "extra",
                _ => "wrong",
            };
            let shown = shown(odd, &oddity.difference.one);
            for place in places.get(oddity.rare as usize).into_iter().flatten() {
                let mut hit = Hit::at(place.span(&shown))
                    .variant(variant)
                    .value("odd", crate::rule::shortened(odd))
                    .value("usual", crate::rule::shortened(usual))
                    .value("wrong", wrong)
                    .value("right", right)
                    .value("count", phrases.count(oddity.usual).to_string())
                    .edit(place.span(&oddity.difference.one), right);
                if let Some(usual) = places
                    .get(oddity.usual as usize)
                    .and_then(|all| all.first())
                {
                    hit = hit.label("usual", usual.span(&(0..usual.range.len())));
                }
                hit.item = Some(place.item);
                hit.field = Some(place.field);
                hit.confidence = Some(oddity.confidence);
                hits.push(hit);
            }
        }
    }
}

impl OddPhrase {
    fn is_optional(&self, text: &str) -> bool {
        text.chars()
            .all(|character| self.optional.contains(character))
    }
}

/// What is flagged: the odd characters; where one is missing, those on both sides.
pub(super) fn shown(text: &str, odd: &Range<usize>) -> Range<usize> {
    if !odd.is_empty() {
        return odd.clone();
    }
    let before = text[..odd.start]
        .chars()
        .next_back()
        .map_or(0, char::len_utf8);
    let after = text[odd.end..].chars().next().map_or(0, char::len_utf8);
    odd.start - before..odd.end + after
}

/// The phrases of a text in bytes of its view: between 。；and line breaks, without the number in
/// front, of eight to two hundred characters.
pub(super) fn clauses(value: &Value<'_>) -> Vec<Range<usize>> {
    let text = value.as_str();
    let mut cuts: Vec<(usize, usize)> = text
        .match_indices(['。', '；', ';'])
        .map(|(at, mark)| (at, at + mark.len()))
        .chain(
            value
                .view
                .breaks()
                .iter()
                .filter(|&&at| !broken_word(text, at as usize))
                .map(|&at| (at as usize, at as usize)),
        )
        .collect();
    cuts.sort_unstable();
    cuts.push((text.len(), text.len()));
    let mut start = 0;
    let mut found = Vec::new();
    for (end, next) in cuts {
        if end >= start {
            let part = &text[start..end];
            let body = without_number(part);
            let at = start + (part.len() - body.len());
            let length = body.chars().take(201).count();
            if (8..=200).contains(&length) {
                found.push(at..end);
            }
        }
        start = next.max(start);
    }
    found
}

/// Whether a line break falls inside a sentence: neither a stop before it nor a number after it.
fn broken_word(text: &str, at: usize) -> bool {
    let stop = |character: char| "。；;：:，,、》）)".contains(character);
    let before = text[..at].chars().next_back().is_some_and(stop);
    let after = &text[at..];
    !before && without_number(after).len() == after.len()
}

/// `text` without a list number in front (`1.`, `（一）`, `一、`).
pub(super) fn without_number(text: &str) -> &str {
    let is_digit =
        |character: char| character.is_ascii_digit() || "一二三四五六七八九十".contains(character);
    let inner = text.trim_start_matches(['（', '(']);
    let rest = inner.trim_start_matches(is_digit);
    if rest.len() == inner.len() {
        return text;
    }
    let after = rest.trim_start_matches(['）', ')', '.', '．', '、']);
    if after.len() < rest.len() {
        after.trim_start()
    } else {
        text
    }
}
