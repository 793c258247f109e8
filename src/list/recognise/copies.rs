//! Rows that repeat others.

use super::super::Item;
use super::draft::Entry;

/// A row without a name whose long cells are at least this much (percent) like those of the item
/// before it is a copy of it.
const COPY_PERCENT: usize = 90;

/// Whether every long value of `entries` is like a value of the same field of `item`.
pub(super) fn is_copy(entries: &[Entry<'_>], item: &Item<'_>) -> bool {
    const LONG: usize = 60;
    let mut long = 0;
    for entry in entries.iter().filter(|entry| !entry.value.shared) {
        let text = entry.value.as_str();
        if !item
            .values(entry.field)
            .any(|known| alike(known.as_str(), text))
        {
            return false;
        }
        long += usize::from(text.len() >= LONG);
    }
    long > 0
}

/// Whether two texts have nearly all in common at their ends: linear, unlike an edit distance.
pub(super) fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let longest = one.len().max(other.len());
    let prefix = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let suffix = one
        .bytes()
        .rev()
        .zip(other.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let common = (prefix + suffix).min(one.len().min(other.len()));
    longest > 0 && common * 100 >= longest * COPY_PERCENT
}
