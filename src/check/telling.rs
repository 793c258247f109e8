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

fn pairs(text: &str) -> FxHashSet<Pair> {
    text.chars()
        .zip(text.chars().skip(1))
        .filter(|(one, other)| one.is_alphabetic() && other.is_alphabetic())
        .collect()
}

/// Whether `text` has what tells one name, and not what tells the other. Names with too little of their own cannot
/// tell.
pub(super) fn speaks_of(text: &str, one: &FxHashSet<Pair>, other: &FxHashSet<Pair>) -> bool {
    let (one_only, other_only): (Vec<_>, Vec<_>) = (
        one.difference(other).collect(),
        other.difference(one).collect(),
    );
    if one_only.len() < 4 || other_only.len() < 4 {
        return false;
    }
    let text = pairs(text);
    let share = |wanted: &[&Pair]| {
        wanted.iter().filter(|pair| text.contains(**pair)).count() as f32 / wanted.len() as f32
    };
    share(&one_only) >= 0.6 && share(&other_only) <= 0.15
}
