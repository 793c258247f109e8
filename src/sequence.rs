//! What two sequences have in common.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use similar::{Algorithm, capture_diff_slices};

pub use similar::DiffOp as Operation;

/// The operations that make `new` of `old`, as few as may be, in order.
pub fn operations<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<Operation> {
    // Numbers stand for the elements: the program then holds the algorithms once.
    let mut numbers: FxHashMap<&T, usize> = FxHashMap::default();
    let old = number(old, &mut numbers);
    let new = number(new, &mut numbers);
    capture_diff_slices(Algorithm::Myers, &old, &new)
}

fn number<'t, T: Eq + Hash>(all: &'t [T], numbers: &mut FxHashMap<&'t T, usize>) -> Vec<usize> {
    all.iter()
        .map(|element| {
            let next = numbers.len();
            *numbers.entry(element).or_insert(next)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_change_nothing(old in "[甲乙丙]{0,12}", new in "[甲乙丙丁]{0,12}") {
            let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
            prop_assert_eq!(operations(&old, &new), capture_diff_slices(Algorithm::Myers, &old, &new));
        }
    }
}
