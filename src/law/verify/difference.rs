//! The places where a quotation differs from its article: the clause, where only hashes are known; the
//! characters, where the text is at hand or one small change explains the hash.

use std::ops::Range;

use rapidfuzz::distance::indel;

use super::align::{Alignment, Piece};
use super::edit::{self, Correction};
use super::finding::{Difference, DifferenceKind};
use super::text::Quoted;
use super::variant;
use crate::law::citation::Quotation;
use crate::law::fingerprint::{self, Clause, Placed, Print};
use crate::law::table::{LawTable, Version};
use crate::sequence::{Operation, operations};

/// The text of the articles cited, run together, with its clauses in the order of their fingerprints.
pub struct LawText {
    text: String,
    clauses: Vec<Clause>,
}

impl LawText {
    /// The text of the articles `places` of `version`, where all of it is at hand.
    pub fn of(table: &LawTable, version: &Version, places: &[(u32, u32)]) -> Option<Self> {
        let mut text = String::new();
        for &(number, insertion) in places {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(table.text(version, number, insertion)?);
        }
        let clauses = fingerprint::clauses(&text);
        Some(Self { text, clauses })
    }

    /// The characters of the clauses `range`.
    fn characters(&self, range: Range<usize>) -> Vec<Placed> {
        let clauses = self.clauses.get(range).unwrap_or_default();
        let characters = clauses
            .iter()
            .flat_map(|clause| fingerprint::characters(&self.text, &clause.range));
        characters.collect()
    }

    /// The text of the clauses `range` with the mark before them.
    fn inserted(&self, range: Range<usize>) -> Option<&str> {
        let before = range
            .start
            .checked_sub(1)
            .and_then(|at| self.clauses.get(at));
        let last = self.clauses.get(range.end.checked_sub(1)?)?;
        let start = before.map_or(0, |clause| clause.range.end);
        self.text.get(start..last.range.end)
    }
}

/// Makes differences of a quotation.
struct Finder<'q, 't> {
    quotation: &'q Quotation,
    quoted: &'q Quoted<'t>,
    law: Option<&'q LawText>,
    found: Vec<Difference>,
    /// How many more clauses are searched for a small change.
    tries: usize,
}

/// The most clauses of a quotation that are searched for a small change.
const MOST_TRIES: usize = 24;

/// The places where the quotation differs. `law` is the text of the articles, where it is at hand.
pub fn differences(
    quotation: &Quotation,
    quoted: &Quoted<'_>,
    clauses: &[Print],
    alignment: &Alignment,
    law: Option<&LawText>,
) -> Vec<Difference> {
    // Text that is not the one the fingerprints were made of explains nothing.
    let law = law.filter(|law| law.clauses.len() == clauses.len());
    let mut finder = Finder {
        quotation,
        quoted,
        law,
        found: Vec::new(),
        tries: MOST_TRIES,
    };
    let last = alignment.pieces.len().saturating_sub(1);
    for (index, piece) in alignment.pieces.iter().enumerate() {
        if piece.same {
            continue;
        }
        if piece.quoted.is_empty() {
            // Text before the first and after the last word is simply not quoted.
            let inner = index > 0 && index < last;
            if inner && !quoted.has_ellipsis() {
                finder.missing(piece);
            }
            continue;
        }
        let wanted = clauses.get(piece.article.clone()).unwrap_or_default();
        finder.changed(piece, wanted);
    }
    finder.found
}

impl Finder<'_, '_> {
    fn push(&mut self, range: Range<usize>, kind: DifferenceKind, right: Option<String>) {
        let written = self.quoted.text.get(range.clone()).unwrap_or_default();
        self.found.push(Difference {
            written: written.to_owned(),
            span: self.quotation.text.source_span(range),
            kind,
            right,
        });
    }

    /// A small change that was found.
    fn correct(&mut self, correction: Correction) {
        let written = self.quoted.text.get(correction.range.clone());
        let kind = match written.unwrap_or_default() {
            "" => DifferenceKind::Missing,
            _ if correction.text.is_empty() => DifferenceKind::Extra,
            written if variant::is_variant(written, &correction.text) => DifferenceKind::Variant,
            _ => DifferenceKind::Changed,
        };
        self.push(correction.range, kind, Some(correction.text));
    }

    /// Clauses of the law that are left out.
    fn missing(&mut self, piece: &Piece) {
        let before = piece.quoted.start.saturating_sub(1)..piece.quoted.start;
        let after = self.quoted.bytes(before).end;
        let law = self.law.and_then(|law| law.inserted(piece.article.clone()));
        let right = law.map(str::to_owned);
        self.push(after..after, DifferenceKind::Missing, right);
    }

