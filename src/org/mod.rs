//! The organisation: units, their names and their times, as a graph; units named in cells; what a
//! written name means on a day. Knows texts and spans, not rules and not items.

mod build;
mod cell;
pub mod draft;
mod file;
mod graph;
mod name;
mod naming;
mod picture;
mod resolve;
mod verify;
mod words;

pub use cell::{Mention, Who, mentions};
pub use file::{FormerName, OrganisationFile, UnitEntry};
pub use graph::{Graph, NameKind, Relation, Unit, UnitId};
pub use name::key;
pub use resolve::{Resolution, Step};
pub use words::{KindEntry, KindId, LevelEntry, LevelId, Words, WordsFile};

#[cfg(test)]
mod tests;
