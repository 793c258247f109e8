//! Which item of the old list is which of the new one.

use std::hash::{Hash, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

use super::features::{Candidates, Features};
use super::{Column, Content};
use crate::duplicate::{Texts, near_pairs};
use crate::vocabulary::Field;

/// Texts of two items with names a few characters apart must share this much, where both have texts.
const SAME_SUBJECT: f64 = 0.2;

/// Which item became which. An item is in at most one pair; what is in none was added or cancelled.
#[derive(Debug, Default)]
pub struct Matching {
    /// For each item of the old list its counterpart.
    pub of_old: Vec<Option<usize>>,
    /// For each item of the new list its counterpart.
    pub of_new: Vec<Option<usize>>,
}

/// Pairs what says the same, in order: for each of `new` the position of its equal in `old`.
pub fn same_content(old: &[u64], new: &[u64]) -> Vec<Option<usize>> {
    let mut left: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, digest) in old.iter().enumerate().rev() {
        left.entry(*digest).or_default().push(at);
    }
    new.iter()
        .map(|digest| left.get_mut(digest).and_then(Vec::pop))
        .collect()
}

impl Matching {
    /// Matches the items of two lists: first what says the same in `columns`, then by code, by name, by names a few
    /// characters apart, at last by content.
    pub fn of(old: &[Content], new: &[Content], columns: &[Column], features: &Features) -> Self {
        let mut matching = Self {
            of_old: vec![None; old.len()],
            of_new: vec![None; new.len()],
        };
        let digests = |items: &[Content]| -> Vec<u64> {
            items
                .iter()
                .map(|item| {
                    let values = item
                        .columns
                        .iter()
                        .filter(|(column, _)| columns.contains(column));
                    let mut hasher = FxHasher::default();
                    for value in values {
                        value.hash(&mut hasher);
                    }
                    hasher.finish()
                })
                .collect()
        };
        for (at, same) in same_content(&digests(old), &digests(new))
            .into_iter()
            .enumerate()
        {
            if let Some(same) = same {
                matching.pair(same, at);
            }
        }
        let code = |item: &Content| item.item.code.clone();
        let name = |item: &Content| item.item.name.clone();
        let parent = |items: &[Content], item: &Content| {
            item.parent
                .and_then(|parent| items.get(parent)?.item.name.clone())
        };
        matching.by_key(old, new, true, |_, item| Some((code(item)?, name(item)?)));
        matching.by_key(old, new, false, |_, item| code(item));
        // Many lists have several items of one name: what else is the same decides.
        for field in [Field::Basis, Field::Actor, Field::Unit] {
            matching.by_key(old, new, true, |items, item| {
                let value = item.value(field);
                (!value.is_empty()).then_some(())?;
                Some((
                    name(item)?,
                    item.class,
                    parent(items, item),
                    value.to_owned(),
                ))
            });
        }
        matching.by_key(old, new, true, |items, item| {
            Some((name(item)?, item.class, parent(items, item)))
        });
        matching.by_key(old, new, true, |_, item| Some((name(item)?, item.class)));
        matching.by_key(old, new, true, |_, item| name(item));
        matching.by_near_names(old, new, features);
        matching.by_content(old, new, features);
        matching
    }

    /// Makes a pair of two items that have none yet.
    pub fn pair(&mut self, old: usize, new: usize) {
        if let (Some(of_old @ None), Some(of_new @ None)) =
            (self.of_old.get_mut(old), self.of_new.get_mut(new))
        {
            *of_old = Some(new);
            *of_new = Some(old);
        }
    }

    /// Positions of the old list that have no counterpart.
    pub fn cancelled(&self) -> impl Iterator<Item = usize> {
        alone(&self.of_old)
    }

    /// Positions of the new list that have no counterpart.
    pub fn added(&self) -> impl Iterator<Item = usize> {
        alone(&self.of_new)
    }

    /// Pairs items of the same key: in order where `in_order`, else only where each side has one.
    fn by_key<K: Hash + Eq>(
        &mut self,
        old: &[Content],
        new: &[Content],
        in_order: bool,
        key: impl Fn(&[Content], &Content) -> Option<K>,
    ) {
        let mut groups: FxHashMap<K, (Vec<usize>, Vec<usize>)> = FxHashMap::default();
        for (at, item) in lone(old, &self.of_old) {
            if let Some(key) = key(old, item) {
                groups.entry(key).or_default().0.push(at);
            }
        }
        for (at, item) in lone(new, &self.of_new) {
            if let Some(key) = key(new, item) {
                groups.entry(key).or_default().1.push(at);
            }
        }
        for (olds, news) in groups.into_values() {
            if in_order || (olds.len() == 1 && news.len() == 1) {
                for (old, new) in olds.into_iter().zip(news) {
                    self.pair(old, new);
                }
            }
        }
    }

