//! A quotation ready to be compared: its clauses, and hashes of any stretch of it.

use std::ops::Range;

use crate::law::fingerprint::{self, BASE, Clause, MODULUS, Placed, append, multiply, short};

/// Quoted text cut into clauses.
pub struct Quoted<'q> {
    /// The text.
    pub text: &'q str,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// The kept hashes of the clauses.
    pub hashes: Vec<u32>,
}

impl<'q> Quoted<'q> {
    /// The clauses of `text`.
    pub fn new(text: &'q str) -> Self {
        let clauses = fingerprint::clauses(text);
        let hashes = clauses.iter().map(|clause| short(clause.hash)).collect();
        Self {
            text,
            clauses,
            hashes,
        }
    }

    /// Normalised characters of the clauses `range`.
    pub fn length(&self, range: Range<usize>) -> u32 {
        self.clauses
            .get(range)
            .unwrap_or_default()
            .iter()
            .map(|clause| clause.length)
            .sum()
    }

    /// Normalised characters of the whole.
    pub fn total(&self) -> u32 {
        self.length(0..self.clauses.len())
    }

    /// The bytes of the clauses `range`, from the first to the last character.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let list = self.clauses.get(range).unwrap_or_default();
        match (list.first(), list.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    /// Whether text is said to be left out anywhere.
    pub fn has_ellipsis(&self) -> bool {
        self.clauses.iter().any(|clause| clause.after_ellipsis) || {
            let end = self
                .text
                .trim_end_matches(['。', '；', '，', '”', '）', ' ']);
            end.ends_with(['…', '⋯']) || end.ends_with("...")
        }
    }

    /// The characters of the clauses `range` run together, with hashes of every stretch.
    pub fn run(&self, range: Range<usize>) -> Run {
        let mut characters = Vec::new();
        for clause in self.clauses.get(range).unwrap_or_default() {
            characters.extend(fingerprint::characters(self.text, &clause.range));
        }
        Run::new(characters)
    }
}

/// Characters with hashes of every stretch of them.
pub struct Run {
    /// The characters with their bytes in the text.
    pub characters: Vec<Placed>,
    prefix: Vec<u64>,
    powers: Vec<u64>,
}

impl Run {
    fn new(characters: Vec<Placed>) -> Self {
        let mut prefix = vec![0];
        let mut powers = vec![1];
        let (mut hash, mut power) = (0, 1);
        for (character, _) in &characters {
            hash = append(hash, *character);
            power = multiply(power, BASE);
            prefix.push(hash);
            powers.push(power);
        }
        Self {
            characters,
            prefix,
            powers,
        }
    }

    /// The number of characters.
    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// The whole hash of the characters `range`.
    pub fn hash(&self, range: Range<usize>) -> u64 {
        let at = |index: usize| self.prefix.get(index).copied().unwrap_or(0);
        let shifted = multiply(at(range.start), self.power(range.len()));
        let end = at(range.end);
        if end >= shifted {
            end - shifted
        } else {
            end + MODULUS - shifted
        }
    }

    /// The hash of what has `before` in front of the characters `range`.
    pub fn hash_after(&self, before: u64, range: Range<usize>) -> u64 {
        let sum = multiply(before, self.power(range.len())) + self.hash(range);
        if sum >= MODULUS { sum - MODULUS } else { sum }
    }

    /// What is left of the whole without the characters `range`, ready to take one character in their place.
    pub fn around(&self, range: Range<usize>) -> Around {
        let power = self.power(self.len() - range.end);
        let head = multiply(append(self.hash(0..range.start), '\0'), power);
        // `append` counts characters from one: that of the empty place is taken off again.
        let head = head + MODULUS - power;
        let rest = (head % MODULUS) + self.hash(range.end..self.len());
        Around {
            rest: rest % MODULUS,
            power,
        }
    }

    fn power(&self, exponent: usize) -> u64 {
        self.powers.get(exponent).copied().unwrap_or(1)
    }

    /// The bytes of the characters `range` in the text.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let list = self.characters.get(range.clone()).unwrap_or_default();
        match (list.first(), list.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            // An empty stretch stands after the character before it.
            _ => {
                let before = range
                    .start
                    .checked_sub(1)
                    .and_then(|index| self.characters.get(index));
                let at = before.map_or_else(
                    || self.characters.first().map_or(0, |(_, range)| range.start),
                    |(_, range)| range.end,
                );
                at..at
            }
        }
    }
}

/// The hash of characters with room for one.
pub struct Around {
    rest: u64,
    power: u64,
}

impl Around {
    /// The hash with `character` in the room: one multiplication.
    pub fn with(&self, character: char) -> u64 {
        let sum = self.rest + multiply(u64::from(u32::from(character)) + 1, self.power);
        if sum >= MODULUS { sum - MODULUS } else { sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stretches_hash_like_texts(text in "[甲乙丙丁戊]{1,20}", from in 0usize..20, to in 0usize..20) {
            let quoted = Quoted::new(&text);
            let run = quoted.run(0..1);
            let (from, to) = (from.min(run.len()), to.min(run.len()));
            let range = from.min(to)..from.max(to);
            let expected = text.chars().skip(range.start).take(range.len()).fold(0, append);
            prop_assert_eq!(run.hash(range.clone()), expected);
            let joined = text.chars().take(range.start).chain(text.chars().skip(range.start)).fold(0, append);
            prop_assert_eq!(run.hash_after(run.hash(0..range.start), range.start..run.len()), joined);
            let with: String = text.chars().take(range.start).chain(['误']).chain(text.chars().skip(range.end)).collect();
            prop_assert_eq!(run.around(range.clone()).with('误'), with.chars().fold(0, append));
            prop_assert_eq!(text.get(run.bytes(range)).is_some(), true);
        }
    }
}
