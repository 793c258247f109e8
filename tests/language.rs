//! The statistical model finds slips in laws it has not seen. Other places are damaged in each run;
//! `DUTYLINT_SEED` repeats one. `--nocapture` prints what was found, by kind. The whole kept-out part is measured by
//! `cargo run --release --example build_language_model`.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use dutylint::slip::language::inject::{Kind, Random};
use dutylint::slip::language::{builtin, train};
use dutylint::slip::likeness;

/// Characters of law that are damaged, a slip in every hundred.
const CHARACTERS: usize = 24_000;
const DISTANCE: usize = 200;

#[test]
fn slips_in_unseen_laws_are_found() {
    let shared =
        std::env::var_os("DUTYLINT_SHARED").map_or_else(|| "../shared".into(), PathBuf::from);
    let path = shared.join("laws/articles.jsonl.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("{} is absent: no law is read", path.display());
        return;
    };
    let seed = match std::env::var("DUTYLINT_SEED") {
        Ok(text) => text.parse().expect("DUTYLINT_SEED is a number"),
        Err(_) => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.unwrap().as_secs()
        }
    };
    println!("DUTYLINT_SEED={seed}");
    let mut laws: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut characters = 0;
    for line in BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines() {
        let line = line.unwrap();
        // Parsing every line would take longer than all the rest.
        let title = line.split('"').nth(3).unwrap();
        if !train::TESTED.contains(&train::part(title)) {
            continue;
        }
        let article: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = article["text"].as_str().unwrap().to_owned();
        characters += text.chars().count();
        let version = format!("{title} {}", article["version_date"]);
        laws.entry(version).or_default().push(text);
        if characters > CHARACTERS {
            break;
        }
    }
    let (model, judge) = builtin();
    let mut random = Random(seed);
    let mut judged = Vec::new();
    for texts in laws.values() {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let damaged = train::damage(&texts, DISTANCE, &mut random, model, likeness());
        judged.push(train::judged(&damaged, model, likeness()));
    }
    let found = train::measure(&judged, judge, 0.7);
    for kind in Kind::ALL {
        let of = |counts: &BTreeMap<Kind, usize>| counts.get(&kind).copied().unwrap_or_default();
        println!(
            "{:12} {} of {} found",
            kind.name(),
            of(&found.found),
            of(&found.slips)
        );
    }
    println!(
        "precision {:.2}, recall {:.2}",
        found.precision(),
        found.recall()
    );
    assert!(found.slips.values().sum::<usize>() > 50);
    assert!(found.precision() >= 0.85 && found.recall() >= 0.45);
}
