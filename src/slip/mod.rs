//! Slips of the pen: characters taken for others, phrases that differ from how they stand elsewhere, what reads
//! oddly in legal Chinese. Knows texts and characters, not rules and not items.

pub mod language;
mod likeness;
mod phrases;

pub use likeness::{Likeness, likeness};
pub use phrases::{Oddity, Phrases};
