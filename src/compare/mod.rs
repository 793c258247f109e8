//! Two states of a list: which items are the same, and what became of the others.
//!
//! [`Snapshot`] is what is kept of a list, [`Matching`] says which item became which (by content, code,
//! name and likeness, never by position), [`Changes`] is the change report of the list (动态调整).

mod absorb;
mod change;
mod features;
mod levels;
mod marks;
mod matching;
mod snapshot;

pub use change::{
    Change, Changes, ChangesSummary, FieldChange, ItemSide, Kind, ListSide, Mark, MarkedRange,
    schema,
};
pub use matching::{Matching, same_content};
pub use snapshot::{Column, Content, Snapshot, digest};

#[cfg(test)]
mod tests;
