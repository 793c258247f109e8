//! The nearest known titles to one that is not known.

use rapidfuzz::distance::indel;

use super::{LawTable, key};

/// A known title that is like the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The title.
    pub title: String,
    /// How alike, from 0 to 1, over characters.
    pub similarity: f64,
}

/// Titles less alike than this are not offered.
const LEAST: f64 = 0.75;

/// The characters of a title as bits: what two titles cannot have in common shows without comparing them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signature {
    bits: u128,
    /// Characters.
    length: u32,
}

impl Signature {
    fn of(key: &str) -> Self {
        let mut signature = Self { bits: 0, length: 0 };
        for character in key.chars() {
            // The high bits of the product depend on all bits of the character.
            let bit = u32::from(character).wrapping_mul(0x9E37_79B9) >> 25;
            signature.bits |= 1 << bit;
            signature.length += 1;
        }
        signature
    }

    /// Whether titles with these signatures can be alike by [`LEAST`].
    fn may_be_like(self, other: Self) -> bool {
        // The similarity is twice the common characters by the sum of both lengths.
        let common = LEAST * f64::from(self.length + other.length) / 2.0;
        let at_most = |one: Self, other: Self| {
            f64::from(one.length) - f64::from((one.bits & !other.bits).count_ones())
        };
        at_most(self, other).min(at_most(other, self)) >= common
    }
}

impl LawTable {
    /// Up to `most` known titles that are nearest to `title`, best first.
    pub fn suggest(&self, title: &str, most: usize) -> Vec<Suggestion> {
        let wanted = key(title);
        let signature = Signature::of(&wanted);
        let comparator = indel::BatchComparator::new(wanted.chars());
        // Of the keys, not the titles: for those the records of all instruments would be read.
        let signatures = self.signatures.get_or_init(|| {
            let instruments = self.instruments().iter().enumerate();
            instruments
                .map(|(index, known)| {
                    let title = known.versions.first_title();
                    (
                        Signature::of(&key(title.unwrap_or_else(|| known.title()))),
                        index,
                    )
                })
                .collect()
        });
        let mut found: Vec<Suggestion> = Vec::new();
        for (known, index) in signatures {
            if !signature.may_be_like(*known) {
                continue;
            }
            let Some(instrument) = self.instruments().get(*index) else {
                continue;
            };
            let title = instrument.title();
            let arguments = indel::Args::default().score_cutoff(LEAST);
            if let Some(similarity) =
                comparator.normalized_similarity_with_args(key(title).chars(), &arguments)
            {
                found.push(Suggestion {
                    title: title.to_owned(),
                    similarity,
                });
            }
        }
        found.sort_by(|one, other| {
            other
                .similarity
                .total_cmp(&one.similarity)
                .then_with(|| one.title.cmp(&other.title))
        });
        found.truncate(most);
        found
    }
}
