//! Which items were added or changed since an earlier state of a list, however rows moved.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::mark;
use crate::compare::same_content;
use crate::diagnostic::{ItemRef, Suppression};
use crate::report::{FileReport, fingerprint};
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

/// The earlier state of lists, by the name their files have now.
#[derive(Debug, Default)]
pub struct Published {
    /// What was there before; a file that is not in it is new.
    pub files: FxHashMap<Arc<str>, Earlier>,
}

/// A file as it was.
#[derive(Debug)]
pub enum Earlier {
    /// As it is now.
    Same,
    /// Another text.
    List {
        /// What its items said, in order ([`ItemRecord::digest`]).
        items: Vec<u64>,
        /// The findings about the list as a whole that were there, as often as they were.
        whole: FxHashMap<[u8; 16], usize>,
    },
}

impl Earlier {
    /// The state that a check of the earlier text found; `None` where that text could not be read.
    pub fn of(file: &FileReport) -> Option<Self> {
        let checked = file.outcome.as_ref().ok()?;
        let mut whole = FxHashMap::default();
        for diagnostic in checked.diagnostics.iter().filter(|one| one.item.is_none()) {
            let identity = fingerprint::identity(&checked.source, diagnostic);
            *whole.entry(identity).or_default() += 1;
        }
        Some(Self::List {
            items: checked.items.iter().map(|item| item.digest).collect(),
            whole,
        })
    }
}

/// Marks the findings that were there before: on items that say what they said, unless they point at one that does
/// not, and about the list as a whole where the earlier list had them too.
pub(super) fn apply(files: &mut [FileReport], published: &Published) {
    let suppression = Arc::new(Suppression {
        kind: "unchanged",
        reason: None,
        approver: None,
    });
    let changed: FxHashMap<Arc<str>, Vec<Span>> = files
        .iter()
        .map(|file| (file.name.clone(), changed_spans(file, published)))
        .collect();
    for file in files {
        let Some(before) = published.files.get(&file.name) else {
            continue;
        };
        let name = file.name.clone();
        let Ok(checked) = &mut file.outcome else {
            continue;
        };
        let unchanged = unchanged(before, &checked.items);
        let mut whole = match before {
            Earlier::Same => FxHashMap::default(),
            Earlier::List { whole, .. } => whole.clone(),
        };
        for diagnostic in &mut checked.diagnostics {
            let is_old = match diagnostic.item.as_deref() {
                Some(item) => {
                    unchanged.contains(&item.index)
                        && !diagnostic.labels.iter().any(|label| {
                            let there = label.file.as_ref().unwrap_or(&name);
                            changed
                                .get(there)
                                .is_some_and(|spans| lies_in(spans, label.span))
                        })
                }
                None if matches!(before, Earlier::Same) => true,
                None => whole
                    .get_mut(&fingerprint::identity(&checked.source, diagnostic))
                    .filter(|left| **left > 0)
                    .map(|left| *left -= 1)
                    .is_some(),
            };
            if is_old {
                mark(diagnostic, &suppression);
            }
        }
    }
}

/// The indices of items that say what an item of the earlier list said.
fn unchanged(before: &Earlier, now: &[ItemRecord]) -> FxHashSet<usize> {
    let Earlier::List { items, .. } = before else {
        return now.iter().map(|record| record.item.index).collect();
    };
    let digests: Vec<u64> = now.iter().map(|record| record.digest).collect();
    same_content(items, &digests)
        .into_iter()
        .zip(now)
        .filter(|(same, _)| same.is_some())
        .map(|(_, record)| record.item.index)
        .collect()
}

/// Where the items stand that were added or changed, in order.
fn changed_spans(file: &FileReport, published: &Published) -> Vec<Span> {
    let Ok(checked) = &file.outcome else {
        return Vec::new();
    };
    let unchanged = published
        .files
        .get(&file.name)
        .map(|before| unchanged(before, &checked.items))
        .unwrap_or_default();
    let mut spans: Vec<Span> = checked
        .items
        .iter()
        .filter(|record| !unchanged.contains(&record.item.index))
        .map(|record| record.span)
        .collect();
    spans.sort();
    spans
}

fn lies_in(spans: &[Span], place: Span) -> bool {
    let after = spans.partition_point(|span| span.start() <= place.start());
    after
        .checked_sub(1)
        .and_then(|before| spans.get(before))
        .is_some_and(|span| span.contains(place))
}
