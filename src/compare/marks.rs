//! Which characters of a value changed.

use std::ops::Range;

use crate::duplicate::{Difference, differences};
use crate::sequence::{self, Operation};

/// Products of lengths in bytes up to which texts are compared character by character; longer ones clause by clause first.
const BY_CHARACTER: usize = 1_000_000;
/// Equal characters between two changes that are not worth telling apart.
const GAP: usize = 1;

/// Where two texts differ, in bytes of each.
pub fn marked(old: &str, new: &str) -> Vec<Difference> {
    let found = if old.len().saturating_mul(new.len()) <= BY_CHARACTER {
        differences(old, new)
    } else {
        by_clause(old, new)
    };
    joined(found, old)
}

/// Clauses first; then the characters of those that took another's place.
fn by_clause(old: &str, new: &str) -> Vec<Difference> {
    let (left, right) = (clauses(old), clauses(new));
    let texts = |clauses: &[Range<usize>], text: &str| -> Vec<String> {
        clauses
            .iter()
            .map(|range| text.get(range.clone()).unwrap_or_default().to_owned())
            .collect()
    };
    let bytes = |clauses: &[Range<usize>], text: &str, start: usize, length: usize| {
        let at = |index: usize| clauses.get(index).map_or(text.len(), |range| range.start);
        at(start)..at(start + length)
    };
    let operations = sequence::operations(&texts(&left, old), &texts(&right, new));
    let mut found = Vec::new();
    for operation in operations {
        if matches!(operation, Operation::Equal { .. }) {
            continue;
        }
        let (before, after) = (operation.old_range(), operation.new_range());
        let before = bytes(&left, old, before.start, before.len());
        let after = bytes(&right, new, after.start, after.len());
        let (one, other) = (
            old.get(before.clone()).unwrap_or_default(),
            new.get(after.clone()).unwrap_or_default(),
        );
        if one.len().saturating_mul(other.len()) > BY_CHARACTER {
            found.push(Difference {
                one: before,
                other: after,
            });
            continue;
        }
        found.extend(differences(one, other).into_iter().map(|inner| Difference {
            one: inner.one.start + before.start..inner.one.end + before.start,
            other: inner.other.start + after.start..inner.other.end + after.start,
        }));
    }
    found
}

/// The clauses of a text, each with the mark that ends it.
fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        if !character.is_alphanumeric() {
            let end = at + character.len_utf8();
            clauses.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        clauses.push(start..text.len());
    }
    clauses
}

/// Changes that stand close together as one.
fn joined(found: Vec<Difference>, old: &str) -> Vec<Difference> {
    let mut kept: Vec<Difference> = Vec::new();
    for difference in found {
        if let Some(last) = kept.last_mut() {
            let between = old
                .get(last.one.end..difference.one.start)
                .map_or(0, |equal| equal.chars().count());
            let gap = difference.other.start - last.other.end;
            if between <= GAP && gap <= GAP * 4 {
                last.one.end = difference.one.end;
                last.other.end = difference.other.end;
                continue;
            }
        }
        kept.push(difference);
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(old: &str, new: &str) -> Vec<(String, String)> {
        marked(old, new)
            .into_iter()
            .map(|found| (old[found.one].to_owned(), new[found.other].to_owned()))
            .collect()
    }

    #[test]
    fn characters_are_told_and_neighbours_joined() {
        let change = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(
            told("由市级民政部门办理", "由县级民政部门办理"),
            [change("市", "县")]
        );
        assert_eq!(told("甲乙丙丁", "子乙寅丁"), [change("甲乙丙", "子乙寅")]);
    }

    #[test]
    fn long_texts_are_told_by_clauses_and_characters() {
        let clause = |number: usize| format!("第{number}项一二三四五六七八九十，");
        let mut clauses: Vec<String> = (100..200).map(clause).collect();
        let old = clauses.concat();
        clauses[40] = clauses[40].replace('六', "陆");
        let gone = clauses.remove(70);
        assert_eq!(
            told(&old, &clauses.concat()),
            [("六".to_owned(), "陆".to_owned()), (gone, String::new())]
        );
    }

    proptest! {
        #[test]
        fn the_new_text_is_the_old_one_with_its_changes(old in "[甲乙丙，。]{0,40}", new in "[甲乙丙，。]{0,40}") {
            for found in [marked(&old, &new), joined(by_clause(&old, &new), &old)] {
                let mut made = String::new();
                let mut at = 0;
                for change in &found {
                    made.push_str(&old[at..change.one.start]);
                    made.push_str(&new[change.other.clone()]);
                    at = change.one.end;
                }
                made.push_str(&old[at..]);
                prop_assert_eq!(&made, &new);
            }
        }
    }
}
