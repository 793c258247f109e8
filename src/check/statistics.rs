use std::sync::Arc;

/// Figures of one rule over one list, or over many (they add up).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// Adds the figures of another list checked by the same rules.
    pub fn add(&mut self, other: &Self) {
        if self.rules.is_empty() {
            self.rules.clone_from(&other.rules);
            return;
        }
        for ((_, own), (_, more)) in self.rules.iter_mut().zip(&other.rules) {
            own.add(more);
        }
    }
}
