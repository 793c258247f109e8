use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Because;
use crate::rule::{Context, Kind, Requirement, Rule};

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

/// What follows the first two characters of a literal, and the positions of its rules.
type Literal = (String, Vec<usize>);

/// Chooses rules about texts by the literals that stand in everything they find: one pass over a text
/// for all rules. An index by the first two characters: tables hold thousands of words, and an automaton
/// of them takes longer to make than most lists take to check.
struct Prefilter {
    /// Literals of one character.
    single: FxHashMap<char, Vec<usize>>,
    /// Longer literals by their first two characters: what follows these, and the rules.
    longer: FxHashMap<(char, char), Vec<Literal>>,
    /// Rules without literals: always chosen.
    always: Vec<usize>,
}

impl Prefilter {
    fn new(rules: &[Planned<'_>], texts: &[usize]) -> Self {
        let mut prefilter = Self {
            single: FxHashMap::default(),
            longer: FxHashMap::default(),
            always: Vec::new(),
        };
        for &index in texts {
            let Some(planned) = rules.get(index) else {
                continue;
            };
            match needed(planned.rule) {
                Some(words) => words.iter().for_each(|word| prefilter.add(word, index)),
                None => prefilter.always.push(index),
            }
        }
        prefilter
    }

    fn add(&mut self, word: &str, rule: usize) {
        let mut rest = word.chars();
        let Some(first) = rest.next() else { return };
        let Some(second) = rest.next() else {
            self.single.entry(first).or_default().push(rule);
            return;
        };
        let words = self.longer.entry((first, second)).or_default();
        let rest = rest.as_str();
        match words.iter_mut().find(|(known, _)| known == rest) {
            Some((_, rules)) => rules.push(rule),
            None => words.push((rest.to_owned(), vec![rule])),
        }
    }

    fn choose(&self, text: &str, chosen: &mut Vec<usize>) {
        chosen.clear();
        chosen.extend(&self.always);
        let mut rest = text.chars();
        while let Some(first) = rest.next() {
            chosen.extend(self.single.get(&first).into_iter().flatten());
            let mut after = rest.clone();
            let Some(second) = after.next() else { break };
            let words = self.longer.get(&(first, second)).into_iter().flatten();
            for (word, rules) in words {
                if after.as_str().starts_with(word.as_str()) {
                    chosen.extend(rules);
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_rule_is_chosen_exactly_where_one_of_its_literals_stands(
            words in proptest::collection::vec("[甲乙丙a]{1,4}", 1..12),
            text in "[甲乙丙丁a]{0,24}",
        ) {
            let mut prefilter = Prefilter {
                single: FxHashMap::default(),
                longer: FxHashMap::default(),
                always: vec![99],
            };
            for (rule, word) in words.iter().enumerate() {
                prefilter.add(word, rule);
            }
            let mut expected: Vec<usize> = (0..words.len())
                .filter(|&rule| text.contains(&words[rule]))
                .collect();
            expected.push(99);
            let mut chosen = Vec::new();
            prefilter.choose(&text, &mut chosen);
            prop_assert_eq!(chosen, expected);
        }
    }
}
