use std::collections::BTreeMap;
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::Input;
use super::run::{Job, read_input, run_with};
use crate::annotate::AnnotateError;
use crate::diagnostic::Applicability;
use crate::fix::{Reason, fix as fix_file, is_wanted};
use crate::report::fingerprint::sha256;
use crate::report::{Checked, FileReport, Report};
use crate::source::{Place, Position};

/// How often a file is checked again for corrections that had to wait for others.
const PASSES: usize = 8;

/// A file that has corrections. Nothing is written yet.
#[derive(Debug)]
pub struct FixedFile {
    /// What reports call it.
    pub name: String,
    /// Where it is. Standard input cannot be corrected.
    pub path: Option<PathBuf>,
    /// Its bytes as they were.
    pub before: Vec<u8>,
    /// Its bytes with the corrections; `None` where none was made.
    pub after: Option<Vec<u8>>,
    /// Findings that were corrected.
    pub applied: usize,
    /// Corrections that were not made, with their places.
    pub refused: Vec<(Option<Place>, Position, Reason)>,
    /// Why the file could not be corrected at all.
    pub failure: Option<AnnotateError>,
}

/// What correcting the files of a job gave.
#[derive(Debug)]
pub struct FixRun {
    /// The findings that remain.
    pub report: Report,
    /// The files with corrections, made or refused, in their order.
    pub files: Vec<FixedFile>,
}

/// Makes all corrections at least as applicable as `least`, in memory: checks, corrects, and checks again until nothing
/// is left to correct.
pub fn fix(job: &Job, least: Applicability) -> FixRun {
    let mut fixing = Fixing {
        job,
        least,
        files: BTreeMap::new(),
        contents: FxHashMap::default(),
    };
    let mut report = fixing.check();
    for _ in 0..PASSES {
        if !fixing.correct_all(&report) {
            break;
        }
        report = fixing.check();
    }
    FixRun {
        report,
        files: fixing.files.into_values().collect(),
    }
}

struct Fixing<'j> {
    job: &'j Job,
    least: Applicability,
    /// By the position of the input.
    files: BTreeMap<usize, FixedFile>,
    /// What files would hold now.
    contents: FxHashMap<PathBuf, Vec<u8>>,
}

impl Fixing<'_> {
    fn check(&self) -> Report {
        run_with(self.job, &|input| self.bytes(input))
    }

    fn bytes(&self, input: &Input) -> std::io::Result<Vec<u8>> {
        let known = input.path.as_ref().and_then(|path| self.contents.get(path));
        known.map_or_else(|| read_input(input), |bytes| Ok(bytes.clone()))
    }

    /// Corrects what `report` found; whether anything was corrected.
    fn correct_all(&mut self, report: &Report) -> bool {
        let mut any = false;
        for (index, ((input, _), file)) in self.job.inputs.iter().zip(&report.files).enumerate() {
            let Ok(checked) = &file.outcome else { continue };
            let wanted = checked
                .diagnostics
                .iter()
                .any(|diagnostic| is_wanted(diagnostic, self.least));
            let failed = self
                .files
                .get(&index)
                .is_some_and(|fixed| fixed.failure.is_some());
            if wanted && !failed && input.path.is_some() {
                any |= self.correct(index, input, file, checked);
            }
        }
        any
    }

    fn correct(
        &mut self,
        index: usize,
        input: &Input,
        file: &FileReport,
        checked: &Checked,
    ) -> bool {
        let bytes = match self.bytes(input) {
            Ok(bytes) if sha256(&bytes) == file.sha256 => bytes,
            _ => {
                self.entry(index, input, Vec::new()).failure = Some(AnnotateError::Changed);
                return false;
            }
        };
        let fixed = fix_file(
            &input.name,
            &bytes,
            &self.job.options,
            &checked.source,
            &checked.diagnostics,
            self.least,
        );
        let entry = self.entry(index, input, bytes);
        match fixed {
            Ok(fixed) => {
                entry.applied += fixed.applied;
                entry.refused = fixed
                    .refused
                    .iter()
                    .map(|(span, reason)| {
                        let at = span.start();
                        let place = checked.source.place(at).cloned();
                        (place, checked.source.position(at), *reason)
                    })
                    .collect();
                let Some(after) = fixed.bytes else {
                    return false;
                };
                entry.after = Some(after.clone());
                if let Some(path) = &input.path {
                    self.contents.insert(path.clone(), after);
                }
                true
            }
            Err(error) => {
                entry.failure = Some(error);
                false
            }
        }
    }

    fn entry(&mut self, index: usize, input: &Input, before: Vec<u8>) -> &mut FixedFile {
        self.files.entry(index).or_insert_with(|| FixedFile {
            name: input.name.clone(),
            path: input.path.clone(),
            before,
            after: None,
            applied: 0,
            refused: Vec::new(),
            failure: None,
        })
    }
}
