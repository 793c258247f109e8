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

impl LawTable {
    /// Up to `most` known titles that are nearest to `title`, best first.
    pub fn suggest(&self, title: &str, most: usize) -> Vec<Suggestion> {
        let wanted = key(title);
        let length = wanted.chars().count();
        let comparator = indel::BatchComparator::new(wanted.chars());
        let mut found: Vec<Suggestion> = Vec::new();
        let titles = self.by_key.iter().filter_map(|(known, &index)| {
            let title = self.instruments.get(index as usize)?.title();
            Some((known.as_str(), title))
        });
        for (known, title) in titles {
            // Bytes are at most four for a character: a cheap bound before the measure.
            let known_length = known.len() / 3;
            if known_length.abs_diff(length) > length / 2 + 2 {
                continue;
            }
            let arguments = indel::Args::default().score_cutoff(LEAST);
            if let Some(similarity) =
                comparator.normalized_similarity_with_args(known.chars(), &arguments)
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
