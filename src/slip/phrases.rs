use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::duplicate::{Difference, Texts, near_pairs};

use super::Likeness;

/// The phrases of a list, each with how often it stands there. A phrase is what stands between two
/// marks that end a clause (。；and line breaks).
#[derive(Debug, Default)]
pub struct Phrases {
    texts: Texts,
    known: FxHashMap<String, u32>,
    counts: Vec<u32>,
}

/// A phrase that differs in one place from one that stands much more often.
#[derive(Clone, Debug, PartialEq)]
pub struct Oddity {
    /// The rare phrase, by its position.
    pub rare: u32,
    /// The usual phrase, by its position.
    pub usual: u32,
    /// Where they differ: bytes of the rare phrase, then of the usual one.
    pub difference: Difference,
    /// How sure it is that the rare one is a slip, from 0 to 1.
    pub confidence: f32,
}

/// What marks the end of a phrase among the pairs of characters.
const END: char = '\n';

impl Phrases {
    /// Counts `phrase` once more and gives its position.
    pub fn add(&mut self, phrase: &str) -> u32 {
        if let Some(&at) = self.known.get(phrase) {
            self.counts[at as usize] += 1;
            return at;
        }
        let at = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(phrase);
        self.counts.push(1);
        self.known.insert(phrase.to_owned(), at);
        at
    }

    /// The phrase at a position.
    pub fn get(&self, at: u32) -> &str {
        self.texts.get(at as usize)
    }

    /// How often the phrase at a position stands.
    pub fn count(&self, at: u32) -> u32 {
        self.counts.get(at as usize).copied().unwrap_or_default()
    }

    /// The phrases that differ in one character (or two neighbours in the wrong order) from one that
    /// stands at least `least` times and `times` as often, in the order of the phrases.
    ///
    /// Numbers are meant to differ. So are words: a character is odd only where it makes a pair of
    /// characters that hardly stands elsewhere in the list, or where it is easily typed for the other.
    pub fn oddities(
        &self,
        least: u32,
        times: u32,
        likeness: &dyn Fn() -> &'static Likeness,
        meant: &dyn Fn(char, char) -> bool,
    ) -> Vec<Oddity> {
        let mut best: FxHashMap<u32, Oddity> = FxHashMap::default();
        let mut pairs: Option<FxHashMap<(char, char), u32>> = None;
        for pair in near_pairs(&self.texts) {
            let (rare, usual) = if self.count(pair.one) < self.count(pair.other) {
                (pair.one, pair.other)
            } else {
                (pair.other, pair.one)
            };
            if self.count(usual) < least || self.count(usual) < times * self.count(rare) {
                continue;
            }
            let (text, model) = (self.get(rare), self.get(usual));
            let Some(difference) = only_difference(text, model) else {
                continue;
            };
            let (odd, right) = (
                &text[difference.one.clone()],
                &model[difference.other.clone()],
            );
            let words = |text: &str| {
                text.chars()
                    .all(|character| character.is_alphabetic() && !is_numeral(character))
            };
            if !words(odd) || !words(right) {
                continue;
            }
            if let (Some(one), Some(other)) = (only_character(odd), only_character(right))
                && meant(one, other)
            {
                continue;
            }
            let pairs = pairs.get_or_insert_with(|| self.pairs());
            let swapped = is_swap(odd, right);
            let alike = match (only_character(odd), only_character(right)) {
                (Some(one), Some(other)) => likeness().alike(one, other),
                _ => swapped,
            };
            let strange = rarest_pair(text, &difference.one, pairs) <= self.count(rare);
            let confidence = match (alike, strange) {
                (true, true) => 0.95,
                (false, true) => 0.9,
                (true, false) => 0.7,
                (false, false) => 0.3,
            };
            let oddity = Oddity {
                rare,
                usual,
                difference,
                confidence,
            };
            let better = best.get(&rare).is_none_or(|known| {
                (known.confidence, self.count(known.usual)) < (confidence, self.count(usual))
            });
            if better {
                best.insert(rare, oddity);
            }
        }
        let mut all: Vec<_> = best.into_values().collect();
        all.sort_unstable_by_key(|oddity| oddity.rare);
        all
    }

