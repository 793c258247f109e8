//! Quoted text against the provisions it is said to be.

use super::Verifier;
use super::align::{Alignment, align};
use super::difference::{LawText, differences};
use super::elsewhere::{self, SHORTEST};
use super::finding::{Difference, DifferenceKind, QuotationFinding};
use super::parts;
use super::text::Quoted;
use crate::law::citation::{Article, Citation, ProvisionKind, Quotation};
use crate::law::fingerprint::Print;
use crate::law::table::{Instrument, State, Version};

/// Below this share of the cited article's text, a quotation is looked for elsewhere.
const DOUBTFUL: f32 = 0.5;
/// From this share on, another article is taken for the one that is meant though its text was changed.
const MOVED: f32 = 0.5;
/// Below this share, the quotation is not the article's text at all.
const UNRELATED: f32 = 0.3;
/// Up to this many clauses, a quotation is short: one slip leaves little of it alike.
const SHORT: usize = 3;
/// Articles of a range that are laid together.
const LONGEST_RANGE: u32 = 30;

/// The findings about the quotation of `citation`.
pub fn findings(
    verifier: &Verifier<'_>,
    citation: &Citation,
    instrument: &Instrument,
    state: &State<'_>,
) -> Vec<QuotationFinding> {
    let Some(quotation) = &citation.quotation else {
        return Vec::new();
    };
    let cited: Vec<&Article> = citation
        .articles
        .iter()
        .filter(|article| article.kind == ProvisionKind::Article)
        .collect();
    if cited.is_empty() || cited.len() != citation.articles.len() {
        return Vec::new();
    }
    let quoted = Quoted::new(quotation.text.as_str());
    if quoted.total() < 4 {
        return Vec::new();
    }
    let places = places(&cited);
    let current = state.version.or(instrument.latest());
    let Some(current) = current else {
        return Vec::new();
    };
    let Some(clauses) = verifier.clauses(current, &places) else {
        return Vec::new();
    };
    let alignment = align(&quoted, &clauses);
    if !clauses.is_empty() && alignment.within() {
        return part_findings(&quoted, &cited, &clauses, &alignment);
    }
    // Text that merely follows a number may be a summary: it is judged only where it is mostly the law's.
    let share = alignment.share();
    if !quotation.marked && share < DOUBTFUL {
        return Vec::new();
    }
    // The very text under another number of the version in force says more than that it is old under this one.
    if quoted.total() >= SHORTEST
        && let Some(print) = verifier.table().print(current)
        && let Some(place) = elsewhere::in_version(&quoted, current, &print, &places)
        && place.alignment.within()
        && let Some(&from) = places.first()
    {
        return vec![QuotationFinding::Moved {
            from,
            to: place.article,
            share: 1.0,
        }];
    }
    if let Some(version) = other_version(verifier, &quoted, instrument, current, &places) {
        return vec![version];
    }
    let law = LawText::of(verifier.table(), current, &places);
    let differences = || differences(quotation, &quoted, &clauses, &alignment, law.as_ref());
    // A short text with a slip in it has hardly a clause in common with the article.
    if share < DOUBTFUL && quoted.clauses.len() <= SHORT && !clauses.is_empty() {
        let found = differences();
        if !found.is_empty() && found.iter().all(Difference::is_slip) {
            return vec![differing(instrument, current, found, share)];
        }
    }
    if share < DOUBTFUL && quoted.total() >= SHORTEST {
        if let Some(found) = moved(verifier, &quoted, instrument, current, &places) {
            return vec![found];
        }
        if quoted.clauses.len() > 1
            && let Some(place) = elsewhere::in_table(&quoted, verifier.table(), instrument)
        {
            return vec![QuotationFinding::OtherInstrument {
                title: place.version.title.to_string(),
                article: place.article,
            }];
        }
    }
    // An article that does not exist is a finding of its own.
    if clauses.is_empty() {
        return Vec::new();
    }
    if share < UNRELATED {
        return vec![QuotationFinding::NotTheText {
            share,
            earlier_unknown: earlier_unknown(instrument, current),
        }];
    }
    let found = differences();
    if found.is_empty() {
        return Vec::new();
    }
    vec![differing(instrument, current, found, share)]
}

/// The finding of `differences`.
fn differing(
    instrument: &Instrument,
    current: &Version,
    differences: Vec<Difference>,
    share: f32,
) -> QuotationFinding {
    if differences
        .iter()
        .all(|one| one.kind == DifferenceKind::Variant)
    {
        return QuotationFinding::Variant { differences };
    }
    QuotationFinding::Differs {
        differences,
        share,
        earlier_unknown: earlier_unknown(instrument, current),
    }
}

/// Where the text of a citation whose article does not exist stands.
pub fn stands_in(
    verifier: &Verifier<'_>,
    quotation: &Quotation,
    instrument: &Instrument,
    current: &Version,
) -> Option<(String, (u32, u32))> {
    let quoted = Quoted::new(quotation.text.as_str());
    if quoted.total() < SHORTEST {
        return None;
    }
    let print = verifier.table().print(current)?;
    if let Some(place) = elsewhere::in_version(&quoted, current, &print, &[])
        && place.alignment.share() >= MOVED
    {
        return Some((current.title.to_string(), place.article));
    }
    let place = elsewhere::in_table(&quoted, verifier.table(), instrument)?;
    Some((place.version.title.to_string(), place.article))
}

