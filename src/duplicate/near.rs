//! All pairs of texts within a small edit distance, without comparing each with each.
//!
//! An edit touches at most three trigrams. So two texts within `k` edits share one of their
//! `3k + 1` rarest trigrams (counted over all texts): only texts that do are compared. This loses no
//! pair (as long as no text is like dozens of others), unlike hashing of sketches, and rare trigrams
//! pass over the words that all names of items have in common.

use rapidfuzz::distance::levenshtein;
use rayon::prelude::*;

use super::Texts;

/// The characters of a gram.
const GRAM: usize = 3;
/// The most texts that one is compared with, those with its rarest trigrams first and of these the nearest
/// in length. Only texts made from one pattern with other figures have more: each near a hundred others,
/// they are no slips, and comparing them all would grow with the square of their number.
const COMPARISONS: usize = 64;
/// The most counters of trigrams; several trigrams may share one, which only makes the order less sharp.
const COUNTERS: usize = 1 << 22;

/// Two texts that differ in few characters, by their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The earlier text.
    pub one: u32,
    /// The later text.
    pub other: u32,
    /// The edit distance in characters, at least 1.
    pub distance: u8,
}

/// In how many characters two texts may differ whose shorter one has `length` characters.
pub fn allowance(length: usize) -> usize {
    match length {
        0..=5 => 0,
        6..=13 => 1,
        14..=29 => 2,
        _ => 3,
    }
}

/// All pairs of `texts` within the allowance of the shorter of the two, sorted. Equal texts are no
/// pair: give each text once. At most `u32::MAX` texts.
pub fn near_pairs(texts: &Texts) -> Vec<Pair> {
    let index = Index::new(texts);
    let mut pairs: Vec<Pair> = (0..index.order.len())
        .into_par_iter()
        .map_init(Probe::default, |probe, at| {
            let mut found = Vec::new();
            index.probe(at, probe, &mut found);
            found
        })
        .flatten_iter()
        .collect();
    pairs.par_sort_unstable();
    pairs
}

/// Texts by length, with the places of their rarest trigrams.
struct Index<'t> {
    texts: &'t Texts,
    /// Positions in `texts`, the shortest text first.
    order: Vec<u32>,
    /// Of each text in `order`: characters, and which characters as bits.
    lengths: Vec<u32>,
    marks: Vec<u128>,
    /// Of each text in `order`: its rarest trigrams, hashed; `starts` has one more entry.
    grams: Vec<u32>,
    starts: Vec<usize>,
    /// (trigram, place in `order`), sorted.
    postings: Vec<(u32, u32)>,
}

/// What one thread needs to look each candidate at once only.
#[derive(Default)]
struct Probe {
    seen: Vec<u32>,
    characters: Vec<char>,
}

impl<'t> Index<'t> {
    fn new(texts: &'t Texts) -> Self {
        let lengths: Vec<u32> = (0..texts.len())
            .into_par_iter()
            .map(|at| u32::try_from(texts.get(at).chars().count()).unwrap_or(u32::MAX))
            .collect();
        let mut order: Vec<u32> = (0..u32::try_from(texts.len()).unwrap_or(u32::MAX))
            .filter(|&at| allowance(lengths[at as usize] as usize) > 0)
            .collect();
        order.par_sort_unstable_by_key(|&at| (lengths[at as usize], at));
        let counts = counts(texts);
        let rarest: Vec<Vec<u32>> = order
            .par_iter()
            .map_init(Vec::new, |grams, &at| {
                rarest(
                    texts.get(at as usize),
                    lengths[at as usize] as usize,
                    &counts,
                    grams,
                )
            })
            .collect();
        drop(counts);
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut grams = Vec::new();
        let mut postings = Vec::new();
        starts.push(0);
        for (place, own) in rarest.iter().enumerate() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            postings.extend(own.iter().map(|&gram| (gram, place)));
            grams.extend_from_slice(own);
            starts.push(grams.len());
        }
        drop(rarest);
        postings.par_sort_unstable();
        Self {
            lengths: order.iter().map(|&at| lengths[at as usize]).collect(),
            marks: order
                .par_iter()
                .map(|&at| marks(texts.get(at as usize)))
                .collect(),
            texts,
            order,
            grams,
            starts,
            postings,
        }
    }

    /// The pairs of the text at `place` with those before it in `order`.
    fn probe(&self, place: usize, probe: &mut Probe, found: &mut Vec<Pair>) {
        probe.seen.resize(self.order.len(), 0);
        let stamp = u32::try_from(place).unwrap_or(u32::MAX - 1) + 1;
        let text = self.texts.get(self.order[place] as usize);
        let length = self.lengths[place];
        let shortest =
            length.saturating_sub(u32::try_from(allowance(length as usize)).unwrap_or(0));
        probe.characters.clear();
        let mut comparer = None;
        let mut left = COMPARISONS;
        for &gram in &self.grams[self.starts[place]..self.starts[place + 1]] {
            let first = self.postings.partition_point(|&(known, _)| known < gram);
            let near = &self.postings[first..];
            let near = &near
                [..near.partition_point(|&(known, at)| known == gram && (at as usize) < place)];
            let from = near.partition_point(|&(_, at)| self.lengths[at as usize] < shortest);
            // Texts seen with a rarer trigram are passed over, at most as many as were compared.
            for &(_, at) in near[from..].iter().rev().take(2 * COMPARISONS) {
                let candidate = at as usize;
                if probe.seen[candidate] == stamp {
                    continue;
                }
                if left == 0 {
                    return;
                }
                left -= 1;
                probe.seen[candidate] = stamp;
                let most = allowance(self.lengths[candidate] as usize);
                // An edit changes at most two marks.
                if (self.marks[candidate] ^ self.marks[place]).count_ones() as usize > 2 * most {
                    continue;
                }
                let comparer =
                    comparer.get_or_insert_with(|| levenshtein::BatchComparator::new(text.chars()));
                let distance = comparer.distance_with_args(
                    self.texts.get(self.order[candidate] as usize).chars(),
                    &levenshtein::Args::default().score_cutoff(most),
                );
                if let Some(distance @ 1..) = distance {
                    let (one, other) = (self.order[candidate], self.order[place]);
                    found.push(Pair {
                        one: one.min(other),
                        other: one.max(other),
                        distance: u8::try_from(distance).unwrap_or(u8::MAX),
                    });
                }
            }
        }
    }
}

