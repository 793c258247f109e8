//! The extension points of the rule language, one file each. A new one is its file and its line here.

mod balance;

use crate::rule::PointDefinition;

/// Every extension point, by name.
pub const ALL: &[PointDefinition] = &[PointDefinition::of::<balance::Balance>()];
