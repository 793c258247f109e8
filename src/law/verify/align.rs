//! Clauses of a quotation laid beside those of an article.

use std::ops::Range;

use super::text::Quoted;
use crate::law::fingerprint::{Print, short};
use crate::sequence::{Operation, operations};

/// A stretch of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Clauses of the quotation.
    pub quoted: Range<usize>,
    /// Clauses of the article.
    pub article: Range<usize>,
    /// Whether they are the same.
    pub same: bool,
}

/// The alignment of a quotation with an article.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// In order, without gaps on either side.
    pub pieces: Vec<Piece>,
    /// Characters of the quotation that are in the article.
    pub matched: u32,
    /// Characters of the quotation.
    pub total: u32,
}

impl Alignment {
    /// The share of the quotation that stands in the article, from 0 to 1.
    pub fn share(&self) -> f32 {
        if self.total == 0 {
            return 0.0;
        }
        // Counts of characters of one cell: exact in 32 bits of a float for all that matters here.
        #[allow(clippy::cast_precision_loss)]
        {
            self.matched as f32 / self.total as f32
        }
    }

    /// Whether all of the quotation stands in the article, in order.
    pub fn within(&self) -> bool {
        self.pieces
            .iter()
            .all(|piece| piece.same || piece.quoted.is_empty())
    }

    /// Whether both are the same.
    pub fn identical(&self) -> bool {
        self.pieces.iter().all(|piece| piece.same)
    }

    /// Which clauses of the article (of `count`) are quoted.
    pub fn covered(&self, count: usize) -> Vec<bool> {
        let mut covered = vec![false; count];
        for piece in self.pieces.iter().filter(|piece| piece.same) {
            if let Some(part) = covered.get_mut(piece.article.clone()) {
                part.fill(true);
            }
        }
        covered
    }
}

/// Lays `quoted` beside `article`.
pub fn align(quoted: &Quoted<'_>, article: &[Print]) -> Alignment {
    let hashes: Vec<u32> = article.iter().map(|print| print.hash()).collect();
    let whole = quoted.hashes.len();
    let total = quoted.total();
    // In one piece: then that piece, wherever else its clauses occur.
    if whole > 0
        && let Some(at) = hashes
            .windows(whole)
            .position(|window| window == quoted.hashes)
    {
        let pieces = [
            (0..0, 0..at, false),
            (0..whole, at..at + whole, true),
            (whole..whole, at + whole..hashes.len(), false),
        ];
        return Alignment {
            pieces: pieces
                .into_iter()
                .filter(|(quoted, article, _)| !(quoted.is_empty() && article.is_empty()))
                .map(|(quoted, article, same)| Piece {
                    quoted,
                    article,
                    same,
                })
                .collect(),
            matched: total,
            total,
        };
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for op in operations(&quoted.hashes, &hashes) {
        let same = matches!(op, Operation::Equal { .. });
        let (quoted, article) = (op.old_range(), op.new_range());
        match pieces.last_mut() {
            Some(last) if last.same == same => {
                last.quoted.end = quoted.end;
                last.article.end = article.end;
            }
            _ => pieces.push(Piece {
                quoted,
                article,
                same,
            }),
        }
    }
    for piece in &mut pieces {
        if !piece.same && !piece.quoted.is_empty() && !piece.article.is_empty() {
            piece.same = same_but_for_marks(
                quoted,
                &piece.quoted,
                hashes.get(piece.article.clone()).unwrap_or_default(),
            );
        }
    }
    let matched = pieces
        .iter()
        .filter(|piece| piece.same)
        .map(|piece| quoted.length(piece.quoted.clone()))
        .sum();
    Alignment {
        pieces,
        matched,
        total,
    }
}

/// Stretches longer than this are not cut anew.
const LONGEST_RUN: usize = 400;
/// The same for clauses.
const MOST_CLAUSES: usize = 40;

/// Whether the clauses `range` of the quotation are those of `wanted` with punctuation put in or left out.
fn same_but_for_marks(quoted: &Quoted<'_>, range: &Range<usize>, wanted: &[u32]) -> bool {
    let run = quoted.run(range.clone());
    if run.len() > LONGEST_RUN || wanted.len() > MOST_CLAUSES {
        return false;
    }
    // Places in the run where the clauses so far can end.
    let mut ends = vec![0];
    for &hash in wanted {
        let mut next = Vec::new();
        for &start in &ends {
            for end in start + 1..=run.len() {
                if short(run.hash(start..end)) == hash {
                    next.push(end);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
        if ends.is_empty() {
            return false;
        }
    }
    ends.contains(&run.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::fingerprint::clauses;

    fn prints(text: &str) -> Vec<Print> {
        clauses(text).iter().map(Print::of).collect()
    }

    fn aligned(quoted: &str, article: &str) -> Alignment {
        align(&Quoted::new(quoted), &prints(article))
    }

    #[test]
    fn parts_are_told() {
        let article = "甲应当备案，乙应当登记，丙应当公示，丁应当报告。";
        assert!(aligned(article, article).identical());
        let part = aligned("乙应当登记，丙应当公示", article);
        assert!(part.within() && !part.identical());
        assert_eq!(part.covered(4), [false, true, true, false]);
        let gaps = aligned("甲应当备案，丁应当报告", article);
        assert_eq!(gaps.covered(4), [true, false, false, true]);
        let other = aligned("甲应当备案，乙不得登记，丙应当公示，丁应当报告", article);
        assert!(!other.within() && other.share() > 0.7);
    }

    #[test]
    fn marks_lost_and_put_in_make_no_difference() {
        let article = "甲应当备案，乙应当登记，丙应当公示。";
        assert!(aligned("甲应当备案乙应当登记，丙应当公示。", article).identical());
        assert!(aligned("甲应当，备案，乙应当登记，丙应当公示。", article).identical());
        assert!(!aligned("甲应当备案乙登记，丙应当公示。", article).identical());
    }
}
