//! Which items were added or changed since an earlier state of a list, however rows moved.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::mark;
use crate::diagnostic::{ItemRef, Suppression};
use crate::report::FileReport;
use crate::source::Span;

/// An item of a list as far as later steps need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRecord {
    /// What people call it.
    pub item: Arc<ItemRef>,
    /// From its first to its last byte.
    pub span: Span,
    /// A hash of what it says: all its fields as normalised, without its number.
    pub digest: u64,
}

/// The earlier state of lists, by the name of the file.
#[derive(Debug, Default)]
pub struct Published {
    /// The items of each file as they were; a file that is not in it is new.
    pub files: FxHashMap<Arc<str>, Vec<ItemRecord>>,
}

/// Marks the findings on items that say what they said before. Findings without an item count only when
/// the list did not have the same items in the same order before.
pub(super) fn apply(files: &mut [FileReport], published: &Published) {
    let suppression = Arc::new(Suppression {
        kind: "unchanged",
        reason: None,
        approver: None,
    });
    for file in files {
        let Some(before) = published.files.get(&file.name) else {
            continue;
        };
        let Ok(checked) = &mut file.outcome else {
            continue;
        };
        let unchanged = unchanged(before, &checked.items);
        let same_list = before.len() == checked.items.len()
            && before
                .iter()
                .zip(&*checked.items)
                .all(|(old, new)| old.digest == new.digest);
        for diagnostic in &mut checked.diagnostics {
            let is_old = match diagnostic.item.as_deref() {
                Some(item) => unchanged.contains(&item.index),
                None => same_list,
            };
            if is_old {
                mark(diagnostic, &suppression);
            }
        }
    }
}

/// The indices of items whose content stood in the earlier list as often.
fn unchanged(before: &[ItemRecord], now: &[ItemRecord]) -> FxHashSet<usize> {
    let mut left: FxHashMap<u64, usize> = FxHashMap::default();
    for record in before {
        *left.entry(record.digest).or_default() += 1;
    }
    let mut same = FxHashSet::default();
    for record in now {
        if let Some(count) = left.get_mut(&record.digest)
            && *count > 0
        {
            *count -= 1;
            same.insert(record.item.index);
        }
    }
    same
}
