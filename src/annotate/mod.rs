//! Hands findings back in the files they were found in: comments in copies of workbooks and documents, a review
//! sheet beside what takes none.
//!
//! Parts of a file that need no change are copied packed as they are.

mod docx;
mod error;
pub(crate) mod parts;
mod review;
mod words;
mod write;
mod xlsx;

pub use error::AnnotateError;
pub use write::{back_up, write_whole};

use crate::diagnostic::Diagnostic;
use crate::message::Language;
use crate::read::Format;
use crate::source::Source;

/// A file with the findings in it.
#[derive(Debug)]
pub struct Annotated {
    /// The file.
    pub bytes: Vec<u8>,
    /// The extension it should have.
    pub extension: &'static str,
    /// Whether it is a copy of the file that was checked; else a sheet to stand beside it.
    pub is_copy: bool,
    /// Findings that stand in a comment.
    pub commented: usize,
    /// Findings whose cell has a comment of somebody else, which was left alone: they stand in the review sheet.
    pub beside_others: usize,
    /// Findings that the review sheet lists.
    pub listed: usize,
}

impl Annotated {
    fn new(extension: &'static str) -> Self {
        Self {
            bytes: Vec::new(),
            extension,
            is_copy: true,
            commented: 0,
            beside_others: 0,
            listed: 0,
        }
    }
}

/// Hands the findings back: as comments in a copy of a workbook or document, for other formats as a review sheet.
/// Findings that do not count (waived, suppressed) are left out. Our own comments of an earlier run are replaced.
///
/// `bytes` is the file that `source` and the findings come from.
///
/// # Errors
/// When the bytes cannot be read, or are not those that were checked.
pub fn annotate(
    format: Format,
    bytes: &[u8],
    source: &Source,
    diagnostics: &[Diagnostic],
    language: Language,
) -> Result<Annotated, AnnotateError> {
    let counted: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.suppressed.is_none())
        .collect();
    match format {
        Format::Xlsx => xlsx::annotate(bytes, source, &counted, language),
        Format::Docx => docx::annotate(bytes, source, &counted, language),
        _ => Ok(Annotated {
            is_copy: false,
            ..review::review_sheet(source, &counted, language)?
        }),
    }
}
