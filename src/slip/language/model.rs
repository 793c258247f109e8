//! How likely a character is behind the three before it, in legal Chinese (interpolated Kneser-Ney).

use std::io::Read as _;

use super::coding::{self, read_number, read_part};
use super::pairs::Pairs;
use super::symbol::{Alphabet, EDGE, Symbol, Tokens, UNKNOWN};
use super::table::HashTable;

/// What a file of a model begins with.
pub const MAGIC: &[u8] = b"dutylint-language-1\n";

/// Character 4-grams of legal Chinese: counts and weights on coarse scales, n-grams of three and four
/// characters by their hashes.
#[derive(Debug, Default)]
pub struct Model {
    pub(super) alphabet: Alphabet,
    /// By symbol: how often it stands, and how likely it is without knowing what stands before.
    counts: Vec<u8>,
    alone: Vec<f32>,
    contexts: Vec<f32>,
    backoff: Vec<f32>,
    pairs: Pairs,
    triples: HashTable,
    fours: HashTable,
    discounts: [f32; 3],
    scale: Vec<f32>,
    weights: Vec<f32>,
}

/// Why bytes are no model.
#[derive(Debug, thiserror::Error)]
#[error("这不是语言模型文件，或者文件已损坏。")]
pub struct NoModel;

/// What is known of three characters in a row.
#[derive(Clone, Copy, Default)]
struct Triple {
    count: u8,
    continuation: u8,
    backoff: u8,
}

impl Triple {
    fn of(value: u16) -> Self {
        let part = |shift: u32, bits: u16| ((value >> shift) & bits).to_le_bytes()[0];
        Self {
            count: part(0, 63),
            continuation: part(6, 63),
            backoff: part(12, 15),
        }
    }
}

