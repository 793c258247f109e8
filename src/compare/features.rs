//! How alike two items are: the parts of their names and texts, each weighing the less the more items share it.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Content;
use crate::vocabulary::Field;

/// Fields whose texts tell an item: what is the same for many items weighs little anyway.
const TEXTS: [Field; 8] = [
    Field::Basis,
    Field::Scope,
    Field::Duties,
    Field::DutyBasis,
    Field::Cases,
    Field::Counterpart,
    Field::Conditions,
    Field::Materials,
];
/// A part that more items than this have leads to no candidates.
const COMMON: usize = 16;
/// The most candidates that are looked at for one item.
const CANDIDATES: usize = 12;

/// The parts of an item.
#[derive(Debug, Default)]
pub struct Parts {
    /// Pairs of neighbouring characters of its name, hashed, sorted, each once.
    pub name: Vec<u64>,
    /// Clauses of its texts, hashed, with their characters; sorted, each once.
    pub text: Vec<(u64, u32)>,
}

/// The parts of all items of two lists, with how many items have each.
#[derive(Debug)]
pub struct Features {
    /// Of the items of the old list.
    pub old: Vec<Parts>,
    /// Of the items of the new list.
    pub new: Vec<Parts>,
    /// How many items of the old list and of the new one have a part.
    counts: FxHashMap<u64, [u32; 2]>,
}

impl Features {
    /// The parts of the items of both lists.
    pub fn new(old: &[Content], new: &[Content]) -> Self {
        let parts = |items: &[Content]| items.iter().map(Parts::of).collect::<Vec<_>>();
        let (old, new) = (parts(old), parts(new));
        let mut counts: FxHashMap<u64, [u32; 2]> = FxHashMap::default();
        for (items, side) in [(&old, 0), (&new, 1)] {
            for part in items.iter().flat_map(Parts::all) {
                if let Some(count) = counts.entry(part).or_default().get_mut(side) {
                    *count += 1;
                }
            }
        }
        Self { old, new, counts }
    }

    /// One over the number of items of one list that have the part.
    fn rarity(&self, part: u64) -> f64 {
        let [old, new] = self.counts.get(&part).copied().unwrap_or([1, 1]);
        1.0 / f64::from(old.max(new).max(1))
    }

    /// How much of the weight of `one` is shared with `other`, from 0 to 1; parts for which `skip` holds are left out.
    /// `None` where nothing is left to compare.
    pub fn contained(
        &self,
        one: &[(u64, u32)],
        other: &[(u64, u32)],
        skip: &[(u64, u32)],
    ) -> Option<f64> {
        let (mut whole, mut shared) = (0.0, 0.0);
        for &(part, length) in one {
            if has(skip, part) {
                continue;
            }
            let weight = f64::from(length) * self.rarity(part);
            whole += weight;
            if has(other, part) {
                shared += weight;
            }
        }
        (whole > 0.0).then(|| shared / whole)
    }

    /// How alike two texts are, from 0 to 1: what they share of the weight of both.
    pub fn alike(&self, one: &[(u64, u32)], other: &[(u64, u32)]) -> Option<f64> {
        let there = self.contained(one, other, &[]);
        let back = self.contained(other, one, &[]);
        match (there, back) {
            (Some(there), Some(back)) if there + back > 0.0 => {
                Some(2.0 * there * back / (there + back))
            }
            (Some(_), Some(_)) => Some(0.0),
            _ => None,
        }
    }

    /// How alike two names are, from 0 to 1.
    pub fn names_alike(&self, one: &Parts, other: &Parts) -> f64 {
        let weigh = |name: &[u64]| name.iter().map(|&part| (part, 1)).collect::<Vec<_>>();
        self.alike(&weigh(&one.name), &weigh(&other.name))
            .unwrap_or(0.0)
    }
}

fn has(parts: &[(u64, u32)], part: u64) -> bool {
    parts.binary_search_by_key(&part, |(part, _)| *part).is_ok()
}

impl Parts {
    fn of(item: &Content) -> Self {
        let characters: Vec<char> = item
            .name()
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        let mut name: Vec<u64> = characters
            .windows(2)
            .map(|pair| hashed(&("name", pair)))
            .collect();
        name.sort_unstable();
        name.dedup();
        let mut text: Vec<(u64, u32)> = TEXTS
            .iter()
            .flat_map(|&field| item.value(field).split(|c: char| !c.is_alphanumeric()))
            .filter_map(|clause| {
                let length = clause.chars().count();
                (length > 1).then(|| (hashed(&clause), u32::try_from(length).unwrap_or(u32::MAX)))
            })
            .collect();
        text.sort_unstable();
        text.dedup();
        Self { name, text }
    }

    /// All parts, of name and texts.
    pub fn all(&self) -> impl Iterator<Item = u64> {
        self.name
            .iter()
            .copied()
            .chain(self.text.iter().map(|(part, _)| *part))
    }
}

fn hashed(value: &impl std::hash::Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Finds, for an item of one side, the items of the other side that share rare parts with it.
#[derive(Debug)]
pub struct Candidates {
    by_part: FxHashMap<u64, Vec<usize>>,
}

impl Candidates {
    /// An index of `items` (positions in `parts`).
    pub fn new(items: impl Iterator<Item = usize>, parts: &[Parts]) -> Self {
        let mut by_part: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for item in items {
            for part in parts.get(item).into_iter().flat_map(Parts::all) {
                let known = by_part.entry(part).or_default();
                // One more than is looked at tells that the part is common.
                if known.len() <= COMMON {
                    known.push(item);
                }
            }
        }
        Self { by_part }
    }

    /// The likeliest counterparts of an item with these parts, the likeliest first.
    pub fn of(&self, parts: &Parts) -> Vec<usize> {
        let mut votes: FxHashMap<usize, f64> = FxHashMap::default();
        let mut seen = FxHashSet::default();
        for part in parts.all() {
            let Some(items) = self.by_part.get(&part) else {
                continue;
            };
            if items.len() > COMMON || !seen.insert(part) {
                continue;
            }
            for &item in items {
                *votes.entry(item).or_default() += 1.0 / items.len() as f64;
            }
        }
        let mut found: Vec<(usize, f64)> = votes.into_iter().collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        found.truncate(CANDIDATES);
        found.into_iter().map(|(item, _)| item).collect()
    }
}
