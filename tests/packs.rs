//! The built-in rule packs: they load, and every example of every rule comes out as it says.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use dutylint::check::{self, Verdict};
use dutylint::rule::{Context, RuleSet};
use dutylint::vocabulary::Vocabulary;

fn rules(vocabulary: &Vocabulary) -> RuleSet {
    check::load_rules(check::builtin_packs(), vocabulary).unwrap_or_else(|errors| {
        let told: Vec<String> = errors
            .problems
            .iter()
            .map(|one| {
                let source = &errors.sources[one.file];
                let at = source.position(one.problem.span.start());
                let place = format!("{}:{}:{}", source.name(), at.line, at.column);
                format!("{place}: {}", one.problem.message.zh)
            })
            .collect();
        panic!("{}", told.join("\n"))
    })
}

#[test]
fn every_example_comes_out_as_it_says() {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = rules(&vocabulary);
    let context = Context {
        as_of: "2026-11-21".parse().unwrap(),
        vocabulary: &vocabulary,
        unit_words: dutylint::org::Words::builtin().unwrap(),
        organisation: None,
        laws: None,
    };
    let results = check::run_examples(&rules, &context);
    let wrong: Vec<String> = results
        .iter()
        .filter(|result| result.verdict != Verdict::Validated)
        .map(|result| {
            let source = &rules.sources()[result.file];
            let line = source.position(result.span.start()).line;
            let name = source.name();
            let details: Vec<&str> = result.details.iter().map(|one| one.zh.as_str()).collect();
            format!(
                "{name}:{line} {} {:?} {details:?} {:?}",
                result.rule, result.verdict, result.findings
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(results.len() > rules.rules().len());
}

#[test]
fn ids_are_unique_and_every_rule_says_what_it_is_about() {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = rules(&vocabulary);
    let mut ids: Vec<&str> = rules.rules().iter().map(|rule| &*rule.id).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for rule in rules.rules() {
        assert!(
            !rule.title.en.is_empty(),
            "{} has no English title",
            rule.id
        );
        let about = rule.about.as_ref();
        assert!(
            about.is_some_and(|about| !about.zh.is_empty() && !about.en.is_empty()),
            "{} does not say what the defect is and how to correct it",
            rule.id
        );
    }
}

#[test]
fn every_rule_has_two_valid_and_two_invalid_examples() {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = rules(&vocabulary);
    let mut wrong = Vec::new();
    for page in check::pages::rule_pages(&rules) {
        if page.valid.len() < 2 || page.invalid.len() < 2 {
            wrong.push(format!(
                "{}: {}, {}",
                page.id,
                page.valid.len(),
                page.invalid.len()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "too few examples (valid, invalid): {wrong:#?}"
    );
}