/// Article numbers with insertions, ranges written out.
fn places(cited: &[&Article]) -> Vec<(u32, u32)> {
    let mut places = Vec::new();
    for article in cited {
        let last = article
            .until
            .unwrap_or(article.article)
            .min(article.article.saturating_add(LONGEST_RANGE));
        for number in article.article..=last {
            let place = (
                number,
                if number == article.article {
                    article.insertion
                } else {
                    0
                },
            );
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// Findings about a quotation that is a part, or all, of the cited articles.
fn part_findings(
    quoted: &Quoted<'_>,
    cited: &[&Article],
    clauses: &[Print],
    alignment: &Alignment,
) -> Vec<QuotationFinding> {
    let mut found = Vec::new();
    let covered = alignment.covered(clauses.len());
    let [article] = cited else { return found };
    if article.until.is_some() {
        return found;
    }
    let parts = parts::parts(clauses, &covered);
    let paragraphs = parts::paragraphs(&parts);
    let count = parts.iter().map(|part| part.paragraph).max().unwrap_or(1);
    let named = match article.paragraph {
        Some(written) if !paragraphs.contains(&written) && written <= count => {
            found.push(QuotationFinding::ParagraphWrong {
                written,
                right: paragraphs.clone(),
            });
            return found;
        }
        Some(written) => Some(written),
        None => None,
    };
    if let Some(written) = article.item {
        let inner: Vec<parts::Part> = parts
            .iter()
            .filter(|part| named.is_none_or(|named| part.paragraph == named))
            .cloned()
            .collect();
        let items = parts::items(&inner);
        if !items.is_empty() && !items.contains(&written) {
            found.push(QuotationFinding::ItemWrong {
                written,
                right: items,
            });
            return found;
        }
    }
    if alignment.identical() || quoted.has_ellipsis() {
        return found;
    }
    // Whole paragraphs, one or several, but not all: they should be named.
    let whole = |paragraph: u32| {
        parts
            .iter()
            .filter(|part| part.paragraph == paragraph)
            .all(parts::Part::full)
    };
    if paragraphs.iter().all(|&paragraph| whole(paragraph)) {
        if named.is_none() && article.item.is_none() && count > 1 {
            found.push(QuotationFinding::ParagraphUnnamed { right: paragraphs });
        }
        return found;
    }
    // Whole items with or without the words before them: the item should be named, which the item check says.
    let selected = parts
        .iter()
        .filter(|part| part.covered > 0)
        .all(parts::Part::full);
    if selected && article.item.is_some() {
        return found;
    }
    let first = covered.iter().position(|&covered| covered).unwrap_or(0);
    let last = covered.iter().rposition(|&covered| covered).unwrap_or(0);
    // What lies outside the named paragraph is not left out.
    let within = |index: usize| named.is_none_or(|named| paragraph_of(clauses, index) == named);
    let lost = |range: std::ops::Range<usize>| {
        range
            .clone()
            .any(|index| within(index) && covered.get(index) == Some(&false))
    };
    let (beginning, middle, end) = (
        lost(0..first),
        lost(first..last),
        lost(last + 1..clauses.len()),
    );
    if beginning || middle || end {
        found.push(QuotationFinding::Partial {
            beginning,
            middle,
            end,
        });
    }
    found
}

/// The paragraph that holds clause `index`.
fn paragraph_of(clauses: &[Print], index: usize) -> u32 {
    parts::counts(clauses.get(..=index).unwrap_or_default(), None).0
}

/// The other version of the same articles that the quotation is a part of, latest first.
fn other_version(
    verifier: &Verifier<'_>,
    quoted: &Quoted<'_>,
    instrument: &Instrument,
    current: &Version,
    places: &[(u32, u32)],
) -> Option<QuotationFinding> {
    instrument
        .versions
        .iter()
        .rev()
        .filter(|version| !std::ptr::eq(*version, current))
        .find_map(|version| {
            let clauses = verifier.clauses(version, places)?;
            (!clauses.is_empty() && align(quoted, &clauses).within()).then_some(
                QuotationFinding::OtherVersion {
                    version: version.version?,
                    current: current.version,
                },
            )
        })
}

/// Another article of the same instrument that has the text, or most of it.
fn moved(
    verifier: &Verifier<'_>,
    quoted: &Quoted<'_>,
    instrument: &Instrument,
    current: &Version,
    places: &[(u32, u32)],
) -> Option<QuotationFinding> {
    let from = *places.first()?;
    let print = verifier.table().print(current)?;
    let here = elsewhere::in_version(quoted, current, &print, places);
    if let Some(place) = here.filter(|place| place.alignment.share() >= MOVED) {
        let share = place.alignment.share();
        return Some(QuotationFinding::Moved {
            from,
            to: place.article,
            share,
        });
    }
    // In an older version under another number.
    instrument
        .versions
        .iter()
        .rev()
        .filter(|version| !std::ptr::eq(*version, current))
        .find_map(|version| {
            let print = verifier.table().print(version)?;
            let place = elsewhere::in_version(quoted, version, &print, &[])?;
            place
                .alignment
                .within()
                .then_some(QuotationFinding::OtherVersion {
                    version: version.version?,
                    current: current.version,
                })
        })
}

/// Whether the instrument was changed before `current` in ways that the table does not hold.
fn earlier_unknown(instrument: &Instrument, current: &Version) -> bool {
    let held = |date: &str| {
        instrument.versions.iter().any(|version| {
            version
                .version
                .is_some_and(|known| known.to_string() == date)
        })
    };
    let made = current.made.map(|made| made.to_string());
    current
        .amended
        .split(' ')
        .map(str::to_owned)
        .chain(made)
        .any(|date| !date.is_empty() && !held(&date))
}
