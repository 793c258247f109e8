//! Comments, fills and a review sheet in a copy of a workbook.
//!
//! The fill is a conditional format, so that the formats of the cells stay as they are and the next run can take it
//! away again. Formats, comments and sheets of others are not touched.

mod comments;
mod drawing;
mod review;
mod sheet;
mod styles;

use std::collections::BTreeMap;

pub(super) use review::{COLUMNS, cells, height, title};

use super::parts::Rewrite;
use super::words::Words;
use super::{AnnotateError, Annotated};
use crate::diagnostic::{Diagnostic, Severity};
use crate::message::Language;
use crate::read::office::Kind;
use crate::read::xlsx::workbook;
use crate::source::{Place, Source, column_letters};

/// Cells that get a comment: a spreadsheet program opens a few ten thousand drawings only slowly.
const COMMENT_LIMIT: usize = 20_000;
/// Characters of a comment; a spreadsheet program takes 32,767.
const TEXT_LIMIT: usize = 30_000;

/// What is flagged in a cell.
struct Flagged {
    severity: Severity,
    /// The text of its comment.
    text: String,
    /// How many findings it has.
    count: usize,
}

/// The flagged cells of a sheet, by row and column from 0.
type Cells = BTreeMap<(u32, u32), Flagged>;

/// Annotates the workbook `bytes`, which `source` was read from.
pub(super) fn annotate(
    bytes: &[u8],
    source: &Source,
    diagnostics: &[&Diagnostic],
    language: Language,
) -> Result<Annotated, AnnotateError> {
    let mut rewrite = Rewrite::open(Kind::XLSX, bytes)?;
    let workbook = workbook(rewrite.package())?;
    let mut annotated = Annotated::new("xlsx");
    let mut by_sheet: BTreeMap<&str, Cells> = BTreeMap::new();
    let mut rows = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let words = Words::new(diagnostic, source, language);
        let cell = match source.place(diagnostic.span.start()) {
            Some(Place::Cell { sheet, row, column }) => Some((&**sheet, (*row, *column))),
            Some(Place::Sheet { sheet }) => Some((&**sheet, (0, 0))),
            _ => None,
        };
        if let Some((sheet, position)) = cell {
            by_sheet
                .entry(sheet)
                .or_default()
                .entry(position)
                .and_modify(|flagged| flagged.add(diagnostic.severity, &words, language))
                .or_insert_with(|| Flagged::new(diagnostic.severity, &words, language));
        }
        rows.push(review::Row {
            words,
            severity: diagnostic.severity,
            link: cell.map(|(sheet, (row, column))| {
                let sheet = sheet.replace('\'', "''");
                format!("'{sheet}'!{}{}", column_letters(column), row + 1)
            }),
        });
    }
    let styles = styles::add(&mut rewrite, &workbook)?;
    let mut left = COMMENT_LIMIT;
    for sheet in &workbook.sheets {
        let Some(part) = sheet.part.as_deref().filter(|part| rewrite.has(part)) else {
            continue;
        };
        let cells = by_sheet.remove(sheet.name.as_str()).unwrap_or_default();
        if cells.is_empty() && workbook.review.is_none() {
            continue;
        }
        let done = sheet::annotate(&mut rewrite, part, &cells, &styles, left)?;
        left = left.saturating_sub(done.cells);
        annotated.commented += done.findings;
        annotated.beside_others += done.beside_others;
    }
    review::write(&mut rewrite, &workbook, &styles, &rows, language)?;
    annotated.listed = rows.len();
    annotated.bytes = rewrite.finish()?;
    Ok(annotated)
}

impl Flagged {
    fn new(severity: Severity, words: &Words, language: Language) -> Self {
        Self {
            severity,
            text: words.lines(language).join("\n"),
            count: 1,
        }
    }

    fn add(&mut self, severity: Severity, words: &Words, language: Language) {
        self.severity = self.severity.max(severity);
        self.count += 1;
        if self.text.ends_with('…') {
            return;
        }
        let more = words.lines(language).join("\n");
        if self.text.len() + more.len() > TEXT_LIMIT {
            self.text.push_str("\n…");
        } else {
            self.text.push_str("\n\n");
            self.text.push_str(&more);
        }
    }
}

/// The reference of a cell, `F12`.
fn reference((row, column): (u32, u32)) -> String {
    format!("{}{}", column_letters(column), row + 1)
}