    /// Clauses that are others than those of the law.
    fn changed(&mut self, piece: &Piece, wanted: &[Print]) {
        let whole = self.quoted.bytes(piece.quoted.clone());
        if wanted.is_empty() {
            let right = self.law.map(|_| String::new());
            self.push(whole, DifferenceKind::Extra, right);
            return;
        }
        if let Some(law) = self.law {
            self.exact(piece, law);
            return;
        }
        if piece.quoted.len() == wanted.len() {
            for (clause, wanted) in piece.quoted.clone().zip(wanted) {
                if self.quoted.hashes.get(clause) != Some(&wanted.hash()) {
                    self.clauses(clause..clause + 1, std::slice::from_ref(wanted));
                }
            }
        } else if wanted.len() == 1 {
            self.clauses(piece.quoted.clone(), wanted);
        } else {
            for clause in piece.quoted.clone() {
                self.clauses(clause..clause + 1, wanted);
            }
        }
    }

    /// Clauses of the quotation that stand for one of the clauses `wanted`, of which the hashes are known.
    fn clauses(&mut self, range: Range<usize>, wanted: &[Print]) {
        let run = self.quoted.run(range.clone());
        let variants = wanted
            .iter()
            .find_map(|wanted| variant::corrections(&run, wanted.hash()));
        if let Some(variants) = variants {
            variants.into_iter().for_each(|one| self.correct(one));
            return;
        }
        for wanted in wanted {
            if self.tries == 0 {
                break;
            }
            self.tries -= 1;
            if let Some(correction) = edit::correction(&run, wanted.hash()) {
                self.correct(correction);
                return;
            }
        }
        self.push(self.quoted.bytes(range), DifferenceKind::Changed, None);
    }

    /// The differing characters, by the text of the law.
    fn exact(&mut self, piece: &Piece, law: &LawText) {
        if self.compare(piece.quoted.clone(), piece.article.clone(), law) {
            return;
        }
        // A few clauses of many: each beside the one that is most like it.
        for clause in piece.quoted.clone() {
            let ours = characters_of(&self.quoted.run(clause..clause + 1).characters);
            let nearest = piece
                .article
                .clone()
                .map(|at| {
                    let theirs = characters_of(&law.characters(at..at + 1));
                    let alike =
                        indel::normalized_similarity(ours.iter().copied(), theirs.iter().copied());
                    (alike, at)
                })
                .max_by(|(one, _), (other, _)| one.total_cmp(other));
            let told =
                nearest.is_some_and(|(_, at)| self.compare(clause..clause + 1, at..at + 1, law));
            if !told {
                let bytes = self.quoted.bytes(clause..clause + 1);
                self.push(bytes, DifferenceKind::Changed, None);
            }
        }
    }

    /// The differing characters of clauses that stand for each other; nothing where they have little in common.
    fn compare(&mut self, clauses: Range<usize>, of_law: Range<usize>, law: &LawText) -> bool {
        let run = self.quoted.run(clauses.clone());
        let (ours, theirs) = (tokens(&run.characters), tokens(&law.characters(of_law)));
        let words = |tokens: &[(String, Range<usize>)]| -> Vec<String> {
            tokens.iter().map(|(word, _)| word.clone()).collect()
        };
        let ops = operations(&words(&ours), &words(&theirs));
        let equal = ops
            .iter()
            .filter(|op| matches!(op, Operation::Equal { .. }));
        let shared: usize = equal.map(|op| op.old_range().len()).sum();
        if shared * 2 < ours.len().max(theirs.len()) {
            return false;
        }
        let range_of = |tokens: &[(String, Range<usize>)], range: Range<usize>| {
            let list = tokens.get(range)?;
            Some(list.first()?.1.start..list.last()?.1.end)
        };
        for op in ops
            .iter()
            .filter(|op| !matches!(op, Operation::Equal { .. }))
        {
            let right = range_of(&theirs, op.new_range())
                .and_then(|range| law.text.get(range))
                .unwrap_or_default();
            let at = op.old_range();
            let range = range_of(&ours, at.clone()).unwrap_or_else(|| {
                let end = range_of(&ours, 0..at.start).map_or_else(
                    || self.quoted.bytes(clauses.clone()).start,
                    |before| before.end,
                );
                end..end
            });
            self.correct(Correction {
                range,
                text: right.to_owned(),
            });
        }
        true
    }
}

/// The characters without their places.
fn characters_of(placed: &[Placed]) -> Vec<char> {
    placed.iter().map(|(character, _)| *character).collect()
}

/// Characters with the same bytes are one word: 五百 is 500.
fn tokens(characters: &[Placed]) -> Vec<(String, Range<usize>)> {
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    for (character, range) in characters {
        match words.last_mut() {
            Some((word, last)) if last == range => word.push(*character),
            _ => words.push((character.to_string(), range.clone())),
        }
    }
    words
}
