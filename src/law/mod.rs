//! Citations of laws: numerals, the citation grammar, the table of laws with its dates, quotations.
//! Knows texts and views, not rules and not items.

mod citation;
pub mod document_number;
pub mod fingerprint;
mod grammar;
pub mod import;
mod lead;
mod notes;
pub mod numeral;
mod provision;
mod quotation;
mod scan;
pub mod table;
mod title;
pub mod verify;
pub mod version_note;
pub mod words;

use crate::source::View;

pub use citation::{Article, Citation, CitationProblem, ProvisionKind, Quotation, TitleForm};
pub use grammar::{Grammar, Names, NoNames};
pub use table::LawTable;

/// The citations of one cell or line, by the built-in words and names.
///
/// `inherited` is the last citation of the cell or line before: a bare 第九十四条 at the start of this
/// one continues it.
pub fn parse(view: &View<'_>, inherited: Option<&Citation>) -> Vec<Citation> {
    parse_with(view, inherited, LawTable::builtin())
}

/// As [`parse`], where `names` tells which titles are known without brackets.
pub fn parse_with(
    view: &View<'_>,
    inherited: Option<&Citation>,
    names: &dyn Names,
) -> Vec<Citation> {
    let words = words::Words::builtin();
    Grammar { words, names }.parse(view, inherited)
}
