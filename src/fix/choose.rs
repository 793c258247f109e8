use std::collections::BTreeMap;

use super::Correction;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::Source;

/// The corrections to be made at once.
pub(super) struct Chosen<'d> {
    /// In the order of their findings; no two overlap.
    pub(super) corrections: Vec<Correction<'d>>,
    /// Corrections that overlap one of these.
    pub(super) postponed: usize,
}

/// Whether the finding counts and offers a correction at least as applicable as `least`.
pub fn is_wanted(diagnostic: &Diagnostic, least: Applicability) -> bool {
    diagnostic.suppressed.is_none()
        && !diagnostic.fold_head
        && diagnostic
            .fix
            .as_ref()
            .is_some_and(|fix| fix.applicability >= least && !fix.edits.is_empty())
}

/// Of corrections that overlap the first is chosen; the same correction of two findings is made once.
pub(super) fn choose<'d>(
    source: &Source,
    diagnostics: &'d [Diagnostic],
    least: Applicability,
) -> Chosen<'d> {
    // From the start of an edit that is taken to its end and the correction it belongs to.
    let mut taken: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut chosen = Chosen {
        corrections: Vec::new(),
        postponed: 0,
    };
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic
            .fix
            .as_ref()
            .filter(|_| is_wanted(diagnostic, least))
        else {
            continue;
        };
        let mut edits: Vec<&Edit> = fix
            .edits
            .iter()
            .filter(|edit| source.slice(edit.span) != edit.text)
            .collect();
        edits.sort_by_key(|edit| edit.span);
        let apart = edits
            .windows(2)
            .all(|pair| matches!(pair, [left, right] if left.span.end() <= right.span.start()));
        let within = edits
            .iter()
            .all(|edit| source.text().get(edit.span.range()).is_some());
        if edits.is_empty() || !apart || !within {
            continue;
        }
        match edits.iter().find_map(|edit| overlapped(&taken, edit)) {
            None => {
                let number = chosen.corrections.len();
                for edit in &edits {
                    taken.insert(edit.span.start(), (edit.span.end(), number));
                }
                chosen.corrections.push(Correction {
                    edits,
                    span: diagnostic.span,
                    findings: 1,
                });
            }
            Some(other) => match chosen.corrections.get_mut(other) {
                Some(other) if other.edits == edits => other.findings += 1,
                _ => chosen.postponed += 1,
            },
        }
    }
    chosen
}

/// The correction one of whose edits overlaps `edit`, or inserts at the same place.
fn overlapped(taken: &BTreeMap<usize, (usize, usize)>, edit: &Edit) -> Option<usize> {
    let (start, end) = (edit.span.start(), edit.span.end());
    if let Some((_, number)) = taken.get(&start) {
        return Some(*number);
    }
    if let Some((_, (before_end, number))) = taken.range(..start).next_back()
        && *before_end > start
    {
        return Some(*number);
    }
    taken
        .range(start..end.max(start))
        .next()
        .map(|(_, (_, number))| *number)
}
