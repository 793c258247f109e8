//! Characters that are often written for one another (帐/账): `rules/laws/variants.tsv`.

use std::sync::LazyLock;

use super::edit::Correction;
use super::text::Run;
use crate::law::fingerprint::{append, short};

static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let text = include_str!("../../../rules/laws/variants.tsv");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (one, other) = line.split_once('\t')?;
            let single = |word: &str| {
                let mut characters = word.chars();
                characters.next().filter(|_| characters.next().is_none())
            };
            Some((single(one)?, single(other)?))
        })
        .flat_map(|(one, other)| [(one, other), (other, one)])
        .collect()
});

/// Whether `one` is often written for `other`.
pub fn is_variant(one: &str, other: &str) -> bool {
    let mut pairs = one.chars().zip(other.chars());
    one.chars().count() == other.chars().count()
        && pairs.all(|(one, other)| one == other || PAIRS.contains(&(one, other)))
}

/// The places of `run` where a variant stands, if with the other characters it hashes like `wanted`: one of
/// them changed, or all that have the same character.
pub fn corrections(run: &Run, wanted: u32) -> Option<Vec<Correction>> {
    for &(written, right) in PAIRS.iter() {
        let places: Vec<usize> = (0..run.len())
            .filter(|&at| {
                run.characters
                    .get(at)
                    .is_some_and(|(character, _)| *character == written)
            })
            .collect();
        let single = places.iter().map(std::slice::from_ref);
        let all = (places.len() > 1).then_some(places.as_slice());
        for chosen in single.chain(all) {
            let hash = run
                .characters
                .iter()
                .enumerate()
                .fold(0, |hash, (at, (character, _))| {
                    append(
                        hash,
                        if chosen.contains(&at) {
                            right
                        } else {
                            *character
                        },
                    )
                });
            if short(hash) == wanted {
                let corrections = chosen.iter().map(|&at| Correction {
                    range: run.bytes(at..at + 1),
                    text: right.to_string(),
                });
                return Some(corrections.collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::text::Quoted;
    use super::*;

    #[test]
    fn variants_are_found_and_told_from_other_slips() {
        let wanted = Quoted::new("登记账簿和其他账册").hashes[0];
        let found = |text: &str| {
            let quoted = Quoted::new(text);
            corrections(&quoted.run(0..1), wanted).map(|found| found.len())
        };
        assert_eq!(found("登记帐簿和其他帐册"), Some(2));
        assert_eq!(found("登记账簿和其它账册"), Some(1));
        assert_eq!(found("登记证簿和其他账册"), None);
        assert!(is_variant("帐簿", "账簿") && !is_variant("证簿", "账簿"));
    }
}
