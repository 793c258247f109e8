//! A list as understood, for people and programs: every item with its fields, stages, posts and citations,
//! and where each came from. What was read must be as easy to check as what was found.

mod csv;
mod place;
mod value;

pub use csv::to_csv;
pub use value::to_value;

use super::List;
use crate::vocabulary::Vocabulary;

/// The list as YAML.
///
/// # Errors
/// When the value cannot be written as YAML; no list leads to this.
pub fn to_yaml(list: &List<'_>, vocabulary: &Vocabulary) -> Result<String, serde_yaml::Error> {
    serde_yaml::to_string(&to_value(list, vocabulary))
}

#[cfg(test)]
mod tests;
