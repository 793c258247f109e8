use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, ItemRef, Suppression};
use crate::law::verify::Verified;
use crate::list::{Item, List};
use crate::read::Note;
use crate::rule::{Context, Fact, Gathered, Kind, Requirement, Rule, RuleSet, Subject, What};

use super::finding::{Finder, item_refs};
use super::fold::fold;
use super::plan::Plan;
use super::run::{Found, Runner};
use super::statistics::{Counts, Statistics};
use super::texts::texts;

/// Items or texts that one thread takes at a time.
const BATCH: usize = 32;

/// Decides whether a finding counts: the one place where waivers, baselines and comments in files apply.
pub trait Suppress: Sync {
    /// Why it does not count; `None` where it counts.
    fn suppress(&self, list: &List<'_>, diagnostic: &Diagnostic) -> Option<Arc<Suppression>>;
}

/// Nothing is suppressed.
impl Suppress for () {
    fn suppress(&self, _: &List<'_>, _: &Diagnostic) -> Option<Arc<Suppression>> {
        None
    }
}

/// Checks lists by one set of rules on one day.
pub struct Checker<'r> {
    plan: Plan<'r>,
    context: Context<'r>,
}

/// What checking one list gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings in the order of the text, those that do not count included.
    pub diagnostics: Vec<Diagnostic>,
    /// Figures by rule.
    pub statistics: Statistics,
    /// What the pass over all lists needs to know of this one.
    pub facts: ListFacts,
}

/// The small facts of one list for the pass over all lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListFacts {
    /// The file of the list, as reports call it.
    pub file: String,
    /// The facts by the id of the rule that gathered them and the number of its requirement.
    pub by_rule: Vec<(String, usize, Vec<Fact>)>,
}

impl<'r> Checker<'r> {
    /// Makes the rules ready that are in force on the day of `context`.
    pub fn new(rules: &'r RuleSet, context: Context<'r>) -> Self {
        Self::of(rules, context, |_| true)
    }

    /// Makes those of the rules ready that are `asked` for and in force on the day of `context`.
    pub fn of(rules: &'r RuleSet, context: Context<'r>, asked: impl Fn(&Rule) -> bool) -> Self {
        let rules = rules.rules().iter().filter(|rule| asked(rule));
        Self {
            plan: Plan::of_rules(rules, &context),
            context,
        }
    }

    /// Makes one rule ready alone, whatever its period: for its examples.
    pub(super) fn of_rule(rule: &'r Rule, context: Context<'r>) -> Self {
        Self {
            plan: Plan::of_rules(std::iter::once(rule), &context),
            context,
        }
    }