    /// How often two characters stand side by side, counted once for each distinct phrase but weighted
    /// for those that repeat.
    fn pairs(&self) -> FxHashMap<(char, char), u32> {
        let mut pairs = FxHashMap::default();
        for (text, &count) in self.texts.iter().zip(&self.counts) {
            let mut before = END;
            for character in text.chars().chain([END]) {
                let known: &mut u32 = pairs.entry((before, character)).or_default();
                *known = known.saturating_add(count);
                before = character;
            }
        }
        pairs
    }
}

/// The rarest of the pairs of characters in and at the ends of the bytes `range`.
fn rarest_pair(text: &str, range: &Range<usize>, pairs: &FxHashMap<(char, char), u32>) -> u32 {
    let mut before = text[..range.start].chars().next_back().unwrap_or(END);
    let after = text[range.end..].chars().next().unwrap_or(END);
    let mut rarest = u32::MAX;
    for character in text[range.clone()].chars().chain([after]) {
        rarest = rarest.min(pairs.get(&(before, character)).copied().unwrap_or_default());
        before = character;
    }
    rarest
}

/// The only place where two phrases differ, if it is one character or two swapped neighbours.
fn only_difference(one: &str, other: &str) -> Option<Difference> {
    let start: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (left, right) = (&one[start..], &other[start..]);
    let end: usize = left
        .chars()
        .rev()
        .zip(right.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    // A doubled character leaves both ends overlapping.
    let end = end.min(left.len()).min(right.len());
    let (left, right) = (&left[..left.len() - end], &right[..right.len() - end]);
    let short = |text: &str| text.chars().nth(1).is_none();
    (short(left) && short(right) || is_swap(left, right)).then(|| Difference {
        one: start..start + left.len(),
        other: start..start + right.len(),
    })
}

fn is_swap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    matches!((one.as_slice(), other.as_slice()), ([a, b], [c, d]) if a == d && b == c && a != b)
}

fn only_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

fn is_numeral(character: char) -> bool {
    character.is_numeric() || "一二三四五六七八九十百千万亿两零〇".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slip::likeness;

    fn odd(phrases: &[(&str, usize)]) -> Vec<(String, String, f32)> {
        let mut all = Phrases::default();
        for (phrase, count) in phrases {
            for _ in 0..*count {
                all.add(phrase);
            }
        }
        all.oddities(3, 3, &likeness, &|_, _| false)
            .into_iter()
            .map(|found| {
                let (rare, usual) = (all.get(found.rare), all.get(found.usual));
                (
                    rare[found.difference.one].to_owned(),
                    usual[found.difference.other].to_owned(),
                    found.confidence,
                )
            })
            .collect()
    }

    #[test]
    fn a_character_too_many_too_few_or_wrong_is_found() {
        let usual = ("其他违反法律法规规章规定的行为", 6);
        assert_eq!(
            odd(&[usual, ("其他违反法律处法规规章规定的行为", 1)]),
            [("处".into(), String::new(), 0.9)]
        );
        assert_eq!(
            odd(&[usual, ("其他违反法律法规规章规定行为", 1)]),
            [(String::new(), "的".into(), 0.9)]
        );
        assert_eq!(
            odd(&[usual, ("其他违反法侓法规规章规定的行为", 1)]),
            [("侓".into(), "律".into(), 0.9)]
        );
        assert_eq!(
            odd(&[usual, ("其他反违法律法规规章规定的行为", 1)]),
            [("反违".into(), "违反".into(), 0.95)]
        );
    }

    #[test]
    fn numbers_and_words_in_use_are_meant() {
        assert!(
            odd(&[
                ("处五千元以上二万元以下罚款", 5),
                ("处五千元以上三万元以下罚款", 1)
            ])
            .is_empty()
        );
        let found = odd(&[
            ("在审批过程中发生腐败行为的", 5),
            ("在审查过程中发生腐败行为的", 1),
            ("对材料进行审查，审查过程全程记录", 4),
        ]);
        assert_eq!(found.len(), 1);
        assert!(found[0].2 < 0.5);
    }
}
