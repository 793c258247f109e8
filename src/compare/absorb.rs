//! Items that went into others (合并) and items that others came out of (拆分).

use rustc_hash::FxHashMap;

use super::Content;
use super::features::{Candidates, Features, Parts};
use super::matching::Matching;

/// How much of an item's name, or of its texts, must stand in the one that took it in.
const TAKEN_IN: f64 = 0.6;
/// How much of its name must do so where its texts do.
const NAME_TOO: f64 = 0.25;
/// Characters of texts that an item must have of its own to be told by them.
const OWN_TEXT: u32 = 6;

/// Merged and split items by their positions in both lists.
#[derive(Debug, Default)]
pub struct Absorbed {
    /// An item of the new list with the items of the old one that went into it, at least two.
    pub merged: Vec<(usize, Vec<usize>)>,
    /// An item of the old list with the items of the new one that came out of it, at least two.
    pub split: Vec<(usize, Vec<usize>)>,
}

/// Finds them among the items without a counterpart; what turns out to be one item under a longer or shorter
/// name is paired in `matching`.
pub fn find(
    old: &[Content],
    new: &[Content],
    features: &Features,
    matching: &mut Matching,
    changed: impl Fn(usize, usize) -> bool,
) -> Absorbed {
    let paired: Vec<(usize, usize)> = matching
        .of_new
        .iter()
        .enumerate()
        .filter_map(|(after, before)| Some(((*before)?, after)))
        .filter(|&(before, after)| changed(before, after))
        .collect();
    let mut merged = parents(matching.of_old.iter().copied(), old, new, &matching.of_new);
    let mut split = parents(matching.of_new.iter().copied(), new, old, &matching.of_old);
    let cancelled: Vec<usize> = matching.cancelled().collect();
    let added: Vec<usize> = matching.added().collect();
    let takers = |own: &[usize], of_pair: fn(&(usize, usize)) -> usize| {
        let mut all: Vec<usize> = own.to_vec();
        all.extend(paired.iter().map(of_pair));
        all.sort_unstable();
        all
    };
    let into = links(
        &cancelled,
        &features.old,
        &takers(&added, |pair| pair.1),
        &features.new,
        |taker| matching.of_new.get(taker).copied().flatten(),
        features,
    );
    let out_of = links(
        &added,
        &features.new,
        &takers(&cancelled, |pair| pair.0),
        &features.old,
        |taker| matching.of_old.get(taker).copied().flatten(),
        features,
    );
    let mut renamed = Vec::new();
    for (taker, mut members) in into {
        members.extend(matching.of_new.get(taker).copied().flatten());
        match members.as_slice() {
            [only] => renamed.push((*only, taker)),
            _ => merged.push((taker, members)),
        }
    }
    for (taker, mut members) in out_of {
        members.extend(matching.of_old.get(taker).copied().flatten());
        match members.as_slice() {
            [only] => renamed.push((taker, *only)),
            _ => split.push((taker, members)),
        }
    }
    renamed.sort_unstable();
    for (before, after) in renamed {
        matching.pair(before, after);
    }
    Absorbed {
        merged: tidy(merged),
        split: tidy(split),
    }
}

fn tidy(mut groups: Vec<(usize, Vec<usize>)>) -> Vec<(usize, Vec<usize>)> {
    for (_, members) in &mut groups {
        members.sort_unstable();
        members.dedup();
    }
    groups.retain(|(_, members)| members.len() > 1);
    groups.sort();
    groups.dedup_by_key(|(taker, _)| *taker);
    groups
}

/// Main items of `others` without a counterpart under which at least two items stand that were main items by
/// themselves: with those of `items` that they were.
fn parents(
    counterparts: impl Iterator<Item = Option<usize>>,
    items: &[Content],
    others: &[Content],
    of_others: &[Option<usize>],
) -> Vec<(usize, Vec<usize>)> {
    let mut groups: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, counterpart) in counterparts.enumerate() {
        let parent = counterpart.and_then(|there| others.get(there)?.parent);
        let was_main = items.get(at).is_some_and(|item| item.parent.is_none());
        if let (Some(parent), true) = (parent, was_main)
            && of_others.get(parent).is_some_and(Option::is_none)
        {
            groups.entry(parent).or_default().push(at);
        }
    }
    groups.into_iter().collect()
}

/// For each item that took others in: those of `lone` that stand in it. `partner` tells the counterpart of a taker,
/// on the side of `lone`: what stands in that anyway is no sign.
fn links(
    lone: &[usize],
    parts: &[Parts],
    takers: &[usize],
    parts_of_takers: &[Parts],
    partner: impl Fn(usize) -> Option<usize>,
    features: &Features,
) -> Vec<(usize, Vec<usize>)> {
    let candidates = Candidates::new(takers.iter().copied(), parts_of_takers);
    let nothing = Parts::default();
    let mut groups: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for &at in lone {
        let Some(own) = parts.get(at) else { continue };
        let best = candidates
            .of(own)
            .into_iter()
            .filter_map(|taker| {
                let there = parts_of_takers.get(taker)?;
                let known = partner(taker).and_then(|partner| parts.get(partner));
                let sure = taken_in(own, there, known.unwrap_or(&nothing), features)?;
                Some((sure, taker))
            })
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        if let Some((_, taker)) = best {
            groups.entry(taker).or_default().push(at);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort();
    groups
}

/// How surely `own` stands in `there`, by what is not in `known` too; `None` where it does not.
fn taken_in(own: &Parts, there: &Parts, known: &Parts, features: &Features) -> Option<f64> {
    let weigh = |name: &[u64]| name.iter().map(|&part| (part, 1)).collect::<Vec<_>>();
    let name = features
        .contained(&weigh(&own.name), &weigh(&there.name), &weigh(&known.name))
        .unwrap_or(0.0);
    let own_text: u32 = own
        .text
        .iter()
        .filter(|part| known.text.binary_search(part).is_err())
        .map(|(_, length)| *length)
        .sum();
    let text = if own_text >= OWN_TEXT {
        features.contained(&own.text, &there.text, &known.text)
    } else {
        None
    };
    let is_in = match text {
        Some(text) => {
            (text >= TAKEN_IN && name >= NAME_TOO) || (name >= TAKEN_IN && text >= NAME_TOO)
        }
        None => name >= TAKEN_IN,
    };
    is_in.then(|| name + text.unwrap_or(name))
}