    /// What lists are judged by.
    pub fn context(&self) -> &Context<'r> {
        &self.context
    }

    /// Checks one list. `notes` are the remarks of the reader about its file.
    pub fn check_list(&self, list: &List<'_>, notes: &[Note], suppress: &dyn Suppress) -> Outcome {
        let items = item_refs(list);
        let verified = unverified(list);
        let mut found = self.of_list(list, notes, &items, &verified);
        for (index, _, diagnostic) in &mut found.findings {
            diagnostic.suppressed = suppress.suppress(list, diagnostic);
            if let Some(counts) = found.counts.get_mut(*index) {
                counts.failed += 1;
                counts.waived += u64::from(diagnostic.suppressed.is_some());
            }
        }
        fold(&mut found, &self.plan, list);
        let facts = self.gather(list, &mut found.counts);
        let statistics = Statistics {
            rules: self
                .plan
                .rules
                .iter()
                .map(|planned| planned.rule.id.clone())
                .zip(found.counts)
                .collect(),
        };
        Outcome {
            diagnostics: in_order(found.findings),
            statistics,
            facts,
        }
    }

    fn of_list<'a>(
        &self,
        list: &'a List<'_>,
        notes: &'a [Note],
        items: &'a [Arc<ItemRef>],
        verified: &'a [Vec<Verified>],
    ) -> Found
    where
        'r: 'a,
    {
        let context: Context<'a> = self.context;
        let runner = || Runner::new(&self.plan, context, items);
        let of = |what| Subject { list, what };
        let mut whole = runner();
        whole.run(of(What::List));
        for section in &list.sections {
            whole.run(of(What::Section(section)));
        }
        for header in &list.headers {
            whole.run(of(What::Header(header)));
        }
        for note in notes.iter().chain(&list.notes) {
            whole.run(of(What::Note(note)));
        }
        let mut found = whole.found;
        let of_items: Vec<Found> = list
            .items
            .par_chunks(BATCH)
            .zip(verified.par_chunks(BATCH))
            // One runner for as many batches as a thread takes in a row: its figures are of all rules.
            .fold(
                runner,
                |mut runner, (batch, verified): (&'a [Item<'_>], &'a [Vec<Verified>])| {
                    for (item, verified) in batch.iter().zip(verified) {
                        runner.item(of(What::Item(item)), verified);
                    }
                    runner
                },
            )
            .map(|runner| runner.found)
            .collect();
        let texts = if self.plan.of(Kind::Text).is_empty() {
            Vec::new()
        } else {
            texts(list)
        };
        let of_texts: Vec<Found> = texts
            .par_chunks(BATCH)
            .fold(runner, |mut runner, batch| {
                for text in batch {
                    runner.text(*text);
                }
                runner
            })
            .map(|runner| runner.found)
            .collect();
        for more in of_items.into_iter().chain(of_texts) {
            found.add(more);
        }
        found
    }

    /// The facts of rules about all lists; each fact is one thing in the scope of its rule.
    fn gather(&self, list: &List<'_>, counts: &mut [Counts]) -> ListFacts {
        let subject = Subject {
            list,
            what: What::List,
        };
        let mut by_rule = Vec::new();
        for &index in self.plan.of(Kind::AllLists) {
            let Some(planned) = self.plan.rules.get(index) else {
                continue;
            };
            for (number, assertion) in planned.rule.assertions.iter().enumerate() {
                if let Requirement::Detect(_, detector) = &assertion.test {
                    let mut facts = Vec::new();
                    detector.gather(&subject, &self.context, &mut facts);
                    if let Some(counts) = counts.get_mut(index) {
                        let gathered = facts.len() as u64;
                        counts.in_scope = counts.in_scope.max(gathered);
                        counts.evaluated += gathered;
                    }
                    by_rule.push((planned.rule.id.to_string(), number, facts));
                }
            }
        }
        ListFacts {
            file: list.source.name().to_owned(),
            by_rule,
        }
    }

    fn all_lists(&self) -> impl Iterator<Item = &super::plan::Planned<'r>> {
        self.plan
            .of(Kind::AllLists)
            .iter()
            .filter_map(|index| self.plan.rules.get(*index))
    }

    /// Compares all lists of a run by their facts. Each finding comes with the position of its list.
    pub fn check_all(&self, lists: &[ListFacts]) -> Vec<(usize, Diagnostic)> {
        let mut found = Vec::new();
        let files: Vec<Arc<str>> = lists.iter().map(|list| Arc::from(&*list.file)).collect();
        for planned in self.all_lists() {
            for (number, assertion) in planned.rule.assertions.iter().enumerate() {
                let Requirement::Detect(_, detector) = &assertion.test else {
                    continue;
                };
                let gathered: Vec<Gathered<'_>> = lists
                    .iter()
                    .zip(&files)
                    .map(|(list, file)| {
                        let own = list
                            .by_rule
                            .iter()
                            .find(|(rule, of, _)| **rule == *planned.rule.id && *of == number);
                        let facts = own.map_or(&[][..], |(_, _, facts)| facts.as_slice());
                        Gathered { file, facts }
                    })
                    .collect();
                let mut hits = Vec::new();
                detector.join(&gathered, &self.context, &mut hits);
                for joined in hits {
                    let fact = gathered
                        .get(joined.list)
                        .and_then(|of_list| of_list.facts.get(joined.fact));
                    let one = Finder::of_joined(planned, number, assertion, joined.hit, fact);
                    found.push((joined.list, one));
                }
            }
        }
        found.sort_by(|(list, one), (other_list, other)| {
            (list, one.span, &one.rule).cmp(&(other_list, other.span, &other.rule))
        });
        found
    }
}

/// Room for what the verification of each citation finds, by item.
fn unverified(list: &List<'_>) -> Vec<Vec<Verified>> {
    let of_item = |item: &Item<'_>| item.citations.iter().map(|_| Verified::default()).collect();
    list.items.iter().map(of_item).collect()
}

/// The findings in the order of the text; the same statement about the same place stands once.
fn in_order(mut findings: Vec<(usize, usize, Diagnostic)>) -> Vec<Diagnostic> {
    findings.sort_by(|(rule, number, one), (other_rule, other_number, other)| {
        (one.span, !one.fold_head, rule, number)
            .cmp(&(other.span, !other.fold_head, other_rule, other_number))
            .then_with(|| one.message.cmp(&other.message))
    });
    findings.dedup_by(|(rule, _, later), (other_rule, _, earlier)| {
        rule == other_rule
            && later.span == earlier.span
            && later.message == earlier.message
            && later.fold_head == earlier.fold_head
    });
    findings
        .into_iter()
        .map(|(_, _, diagnostic)| diagnostic)
        .collect()
}
