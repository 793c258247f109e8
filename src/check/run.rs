use std::sync::Arc;

use crate::diagnostic::{Diagnostic, ItemRef};
use crate::law::verify::Verified;
use crate::rule::{Context, Hit, Kind, Requirement, Subject, TextPlace, What};

use super::finding::Finder;
use super::plan::{Plan, Planned};
use super::statistics::Counts;

/// What some subjects of one list gave.
pub(super) struct Found {
    /// Findings with the rule (position in the plan) and assertion they are of.
    pub(super) findings: Vec<(usize, usize, Diagnostic)>,
    /// Figures by rule of the plan.
    pub(super) counts: Vec<Counts>,
    /// Requirements looked at, by rule and assertion: what folding measures shares of.
    pub(super) looked_at: Vec<Vec<u32>>,
}

impl Found {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        Self {
            findings: Vec::new(),
            counts: vec![Counts::default(); plan.rules.len()],
            looked_at: plan
                .rules
                .iter()
                .map(|planned| vec![0; planned.rule.assertions.len()])
                .collect(),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        for (own, more) in self.counts.iter_mut().zip(&other.counts) {
            own.add(more);
        }
        for (own, more) in self.looked_at.iter_mut().zip(&other.looked_at) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
    }
}

/// Runs rules over subjects of one list.
pub(super) struct Runner<'r, 'a> {
    pub(super) plan: &'r Plan<'r>,
    pub(super) context: Context<'a>,
    pub(super) items: &'a [Arc<ItemRef>],
    pub(super) found: Found,
    hits: Vec<Hit>,
    chosen: Vec<usize>,
}

impl<'r, 'a> Runner<'r, 'a> {
    pub(super) fn new(plan: &'r Plan<'r>, context: Context<'a>, items: &'a [Arc<ItemRef>]) -> Self {
        Self {
            plan,
            context,
            items,
            found: Found::new(plan),
            hits: Vec::new(),
            chosen: Vec::new(),
        }
    }

    /// Runs the rules about the kind of `subject`.
    pub(super) fn run(&mut self, subject: Subject<'a, '_>) {
        let plan = self.plan;
        for &index in plan.of(subject.kind()) {
            self.rule(index, subject, true);
        }
    }

    /// Runs the rules about an item and about all that belongs to it but its texts. `verified` has room for
    /// what is found of each of its citations.
    pub(super) fn item(&mut self, subject: Subject<'a, '_>, verified: &'a [Verified]) {
        let What::Item(item) = subject.what else {
            return;
        };
        self.run(subject);
        let of = |what| Subject { what, ..subject };
        if !self.plan.of(Kind::Stage).is_empty() {
            for stage in &item.stages {
                self.run(of(What::Stage(item, stage)));
            }
        }
        if !self.plan.of(Kind::Post).is_empty() {
            for post in &item.posts {
                self.run(of(What::Post(item, post)));
            }
        }
        if !self.plan.of(Kind::Citation).is_empty() {
            for ((field, citation), verified) in item.citations.iter().zip(verified) {
                self.run(of(What::Citation(item, *field, citation, verified)));
            }
        }
    }

    /// Runs the rules about a text that its words can concern.
    pub(super) fn text(&mut self, subject: Subject<'a, '_>) {
        let What::Text(_, _, value) = subject.what else {
            return;
        };
        let mut chosen = std::mem::take(&mut self.chosen);
        self.plan.of_text(value.as_str(), &mut chosen);
        // A rule that was not chosen can find nothing in the text, which may be in its scope nevertheless.
        for &index in self.plan.of(Kind::Text) {
            let can_find = chosen.binary_search(&index).is_ok();
            self.rule(index, subject, can_find);
        }
        self.chosen = chosen;
    }

    /// Runs one rule; with `can_find` false it is known to find nothing and only counted.
    fn rule(&mut self, index: usize, subject: Subject<'a, '_>, can_find: bool) {
        let plan = self.plan;
        let Some(planned) = plan.rules.get(index) else {
            return;
        };
        let rule = planned.rule;
        let (Some(counts), Some(looked_at)) = (
            self.found.counts.get_mut(index),
            self.found.looked_at.get_mut(index),
        ) else {
            return;
        };
        let in_scope = match subject.what {
            What::Text(_, place, _) => looks_at(planned, place),
            What::Note(note) => rule.notes.is_empty() || rule.notes.contains(&note.kind),
            _ => true,
        };
        let of_file = rule
            .files
            .as_ref()
            .is_none_or(|files| files.is_match(subject.list.source.name()));
        if !in_scope || !of_file || !rule.when.holds(&subject, &self.context) {
            return;
        }
        counts.in_scope += 1;
        let finder = Finder {
            subject,
            context: self.context,
            items: self.items,
        };
        let findings = &mut self.found.findings;
        let mut found = |number, diagnostic| findings.push((index, number, diagnostic));
        for (number, assertion) in rule.assertions.iter().enumerate() {
            if !assertion.when.holds(&subject, &self.context) {
                continue;
            }
            counts.evaluated += 1;
            if let Some(looked_at) = looked_at.get_mut(number) {
                *looked_at += 1;
            }
            match &assertion.test {
                _ if !can_find => {}
                Requirement::Require(condition) | Requirement::Forbid(condition) => {
                    let required = matches!(assertion.test, Requirement::Require(_));
                    let held = condition.holds(&subject, &self.context);
                    if held != required {
                        let one = finder.of_condition(planned, number, assertion, condition, held);
                        found(number, one);
                    }
                }
                Requirement::Detect(_, detector) => {
                    self.hits.clear();
                    detector.run(&subject, &self.context, &mut self.hits);
                    for hit in self.hits.drain(..) {
                        found(number, finder.of_hit(planned, number, assertion, hit));
                    }
                }
                Requirement::Each => {
                    let hit = Hit::at(subject.span());
                    found(number, finder.of_hit(planned, number, assertion, hit));
                }
            }
            if rule.first_match {
                break;
            }
        }
    }
}

fn looks_at(planned: &Planned<'_>, place: TextPlace) -> bool {
    planned.rule.places.is_empty() || planned.rule.places.contains(&place)
}
