//! What does not count: in-file comments, waivers, the baseline, unchanged items. Applied once, here,
//! before counts, exit codes and outputs; the same for the command line, the editor and reports.

mod add;
mod baseline;
mod changed;
mod comment;
mod finding;
mod fold;
mod register;
mod scope;
mod waiver;

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::KnownRule;
use crate::diagnostic::{Diagnostic, Suppression};
use crate::report::{FileReport, RuleInfo};
use crate::source::Source;

pub use add::{NewWaiver, append_waivers};
pub use baseline::{Baseline, Entry as BaselineEntry, Standing};
pub use changed::{Earlier, ItemRecord, Published};
pub use finding::{Definition, rules};
pub use register::{RegisterEntry, State};
pub use waiver::{RegisterFile, WaiverFile};

/// Everything that may keep a finding from counting.
#[derive(Debug, Default)]
pub struct Suppressions {
    /// The baseline.
    pub baseline: Option<Baseline>,
    /// Registers of waivers.
    pub waivers: Vec<WaiverFile>,
    /// The earlier state of the lists: only what was added or changed since counts.
    pub published: Option<Published>,
    /// Whether whole folders were checked, so that a waiver that meets nothing is known to be unused.
    pub whole_folders: bool,
}

/// What came of it beside the marks on the findings.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every waiver with its state.
    pub register: Vec<RegisterEntry>,
    /// Findings about waivers, by the file they stand in.
    pub files: Vec<(Source, Vec<Diagnostic>)>,
    /// How the findings stand to the baseline.
    pub standing: Option<Standing>,
}

/// Marks the findings that do not count and adds what there is to say about comments and waivers.
///
/// A finding is marked once: by a comment in the file, else by a waiver, else since its item is
/// unchanged, else by the baseline.
pub fn apply(
    files: &mut [FileReport],
    suppressions: &Suppressions,
    rules: &[KnownRule],
    as_of: Date,
) -> Outcome {
    let mut outcome = Outcome::default();
    for file in files.iter_mut() {
        comment::apply(file, rules);
    }
    waiver::apply(files, suppressions, rules, as_of, &mut outcome);
    if let Some(published) = &suppressions.published {
        changed::apply(files, published);
    }
    if let Some(baseline) = &suppressions.baseline {
        outcome.standing = Some(baseline.apply(files));
    }
    for file in files.iter_mut() {
        fold::settle(file);
    }
    outcome
}

/// Marks one finding unless it is marked already.
fn mark(diagnostic: &mut Diagnostic, suppression: &Arc<Suppression>) {
    if diagnostic.suppressed.is_none() {
        diagnostic.suppressed = Some(suppression.clone());
    }
}

/// What reports tell about the rules of this room.
pub fn rule_infos() -> Vec<RuleInfo> {
    rules().iter().map(finding::Definition::info).collect()
}

#[cfg(test)]
mod tests;
