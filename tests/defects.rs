//! Defects put into clean lists are found: one of a kind in a list, many lists a kind, other ones in each run.
//! `DUTYLINT_SEED` repeats a run, `DUTYLINT_RUNS=20` measures over many. `cargo test --test defects -- --nocapture`
//! prints what was found, by kind: the figures of docs/slips.md, and of the floors.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

#[path = "defects/kinds.rs"]
mod kinds;
#[path = "defects/list.rs"]
mod list;
mod seed;

use std::collections::{BTreeMap, BTreeSet};

use dutylint::check::{self, Checker};
use dutylint::rule::{Context, RuleSet};
use dutylint::slip::language::inject::Random;
use dutylint::vocabulary::Vocabulary;
use seed::{runs, seed};

/// Items of a list.
const ITEMS: usize = 32;
/// Lists for each kind.
const LISTS: usize = 10;

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

/// What lists with one defect each gave, by kind, and what was told elsewhere in them, by rule.
struct Measured {
    /// Found and put, for each kind.
    kinds: Vec<(usize, usize)>,
    elsewhere: BTreeMap<String, usize>,
}

/// Puts the defects of every kind into `lists` lists each.
fn measure(seed: u64, lists: usize, checker: &Checker<'_>, vocabulary: &Vocabulary) -> Measured {
    let mut random = Random(seed);
    let mut measured = Measured {
        kinds: Vec::new(),
        elsewhere: BTreeMap::new(),
    };
    for kind in kinds::ALL {
        let (mut put, mut told) = (0, 0);
        for _ in 0..lists {
            let mut rows = list::clean(ITEMS, &mut random);
            let Some(places) = (kind.put)(&mut rows, &mut random) else {
                continue;
            };
            put += 1;
            let all = found(&rows, checker, vocabulary);
            let is_it = |(rule, _, items): &&Told| {
                kind.rules.contains(&rule.as_str()) && places.iter().any(|at| items.contains(at))
            };
            told += usize::from(all.iter().any(|one| is_it(&one)));
            let elsewhere = |(_, own, _): &&Told| own.is_none_or(|own| !places.contains(&own));
            for (rule, ..) in all.iter().filter(elsewhere) {
                *measured.elsewhere.entry(rule.clone()).or_default() += 1;
            }
        }
        measured.kinds.push((told, put));
    }
    measured
}

/// How likely it is to find less than `least` of `put`, where each is found by the chance `recall`.
fn chance_of_less(least: usize, put: usize, recall: f64) -> f64 {
    let mut ways = 1.0;
    let mut sum = 0.0;
    for told in 0..least {
        sum += ways * recall.powi(told as i32) * (1.0 - recall).powi((put - told) as i32);
        ways *= (put - told) as f64 / (told + 1) as f64;
    }
    sum
}

/// The most that may be asked of `put` lists, so that a detector as good as it was measured fails once in a hundred
/// thousand runs. Of the figure measured the lower end is taken: two standard errors, and never quite all.
fn floor(kind: &kinds::Kind, put: usize) -> usize {
    let (told, of) = kind.measured;
    let count = f64::from(of) + 4.0;
    let middle = (f64::from(told) + 2.0) / count;
    let recall = middle - 2.0 * (middle * (1.0 - middle) / count).sqrt();
    let fits = |least: &usize| chance_of_less(*least, put, recall) <= 1e-5;
    (0..=put).rev().find(fits).unwrap_or_default()
}

fn with_checker(run: impl FnOnce(&Checker<'_>, &Vocabulary)) {
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
    run(&checker, &vocabulary);
}

#[test]
fn defects_are_found_and_clean_lists_are_left_alone() {
    with_checker(|checker, vocabulary| {
        let (seed, runs) = (seed(), runs());
        let measured: Vec<Measured> = (seed..seed + runs)
            .map(|seed| measure(seed, LISTS, checker, vocabulary))
            .collect();
        let mut failed = Vec::new();
        for (index, kind) in kinds::ALL.iter().enumerate() {
            let of_runs = measured.iter().map(|one| one.kinds[index]);
            let told: usize = of_runs.clone().map(|(told, _)| told).sum();
            let put: usize = of_runs.map(|(_, put)| put).sum();
            let least = floor(kind, put);
            println!(
                "{:24} {told:3} of {put:3} found, at least {least}",
                kind.name
            );
            assert!(put > 0, "{}: fits nowhere", kind.name);
            if told < least {
                failed.push(format!("{}: {told} of {put}", kind.name));
            }
        }
        assert!(failed.is_empty(), "seed {seed}: {failed:?}");
        let lists = kinds::ALL.len() * LISTS;
        for (seed, one) in (seed..).zip(&measured) {
            println!("elsewhere in {lists} lists: {:?}", one.elsewhere);
            assert!(
                one.elsewhere.values().all(|&count| count < LISTS),
                "seed {seed}: {:?}",
                one.elsewhere
            );
        }
    });
}
