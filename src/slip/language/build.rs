//! Makes a model from texts: counts, discounts and weights, without the texts.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::coding::{level, weight_level, write_number, write_part};
use super::model::{MAGIC, triple};
use super::pairs::{Pair, Pairs};
use super::symbol::{Alphabet, EDGE, Symbol, Tokens, UNKNOWN};
use super::table::{HashTable, hash};

/// How often a character and an n-gram must stand in the texts to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Least {
    /// Characters.
    pub single: u64,
    /// N-grams of two, three and four characters.
    pub grams: [u64; 3],
}

impl Default for Least {
    fn default() -> Self {
        Self {
            single: 3,
            grams: [4, 4, 6],
        }
    }
}

/// Texts being counted.
#[derive(Debug, Default)]
pub struct Builder {
    texts: Vec<Vec<char>>,
    characters: BTreeMap<char, u64>,
}

/// Distinct n-grams, packed into a number each, with their counts; sorted.
type Counted = Vec<(u64, u64)>;

/// Bits of a symbol within a packed n-gram.
const BITS: u32 = 16;

impl Builder {
    /// Counts a text.
    pub fn add(&mut self, text: &str) {
        let tokens = Tokens::new(text);
        for &character in &tokens.characters {
            *self.characters.entry(character).or_default() += 1;
        }
        self.texts.push(tokens.characters);
    }

    /// The file of the model.
    pub fn bytes(self, least: Least) -> Vec<u8> {
        let kept = self
            .characters
            .iter()
            .filter(|&(_, &count)| count >= least.single);
        let kept: Vec<(char, u64)> = kept
            .take(usize::from(Symbol::MAX) - 2)
            .map(|(&character, &count)| (character, count))
            .collect();
        let alphabet = Alphabet::new(kept.iter().map(|&(character, _)| character));
        let texts: Vec<Vec<Symbol>> = self
            .texts
            .iter()
            .map(|text| {
                let mut symbols = vec![EDGE; 3];
                symbols.extend(text.iter().map(|&character| alphabet.symbol(character)));
                symbols.push(EDGE);
                symbols
            })
            .collect();
        drop(self.texts);
        let [two, three, four] = [2, 3, 4].map(|length| counted(&texts, length));
        let out = write(&alphabet, &kept, [&two, &three, &four], least);
        let mut file = MAGIC.to_vec();
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        // Writing to memory cannot fail.
        let packed = packer.write_all(&out).and_then(|()| packer.finish());
        file.extend(packed.unwrap_or_default());
        file
    }
}

/// All n-grams of `length` that end in a symbol of the text, with their counts.
fn counted(texts: &[Vec<Symbol>], length: usize) -> Counted {
    let mut keys = Vec::new();
    for text in texts {
        for end in 3..text.len() {
            keys.push(packed(&text[end + 1 - length..=end]));
        }
    }
    run_lengths(keys)
}

fn packed(gram: &[Symbol]) -> u64 {
    gram.iter()
        .fold(0, |key, &symbol| key << BITS | u64::from(symbol))
}

fn unpacked<const N: usize>(key: u64) -> [Symbol; N] {
    std::array::from_fn(|at| {
        let shift = BITS * u32::try_from(N - 1 - at).unwrap_or_default();
        Symbol::try_from(key >> shift & u64::from(Symbol::MAX)).unwrap_or_default()
    })
}

fn run_lengths(mut keys: Vec<u64>) -> Counted {
    keys.sort_unstable();
    let mut counted: Counted = Vec::new();
    for key in keys {
        match counted.last_mut() {
            Some((last, count)) if *last == key => *count += 1,
            _ => counted.push((key, 1)),
        }
    }
    counted
}

/// Behind how many different symbols each n-gram without its first symbol stands.
fn continuations(grams: &Counted, length: u32) -> Counted {
    let mask = (1u64 << (BITS * (length - 1))) - 1;
    run_lengths(grams.iter().map(|&(key, _)| key & mask).collect())
}

fn of(counted: &Counted, key: u64) -> u64 {
    let found = counted.binary_search_by_key(&key, |&(known, _)| known);
    found
        .ok()
        .and_then(|at| counted.get(at))
        .map_or(0, |&(_, count)| count)
}

