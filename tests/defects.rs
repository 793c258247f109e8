//! Defects put into clean lists are found: one of a kind in a list, many lists a kind, other ones in each run.
//! `DUTYLINT_SEED` repeats a run. `cargo test --test defects -- --nocapture` prints what was found, by kind.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

#[path = "defects/kinds.rs"]
mod kinds;
#[path = "defects/list.rs"]
mod list;

use std::collections::{BTreeMap, BTreeSet};

use dutylint::check::{self, Checker};
use dutylint::rule::{Context, RuleSet};
use dutylint::slip::language::inject::Random;
use dutylint::vocabulary::Vocabulary;

/// Items of a list.
const ITEMS: usize = 32;
/// Lists for each kind.
const LISTS: usize = 8;

fn seed() -> u64 {
    let seed = match std::env::var("DUTYLINT_SEED") {
        Ok(text) => text.parse().expect("DUTYLINT_SEED is a number"),
        Err(_) => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.unwrap().as_secs()
        }
    };
    println!("DUTYLINT_SEED={seed}");
    seed
}

/// A finding: its rule, the item it is told at (from 0) and all items it points at.
type Told = (String, Option<usize>, BTreeSet<usize>);

fn found(rows: &[list::Row], checker: &Checker<'_>, vocabulary: &Vocabulary) -> Vec<Told> {
    let (source, document) =
        dutylint::read::read("清单.csv", list::csv(rows).into_bytes()).unwrap();
    let list = dutylint::list::recognise(&source, &document, vocabulary);
    assert_eq!(list.items.len(), rows.len());
    let outcome = checker.check_list(&list, &document.notes, &());
    let item = |span| {
        let mut items = list.items.iter();
        items.position(|item| item.origin.span.contains(span))
    };
    let told = |one: &dutylint::diagnostic::Diagnostic| {
        let own = one.item.as_ref().map(|item| item.index).or(item(one.span));
        // A cluster is told at one item and points at the others.
        let others = one.labels.iter().filter_map(|label| item(label.span));
        (
            one.rule.to_string(),
            own,
            own.into_iter().chain(others).collect(),
        )
    };
    outcome.diagnostics.iter().map(told).collect()
}

fn rules(vocabulary: &Vocabulary) -> RuleSet {
    check::load_rules(check::builtin_packs_without_examples(), vocabulary).unwrap()
}

fn context(vocabulary: &Vocabulary) -> Context<'_> {
    Context {
        as_of: "2026-11-21".parse().unwrap(),
        vocabulary,
        unit_words: dutylint::org::Words::builtin().unwrap(),
        organisation: None,
        laws: None,
    }
}

#[test]
fn defects_are_found_and_clean_lists_are_left_alone() {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = rules(&vocabulary);
    let wanted: BTreeSet<&str> = kinds::ALL
        .iter()
        .flat_map(|kind| kind.rules)
        .copied()
        .collect();
    let checker = Checker::of(&rules, context(&vocabulary), |rule| {
        wanted.contains(&*rule.id)
    });
    let seed = seed();
    let mut random = Random(seed);
    let mut failed = Vec::new();
    let mut false_ones: BTreeMap<String, usize> = BTreeMap::new();
    for kind in kinds::ALL {
        let (mut put, mut told) = (0, 0);
        for _ in 0..LISTS {
            let mut rows = list::clean(ITEMS, &mut random);
            let Some(places) = (kind.put)(&mut rows, &mut random) else {
                continue;
            };
            put += 1;
            let all = found(&rows, &checker, &vocabulary);
            let is_it = |(rule, _, items): &&Told| {
                kind.rules.contains(&rule.as_str()) && places.iter().any(|at| items.contains(at))
            };
            told += usize::from(all.iter().any(|one| is_it(&one)));
            let elsewhere = |(_, own, _): &&Told| own.is_none_or(|own| !places.contains(&own));
            for (rule, ..) in all.iter().filter(elsewhere) {
                *false_ones.entry(rule.clone()).or_default() += 1;
            }
        }
        println!("{:24} {told:3} of {put:3} found", kind.name);
        assert!(put > 0, "{}: fits nowhere", kind.name);
        let share = told as f64 / put as f64;
        if share < kind.floor {
            failed.push(format!("{}: {told} of {put}", kind.name));
        }
    }
    println!(
        "elsewhere in {} lists: {false_ones:?}",
        kinds::ALL.len() * LISTS
    );
    assert!(failed.is_empty(), "seed {seed}: {failed:?}");
    assert!(
        false_ones.values().all(|&count| count < LISTS),
        "seed {seed}: {false_ones:?}"
    );
}