    fn by_near_names(&mut self, old: &[Content], new: &[Content], features: &Features) {
        let mut texts = Texts::default();
        let mut holders: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        let sides = lone(old, &self.of_old)
            .map(|one| (one, true))
            .chain(lone(new, &self.of_new).map(|one| (one, false)));
        for ((at, item), is_old) in sides {
            if item.name().is_empty() {
                continue;
            }
            let place = *known.entry(item.name()).or_insert_with(|| {
                texts.push(item.name());
                holders.push(Default::default());
                holders.len() - 1
            });
            if let Some((olds, news)) = holders.get_mut(place) {
                if is_old { olds } else { news }.push(at);
            }
        }
        let mut pairs = near_pairs(&texts);
        pairs.sort_by_key(|pair| (pair.distance, pair.one, pair.other));
        for pair in pairs {
            let sides = (
                holders.get(pair.one as usize),
                holders.get(pair.other as usize),
            );
            let (Some(one), Some(other)) = sides else {
                continue;
            };
            for (olds, news) in [(&one.0, &other.1), (&other.0, &one.1)] {
                for &before in olds {
                    for &after in news.iter().take(8) {
                        let taken = self.of_new.get(after).is_none_or(Option::is_some);
                        if !taken && same_subject(before, after, old, new, features) {
                            self.pair(before, after);
                            break;
                        }
                    }
                }
            }
        }
    }

    fn by_content(&mut self, old: &[Content], new: &[Content], features: &Features) {
        let candidates = Candidates::new(self.cancelled(), &features.old);
        let mut scored: Vec<(f64, usize, usize)> = Vec::new();
        for after in self.added() {
            let Some(parts) = features.new.get(after) else {
                continue;
            };
            for before in candidates.of(parts) {
                if let Some(score) = score(before, after, old, new, features) {
                    scored.push((score, before, after));
                }
            }
        }
        scored.sort_by(|one, other| {
            other
                .0
                .total_cmp(&one.0)
                .then((one.1, one.2).cmp(&(other.1, other.2)))
        });
        for (_, before, after) in scored {
            self.pair(before, after);
        }
    }
}

fn alone(counterparts: &[Option<usize>]) -> impl Iterator<Item = usize> {
    counterparts
        .iter()
        .enumerate()
        .filter(|(_, counterpart)| counterpart.is_none())
        .map(|(at, _)| at)
}

fn lone<'c>(
    items: &'c [Content],
    counterparts: &'c [Option<usize>],
) -> impl Iterator<Item = (usize, &'c Content)> {
    alone(counterparts).filter_map(|at| Some((at, items.get(at)?)))
}

/// Whether two items with nearly one name may be one: their texts, where both have some, are not about different things.
fn same_subject(
    before: usize,
    after: usize,
    old: &[Content],
    new: &[Content],
    features: &Features,
) -> bool {
    let (Some(one), Some(other)) = (features.old.get(before), features.new.get(after)) else {
        return false;
    };
    let class = |items: &[Content], at: usize| items.get(at).and_then(|item| item.class);
    let classes = class(old, before).zip(class(new, after));
    classes.is_none_or(|(one, other)| one == other)
        && features
            .alike(&one.text, &other.text)
            .is_none_or(|alike| alike >= SAME_SUBJECT)
}

/// How surely two items with different names are one; `None` where they are not.
fn score(
    before: usize,
    after: usize,
    old: &[Content],
    new: &[Content],
    features: &Features,
) -> Option<f64> {
    let (one, other) = (features.old.get(before)?, features.new.get(after)?);
    let names = features.names_alike(one, other);
    let texts = features.alike(&one.text, &other.text);
    let same_class = old.get(before)?.class == new.get(after)?.class;
    let is_one = match texts {
        // Neither has texts: only the names can tell.
        None => names >= 0.7 && same_class,
        Some(texts) => {
            (texts >= 0.5 && names >= 0.15 && same_class)
                || (texts >= 0.8 && same_class)
                || (names >= 0.7 && texts >= 0.25)
                || (names >= 0.85 && texts >= 0.1 && same_class)
                || (texts >= 0.7 && names >= 0.5)
        }
    };
    is_one.then(|| names + texts.unwrap_or(names) + if same_class { 0.2 } else { 0.0 })
}
