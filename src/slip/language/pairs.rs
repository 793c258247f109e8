//! Which characters stand side by side: looked up by either of the two.

use super::coding::{
    BitReader, BitWriter, read_bytes, read_number, read_part, write_number, write_part,
};
use super::symbol::Symbol;

/// What is known of two characters side by side, on the scales of `coding`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pair {
    /// How often they stand.
    pub count: u8,
    /// Behind how many different characters they stand.
    pub continuation: u8,
    /// The sum of the continuation counts of all triples that begin with them.
    pub contexts: u8,
    /// The weight of the pair's own second character where a triple is unknown.
    pub backoff: u8,
}

/// The pairs of a model.
#[derive(Debug, Default)]
pub struct Pairs {
    starts: Vec<u32>,
    seconds: Vec<Symbol>,
    values: Vec<Pair>,
    before_starts: Vec<u32>,
    firsts: Vec<Symbol>,
}

impl Pairs {
    /// Writes `pairs`, sorted, over an alphabet of `symbols`.
    pub fn write(symbols: usize, pairs: &[(Symbol, Symbol, Pair)], out: &mut Vec<u8>) {
        let mut bits = BitWriter::default();
        let mut rest = pairs;
        for first in 0..symbols {
            let own = rest.partition_point(|&(known, _, _)| usize::from(known) <= first);
            let (of_first, others) = rest.split_at(own);
            rest = others;
            bits.rice(of_first.len() as u64, 4);
            let low = gap_bits(symbols, of_first.len());
            let mut next = 0;
            for &(_, second, _) in of_first {
                bits.rice(u64::from(second) - next, low);
                next = u64::from(second) + 1;
            }
        }
        write_number(pairs.len() as u64, out);
        write_part(&bits.bytes(), out);
        let fields: [fn(&Pair) -> u8; 4] = [
            |pair| pair.count,
            |pair| pair.continuation,
            |pair| pair.contexts,
            |pair| pair.backoff,
        ];
        for field in fields {
            out.extend(pairs.iter().map(|(_, _, pair)| field(pair)));
        }
    }

    /// Takes the pairs over an alphabet of `symbols` off the front of `bytes`.
    pub fn read(symbols: usize, bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::try_from(read_number(bytes)?).ok()?;
        if length > bytes.len() {
            return None;
        }
        let mut bits = BitReader::new(read_part(bytes)?);
        let mut starts = Vec::with_capacity(symbols + 1);
        let mut seconds: Vec<Symbol> = Vec::with_capacity(length);
        for _ in 0..symbols {
            starts.push(u32::try_from(seconds.len()).ok()?);
            let own = usize::try_from(bits.rice(4)).ok()?;
            if seconds.len() + own > length {
                return None;
            }
            let low = gap_bits(symbols, own);
            let mut next = 0;
            for _ in 0..own {
                let second = next + bits.rice(low);
                seconds.push(
                    Symbol::try_from(second)
                        .ok()
                        .filter(|&at| usize::from(at) < symbols)?,
                );
                next = second + 1;
            }
        }
        starts.push(u32::try_from(seconds.len()).ok()?);
        if seconds.len() != length {
            return None;
        }
        let mut field = || read_bytes(bytes, length);
        let (count, continuation, contexts, backoff) = (field()?, field()?, field()?, field()?);
        let values = (0..length)
            .map(|at| Pair {
                count: count[at],
                continuation: continuation[at],
                contexts: contexts[at],
                backoff: backoff[at],
            })
            .collect();
        let (before_starts, firsts) = turned(symbols, &starts, &seconds);
        Some(Self {
            starts,
            seconds,
            values,
            before_starts,
            firsts,
        })
    }

    /// What is known of `second` behind `first`; nothing where they are not known side by side.
    pub fn get(&self, first: Symbol, second: Symbol) -> Pair {
        let range = range(&self.starts, first);
        let found = self
            .seconds
            .get(range.clone())
            .and_then(|own| own.binary_search(&second).ok());
        found
            .and_then(|at| self.values.get(range.start + at))
            .copied()
            .unwrap_or_default()
    }

    /// The characters known behind `first`, ascending.
    pub fn after(&self, first: Symbol) -> &[Symbol] {
        self.seconds
            .get(range(&self.starts, first))
            .unwrap_or_default()
    }

    /// The characters known before `second`, ascending.
    pub fn before(&self, second: Symbol) -> &[Symbol] {
        self.firsts
            .get(range(&self.before_starts, second))
            .unwrap_or_default()
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }
}

fn range(starts: &[u32], of: Symbol) -> std::ops::Range<usize> {
    let at = |at: usize| starts.get(at).copied().unwrap_or_default() as usize;
    let of = usize::from(of);
    at(of)..at(of + 1).max(at(of))
}

fn gap_bits(symbols: usize, length: usize) -> u32 {
    super::coding::rice_bits((symbols / length.max(1)) as u64)
}

/// The firsts of each second.
fn turned(symbols: usize, starts: &[u32], seconds: &[Symbol]) -> (Vec<u32>, Vec<Symbol>) {
    let mut ends = vec![0u32; symbols + 1];
    for &second in seconds {
        ends[usize::from(second) + 1] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    let before_starts = ends.clone();
    let mut firsts = vec![0; seconds.len()];
    for first in 0..symbols {
        let symbol = Symbol::try_from(first).unwrap_or(Symbol::MAX);
        for &second in &seconds[range(starts, symbol)] {
            let place = &mut ends[usize::from(second)];
            firsts[*place as usize] = symbol;
            *place += 1;
        }
    }
    (before_starts, firsts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_from_both_sides() {
        let of = |count| Pair {
            count,
            continuation: 2,
            contexts: 3,
            backoff: 4,
        };
        let pairs = [(0, 2, of(1)), (2, 0, of(5)), (2, 3, of(6)), (3, 3, of(7))];
        let mut bytes = Vec::new();
        Pairs::write(5, &pairs, &mut bytes);
        let read = Pairs::read(5, &mut bytes.as_slice()).unwrap();
        for (first, second, pair) in pairs {
            assert_eq!(read.get(first, second), pair);
        }
        assert_eq!(read.get(1, 2), Pair::default());
        assert_eq!((read.after(2), read.before(3)), (&[0, 3][..], &[2, 3][..]));
        assert!(read.after(4).is_empty() && read.before(1).is_empty());
    }
}
