//! Runs rules over lists: item by item in parallel, then the list, then all lists.

mod checker;
mod examples;
mod finding;
mod fold;
mod packs;
mod plan;
pub mod point;
mod run;
mod statistics;
mod table;
mod texts;

pub use checker::{Checker, ListFacts, Outcome, Suppress};
pub use examples::{ExampleResult, Verdict, run_examples};
pub use finding::item_refs;
pub use packs::{builtin_packs, builtin_packs_without_examples};
pub use statistics::{Counts, Statistics};

use crate::rule::{RuleErrors, RuleSet, Tables};
use crate::source::Source;
use crate::vocabulary::Vocabulary;

/// Loads rule files, with all extension points: the built-in packs come first in `sources` where they
/// are wanted ([`builtin_packs`]).
///
/// # Errors
/// All that is wrong in any of them.
pub fn load_rules(sources: Vec<Source>, vocabulary: &Vocabulary) -> Result<RuleSet, RuleErrors> {
    RuleSet::load(
        sources,
        Tables {
            vocabulary,
            points: point::ALL,
            library: &builtin_packs,
        },
    )
}

/// The JSON Schema of rule files.
pub fn rule_schema() -> schemars::Schema {
    crate::rule::schema(point::ALL)
}
