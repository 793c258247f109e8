//! Citations of laws: numerals, the citation grammar, the table of laws with its dates, quotations.
//! Knows texts and views, not rules and not items.

mod citation;
pub mod numeral;

pub use citation::{Article, Citation, CitationProblem, ProvisionKind, Quotation, TitleForm};