/// What is taken off each count for n-grams never seen (Ney, Essen and Kneser 1994).
fn discount(counts: &Counted) -> f64 {
    let with = |wanted: u64| counts.iter().filter(|&&(_, count)| count == wanted).count() as f64;
    let (once, twice) = (with(1), with(2));
    if once == 0.0 {
        0.5
    } else {
        (once / (once + 2.0 * twice)).clamp(0.1, 0.95)
    }
}

/// The sum and the weight of what is not kept, by the n-gram without its last symbol.
fn contexts(
    counts: &Counted,
    discount: f64,
    kept: impl Fn(u64) -> bool,
) -> BTreeMap<u64, (u64, f64)> {
    let mut sums: BTreeMap<u64, (u64, f64)> = BTreeMap::new();
    for &(key, count) in counts {
        let (sum, held) = sums.entry(key >> BITS).or_default();
        *sum += count;
        if kept(key) {
            *held += (count as f64 - discount).max(0.0);
        }
    }
    for (sum, weight) in sums.values_mut() {
        *weight = 1.0 - *weight / *sum as f64;
    }
    sums
}

fn write(
    alphabet: &Alphabet,
    characters: &[(char, u64)],
    [two, three, four]: [&Counted; 3],
    least: Least,
) -> Vec<u8> {
    let is_kept = |counted: &Counted, order: usize, key: u64| {
        let symbols: [Symbol; 4] = unpacked(key);
        !symbols.contains(&UNKNOWN) && of(counted, key) >= least.grams[order]
    };
    let behind_two = continuations(two, 2);
    let behind_three = continuations(three, 3);
    let behind_four = continuations(four, 4);
    let (low, middle, high) = (
        discount(&behind_three),
        discount(&behind_four),
        discount(four),
    );
    let of_one = contexts(&behind_three, low, |key| is_kept(two, 0, key));
    let of_two = contexts(&behind_four, middle, |key| is_kept(three, 1, key));
    let of_three = contexts(four, high, |key| is_kept(four, 2, key));

    let mut out = Vec::new();
    write_number(alphabet.len() as u64, &mut out);
    let mut before = 0;
    for &(character, _) in characters {
        write_number(u64::from(u32::from(character)) - before, &mut out);
        before = u64::from(u32::from(character));
    }
    let singles =
        |value: &dyn Fn(u64) -> u8| -> Vec<u8> { (0..alphabet.len() as u64).map(value).collect() };
    let counts = singles(&|symbol| {
        let at = usize::try_from(symbol)
            .ok()
            .and_then(|at| at.checked_sub(2));
        at.and_then(|at| characters.get(at))
            .map_or(0, |&(_, count)| level(count))
    });
    write_part(&counts, &mut out);
    write_part(&singles(&|symbol| level(of(&behind_two, symbol))), &mut out);
    let context = |symbol: u64| of_one.get(&symbol).copied().unwrap_or((0, 1.0));
    write_part(&singles(&|symbol| level(context(symbol).0)), &mut out);
    write_part(
        &singles(&|symbol| weight_level(context(symbol).1)),
        &mut out,
    );
    for discount in [low, middle, high] {
        write_number((discount * 255.0).round() as u64, &mut out);
    }
    let pairs: Vec<(Symbol, Symbol, Pair)> = two
        .iter()
        .filter(|&&(key, _)| is_kept(two, 0, key))
        .map(|&(key, count)| {
            let [first, second] = unpacked(key);
            let (sum, backoff) = of_two.get(&key).copied().unwrap_or((0, 1.0));
            let pair = Pair {
                count: level(count),
                continuation: level(of(&behind_three, key)),
                contexts: level(sum),
                backoff: weight_level(backoff),
            };
            (first, second, pair)
        })
        .collect();
    Pairs::write(alphabet.len(), &pairs, &mut out);
    let triples = three.iter().filter(|&&(key, _)| is_kept(three, 1, key));
    HashTable::write(
        triples.map(|&(key, count)| {
            let (_, backoff) = of_three.get(&key).copied().unwrap_or((0, 1.0));
            let value = triple(
                level(count),
                level(of(&behind_four, key)),
                weight_level(backoff),
            );
            (hash(&unpacked::<3>(key)), value)
        }),
        &mut out,
    );
    let fours = four.iter().filter(|&&(key, _)| is_kept(four, 2, key));
    HashTable::write(
        fours.map(|&(key, count)| (hash(&unpacked::<4>(key)), u16::from(level(count)))),
        &mut out,
    );
    out
}
