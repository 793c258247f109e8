//! Counts of n-grams without the n-grams: a sorted set of hashes with a value each.

use super::coding::{
    BitReader, BitWriter, read_number, read_part, rice_bits, write_number, write_part,
};
use super::symbol::Symbol;

/// Bits of a hash kept within a bucket.
const WITHIN: u32 = 10;
/// The bits kept within a bucket.
const MASK: u64 = (1 << WITHIN) - 1;
/// An n-gram that is not in the table is taken for one that is once in `2^SPARE` lookups or less.
const SPARE: u32 = 7;

/// A value for each of many n-grams, looked up by their hash. Now and then an n-gram that is not there is
/// taken for one that is.
#[derive(Debug, Default)]
pub struct HashTable {
    /// Bits of a hash.
    bits: u32,
    /// Where each bucket starts; one more than there are buckets.
    starts: Vec<u32>,
    within: Vec<u16>,
    values: Vec<u16>,
}

/// The hash of an n-gram; equal ones have equal hashes in every table.
pub fn hash(gram: &[Symbol]) -> u64 {
    let mut key = gram.len() as u64;
    for &symbol in gram {
        key = key << 15 | u64::from(symbol);
    }
    // The finaliser of splitmix64.
    key = (key ^ key >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    key = (key ^ key >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    key ^ key >> 31
}

impl HashTable {
    /// Writes a table of hashes and values. Of n-grams that share a hash the greater value stays.
    pub fn write(grams: impl Iterator<Item = (u64, u16)>, out: &mut Vec<u8>) {
        let mut all: Vec<(u64, u16)> = grams.collect();
        let bits = (usize::BITS - all.len().leading_zeros() + SPARE).max(WITHIN + 1);
        for (hash, _) in &mut all {
            *hash >>= 64 - bits;
        }
        all.sort_unstable_by_key(|&(hash, value)| (hash, std::cmp::Reverse(value)));
        all.dedup_by_key(|&mut (hash, _)| hash);
        let mean = (1u64 << bits) / (all.len() as u64).max(1);
        let low = rice_bits(mean);
        let mut gaps = BitWriter::default();
        let mut before = 0;
        for &(hash, _) in &all {
            gaps.rice(hash - before, low);
            before = hash;
        }
        write_number(u64::from(bits), out);
        write_number(u64::from(low), out);
        write_number(all.len() as u64, out);
        write_part(&gaps.bytes(), out);
        let halves = |shift: u32| -> Vec<u8> {
            let half = |&(_, value): &(u64, u16)| (value >> shift).to_le_bytes()[0];
            all.iter().map(half).collect()
        };
        out.extend(halves(0));
        out.extend(halves(8));
    }

    /// Takes a table off the front of `bytes`; `None` where they hold none.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let bits = u32::try_from(read_number(bytes)?).ok()?;
        let low = u32::try_from(read_number(bytes)?).ok()?;
        let length = usize::try_from(read_number(bytes)?).ok()?;
        if !(WITHIN + 1..=48).contains(&bits) || low > bits || length > bytes.len() {
            return None;
        }
        let mut gaps = BitReader::new(read_part(bytes)?);
        let mut starts = vec![0u32; (1 << (bits - WITHIN)) + 1];
        let mut within = Vec::with_capacity(length);
        let mut hash = 0u64;
        for _ in 0..length {
            hash = hash.checked_add(gaps.rice(low))?;
            within.push(u16::try_from(hash & MASK).ok()?);
            *starts.get_mut(usize::try_from(hash >> WITHIN).ok()? + 1)? += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let first = super::coding::read_bytes(bytes, length)?;
        let second = super::coding::read_bytes(bytes, length)?;
        let values = first
            .iter()
            .zip(second)
            .map(|(&low, &high)| u16::from_le_bytes([low, high]))
            .collect();
        Some(Self {
            bits,
            starts,
            within,
            values,
        })
    }

    /// The value of an n-gram; `None` where it is not in the table.
    pub fn get(&self, gram: &[Symbol]) -> Option<u16> {
        if self.within.is_empty() {
            return None;
        }
        let hash = hash(gram) >> (64 - self.bits);
        let bucket = usize::try_from(hash >> WITHIN).ok()?;
        let start = *self.starts.get(bucket)? as usize;
        let end = *self.starts.get(bucket + 1)? as usize;
        let wanted = u16::try_from(hash & MASK).ok()?;
        // A bucket holds eight at the most, as a rule.
        let bucket = self.within.get(start..end)?;
        let found = bucket.iter().position(|&known| known == wanted)?;
        self.values.get(start + found).copied()
    }

    /// How many n-grams it holds.
    pub fn len(&self) -> usize {
        self.values.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_found_and_little_else() {
        let gram = |at: u16| [at, at.wrapping_mul(7), 3];
        let mut bytes = Vec::new();
        HashTable::write(
            (0..5000).map(|at| (hash(&gram(at)), at % 40 + 1)),
            &mut bytes,
        );
        let mut rest = bytes.as_slice();
        let table = HashTable::read(&mut rest).unwrap();
        assert!(rest.is_empty());
        let wrong = (0..5000).filter(|&at| table.get(&gram(at)) != Some(at % 40 + 1));
        assert!(wrong.count() < 40);
        assert!(
            (5000..15000)
                .filter(|&at| table.get(&gram(at)).is_some())
                .count()
                < 100
        );
    }

    #[test]
    fn broken_bytes_are_no_table() {
        let mut bytes = Vec::new();
        HashTable::write((0..300).map(|at| (hash(&[at, at]), 1)), &mut bytes);
        for length in 0..bytes.len() {
            let _ = HashTable::read(&mut &bytes[..length]);
        }
        assert!(HashTable::read(&mut &b""[..]).is_none());
    }
}
