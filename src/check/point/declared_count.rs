use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::list::{Declared, Item, Section};
use crate::message::Message;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, What};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// The number of items that a sheet name or heading states, against the items there are.
pub struct DeclaredCount;

/// `declared-count` has no parameters.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {}

impl Point for DeclaredCount {
    type Params = Params;

    const NAME: &'static str = "declared-count";
    const KINDS: &'static [Kind] = &[Kind::Section];
    const VALUES: &'static [&'static str] = &["declared", "found", "of"];
    const VARIANTS: &'static [&'static str] = &["more", "fewer"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let What::Section(section) = subject.what else {
            return;
        };
        let items = subject.list.items.get(section.items.clone());
        let items = items.unwrap_or_default();
        for declared in &section.declared {
            let stated = usize::try_from(declared.count).unwrap_or(usize::MAX);
            let counts = counts(section, declared, items);
            if counts.contains(&stated) {
                continue;
            }
            let found = counts.first().copied().unwrap_or_default();
            let of = declared.class.and_then(|id| context.vocabulary.class(id));
            let hit = Hit::at(declared.span)
                .value("declared", stated.to_string())
                .value("found", found.to_string())
                .words(
                    "of",
                    of.map_or_else(
                        || Message::new(section.name.as_deref().unwrap_or_default(), ""),
                        |class| Message::new(&*class.zh, &*class.en),
                    ),
                );
            let variant = if found > stated { "more" } else { "fewer" };
            hits.push(hit.variant(variant));
        }
    }
}

/// The ways to count: an item that bears several numbers (2,3) may be counted once or by them, hidden rows may
/// count or not.
fn counts(section: &Section<'_>, declared: &Declared, items: &[Item<'_>]) -> Vec<usize> {
    let shown: Vec<&Item<'_>> = items.iter().filter(|item| !item.origin.hidden).collect();
    let all: Vec<&Item<'_>> = items.iter().collect();
    let mut found = Vec::new();
    for items in [shown, all] {
        for weight in [once as Weight, by_numbers] {
            found.extend(ways(section, declared, &items, weight));
        }
    }
    found
}

type Weight = fn(&Item<'_>) -> usize;

fn once(_: &Item<'_>) -> usize {
    1
}

fn by_numbers(item: &Item<'_>) -> usize {
    let number = item.value(Field::Number);
    let numbers = number.and_then(|value| super::sequence::numbers(value.as_str()));
    numbers.map_or(1, |(first, last)| (last - first) as usize + 1)
}

/// Main items, or main items without their heads plus sub-items; an office may mean either.
fn ways(
    section: &Section<'_>,
    declared: &Declared,
    items: &[&Item<'_>],
    weight: Weight,
) -> Vec<usize> {
    // A sheet named after one class holds that class alone, whatever is written in its rows.
    let only = section.declared.len() == 1;
    let counted =
        |item: &&&Item<'_>| only || declared.class.is_none() || item.class == declared.class;
    let heads: FxHashSet<usize> = items.iter().filter_map(|item| item.parent).collect();
    let sum = |keep: &dyn Fn(&Item<'_>) -> bool| -> usize {
        let kept = items.iter().filter(counted).filter(|item| keep(item));
        kept.map(|item| weight(item)).sum()
    };
    let mains = sum(&|item| item.parent.is_none());
    let all = sum(&|_| true);
    if all == mains {
        return vec![mains];
    }
    let leaves = sum(&|item| !heads.contains(&item.index));
    vec![mains, leaves, all]
}
