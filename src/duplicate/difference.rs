use std::ops::Range;

use crate::sequence::{Operation, operations};

/// Where two texts differ, in bytes of each; one of the two may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The bytes of the first text.
    pub one: Range<usize>,
    /// The bytes of the second text.
    pub other: Range<usize>,
}

/// The stretches in which two texts differ, by characters, in order.
pub fn differences(one: &str, other: &str) -> Vec<Difference> {
    let (left, right) = (characters(one), characters(other));
    let values = |all: &[(usize, char)]| {
        all.iter()
            .map(|(_, character)| *character)
            .collect::<Vec<_>>()
    };
    let bytes = |all: &[(usize, char)], text: &str, start: usize, length: usize| {
        let at = |index: usize| all.get(index).map_or(text.len(), |(at, _)| *at);
        at(start)..at(start + length)
    };
    let mut found: Vec<Difference> = Vec::new();
    for operation in operations(&values(&left), &values(&right)) {
        let (old, new) = match operation {
            Operation::Equal { .. } => continue,
            Operation::Delete {
                old_index,
                old_len,
                new_index,
            } => ((old_index, old_len), (new_index, 0)),
            Operation::Insert {
                old_index,
                new_index,
                new_len,
            } => ((old_index, 0), (new_index, new_len)),
            Operation::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => ((old_index, old_len), (new_index, new_len)),
        };
        let difference = Difference {
            one: bytes(&left, one, old.0, old.1),
            other: bytes(&right, other, new.0, new.1),
        };
        match found.last_mut() {
            // A deletion and an insertion at one place are a replacement.
            Some(last)
                if last.one.end == difference.one.start
                    && last.other.end == difference.other.start =>
            {
                last.one.end = difference.one.end;
                last.other.end = difference.other.end;
            }
            _ => found.push(difference),
        }
    }
    found
}

fn characters(text: &str) -> Vec<(usize, char)> {
    text.char_indices().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_told_in_bytes() {
        let (one, other) = ("对生产假种子的处罚", "对生产劣种子处罚");
        let told: Vec<_> = differences(one, other)
            .into_iter()
            .map(|found| (&one[found.one], &other[found.other]))
            .collect();
        assert_eq!(told, [("假", "劣"), ("的", "")]);
        assert!(differences(one, one).is_empty());
    }
}
