//! Every example of the manual for authors of rules is run, in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::Path;

use dutylint::check::{self, Verdict};
use dutylint::rule::Context;
use dutylint::source::Source;
use dutylint::vocabulary::Vocabulary;

/// The fenced blocks with the words after the fence.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut within: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut within, line.strip_prefix("```")) {
            (None, Some(info)) => within = Some((info.to_owned(), String::new())),
            (Some(_), Some(_)) => found.extend(within.take()),
            (Some((_, block)), None) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(within.is_none(), "a block without an end");
    found
}

/// Runs the packs of one manual in order: each may build on those before it. The packs.
fn run(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let folder = tempfile::tempdir().unwrap();
    let vocabulary = Vocabulary::builtin().unwrap();
    let context = Context {
        as_of: "2026-11-21".parse().unwrap(),
        vocabulary: &vocabulary,
        unit_words: dutylint::org::Words::builtin().unwrap(),
        organisation: None,
        laws: None,
    };
    let mut packs: Vec<String> = Vec::new();
    let all = blocks(&text);
    for (info, block) in &all {
        if let Some(file) = info.strip_prefix("csv ") {
            std::fs::write(folder.path().join(file), block).unwrap();
        }
    }
    for (info, block) in all {
        if info != "yaml" {
            continue;
        }
        packs.push(block);
        let sources = packs.iter().enumerate().map(|(number, text)| {
            let file = folder.path().join(format!("{number}.yaml"));
            Source::new(file.to_str().unwrap(), text.clone(), "UTF-8")
        });
        let rules = check::load_rules(sources.collect(), &vocabulary)
            .unwrap_or_else(|errors| panic!("{name}: {:#?}\n{:#?}", errors.problems, packs.last()));
        let file = rules.sources().len() - 1;
        let results = check::run_examples(&rules, &context);
        for rule in rules.rules().iter().filter(|rule| rule.file == file) {
            let own: Vec<_> = results.iter().filter(|one| one.rule == rule.id).collect();
            let valid = own.iter().filter(|one| one.valid).count();
            assert!(
                valid > 0 && valid < own.len(),
                "{name}: {} is not shown",
                rule.id
            );
            for result in own {
                assert_eq!(result.verdict, Verdict::Validated, "{name}: {result:#?}");
            }
        }
    }
    packs
}

#[test]
fn every_example_comes_out_as_it_says() {
    let chinese = run("rule-authors.zh.md");
    assert!(chinese.len() > 10);
    assert_eq!(
        chinese,
        run("rule-authors.md"),
        "the manuals differ in their examples"
    );
}
