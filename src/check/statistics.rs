use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Figures of one rule over one list, or over many (they add up).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Subjects that the rule is about.
    pub in_scope: u64,
    /// Requirements looked at (a rule may have several for a subject).
    pub evaluated: u64,
    /// Findings.
    pub failed: u64,
    /// Findings that do not count: waived, in the baseline, or excused in the file.
    pub waived: u64,
}

impl Counts {
    /// Whether nothing was in scope: that the rule is silent then says nothing.
    pub fn is_vacuous(&self) -> bool {
        self.in_scope == 0
    }

    /// Adds the figures of another list.
    pub fn add(&mut self, other: &Self) {
        self.in_scope += other.in_scope;
        self.evaluated += other.evaluated;
        self.failed += other.failed;
        self.waived += other.waived;
    }
}

/// Figures of every rule of a run, in the order of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The rule with its figures.
    pub rules: Vec<(Arc<str>, Counts)>,
}

impl Statistics {
    /// Adds the figures of another list. It may have been checked by other rules, under another
    /// configuration.
    pub fn add(&mut self, other: &Self) {
        let same = self.rules.len() == other.rules.len()
            && self
                .rules
                .iter()
                .zip(&other.rules)
                .all(|((own, _), (more, _))| own == more);
        if same {
            for ((_, own), (_, more)) in self.rules.iter_mut().zip(&other.rules) {
                own.add(more);
            }
            return;
        }
        let places: FxHashMap<Arc<str>, usize> = self
            .rules
            .iter()
            .enumerate()
            .map(|(index, (id, _))| (id.clone(), index))
            .collect();
        for (id, more) in &other.rules {
            match places.get(id).and_then(|&index| self.rules.get_mut(index)) {
                Some((_, own)) => own.add(more),
                None => self.rules.push((id.clone(), *more)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rules: &[(&str, u64)]) -> Statistics {
        let one = |(id, in_scope): &(&str, u64)| {
            let counts = Counts {
                in_scope: *in_scope,
                ..Counts::default()
            };
            (Arc::from(*id), counts)
        };
        Statistics {
            rules: rules.iter().map(one).collect(),
        }
    }

    #[test]
    fn figures_of_other_rules_are_added_by_their_ids() {
        let mut all = of(&[("a", 1), ("b", 2)]);
        all.add(&of(&[("a", 10), ("b", 20)]));
        assert_eq!(all, of(&[("a", 11), ("b", 22)]));
        all.add(&of(&[("b", 100), ("c", 3)]));
        assert_eq!(all, of(&[("a", 11), ("b", 122), ("c", 3)]));
    }
}
