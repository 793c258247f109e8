//! Builds the files of `rules/language` from a folder of law texts and measures what they find:
//! `cargo run --release --example build_language_model -- FROM [TO]`.
//!
//! The n-grams are counted in nine tenths of the laws, told apart by a hash of their titles; the weights are
//! learned from slips put into one half of the rest, and the figures printed are measured in the other half.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use dutylint::slip::language::inject::{Kind, Random};
use dutylint::slip::language::train::{self, Judged};
use dutylint::slip::language::{Builder, Least, Model};
use dutylint::slip::likeness;

/// A slip in so many characters.
const DISTANCE: usize = 1000;

#[derive(serde::Deserialize)]
struct Article {
    title: String,
    version_date: Option<String>,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let from = arguments
        .next()
        .ok_or("the folder of law texts is missing")?;
    let to = arguments.next().unwrap_or_else(|| "rules/language".into());
    let articles = articles(&from)?;
    let mut builder = Builder::default();
    for article in &articles {
        let part = train::part(&article.title);
        if !train::TESTED.contains(&part) && !train::WEIGHED.contains(&part) {
            builder.add(&article.text);
        }
    }
    let bytes = builder.bytes(Least::default());
    let model = Model::read(&bytes)?;
    println!("{} bytes, n-grams {:?}", bytes.len(), model.sizes());

    let weighed = damaged(&articles, &train::WEIGHED, 1, &model);
    let judge = train::learn(&weighed);
    for wanted in [0.8, 0.9, 0.95] {
        let from = train::threshold(&weighed, &judge, wanted);
        for seed in 2..4 {
            let tested = damaged(&articles, &train::TESTED, seed, &model);
            let found = train::measure(&tested, &judge, from);
            println!(
                "from {from:.3} (seed {seed}): precision {:.3}, recall {:.3}, {} flags",
                found.precision(),
                found.recall(),
                found.flags
            );
            for kind in Kind::ALL {
                let of =
                    |counts: &BTreeMap<Kind, usize>| counts.get(&kind).copied().unwrap_or_default();
                println!(
                    "  {}: {} of {} found, {} corrected",
                    kind.name(),
                    of(&found.found),
                    of(&found.slips),
                    of(&found.corrected)
                );
            }
        }
    }
    std::fs::create_dir_all(&to)?;
    std::fs::write(to.join("ngrams.bin"), bytes)?;
    let head = "# How much each feature of a correction speaks for it (logistic model); made by examples/build_language_model.rs.\n";
    std::fs::write(to.join("weights.tsv"), format!("{head}{}", judge.text()))?;
    Ok(())
}

/// The versions of the laws of `parts` with slips in them, and what the detector asks about.
fn damaged(
    articles: &[Article],
    parts: &std::ops::Range<u64>,
    seed: u64,
    model: &Model,
) -> Vec<Judged> {
    let mut versions: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for article in articles {
        if parts.contains(&train::part(&article.title)) {
            let date = article.version_date.as_deref().unwrap_or_default();
            versions
                .entry((&article.title, date))
                .or_default()
                .push(&article.text);
        }
    }
    let mut random = Random(seed);
    let mut all = Vec::new();
    for texts in versions.values() {
        let damaged = train::damage(texts, DISTANCE, &mut random, model, likeness());
        all.push(train::judged(&damaged, model, likeness()));
    }
    all
}

fn articles(from: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let file = std::fs::File::open(from.join("articles.jsonl.gz"))?;
    let lines = BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines();
    lines
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}
