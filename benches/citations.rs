//! Parsing citations and verifying them on one core, beside a plain scan for 《 over the same bytes. The texts are
//! the legal bases of the published lists, where they are at hand, else of a generated list.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing bench is meant to stop.

#[allow(dead_code)] // Another bench writes YAML too.
mod generate;

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use dutylint::law::verify::Verifier;
use dutylint::law::{self, LawTable};
use dutylint::read::{ReadOptions, read_with};
use dutylint::source::{Span, Text, View};
use dutylint::vocabulary::Vocabulary;

/// The texts of fields that hold citations.
fn texts() -> Vec<String> {
    let shared =
        std::env::var_os("DUTYLINT_SHARED").map_or_else(|| "../shared".into(), PathBuf::from);
    let folders = ["lists", "seeds"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(shared.join(folder)).ok());
    let mut paths: Vec<PathBuf> = folders
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "md"));
    paths.sort();
    let mut files: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
        .collect();
    if files.is_empty() {
        let items = generate::items(1_000, 7);
        files.push(("list.csv".to_owned(), generate::csv(&items).into_bytes()));
    }
    let vocabulary = Vocabulary::builtin().unwrap();
    let mut found = Vec::new();
    for (name, bytes) in files {
        let (source, document) = read_with(&name, bytes, &ReadOptions::default()).unwrap();
        let list = dutylint::list::recognise(&source, &document, &vocabulary);
        for (field, value) in list.items.iter().flat_map(|item| &item.fields) {
            if vocabulary
                .field(*field)
                .is_some_and(|words| words.citations)
                && !value.shared
            {
                found.push(value.as_str().to_owned());
            }
        }
    }
    found
}

fn citations(criterion: &mut Criterion) {
    let texts = texts();
    let bytes: usize = texts.iter().map(String::len).sum();
    let verifier = Verifier::new(LawTable::builtin(), jiff::civil::date(2024, 12, 1));
    let view = |text: &'_ str| {
        View::new(&Text::verbatim(text, Span::new(0, text.len())))
            .as_str()
            .len()
    };
    let parse = |text: &str| {
        let view = View::new(&Text::verbatim(text, Span::new(0, text.len())));
        law::parse(&view, None)
    };
    let count: usize = texts.iter().map(|text| parse(text).len()).sum();
    println!("{} texts, {bytes} bytes, {count} citations", texts.len());
    let mut group = criterion.benchmark_group("citations");
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(10)
        .throughput(Throughput::Bytes(bytes as u64));
    let finder = memchr::memmem::Finder::new("《");
    group.bench_function("scan for 《", |bench| {
        bench.iter(|| -> usize {
            let scan = |text: &String| finder.find_iter(black_box(text.as_bytes())).count();
            texts.iter().map(scan).sum()
        });
    });
    group.bench_function("normalised view", |bench| {
        bench.iter(|| -> usize { texts.iter().map(|text| view(black_box(text))).sum() });
    });
    group.bench_function("parse", |bench| {
        bench.iter(|| -> usize { texts.iter().map(|text| parse(black_box(text)).len()).sum() });
    });
    group.bench_function("parse and verify", |bench| {
        bench.iter(|| -> usize {
            texts
                .iter()
                .flat_map(|text| parse(black_box(text)))
                .map(|citation| verifier.findings(&citation, &|_| false).len())
                .sum()
        });
    });
    group.finish();
}

criterion_group!(benches, citations);
criterion_main!(benches);
