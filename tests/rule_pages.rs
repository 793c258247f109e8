//! The pages in `docs/rules` are what the built-in rules say. `UPDATE_PAGES=1 cargo test --test rule_pages` or
//! `dutylint rules --pages docs/rules` writes them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::path::Path;

use dutylint::check::{self, pages};
use dutylint::vocabulary::Vocabulary;

/// Every page by its file name.
fn all() -> BTreeMap<String, String> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = check::load_rules_beside(check::builtin_packs(), Vec::new(), &vocabulary, None);
    let rules = rules.unwrap_or_else(|errors| panic!("{:#?}", errors.problems));
    let files = pages::files(&rules);
    // No two rules have one page.
    assert_eq!(files.len(), rules.rules().len() + 1);
    files
}

#[test]
fn the_pages_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages = all();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, page) in &pages {
            std::fs::write(folder.join(name), page).unwrap();
        }
    }
    let mut wrong = Vec::new();
    for (name, page) in &pages {
        let there = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        if there.replace("\r\n", "\n") != *page {
            wrong.push(name.clone());
        }
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !pages.contains_key(&name) {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "not what the rules say (run UPDATE_PAGES=1 cargo test --test rule_pages): {wrong:?}"
    );
}

#[test]
fn every_page_says_what_it_must() {
    for (name, page) in all() {
        if name == "README.md" {
            continue;
        }
        assert!(page.contains("## 报什么、怎么改"), "{name} says nothing");
        let why = page.contains("## 查什么、为什么") || page.contains("## 依据");
        assert!(why, "{name} has neither reasons nor a basis");
    }
}
