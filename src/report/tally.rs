use super::Report;
use crate::diagnostic::{Diagnostic, Severity};

/// How many findings count, by severity. What is suppressed does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings that are suppressed.
    pub suppressed: usize,
    /// Files that could not be checked.
    pub failures: usize,
}

impl Tally {
    /// The tally of a report.
    pub fn of(report: &Report) -> Self {
        let mut tally = Self::default();
        for (_, diagnostic) in report.findings() {
            tally.add(diagnostic);
        }
        tally.failures = report
            .files
            .iter()
            .filter(|file| file.outcome.is_err())
            .count();
        tally
    }

    /// Counts one finding. The head of a fold is no finding of its own: its members count.
    pub fn add(&mut self, diagnostic: &Diagnostic) {
        if diagnostic.fold_head {
            return;
        }
        if diagnostic.suppressed.is_some() {
            self.suppressed += 1;
            return;
        }
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }

    /// Findings that count.
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// Findings that count and are at least as grave as `threshold`.
    pub fn at_least(&self, threshold: Severity) -> usize {
        match threshold {
            Severity::Error => self.errors,
            Severity::Warning => self.errors + self.warnings,
            Severity::Info => self.total(),
        }
    }
}
