//! Texts that are the same or nearly so, found without comparing each with each. Knows texts only.

mod near;
mod texts;

pub use near::{Pair, allowance, near_pairs};
pub use texts::Texts;
