//! Citations checked against the table of laws as of a day.

mod align;
mod compare;
mod difference;
mod edit;
mod elsewhere;
mod finding;
mod instrument;
mod parts;
mod quotation;
#[cfg(test)]
mod tests;
mod text;
mod variant;

use std::sync::OnceLock;

use jiff::civil::Date;

use super::citation::Citation;
use super::fingerprint::Print;
use super::table::{Found, Instrument, LawTable, Repeal, State, Version};

pub use compare::{Comparison, compare};
pub use finding::{Difference, DifferenceKind, LawFinding, LawFindingKind, QuotationFinding};

/// Checks citations as of a day.
#[derive(Debug, Clone, Copy)]
pub struct Verifier<'t> {
    table: &'t LawTable,
    as_of: Date,
}

/// What the verification of one citation found: worked out when first asked for, then shared by all who ask.
#[derive(Debug, Default)]
pub struct Verified(OnceLock<Vec<LawFinding>>);

impl Verified {
    /// The findings of `verifier` about `citation`; see [`Verifier::findings`]. One place is for one citation
    /// under one verifier.
    pub fn findings(
        &self,
        verifier: &Verifier<'_>,
        citation: &Citation,
        mentioned: &dyn Fn(&str) -> bool,
    ) -> &[LawFinding] {
        self.0
            .get_or_init(|| verifier.findings(citation, mentioned))
    }
}

/// What a citation was taken for.
#[derive(Debug, Clone)]
pub enum Resolution<'t> {
    /// A known instrument, and how it stands on the day.
    Known(Found<'t>, State<'t>),
    /// Only known from the statement that ended it.
    Ended(&'t Repeal),
    /// Not known.
    Unknown,
}

impl<'t> Verifier<'t> {
    /// Checks against `table` as of `as_of`.
    pub fn new(table: &'t LawTable, as_of: Date) -> Self {
        Self { table, as_of }
    }

    /// The table.
    pub fn table(&self) -> &'t LawTable {
        self.table
    }

    /// The instrument that `citation` is about. `mentioned` tells whether a word stands in the list.
    pub fn resolve(&self, citation: &Citation, mentioned: &dyn Fn(&str) -> bool) -> Resolution<'t> {
        let titles = [
            citation.inner.as_ref().map(|(title, _)| title.as_str()),
            Some(citation.title.as_str()),
        ];
        for title in titles.into_iter().flatten() {
            if let Some(found) = self.table.lookup(title, mentioned) {
                return Resolution::Known(found, self.table.state(found.instrument, self.as_of));
            }
        }
        let ended = titles
            .into_iter()
            .flatten()
            .find_map(|title| self.table.repeals_of(title).first());
        ended.map_or(Resolution::Unknown, Resolution::Ended)
    }

    /// All findings about `citation`, in the order of the text. `mentioned` tells whether a word stands in
    /// the list: some short names mean an instrument only there.
    pub fn findings(
        &self,
        citation: &Citation,
        mentioned: &dyn Fn(&str) -> bool,
    ) -> Vec<LawFinding> {
        let mut found = instrument::written(citation);
        let resolution = self.resolve(citation, mentioned);
        // What is to be said of the instrument is said at its title, once.
        if !citation.continued {
            instrument::findings(self, citation, &resolution, &mut found);
        }
        if let Resolution::Known(known, state) = &resolution {
            let instrument = known.instrument;
            let quoted = quotation::findings(self, citation, instrument, state);
            // Text of another version or article explains why the paragraph or item is not there.
            let explained = quoted.iter().any(|finding| {
                matches!(
                    finding,
                    QuotationFinding::OtherVersion { .. } | QuotationFinding::Moved { .. }
                )
            });
            instrument::article_findings(self, citation, instrument, state, explained, &mut found);
            let span = citation
                .quotation
                .as_ref()
                .map_or(citation.span, super::citation::Quotation::span);
            found.extend(quoted.into_iter().map(|finding| LawFinding {
                kind: LawFindingKind::Quotation(finding),
                span,
            }));
        }
        found.sort_by_key(|finding| finding.span);
        // 第一、二、五项 are three provisions at one place: one finding is enough.
        found.dedup_by(|next, first| {
            next.span == first.span
                && std::mem::discriminant(&next.kind) == std::mem::discriminant(&first.kind)
        });
        found
    }

    /// The clauses of the articles `places` of `version`, run together; `None` without fingerprints.
    fn clauses(&self, version: &Version, places: &[(u32, u32)]) -> Option<Vec<Print>> {
        let print = self.table.print(version)?;
        let mut clauses = Vec::new();
        for &(number, insertion) in places {
            if let Some(article) = print.article(number, insertion) {
                clauses.extend(article.clauses());
            }
        }
        Some(clauses)
    }
}

/// The instruments that replace `title`, one after the other, up to one that is in force on `as_of`.
fn successors(table: &LawTable, first: Option<String>, as_of: Date) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let mut next = first;
    while let Some(title) = next.take() {
        if chain.contains(&title) || chain.len() > 5 {
            break;
        }
        let ended = table
            .by_title(&title)
            .map(|instrument: &Instrument| table.state(instrument, as_of).standing);
        chain.push(title);
        if let Some(super::table::Standing::Ended { by, .. }) = ended {
            next = by;
        }
    }
    chain
}
