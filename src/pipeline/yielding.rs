//! One defect is told once: a rule may yield to others that say more of it.

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::rule::Rule;
use crate::source::Span;

/// The spans of the findings of some rules, to ask which of them meet a place.
#[derive(Default)]
struct Spans {
    /// By their beginnings, each with the furthest end of all up to it.
    ends: Vec<(usize, usize)>,
}

impl Spans {
    fn meet(&self, span: Span) -> bool {
        // An empty span is met by what stands around it.
        let before = self
            .ends
            .partition_point(|(start, _)| *start < span.end().max(span.start() + 1));
        let last = before.checked_sub(1).and_then(|at| self.ends.get(at));
        last.is_some_and(|(_, end)| *end > span.start())
    }
}

/// Drops the findings of rules that yield, where a rule they yield to has a finding over the same characters.
/// Findings that were folded into one stay: what is told of them is their number.
pub(super) fn drop_yielding(diagnostics: &mut Vec<Diagnostic>, rules: &[Rule]) {
    let yielding: FxHashMap<&str, &[String]> = rules
        .iter()
        .filter(|rule| !rule.yields_to.is_empty())
        .map(|rule| (&*rule.id, rule.yields_to.as_slice()))
        .collect();
    let mut by_rule: FxHashMap<&str, Spans> = yielding
        .values()
        .flat_map(|rules| rules.iter())
        .map(|rule| (rule.as_str(), Spans::default()))
        .collect();
    let mut places: Vec<(Span, &str)> = diagnostics
        .iter()
        .filter(|found| !found.fold_head)
        .filter_map(|found| {
            let (rule, _) = by_rule.get_key_value(&*found.rule)?;
            Some((found.span, *rule))
        })
        .collect();
    places.sort_unstable();
    for (span, rule) in places {
        if let Some(spans) = by_rule.get_mut(rule) {
            let furthest = spans.ends.last().map_or(0, |(_, end)| *end);
            spans.ends.push((span.start(), span.end().max(furthest)));
        }
    }
    diagnostics.retain(|found| {
        let Some(rules) = yielding.get(&*found.rule) else {
            return true;
        };
        let folded = found.fold.is_some() || found.fold_head;
        let met = |rule: &String| {
            by_rule
                .get(rule.as_str())
                .is_some_and(|spans| spans.meet(found.span))
        };
        folded || !rules.iter().any(met)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_meet_where_they_share_a_character() {
        let spans = Spans {
            ends: vec![(3, 9), (4, 9), (20, 26)],
        };
        assert!(spans.meet(Span::new(0, 4)) && spans.meet(Span::new(6, 30)));
        assert!(spans.meet(Span::new(8, 9)) && spans.meet(Span::empty(22)));
        assert!(!spans.meet(Span::new(0, 3)) && !spans.meet(Span::new(9, 20)));
        assert!(!spans.meet(Span::new(26, 27)) && !spans.meet(Span::empty(1)));
    }
}
