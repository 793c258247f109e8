//! Runs rules over lists: item by item in parallel, then the list, then all lists.

mod brief;
mod checker;
mod examples;
mod finding;
mod fold;
mod packs;
pub mod pages;
mod plan;
pub mod point;
mod reference;
mod run;
mod statistics;
mod table;
mod telling;
mod texts;
mod why;

pub use checker::{Checker, ListFacts, Outcome, Suppress};
pub use examples::{ExampleFinding, ExampleResult, Snapshot, SnapshotPath, Verdict, run_examples};
pub use finding::item_refs;
pub use packs::{builtin_packs, builtin_packs_without_examples};
pub use reference::table_path;
pub use statistics::{Counts, Statistics};
pub use why::{Looked, RequirementLooked, why};

use std::sync::{Mutex, PoisonError};

use crate::law::LawTable;
use crate::rule::{RuleErrors, RuleSet, Tables};
use crate::source::Source;
use crate::vocabulary::Vocabulary;

/// Loads rule files, with all extension points: the built-in packs come first in `sources` where they
/// are wanted ([`builtin_packs`]).
///
/// # Errors
/// All that is wrong in any of them.
pub fn load_rules(sources: Vec<Source>, vocabulary: &Vocabulary) -> Result<RuleSet, RuleErrors> {
    load(sources, 0, vocabulary, None)
}

/// Loads the `builtin` packs, which are known to be sound, and after them rule files of one's `own`. Those
/// are checked in full: their patterns are made ready, their laws looked up in `laws` (the built-in table
/// where none is given).
///
/// # Errors
/// All that is wrong in any of them.
pub fn load_rules_beside(
    builtin: Vec<Source>,
    own: Vec<Source>,
    vocabulary: &Vocabulary,
    laws: Option<&LawTable>,
) -> Result<RuleSet, RuleErrors> {
    let sound = builtin.len();
    let mut sources = builtin;
    sources.extend(own);
    load(sources, sound, vocabulary, laws)
}

fn load(
    sources: Vec<Source>,
    sound: usize,
    vocabulary: &Vocabulary,
    laws: Option<&LawTable>,
) -> Result<RuleSet, RuleErrors> {
    let read = Mutex::new(Vec::new());
    let table = |rule_file: &str, path: &str| {
        let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
        read.push((rule_file.to_owned(), path.to_owned()));
        drop(read);
        reference::read_table(rule_file, path)
    };
    let rules = RuleSet::load(
        sources,
        Tables {
            vocabulary,
            points: point::ALL,
            sound,
            laws: &|| laws.unwrap_or_else(|| LawTable::builtin()),
            table: &table,
            available: &builtin_packs,
        },
    )?;
    let mut tables = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Files are read in parallel.
    tables.sort();
    Ok(rules.with_table_files(tables))
}

/// The JSON Schema of rule files.
pub fn rule_schema() -> schemars::Schema {
    crate::rule::schema(point::ALL)
}
