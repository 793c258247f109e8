//! The correction of a clause of which only the hash is known: the one small change that makes the
//! quoted text hash like the law's.

use std::ops::Range;
use std::sync::LazyLock;

use super::text::Run;
use crate::law::fingerprint::{append, short};

/// A change of one stretch of the quoted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The bytes of the quoted text to replace; empty to insert.
    pub range: Range<usize>,
    /// What stands in the law.
    pub text: String,
}

/// The longest run of characters that is tried as one too many.
const LONGEST_EXTRA: usize = 8;
/// Clauses longer than this are not searched.
const LONGEST_CLAUSE: usize = 80;

/// Words that were replaced by others across the statutes (names of authorities): tried as a whole.
static PHRASES: LazyLock<Vec<(Vec<char>, Vec<char>)>> = LazyLock::new(|| {
    let text = include_str!("../../../rules/laws/phrases.tsv");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(one, other)| (one.chars().collect(), other.chars().collect()))
        .collect()
});

/// The characters that are tried: those of GB 2312, which hold the words of statutes.
static ALPHABET: LazyLock<Vec<char>> = LazyLock::new(|| {
    (0xB0..=0xF7u8)
        .flat_map(|high| (0xA1..=0xFEu8).map(move |low| [high, low]))
        .filter_map(|bytes| {
            let (text, _, failed) = encoding_rs::GBK.decode(&bytes);
            let character = text.chars().next()?;
            (!failed && character.is_alphabetic()).then_some(character)
        })
        .chain(('0'..='9').chain('a'..='z'))
        .collect()
});

/// The one change of the characters `run` that gives a text with the hash `wanted`: a phrase that was
/// renamed, characters too many, one character wrong, one character lost. Nothing where there is none, or
/// where two changes of a kind would do.
pub fn correction(run: &Run, wanted: u32) -> Option<Correction> {
    let len = run.len();
    if len == 0 || len > LONGEST_CLAUSE {
        return None;
    }
    phrase(run, wanted)
        .or_else(|| extra(run, wanted))
        .or_else(|| swapped(run, wanted))
        .or_else(|| single(run, wanted))
}

fn replaced(run: &Run, range: Range<usize>, with: &[char]) -> u64 {
    let head = with
        .iter()
        .fold(run.hash(0..range.start), |hash, character| {
            append(hash, *character)
        });
    run.hash_after(head, range.end..run.len())
}

fn phrase(run: &Run, wanted: u32) -> Option<Correction> {
    for (one, other) in PHRASES.iter() {
        for (from, to) in [(one, other), (other, one)] {
            if from.is_empty() || from.len() > run.len() {
                continue;
            }
            for start in 0..=run.len() - from.len() {
                let window = run
                    .characters
                    .get(start..start + from.len())
                    .unwrap_or_default();
                let same = window
                    .iter()
                    .map(|(character, _)| character)
                    .eq(from.iter());
                if same && short(replaced(run, start..start + from.len(), to)) == wanted {
                    return Some(Correction {
                        range: run.bytes(start..start + from.len()),
                        text: to.iter().collect(),
                    });
                }
            }
        }
    }
    None
}

fn extra(run: &Run, wanted: u32) -> Option<Correction> {
    for length in 1..=LONGEST_EXTRA.min(run.len() - 1) {
        for start in 0..=run.len() - length {
            if short(replaced(run, start..start + length, &[])) == wanted {
                return Some(Correction {
                    range: run.bytes(start..start + length),
                    text: String::new(),
                });
            }
        }
    }
    None
}

fn swapped(run: &Run, wanted: u32) -> Option<Correction> {
    for start in 0..run.len().saturating_sub(1) {
        let (one, other) = (
            run.characters.get(start)?.0,
            run.characters.get(start + 1)?.0,
        );
        if one != other && short(replaced(run, start..start + 2, &[other, one])) == wanted {
            return Some(Correction {
                range: run.bytes(start..start + 2),
                text: [other, one].iter().collect(),
            });
        }
    }
    None
}

/// One character replaced or put in.
fn single(run: &Run, wanted: u32) -> Option<Correction> {
    let mut found: Option<Correction> = None;
    for start in 0..=run.len() {
        for end in [start + 1, start] {
            if end > run.len() {
                continue;
            }
            let stretch = run.around(start..end);
            for &character in ALPHABET.iter() {
                if short(stretch.with(character)) != wanted {
                    continue;
                }
                let correction = Correction {
                    range: run.bytes(start..end),
                    text: character.to_string(),
                };
                // 甲甲 with one 甲 lost fits in two places and gives the same text; two characters do not.
                if found
                    .as_ref()
                    .is_some_and(|found| found.text != correction.text)
                {
                    return None;
                }
                found.get_or_insert(correction);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::text::Quoted;
    use super::*;
    use proptest::prelude::*;

    fn corrected(quoted: &str, law: &str) -> Option<String> {
        let wanted = Quoted::new(law).hashes[0];
        let quoted = Quoted::new(quoted);
        let correction = correction(&quoted.run(0..quoted.clauses.len()), wanted)?;
        let mut text = quoted.text.to_owned();
        text.replace_range(correction.range, &correction.text);
        Some(text)
    }

    #[test]
    fn slips_of_one_character_are_found() {
        for (quoted, law) in [
            ("查阅有关帐簿资料", "查阅有关账簿资料"),
            ("无故拒按时发放", "无故拒不按时发放"),
            ("由主管部门门责令改正", "由主管部门责令改正"),
            ("负责负责本行政区域", "负责本行政区域"),
            ("依法给于处分", "依法给予处分"),
            ("由主管门部责令", "由主管部门责令"),
            ("报农业主管部门备案", "报农业农村主管部门备案"),
        ] {
            assert_eq!(corrected(quoted, law).as_deref(), Some(law), "{quoted}");
        }
        assert_eq!(corrected("完全不同的一句话", "由主管部门责令改正"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_correction_gives_the_text_of_the_law(law in "[主管部门责令改正处罚款]{4,12}", at in 0usize..12) {
            let mut characters: Vec<char> = law.chars().collect();
            let at = at.min(characters.len() - 1);
            characters[at] = '误';
            let quoted: String = characters.into_iter().collect();
            prop_assert_eq!(corrected(&quoted, &law), Some(law));
        }
    }
}
