//! Corrections in the files themselves: in text formats, in the cells of workbooks and in the text of documents.
//!
//! What is written reads as the file did but for the corrected characters: every result is read again and compared
//! before anybody gets it, and corrections that would change more are left out and said so.

mod choose;
mod docx;
mod pieces;
mod reason;
mod text;
mod verify;
mod xlsx;

use crate::annotate::AnnotateError;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::read::{Format, ReadOptions, read_with};
use crate::source::{Source, Span};

pub use choose::is_wanted;
pub use reason::Reason;
pub use verify::{TextChange, changes};

/// What became of the corrections of one file.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The corrected file; `None` where nothing was corrected.
    pub bytes: Option<Vec<u8>>,
    /// Findings that were corrected.
    pub applied: usize,
    /// Corrections that overlap others and have to wait until those are made.
    pub postponed: usize,
    /// Corrections that cannot be made here: the flagged bytes of the text, and why.
    pub refused: Vec<(Span, Reason)>,
}

/// A correction that was chosen: its edits are made together or not at all.
#[derive(Debug)]
struct Correction<'d> {
    /// In order, without overlap.
    edits: Vec<&'d Edit>,
    /// The flagged bytes.
    span: Span,
    /// Findings that ask for these same edits.
    findings: usize,
}

/// A file that corrections are written into.
trait Target {
    /// Why a correction cannot be made in this file.
    fn refusal(&self, correction: &Correction<'_>) -> Option<Reason>;

    /// The file with corrections that are not refused.
    fn apply(&self, corrections: &[&Correction<'_>]) -> Result<Vec<u8>, AnnotateError>;
}

/// Makes the corrections of `diagnostics` that are at least as applicable as `least` in the file `bytes`. Findings that
/// do not count are left alone. Of corrections that overlap the first is made.
///
/// `name` and `options` are those the file was checked with, `checked` is the text that the findings point into.
///
/// # Errors
/// When the bytes cannot be read, or are not those that were checked.
pub fn fix(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    checked: &Source,
    diagnostics: &[Diagnostic],
    least: Applicability,
) -> Result<Fixed, AnnotateError> {
    let (source, document) = read_with(name, bytes.to_vec(), options)?;
    if source.text() != checked.text() {
        return Err(AnnotateError::Changed);
    }
    let chosen = choose::choose(&source, diagnostics, least);
    let mut fixed = Fixed {
        postponed: chosen.postponed,
        ..Fixed::default()
    };
    if chosen.corrections.is_empty() {
        return Ok(fixed);
    }
    let format = document.format;
    let target: Box<dyn Target> = match format {
        Format::Xlsx => Box::new(xlsx::Workbook::open(bytes, &source, &chosen.corrections)?),
        Format::Docx => Box::new(docx::WordDocument::open(bytes)?),
        Format::Xls | Format::Ods | Format::Doc => {
            let target = if format == Format::Doc {
                "docx"
            } else {
                "xlsx"
            };
            let refused = |correction: &Correction<'_>| (correction.span, Reason::Format(target));
            fixed.refused = chosen.corrections.iter().map(refused).collect();
            return Ok(fixed);
        }
        _ => Box::new(text::TextFile::new(bytes, &source, format)),
    };
    let mut possible = Vec::new();
    for correction in &chosen.corrections {
        match target.refusal(correction) {
            Some(reason) => fixed.refused.push((correction.span, reason)),
            None => possible.push(correction),
        }
    }
    let mut trial = Trial {
        target: &*target,
        before: verify::Before::new(&source, &document),
        again: |bytes: Vec<u8>| read_with(name, bytes, options).ok(),
        left: TRIALS,
    };
    let (kept, written) = trial.lasting(&possible)?;
    fixed.applied = kept.iter().map(|correction| correction.findings).sum();
    fixed.refused.extend(
        possible
            .iter()
            .filter(|correction| !kept.iter().any(|kept| std::ptr::eq(*kept, **correction)))
            .map(|correction| (correction.span, Reason::Structure)),
    );
    fixed.bytes = written;
    Ok(fixed)
}

/// How often a file is read again to find out which of its corrections would change more than they say.
const TRIALS: usize = 40;

struct Trial<'t, R> {
    target: &'t dyn Target,
    before: verify::Before<'t>,
    again: R,
    left: usize,
}

/// Corrections, and the file with them.
type Written<'c, 'd> = (Vec<&'c Correction<'d>>, Option<Vec<u8>>);

impl<R> Trial<'_, R>
where
    R: Fn(Vec<u8>) -> Option<(Source, crate::read::Document)>,
{
    /// As many of the corrections as leave everything else as it was.
    fn lasting<'c, 'd>(
        &mut self,
        corrections: &[&'c Correction<'d>],
    ) -> Result<Written<'c, 'd>, AnnotateError> {
        if corrections.is_empty() || self.left == 0 {
            return Ok((Vec::new(), None));
        }
        if let Some(bytes) = self.holds(corrections)? {
            return Ok((corrections.to_vec(), Some(bytes)));
        }
        if corrections.len() == 1 {
            return Ok((Vec::new(), None));
        }
        let (left, right) = corrections.split_at(corrections.len() / 2);
        let (mut kept, written) = self.lasting(left)?;
        let (right, written_right) = self.lasting(right)?;
        match (kept.is_empty(), right.is_empty()) {
            (_, true) => Ok((kept, written)),
            (true, false) => Ok((right, written_right)),
            (false, false) => {
                let first = kept.len();
                kept.extend(right);
                match self.holds(&kept)? {
                    Some(bytes) => Ok((kept, Some(bytes))),
                    None => {
                        kept.truncate(first);
                        Ok((kept, written))
                    }
                }
            }
        }
    }

    fn holds(&mut self, corrections: &[&Correction<'_>]) -> Result<Option<Vec<u8>>, AnnotateError> {
        self.left = self.left.saturating_sub(1);
        let bytes = self.target.apply(corrections)?;
        let Some((source, document)) = (self.again)(bytes.clone()) else {
            return Ok(None);
        };
        let holds = self.before.holds(&source, &document, corrections);
        Ok(holds.then_some(bytes))
    }
}
