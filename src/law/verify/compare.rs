//! Two quotations of the same provision against each other: no law text is needed.

use std::ops::Range;

use rapidfuzz::distance::indel;

use super::align::align;
use super::text::Quoted;
use crate::law::citation::Quotation;
use crate::law::fingerprint::{Placed, Print};
use crate::source::Span;

/// Where two quotations of the same provision differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The bytes of the first that differ, and the words there with a few beside them.
    pub here: (Span, String),
    /// The same of the second.
    pub there: (Span, String),
}

/// Stretches less alike than this are other parts of the provision, not other words for the same.
const ALIKE: f64 = 0.6;

/// The first place where `one` and `other` have other words for the same. `None` where they are the same, one is a
/// part of the other, or they are different parts.
pub fn compare(one: &Quotation, other: &Quotation) -> Option<Comparison> {
    let (here, there) = (
        Quoted::new(one.text.as_str()),
        Quoted::new(other.text.as_str()),
    );
    let prints: Vec<Print> = there.clauses.iter().map(Print::of).collect();
    let alignment = align(&here, &prints);
    alignment
        .pieces
        .iter()
        .filter(|piece| !piece.same && !piece.quoted.is_empty() && !piece.article.is_empty())
        .find_map(|piece| {
            let ours = here.run(piece.quoted.clone()).characters;
            let theirs = there.run(piece.article.clone()).characters;
            let (range, their_range) = differing(&ours, &theirs)?;
            Some(Comparison {
                here: place(one, &ours, range),
                there: place(other, &theirs, their_range),
            })
        })
}

/// The characters that differ, without what both have before and after; `None` where the two have little in common.
fn differing(one: &[Placed], other: &[Placed]) -> Option<(Range<usize>, Range<usize>)> {
    let characters =
        |list: &[Placed]| -> Vec<char> { list.iter().map(|(character, _)| *character).collect() };
    let (ours, theirs) = (characters(one), characters(other));
    let alike = indel::normalized_similarity(ours.iter().copied(), theirs.iter().copied());
    if alike < ALIKE || ours == theirs {
        return None;
    }
    let same = |(one, other): &(&char, &char)| one == other;
    let before = ours.iter().zip(&theirs).take_while(same).count();
    let shorter = ours.len().min(theirs.len()) - before;
    let after = ours
        .iter()
        .rev()
        .zip(theirs.iter().rev())
        .take(shorter)
        .take_while(same)
        .count();
    Some((before..ours.len() - after, before..theirs.len() - after))
}

/// Characters beside a difference that are shown with it.
const CONTEXT: usize = 4;

/// The bytes of the characters `range` (of the one before them where there are none), and their text with a few
/// characters on both sides.
fn place(quotation: &Quotation, characters: &[Placed], range: Range<usize>) -> (Span, String) {
    let range = if range.is_empty() {
        range.start.saturating_sub(1)..range.end.max(1)
    } else {
        range
    };
    let bytes = |range: Range<usize>| {
        let list = characters.get(range).unwrap_or_default();
        match (list.first(), list.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => 0..0,
        }
    };
    let shown = range.start.saturating_sub(CONTEXT)..(range.end + CONTEXT).min(characters.len());
    let text = quotation
        .text
        .as_str()
        .get(bytes(shown))
        .unwrap_or_default();
    (quotation.text.source_span(bytes(range)), text.to_owned())
}