/// How often each trigram occurs, by its hash.
fn counts(texts: &Texts) -> Vec<u32> {
    let mut counts = vec![
        0u32;
        (texts.bytes() / 3)
            .next_power_of_two()
            .clamp(1 << 10, COUNTERS)
    ];
    let counters = counts.len();
    for text in texts.iter() {
        each_gram(text, |gram| {
            let counter = &mut counts[gram as usize % counters];
            *counter = counter.saturating_add(1);
        });
    }
    counts
}

/// The hashes of the `3k + 1` rarest trigrams of a text of `length` characters.
fn rarest(text: &str, length: usize, counts: &[u32], grams: &mut Vec<(u32, u32)>) -> Vec<u32> {
    grams.clear();
    each_gram(text, |gram| {
        grams.push((counts[gram as usize % counts.len()], gram))
    });
    grams.sort_unstable();
    grams.dedup();
    let wanted = GRAM * allowance(length) + 1;
    grams.iter().take(wanted).map(|&(_, gram)| gram).collect()
}

/// Calls `visit` with the hash of each trigram.
fn each_gram(text: &str, mut visit: impl FnMut(u32)) {
    let mut window = [0u32; GRAM];
    for (at, character) in text.chars().enumerate() {
        window = [window[1], window[2], u32::from(character)];
        if at + 1 >= GRAM {
            visit(hash(window));
        }
    }
}

fn hash(window: [u32; GRAM]) -> u32 {
    let packed = window.iter().fold(0u64, |packed, &character| {
        packed << 21 | u64::from(character)
    });
    let mixed = packed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as u32 ^ mixed as u32
}

/// The characters of a text as bits of 128.
fn marks(text: &str) -> u128 {
    text.chars().fold(0, |marks, character| {
        marks | 1 << (u32::from(character).wrapping_mul(0x9E37_79B1) >> 25)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brute(texts: &Texts) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for one in 0..texts.len() {
            for other in one + 1..texts.len() {
                let (a, b) = (texts.get(one), texts.get(other));
                let most = allowance(a.chars().count().min(b.chars().count()));
                let distance = levenshtein::distance(a.chars(), b.chars());
                if (1..=most).contains(&distance) {
                    pairs.push(Pair {
                        one: one as u32,
                        other: other as u32,
                        distance: distance as u8,
                    });
                }
            }
        }
        pairs
    }

    /// Texts of few different words, each altered in up to three places: many near pairs.
    fn altered(seed: u64, count: usize) -> Texts {
        let mut state = seed;
        let mut next = move |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let words = [
            "未按规定",
            "生产",
            "经营",
            "使用",
            "医疗",
            "保障",
            "基金",
            "农药",
            "种子",
            "单位",
            "个人",
            "登记",
            "伪造",
            "证明",
            "材料",
        ];
        let bases: Vec<Vec<char>> = (0..count / 6)
            .map(|_| {
                let mut text: Vec<char> = "对".chars().collect();
                for _ in 0..2 + next(5) {
                    text.extend(words[next(words.len())].chars());
                }
                text.extend("的行政处罚".chars());
                text
            })
            .collect();
        (0..count)
            .map(|_| {
                let mut text = bases[next(bases.len())].clone();
                for _ in 0..next(4) {
                    let at = next(text.len());
                    match next(3) {
                        0 => text.insert(at, '或'),
                        1 => text[at] = '及',
                        _ => drop(text.remove(at)),
                    }
                }
                text.into_iter().collect::<String>()
            })
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    #[test]
    fn no_near_pair_is_lost() {
        for seed in [1, 2, 3] {
            let texts = altered(seed, 600);
            let pairs = brute(&texts);
            assert!(pairs.len() > 200, "{}", pairs.len());
            assert_eq!(near_pairs(&texts), pairs);
        }
    }
}