/// The value of a triple in its table.
pub fn triple(count: u8, continuation: u8, backoff: u8) -> u16 {
    u16::from(count & 63) | u16::from(continuation & 63) << 6 | u16::from(backoff & 15) << 12
}

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    /// When `bytes` are no model.
    pub fn read(bytes: &[u8]) -> Result<Self, NoModel> {
        let packed = bytes.strip_prefix(MAGIC).ok_or(NoModel)?;
        let mut unpacked = Vec::new();
        flate2::read::DeflateDecoder::new(packed)
            .read_to_end(&mut unpacked)
            .map_err(|_| NoModel)?;
        Self::parts(&mut unpacked.as_slice()).ok_or(NoModel)
    }

    fn parts(bytes: &mut &[u8]) -> Option<Self> {
        let symbols = usize::try_from(read_number(bytes)?).ok()?;
        if symbols > bytes.len() {
            return None;
        }
        let mut characters = Vec::with_capacity(symbols);
        let mut code = 0u32;
        for _ in 2..symbols {
            code = code.checked_add(u32::try_from(read_number(bytes)?).ok()?)?;
            characters.push(char::from_u32(code)?);
        }
        let alphabet = Alphabet::new(characters);
        let counts = read_part(bytes)?.to_vec();
        let continuations = read_part(bytes)?;
        let contexts = read_part(bytes)?;
        let backoff = read_part(bytes)?;
        let same = [
            counts.len(),
            continuations.len(),
            contexts.len(),
            backoff.len(),
        ];
        if same.iter().any(|&length| length != symbols) {
            return None;
        }
        let mut discounts = [0.0; 3];
        for discount in &mut discounts {
            *discount = f32::from(u8::try_from(read_number(bytes)?).ok()?) / 255.0;
        }
        let pairs = Pairs::read(symbols, bytes)?;
        let triples = HashTable::read(bytes)?;
        let fours = HashTable::read(bytes)?;
        let sum: f32 = continuations
            .iter()
            .map(|&level| coding::count(level))
            .sum();
        let share = |&level: &u8| (coding::count(level).max(0.5)) / sum.max(1.0);
        Some(Self {
            alone: continuations.iter().map(share).collect(),
            contexts: contexts.iter().map(|&level| coding::count(level)).collect(),
            backoff: backoff.iter().map(|&level| coding::weight(level)).collect(),
            alphabet,
            counts,
            pairs,
            triples,
            fours,
            discounts,
            scale: (0..=u8::MAX).map(coding::count).collect(),
            weights: (0..16).map(coding::weight).collect(),
        })
    }

    /// The symbols of a text, with three edges before it and three behind.
    pub fn symbols(&self, tokens: &Tokens) -> Vec<Symbol> {
        let mut symbols = vec![EDGE; 3];
        symbols.extend(
            tokens
                .characters
                .iter()
                .map(|&one| self.alphabet.symbol(one)),
        );
        symbols.extend([EDGE; 3]);
        symbols
    }

    /// The logarithm of the probability of the symbol at `at` behind the three before it; `at` is 3 at least.
    pub fn log_probability(&self, symbols: &[Symbol], at: usize) -> f32 {
        let Some(&[first, second, third, last]) = symbols.get(at.wrapping_sub(3)..=at) else {
            return 0.0;
        };
        let mut probability = self.alone.get(usize::from(last)).copied().unwrap_or(1e-7);
        let pair = self.pairs.get(third, last);
        let sum = self
            .contexts
            .get(usize::from(third))
            .copied()
            .unwrap_or_default();
        if sum > 0.0 {
            let backoff = self.backoff.get(usize::from(third)).copied().unwrap_or(1.0);
            probability = self.over(pair.continuation, 0) / sum + backoff * probability;
        }
        let context = self.pairs.get(second, third);
        if context.contexts > 0 {
            let own = self.triple(second, third, last);
            probability = self.over(own.continuation, 1) / self.count(context.contexts)
                + self.weight(context.backoff) * probability;
        }
        let context = self.triple(first, second, third);
        if context.count > 0 {
            let own = self.four(&[first, second, third, last]);
            probability = self.over(own, 2) / self.count(context.count)
                + self.weight(context.backoff) * probability;
        }
        probability.clamp(1e-12, 1.0).ln()
    }

    /// A count without what is taken off for what was never seen.
    fn over(&self, level: u8, order: usize) -> f32 {
        let discount = self.discounts.get(order).copied().unwrap_or_default();
        (self.count(level) - discount).max(0.0)
    }

    fn count(&self, level: u8) -> f32 {
        self.scale
            .get(usize::from(level))
            .copied()
            .unwrap_or_default()
    }

    fn weight(&self, level: u8) -> f32 {
        self.weights.get(usize::from(level)).copied().unwrap_or(1.0)
    }

    fn triple(&self, first: Symbol, second: Symbol, third: Symbol) -> Triple {
        // An unknown character is a different one each time.
        if first == UNKNOWN || second == UNKNOWN || third == UNKNOWN {
            return Triple::default();
        }
        self.triples
            .get(&[first, second, third])
            .map_or_else(Triple::default, Triple::of)
    }

    fn four(&self, gram: &[Symbol; 4]) -> u8 {
        self.fours
            .get(gram)
            .map_or(0, |value| value.to_le_bytes()[0])
    }

    /// How often a symbol stands in the texts of the model, on the scale of counts.
    pub fn single_level(&self, symbol: Symbol) -> u8 {
        self.counts
            .get(usize::from(symbol))
            .copied()
            .unwrap_or_default()
    }

    /// How often an n-gram of two to four symbols stands in the texts of the model, on the scale of counts.
    pub fn level(&self, gram: &[Symbol]) -> u8 {
        match *gram {
            [one] => self.single_level(one),
            [first, second] => self.pairs.get(first, second).count,
            [first, second, third] => self.triple(first, second, third).count,
            [first, second, third, last] => self.four(&[first, second, third, last]),
            _ => 0,
        }
    }

    /// The symbols known both behind `before` and before `after`.
    pub fn between(&self, before: Symbol, after: Symbol, found: &mut Vec<Symbol>) {
        found.clear();
        let (behind, ahead) = (self.pairs.after(before), self.pairs.before(after));
        let (short, long) = if behind.len() < ahead.len() {
            (behind, ahead)
        } else {
            (ahead, behind)
        };
        if long.len() > 8 * short.len() {
            found.extend(
                short
                    .iter()
                    .copied()
                    .filter(|symbol| long.binary_search(symbol).is_ok()),
            );
            return;
        }
        let mut rest = long.iter().peekable();
        for symbol in short {
            while rest.next_if(|known| *known < symbol).is_some() {}
            if rest.peek() == Some(&symbol) {
                found.push(*symbol);
            }
        }
    }

    /// How many n-grams of one to four symbols it knows.
    pub fn sizes(&self) -> [usize; 4] {
        [
            self.alphabet.len(),
            self.pairs.len(),
            self.triples.len(),
            self.fours.len(),
        ]
    }
}
