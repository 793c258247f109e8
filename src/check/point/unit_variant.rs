use std::collections::BTreeMap;

use serde::Deserialize;

use crate::duplicate::{Texts, differences, near_pairs};
use crate::org::{Words, key, mentions};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::Field;

/// Names of units that differ in a character or a part from a much more frequent one: without an
/// organisation file the list itself teaches.
pub struct UnitVariant {
    times: usize,
    at_least: f32,
}

/// Parameters of `unit-variant`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// How many times as often the other name must stand.
    #[serde(default = "Params::usual_times")]
    times: usize,
    /// How sure it must be, from 0 to 1.
    #[serde(default)]
    at_least: Option<Spanned<f32>>,
}

impl Params {
    fn usual_times() -> usize {
        3
    }
}

/// A name with the places it stands at.
struct Named {
    name: String,
    places: Vec<(usize, Field, Span)>,
}

impl Point for UnitVariant {
    type Params = Params;

    const NAME: &'static str = "unit-variant";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["unit", "common", "count", "rare-count"];
    const LABELS: &'static [&'static str] = &["common"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let at_least = params.at_least.map_or(0.8, |share| share.value);
        Ok(Self {
            times: params.times.max(2),
            at_least,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let words = context.unit_words;
        let names = names(subject, context);
        for (rare, common, confidence) in pairs(&names, words) {
            let (rare, common) = (&names[rare], &names[common]);
            if confidence < self.at_least
                || common.places.len() < self.times * rare.places.len()
                || common.places.len() < 3
            {
                continue;
            }
            let [(item, field, span), ..] = rare.places[..] else {
                continue;
            };
            let mut hit = Hit::at(span)
                .value("unit", rare.name.clone())
                .value("common", common.name.clone())
                .value("count", common.places.len().to_string())
                .value("rare-count", rare.places.len().to_string());
            if let Some((_, _, span)) = common.places.first() {
                hit = hit.label("common", *span);
            }
            for (_, _, span) in &rare.places {
                hit = hit.edit(*span, common.name.clone());
            }
            hit.item = Some(item);
            hit.field = Some(field);
            hit.confidence = Some(confidence);
            hits.push(hit);
        }
    }
}

/// The units named in the list, in the order of their names.
fn names(subject: &Subject<'_, '_>, context: &Context<'_>) -> Vec<Named> {
    let mut names: BTreeMap<String, Vec<(usize, Field, Span)>> = BTreeMap::new();
    for item in &subject.list.items {
        for field in [Field::Actor, Field::Unit] {
            for value in item.values(field) {
                for mention in mentions(&value.view, context.unit_words) {
                    if let Some(range) = mention.who.unit() {
                        let span = value.view.source_span(range.clone());
                        let places = names.entry(key(&value.as_str()[range])).or_default();
                        // A cell merged over several items counts once.
                        if places.last().is_none_or(|(_, _, last)| *last != span) {
                            places.push((item.index, field, span));
                        }
                    }
                }
            }
        }
    }
    names
        .into_iter()
        .map(|(name, places)| Named { name, places })
        .collect()
}

/// Pairs of a rarer and a more frequent name that may be one, with how sure that is.
fn pairs(names: &[Named], words: &Words) -> Vec<(usize, usize, f32)> {
    let texts: Texts = names.iter().map(|named| named.name.as_str()).collect();
    let mut found: Vec<(usize, usize, f32)> = near_pairs(&texts)
        .into_iter()
        .map(|pair| (pair.one as usize, pair.other as usize))
        .chain(parts(names))
        .filter_map(|(one, other)| {
            let (rare, common) = if names[one].places.len() < names[other].places.len() {
                (one, other)
            } else {
                (other, one)
            };
            let sure = likeness(&names[rare].name, &names[common].name, words)?;
            Some((rare, common, sure))
        })
        .collect();
    found.sort_unstable_by_key(|(rare, common, _)| {
        (
            *rare,
            std::cmp::Reverse(names[*common].places.len()),
            *common,
        )
    });
    // Of several names it may be meant for, the most frequent.
    found.dedup_by_key(|(rare, _, _)| *rare);
    found
}

/// How likely two near names are one; `None` where what differs numbers units.
fn likeness(rare: &str, common: &str, words: &Words) -> Option<f32> {
    let different = differences(rare, common);
    let numbered = different.iter().any(|difference| {
        let (one, other) = (
            &rare[difference.one.clone()],
            &common[difference.other.clone()],
        );
        one.chars()
            .chain(other.chars())
            .any(|character| words.in_series(character))
    });
    if numbered {
        return None;
    }
    let length = rare.chars().count().min(common.chars().count());
    let [only] = different.as_slice() else {
        return Some(0.6);
    };
    let (one, other) = (
        rare[only.one.clone()].chars().count(),
        common[only.other.clone()].chars().count(),
    );
    Some(match (one, other) {
        (0, 1) | (1, 0) => 0.85,
        (1, 1) if length >= 8 => 0.85,
        (1, 1) => 0.7,
        _ => 0.6,
    })
}

/// Names of which one is the other without a stretch of two to four characters in its middle.
fn parts(names: &[Named]) -> Vec<(usize, usize)> {
    // A list names at most some hundred units; a list that names thousands is not one list.
    if names.len() > 2_000 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (one, long) in names.iter().enumerate() {
        for (other, short) in names.iter().enumerate() {
            if is_part(&short.name, &long.name) {
                found.push((one.min(other), one.max(other)));
            }
        }
    }
    found
}

fn is_part(short: &str, long: &str) -> bool {
    let missing = long.chars().count().saturating_sub(short.chars().count());
    if !(2..=4).contains(&missing) || short.chars().count() < 6 {
        return false;
    }
    let same = |one: &mut dyn Iterator<Item = (char, char)>| {
        one.take_while(|(one, other)| one == other).count()
    };
    let front = same(&mut short.chars().zip(long.chars()));
    let back = same(&mut short.chars().rev().zip(long.chars().rev()));
    let length = short.chars().count();
    front >= 2 && back >= 2 && front + back >= length && front < length
}
