//! The words of the field as data: columns and their synonyms, classes of power, stages of duty.
//! Loaded from `rules/vocabulary/`; a province adds words there, not here.

mod field;

pub use field::Field;

/// A class of power, by its position in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// A stage of duty, by its position in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageId(pub u16);
