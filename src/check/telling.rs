//! Which item of a list a text speaks of, by what tells the names of items apart.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::list::Item;

/// Two characters, one after the other.
pub(super) type Pair = (char, char);

/// The pairs of characters that tell each name from the others: those in few names.
pub(super) fn telling(items: &[Item<'_>]) -> Vec<FxHashSet<Pair>> {
    let names: Vec<FxHashSet<Pair>> = items
        .iter()
        .map(|item| {
            item.name()
                .map(|name| pairs(name.as_str()))
                .unwrap_or_default()
        })
        .collect();
    let mut counts: FxHashMap<Pair, usize> = FxHashMap::default();
    for pair in names.iter().flatten() {
        *counts.entry(*pair).or_default() += 1;
    }
    let few = 1 + items.len() / 20;
    names
        .into_iter()
        .map(|name| {
            name.into_iter()
                .filter(|pair| counts.get(pair).is_some_and(|count| *count <= few))
                .collect()
        })
        .collect()
}

/// The pairs of a text.
pub(super) fn pairs(text: &str) -> FxHashSet<Pair> {
    text.chars()
        .zip(text.chars().skip(1))
        .filter(|(one, other)| one.is_alphabetic() && other.is_alphabetic())
        .collect()
}

/// What tells one name from another, and the other from it.
pub(super) struct Apart<'n> {
    one: Vec<&'n Pair>,
    other: Vec<&'n Pair>,
}

impl<'n> Apart<'n> {
    /// `None` for names with too little of their own to tell.
    pub(super) fn of(one: &'n FxHashSet<Pair>, other: &'n FxHashSet<Pair>) -> Option<Self> {
        let apart = Self {
            one: one.difference(other).collect(),
            other: other.difference(one).collect(),
        };
        (apart.one.len() >= LEAST && apart.other.len() >= LEAST).then_some(apart)
    }

    /// Whether a text of these pairs speaks of the one and not of the other.
    pub(super) fn speaks_of_one(&self, text: &FxHashSet<Pair>) -> bool {
        let found = |wanted: &[&Pair]| wanted.iter().filter(|pair| text.contains(**pair)).count();
        share(found(&self.one), self.one.len()) >= SPOKEN
            && share(found(&self.other), self.other.len()) <= 0.15
    }
}

/// Pairs that a name needs to be told by.
const LEAST: usize = 4;

/// The share of what tells a name that a text speaking of it has.
const SPOKEN: f32 = 0.6;

fn share(found: usize, of: usize) -> f32 {
    found as f32 / of.max(1) as f32
}

/// Whether a text of these pairs may speak of the name.
pub(super) fn may_speak_of(text: &FxHashSet<Pair>, name: &FxHashSet<Pair>) -> bool {
    let found = name.iter().filter(|pair| text.contains(*pair)).count();
    // What several names have in common may all be missing.
    found >= LEAST.div_ceil(2)
}
