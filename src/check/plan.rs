use std::sync::Arc;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use crate::diagnostic::Because;
use crate::rule::{Context, Kind, Requirement, Rule, RuleSet};

/// The rules of a run sorted by what they are about, made once and used for every list.
pub(super) struct Plan<'r> {
    /// The rules in force, in the order of the set.
    pub(super) rules: Vec<Planned<'r>>,
    /// Positions in `rules`, by kind of subject.
    by_kind: Vec<Vec<usize>>,
    prefilter: Prefilter,
}

/// A rule in force.
pub(super) struct Planned<'r> {
    pub(super) rule: &'r Rule,
    /// The provisions in force on the day of the check, for each assertion.
    pub(super) because: Vec<Arc<[Because]>>,
}

impl Planned<'_> {
    /// The provisions in force that assertion `number` rests on.
    pub(super) fn because(&self, number: usize) -> Arc<[Because]> {
        let own = self.because.get(number);
        own.cloned().unwrap_or_else(|| Arc::from([]))
    }
}

impl<'r> Plan<'r> {
    pub(super) fn new(rules: &'r RuleSet, context: &Context<'_>) -> Self {
        Self::of_rules(rules.rules().iter(), context)
    }

    pub(super) fn of_rules(rules: impl Iterator<Item = &'r Rule>, context: &Context<'_>) -> Self {
        let rules: Vec<Planned<'r>> = rules
            .filter(|rule| rule.in_force.contains(context.as_of))
            .map(|rule| Planned {
                rule,
                because: rule
                    .assertions
                    .iter()
                    .map(|assertion| in_force(&assertion.because, context))
                    .collect(),
            })
            .collect();
        let mut by_kind = vec![Vec::new(); Kind::ALL.len()];
        for (index, planned) in rules.iter().enumerate() {
            if let Some(of_kind) = by_kind.get_mut(planned.rule.kind as usize) {
                of_kind.push(index);
            }
        }
        let texts = by_kind.get(Kind::Text as usize).cloned();
        let prefilter = Prefilter::new(&rules, &texts.unwrap_or_default());
        Self {
            rules,
            by_kind,
            prefilter,
        }
    }

    /// The rules about `kind`, by their positions.
    pub(super) fn of(&self, kind: Kind) -> &[usize] {
        self.by_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// The rules about texts that can find something in `text`, by their positions, ascending.
    pub(super) fn of_text(&self, text: &str, chosen: &mut Vec<usize>) {
        self.prefilter.choose(text, chosen);
    }
}

/// The provisions in force on the day; days are written `YYYY-MM-DD`, so they compare as texts.
fn in_force(all: &[Because], context: &Context<'_>) -> Arc<[Because]> {
    let day = context.as_of.to_string();
    all.iter()
        .filter(|because| {
            because.from.as_ref().is_none_or(|from| *from <= day)
                && because.until.as_ref().is_none_or(|until| day < *until)
        })
        .cloned()
        .collect()
}

/// Chooses rules about texts by the literals that stand in everything they find: one pass over a text
/// for all rules.
struct Prefilter {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// The rules of each literal.
    rules: Vec<Vec<usize>>,
    /// Rules without literals: always chosen.
    always: Vec<usize>,
}

impl Prefilter {
    fn new(rules: &[Planned<'_>], texts: &[usize]) -> Self {
        let mut literals: std::collections::BTreeMap<String, Vec<usize>> =
            std::collections::BTreeMap::new();
        let mut always = Vec::new();
        for &index in texts {
            let Some(planned) = rules.get(index) else {
                continue;
            };
            match needed(planned.rule) {
                Some(words) => {
                    for word in words {
                        literals.entry(word).or_default().push(index);
                    }
                }
                None => always.push(index),
            }
        }
        let patterns: Vec<(&str, u32)> = literals.keys().map(String::as_str).zip(0..).collect();
        // Literals are distinct and not empty, which is all that building asks for; should it fail
        // nevertheless, every rule is always chosen.
        let automaton = (!patterns.is_empty())
            .then(|| {
                CharwiseDoubleArrayAhoCorasickBuilder::new()
                    .build_with_values(patterns)
                    .ok()
            })
            .flatten();
        if automaton.is_none() {
            always = texts.to_vec();
        }
        Self {
            automaton,
            rules: literals.into_values().collect(),
            always,
        }
    }

    fn choose(&self, text: &str, chosen: &mut Vec<usize>) {
        chosen.clear();
        chosen.extend(&self.always);
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(text) {
                let rules = self.rules.get(found.value() as usize);
                chosen.extend(rules.into_iter().flatten());
            }
        }
        chosen.sort_unstable();
        chosen.dedup();
    }
}

/// The literals of all detectors of a rule; `None` where one of its requirements has none to name.
fn needed(rule: &Rule) -> Option<Vec<String>> {
    let mut words = Vec::new();
    for assertion in &rule.assertions {
        let Requirement::Detect(_, detector) = &assertion.test else {
            return None;
        };
        let own: Vec<String> = detector
            .literals()
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        if own.is_empty() {
            return None;
        }
        words.extend(own);
    }
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then_some(words)
}
