use std::hash::{Hash, Hasher};

use rapidfuzz::distance::levenshtein;
use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::{Pair, Texts};

/// What is left of a text must have so many characters to say that two texts are one.
const LEAST: usize = 4;

/// Pairs of different texts of which `essence` leaves the same, however many characters they differ in;
/// of each group those with the most frequent text (`weights`), of equals the first.
///
/// An essence is compared by its hash: two that share one by chance (once in 2⁶⁴) become a pair that
/// who asks will find unlike.
pub fn same_essence(
    texts: &Texts,
    weights: &[u32],
    essence: impl Fn(&str) -> String + Sync,
) -> Vec<Pair> {
    let weight = |text: u32| weights.get(text as usize).copied().unwrap_or(1);
    let mut hashed: Vec<(u64, u32)> = (0..u32::try_from(texts.len()).unwrap_or(u32::MAX))
        .into_par_iter()
        .filter_map(|at| {
            let rest = essence(texts.get(at as usize));
            rest.chars().nth(LEAST - 1)?;
            let mut hasher = FxHasher::default();
            rest.hash(&mut hasher);
            Some((hasher.finish(), at))
        })
        .collect();
    hashed.par_sort_unstable();
    let mut pairs = Vec::new();
    for group in hashed.chunk_by(|(one, _), (other, _)| one == other) {
        let usual = group
            .iter()
            .map(|&(_, at)| at)
            .min_by_key(|&at| (std::cmp::Reverse(weight(at)), at));
        let Some(usual) = usual else { continue };
        for &(_, at) in group.iter().filter(|(_, at)| *at != usual) {
            let (one, other) = (usual.min(at), usual.max(at));
            let distance = levenshtein::distance(
                texts.get(one as usize).chars(),
                texts.get(other as usize).chars(),
            );
            pairs.push(Pair {
                one,
                other,
                distance: u8::try_from(distance).unwrap_or(u8::MAX),
            });
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_pair_by_what_is_left_of_them() {
        let texts: Texts = [
            "对甲乙丙丁处罚",
            "对甲乙丙丁行为的处罚",
            "对甲乙",
            "对的甲乙",
        ]
        .into_iter()
        .collect();
        let essence = |text: &str| text.replace("行为", "").replace('的', "");
        let pairs = same_essence(&texts, &[1, 5, 1, 1], essence);
        assert_eq!(
            pairs,
            [Pair {
                one: 0,
                other: 1,
                distance: 3
            }]
        );
    }
}
