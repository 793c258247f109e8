use std::collections::BTreeMap;

use serde::Deserialize;

use crate::duplicate::{Texts, differences, near_pairs};
use crate::org::{Words, key, mentions};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::Field;

use super::told::told;

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

/// How sure it is that a name is another with a character or a part changed.
const PART: f32 = 0.75;
const ONE_CHARACTER: f32 = 0.7;
/// A name that stands so many times as often makes a name that differs in one character suspicious.
const MANY: usize = 10;
/// The most places a finding points at.
const LABELS: usize = 12;

/// A name with the places it stands at.
struct Named {
    name: String,
    places: Vec<(usize, Field, Span)>,
}

impl Point for UnitVariant {
    type Params = Params;

    const NAME: &'static str = "unit-variant";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] =
        &["unit", "common", "count", "rare-count", "differences"];
    const VARIANTS: &'static [&'static str] = &["probable", "possible"];
    const LABELS: &'static [&'static str] = &["common", "rare"];

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
            // What is less sure takes a name that stands ten times as often, or lacks a whole word of it.
            let times = common.places.len() / rare.places.len().max(1);
            let lacks = confidence >= PART;
            let variant = match () {
                () if common.places.len() < 3 || times < self.times => continue,
                () if confidence >= self.at_least => "probable",
                () if lacks || (confidence >= ONE_CHARACTER && times >= MANY) => "possible",
                () => continue,
            };
            let [(item, field, span), ..] = rare.places[..] else {
                continue;
            };
            let mut hit = Hit::at(span)
                .variant(variant)
                .words("differences", told(&common.name, &rare.name))
                .value("unit", rare.name.clone())
                .value("common", common.name.clone())
                .value("count", common.places.len().to_string())
                .value("rare-count", rare.places.len().to_string());
            if let Some((_, _, span)) = common.places.first() {
                hit = hit.label("common", *span);
            }
            for (_, _, span) in rare.places.iter().skip(1).take(LABELS) {
                hit = hit.label("rare", *span);
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
        .chain(same_characters(names))
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
    let length = rare.chars().count().min(common.chars().count());
    // 农村农业局 for 农业农村局: the same characters in another order.
    let sorted = |name: &str| {
        let mut all: Vec<char> = name.chars().collect();
        all.sort_unstable();
        all
    };
    if length >= 5 && sorted(rare) == sorted(common) {
        return Some(0.85);
    }
    let different = differences(rare, common);
    let numbered = different.iter().any(|difference| {
        let (one, other) = (
            &rare[difference.one.clone()],
            &common[difference.other.clone()],
        );
        let (mut left, mut right) = (one.chars(), other.chars());
        match (left.next(), left.next(), right.next(), right.next()) {
            // 一科 and 二科; 江州 and 江洲 are no numbers though 州 stands among them.
            (Some(one), None, Some(other), None) => words.same_series(one, other),
            (Some(only), None, None, _) | (None, _, Some(only), None) => words.in_series(only),
            _ => one
                .chars()
                .chain(other.chars())
                .any(|character| words.counts(character)),
        }
    });
    // 江州市民政局 and 江州市东湖区民政局 are two bodies.
    let level = |name: &str| words.level_of_name(name).map(|(level, _)| level);
    if numbered
        || level(rare)
            .zip(level(common))
            .is_some_and(|(one, other)| one != other)
    {
        return None;
    }
    // 农业局 for 农业农村局: a whole word is missing, or too many.
    let characters = |name: &str| name.chars().collect::<Vec<char>>();
    let (short, long) = (characters(rare), characters(common));
    if is_part(&short, &long) || is_part(&long, &short) {
        return Some(PART);
    }
    let [only] = different.as_slice() else {
        return Some(0.6);
    };
    let (one, other) = (
        rare[only.one.clone()].chars().count(),
        common[only.other.clone()].chars().count(),
    );
    Some(match (one, other) {
        (0, 1) | (1, 0) if length >= 6 => 0.85,
        (0, 1) | (1, 0) => ONE_CHARACTER,
        (1, 1) if length >= 8 => 0.85,
        // 监管处 for 监管科: one section under two words for sections.
        (1, 1)
            if length >= 4
                && only.one.end == rare.len()
                && words.kind_of_name(rare).is_some()
                && words.kind_of_name(rare) == words.kind_of_name(common) =>
        {
            0.85
        }
        (1, 1) => ONE_CHARACTER,
        _ => 0.6,
    })
}

/// Names of the same characters in another order.
fn same_characters(names: &[Named]) -> Vec<(usize, usize)> {
    let mut by_characters: BTreeMap<Vec<char>, Vec<usize>> = BTreeMap::new();
    for (at, named) in names.iter().enumerate() {
        let mut characters: Vec<char> = named.name.chars().collect();
        characters.sort_unstable();
        by_characters.entry(characters).or_default().push(at);
    }
    let usual = |group: &[usize]| {
        let often = |at: &usize| names.get(*at).map_or(0, |named| named.places.len());
        group.iter().copied().max_by_key(|at| often(at))
    };
    by_characters
        .values()
        .filter_map(|group| Some((usual(group)?, group)))
        .flat_map(|(usual, group)| {
            let others = group.iter().copied().filter(move |at| *at != usual);
            others.map(move |at| (at.min(usual), at.max(usual)))
        })
        .collect()
}

/// How many characters two names share from the front, and from the back.
fn shared(one: &[char], other: &[char]) -> (usize, usize) {
    let same = |(one, other): &(&char, &char)| one == other;
    let front = one.iter().zip(other).take_while(same).count();
    let back = one.iter().rev().zip(other.iter().rev());
    (front, back.take_while(same).count())
}

/// Whether two names, one of them too short for the search of near texts, differ in one character.
fn one_character_apart(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if !(4..=5).contains(&short.len()) || long.len() > short.len() + 1 {
        return false;
    }
    let (front, back) = shared(short, long);
    front + back >= long.len() - 1 && front < long.len()
}

/// Names of which one is the other without a stretch of two to four characters in its middle, and short
/// names that differ in one character.
fn parts(names: &[Named]) -> Vec<(usize, usize)> {
    // A list names at most some hundred units; a list that names thousands is not one list.
    if names.len() > 2_000 {
        return Vec::new();
    }
    let names: Vec<Vec<char>> = names
        .iter()
        .map(|named| named.name.chars().collect())
        .collect();
    let mut found = Vec::new();
    for (one, long) in names.iter().enumerate() {
        for (other, short) in names.iter().enumerate() {
            if one != other
                && (is_part(short, long) || (one < other && one_character_apart(short, long)))
            {
                found.push((one.min(other), one.max(other)));
            }
        }
    }
    found
}

fn is_part(short: &[char], long: &[char]) -> bool {
    let missing = long.len().saturating_sub(short.len());
    if !(2..=4).contains(&missing) || short.len() < 6 {
        return false;
    }
    let (front, back) = shared(short, long);
    front >= 2 && back >= 1 && front + back >= short.len() && front < short.len()
}
