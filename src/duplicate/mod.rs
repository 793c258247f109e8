//! Texts that are the same or nearly so, found without comparing each with each. Knows texts only.

mod cluster;
mod difference;
mod essence;
mod near;
mod texts;

pub use cluster::{Cluster, clusters};
pub use difference::{Difference, differences};
pub use essence::same_essence;
pub use near::{Pair, allowance, near_pairs};
pub use texts::Texts;
