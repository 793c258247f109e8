//! Where else quoted text stands: in another article, another version, another instrument.

use rustc_hash::FxHashMap;

use super::align::{Alignment, align};
use super::text::Quoted;
use crate::law::fingerprint::Print;
use crate::law::table::{Instrument, LawTable, Version, VersionPrint};

/// Text shorter than this (in normalised characters) says too little to be looked for elsewhere.
pub const SHORTEST: u32 = 16;
/// A clause that occurs more often than this does not tell where it is from.
const COMMON: usize = 400;

/// A place that has the text.
#[derive(Debug, Clone)]
pub struct Place<'t> {
    /// The version.
    pub version: &'t Version,
    /// The article with its insertion.
    pub article: (u32, u32),
    /// How the quotation lies in it.
    pub alignment: Alignment,
}

/// The article of `print` that has most of the quotation, other than `but`.
pub fn in_version<'t>(
    quoted: &Quoted<'_>,
    version: &'t Version,
    print: &VersionPrint<'_>,
    but: &[(u32, u32)],
) -> Option<Place<'t>> {
    let mut wanted: FxHashMap<u32, u32> = FxHashMap::default();
    for (hash, clause) in quoted.hashes.iter().zip(&quoted.clauses) {
        *wanted.entry(*hash).or_default() += clause.length;
    }
    let mut best: Option<(u32, (u32, u32))> = None;
    for article in print.articles() {
        let place = (article.number, article.insertion);
        if but.contains(&place) {
            continue;
        }
        let mut hashes: Vec<u32> = article
            .clauses()
            .map(Print::hash)
            .filter(|hash| wanted.contains_key(hash))
            .collect();
        // Nearly every article has none of the clauses.
        if hashes.is_empty() {
            continue;
        }
        hashes.sort_unstable();
        hashes.dedup();
        let shared: u32 = hashes.iter().filter_map(|hash| wanted.get(hash)).sum();
        if shared > 0 && best.is_none_or(|(most, _)| shared > most) {
            best = Some((shared, place));
        }
    }
    let (shared, article) = best?;
    if shared * 3 < quoted.total() {
        return None;
    }
    let clauses: Vec<Print> = print.article(article.0, article.1)?.clauses().collect();
    let alignment = align(quoted, &clauses);
    Some(Place {
        version,
        article,
        alignment,
    })
}

/// The instrument of the whole table, other than `but`, whose article holds all of the quotation.
pub fn in_table<'t>(
    quoted: &Quoted<'_>,
    table: &'t LawTable,
    but: &Instrument,
) -> Option<Place<'t>> {
    // The longest clauses are the rarest.
    let mut order: Vec<usize> = (0..quoted.clauses.len()).collect();
    order.sort_by_key(|&index| {
        std::cmp::Reverse(quoted.clauses.get(index).map_or(0, |clause| clause.length))
    });
    let mut best: Option<Place<'t>> = None;
    for prints in table.prints() {
        for &index in order.iter().take(2) {
            let Some(&hash) = quoted.hashes.get(index) else {
                continue;
            };
            for position in prints.occurrences(hash).take(COMMON) {
                let Some(print) = prints.version_at(position) else {
                    continue;
                };
                let Some(version) = table.version_of_print(&print) else {
                    continue;
                };
                if but.versions.iter().any(|own| std::ptr::eq(own, version)) {
                    continue;
                }
                let article = print.articles().find(|article| {
                    let first = article.first as usize;
                    (first..first + article.clauses().len()).contains(&(position as usize))
                });
                let Some(article) = article else { continue };
                let clauses: Vec<Print> = article.clauses().collect();
                let alignment = align(quoted, &clauses);
                if !alignment.within() {
                    continue;
                }
                let place = Place {
                    version,
                    article: (article.number, article.insertion),
                    alignment,
                };
                // The version in force longest ago tells least: the latest wins, then the order of the table.
                let newer = best
                    .as_ref()
                    .is_none_or(|best| best.version.version < place.version.version);
                if newer {
                    best = Some(place);
                }
            }
            if best.is_some() {
                return best;
            }
        }
    }
    best
}
