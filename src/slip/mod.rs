//! Slips of the pen: characters taken for others, phrases that differ from how they stand elsewhere.
//! Knows texts and characters, not rules and not items.

mod likeness;
mod phrases;

pub use likeness::{Likeness, likeness};
pub use phrases::{Oddity, Phrases};
